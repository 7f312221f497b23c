// Writes the agreement of manual and model muscle volumes into docs/stability.md, from the shared table through
// `rachis stability`. Needs RACHIS_DATA (default ../shared) and `npm run build`; run by hand, as the data are not shipped.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const data = process.env.RACHIS_DATA ?? join(root, '..', 'shared');
const [head, ...rows] = readFileSync(
  join(data, 'data', 'tables', 'muscle_volumes_manual_vs_model.csv'),
  'utf8',
)
  .trim()
  .split(/\r?\n/)
  .map((line) => line.split(','));
const at = (name) => head.indexOf(name);

/** The masks that the volumes are of: 1 and 4 erector spinae, 2 and 3 multifidus (the shared data's README). */
const muscles = ['erector_spinae_1', 'multifidus_2', 'multifidus_3', 'erector_spinae_4'];
const folder = mkdtempSync(join(tmpdir(), 'rachis-muscles-'));
for (const [name, ending] of [
  ['manual', 'gd'],
  ['model', 'ai'],
]) {
  const lines = rows.map((row) => [
    row[at('CT_id')],
    ...muscles.map((_, i) => row[at(`volume${i + 1}_${ending}`)]),
  ]);
  const text = [['subject', ...muscles], ...lines].map((line) => line.join(',')).join('\n');
  writeFileSync(join(folder, `${name}.csv`), text);
}
const study = `design: readers
target: [subject]
tables:
  - {file: manual.csv, condition: manual}
  - {file: model.csv, condition: model}
`;
writeFileSync(join(folder, 'study.yaml'), study);
const output = join(folder, 'stability');
const rachis = join(root, 'packages', 'cli', 'bin', 'rachis.js');
execFileSync(process.execPath, [rachis, 'stability', join(folder, 'study.yaml'), '--output', output], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
const [names, ...found] = readFileSync(join(output, 'features.csv'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(','));
const features = found.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
rmSync(folder, { recursive: true });

const number = (text, digits) => Number(text).toFixed(digits);
const lines = features.map(
  (row) =>
    `| ${row.feature} | ${number(row.icc, 4)} (${number(row.lower, 4)} to ${number(row.upper, 4)}) | ${number(row.concordance, 4)} | ${number(row.within_subject_variation, 2)}% | ${number(row.bias, 2)} | ${number(row.limit_low, 2)} to ${number(row.limit_high, 2)} |`,
);
const page = join(root, 'docs', 'stability.md');
const [before, after] = ['<!-- muscle-agreement -->', '<!-- /muscle-agreement -->'];
const text = readFileSync(page, 'utf8');
const [start, end] = [text.indexOf(before) + before.length, text.indexOf(after)];
writeFileSync(
  page,
  `${text.slice(0, start)}

| muscle and its mask | ICC (95% interval) | concordance | within-subject variation | bias, manual less model | limits of agreement |
| --- | --- | --- | --- | --- | --- |
${lines.join('\n')}

${text.slice(end)}`,
);
