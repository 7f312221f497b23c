// Runs the studies of examples/studies on the data under RACHIS_DATA (default ../shared) into a temporary folder; ends
// with 0 only if every one of them ends with a report. `npm run examples -- NAME ...` runs those alone.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const data = join(process.env.RACHIS_DATA ?? join(root, '../shared'), 'data');
const studies = join(root, 'examples/studies');
const folder = mkdtempSync(join(tmpdir(), 'rachis-examples-'));
const wanted = process.argv.slice(2);

/** Rows of an ARFF file as CSV with a number for each subject. */
function writeCsvOfArff(name) {
  const lines = readFileSync(join(data, 'tables', `${name}.arff`), 'utf8').split(/\r?\n/);
  const columns = lines.flatMap((line) => /^@attribute\s+(\S+)/i.exec(line)?.[1] ?? []);
  const rows = lines.slice(lines.findIndex((line) => /^@data/i.test(line)) + 1).filter((line) => line !== '');
  const text = [['subject', ...columns].join(','), ...rows.map((row, at) => `${at + 1},${row}`)].join('\n');
  writeFileSync(join(folder, `${name}.csv`), `${text}\n`);
}

/** Makers of scanners that have enough scans for ComBat; the others are left empty. */
function writeMakers() {
  const path = join(data, 'tables/nsclc_radiogenomics_acquisition.csv');
  const [, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const rows = lines.map((line) => line.split(','));
  const kept = ['GE MEDICAL SYSTEMS', 'SIEMENS'];
  const text = rows
    .map(([subject, , maker]) => `${subject},${kept.includes(maker) ? maker : ''}`)
    .filter((line) => !line.startsWith(','));
  writeFileSync(join(folder, 'nsclc_makers.csv'), `clc,Manufacturer\n${text.join('\n')}\n`);
}

writeCsvOfArff('vertebral_column_3c');
writeMakers();
let failed = 0;
for (const file of readdirSync(studies)
  .filter((name) => name.endsWith('.yaml'))
  .sort()) {
  const name = basename(file, '.yaml');
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const own = join(folder, name);
  mkdirSync(own);
  const text = readFileSync(join(studies, file), 'utf8')
    .replaceAll('{data}', data)
    .replaceAll('{made}', folder);
  writeFileSync(join(own, 'study.yaml'), text);
  const start = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      join(root, 'packages/cli/bin/rachis.js'),
      'study',
      'run',
      join(own, 'study.yaml'),
      '--output',
      join(own, 'result'),
    ],
    { encoding: 'utf8' },
  );
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const report = join(own, 'result/report/index.html');
  // 5: some subjects were left out, which the report says.
  if (!existsSync(report) || (status !== 0 && status !== 5)) {
    failed++;
    console.log(
      `${name}  FAILED (${status}) after ${seconds} s: ${stderr.trim().split('\n').slice(-3).join(' ')}`,
    );
    continue;
  }
  const result = JSON.parse(readFileSync(join(own, 'result/report/result.json'), 'utf8'));
  const measures = result.pipelines.map((one) => {
    const { value, lower, upper } = one.measures.find(({ id }) => id === result.main);
    const [v, l, u] = [value, lower, upper].map((number) => (number === null ? 'n/a' : number.toFixed(3)));
    return `${one.name} ${v} (${l} to ${u})`;
  });
  console.log(
    `${name}  ${result.subjects} subjects  ${result.main}: ${measures.join('; ')}  ${seconds} s  ${report}`,
  );
}
process.exitCode = failed === 0 ? 0 : 1;
