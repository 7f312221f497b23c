// Tables at hand, brought into the form that a study reads.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const linesOf = (text) => text.trim().split(/\r?\n/);

/** Rows of an ARFF file with a number for each subject. */
export function writeVertebralColumn(data, folder) {
  const lines = linesOf(readFileSync(join(data, 'tables/vertebral_column_3c.arff'), 'utf8'));
  const columns = lines.flatMap((line) => /^@attribute\s+(\S+)/i.exec(line)?.[1] ?? []);
  const rows = lines.slice(lines.findIndex((line) => /^@data/i.test(line)) + 1).filter((line) => line !== '');
  const text = [['subject', ...columns].join(','), ...rows.map((row, at) => `${at + 1},${row}`)].join('\n');
  writeFileSync(join(folder, 'vertebral_column_3c.csv'), `${text}\n`);
}

/** Makers of scanners that have enough scans for ComBat (the others are left empty), and the two centres. */
export function writeMakers(data, folder) {
  const [, ...lines] = linesOf(
    readFileSync(join(data, 'tables/nsclc_radiogenomics_acquisition.csv'), 'utf8'),
  );
  const rows = lines.map((line) => line.split(','));
  const kept = ['GE MEDICAL SYSTEMS', 'SIEMENS'];
  const text = rows
    .map(([subject, , maker]) => `${subject},${kept.includes(maker) ? maker : ''}`)
    .filter((line) => !line.startsWith(','));
  writeFileSync(join(folder, 'nsclc_makers.csv'), `clc,Manufacturer\n${text.join('\n')}\n`);
}

/** A table of radMLBench with a number for each subject, under the name that studies call it by. */
export function writeBenchmark(data, folder, name) {
  const bytes = gunzipSync(readFileSync(join(data, `tables/radmlbench/${name}.csv.gz`)));
  const [head, ...rows] = linesOf(bytes.toString('utf8'));
  const text = rows.map((row, at) => `S${String(at + 1).padStart(3, '0')},${row}`);
  writeFileSync(join(folder, `${name}.csv`), `subject,${head}\n${text.join('\n')}\n`);
}

/** Features whose intraclass correlation over automatic segmentations of brain MR (BRATS) was at least 0.75. */
export function writePublishedStable(data, folder) {
  const [head, ...rows] = linesOf(readFileSync(join(data, 'tables/reliable_radiomics_icc.csv'), 'utf8')).map(
    (line) => line.split(';'),
  );
  const brats = head.indexOf('BRATS');
  const kept = rows.filter((row) => Number(row[brats]) >= 0.75).map(([feature]) => feature);
  writeFileSync(join(folder, 'published_stable.csv'), `feature\n${kept.join('\n')}\n`);
}

/** Volumes of muscles by hand and by a model, a row a measurement. */
export function writeMuscles(data, folder) {
  const [head, ...rows] = linesOf(
    readFileSync(join(data, 'tables/muscle_volumes_manual_vs_model.csv'), 'utf8'),
  ).map((line) => line.split(','));
  const at = (name) => head.indexOf(name);
  const muscles = [1, 2, 3, 4];
  const text = rows.flatMap((row) =>
    [
      ['manual', 'gd'],
      ['model', 'ai'],
    ].map(([reader, ending]) =>
      [`${row[0]} ${row[1]}`, reader, ...muscles.map((muscle) => row[at(`volume${muscle}_${ending}`)])].join(
        ',',
      ),
    ),
  );
  const names = muscles.map((muscle) => `muscle_${muscle}_volume`);
  writeFileSync(join(folder, 'muscles.csv'), `subject,reader,${names.join(',')}\n${text.join('\n')}\n`);
}

/** Mutations of the lung cancer patients, by name; empty where they are not known. */
export function writeGenes(data, folder) {
  const [head, ...rows] = linesOf(
    readFileSync(join(data, 'tables/nsclc_radiogenomics_clinical.csv'), 'utf8'),
  ).map((line) => line.split(','));
  const genes = { EGFR: 'egfr-mut', KRAS: 'kras-mut' };
  const words = { 0: 'wild type', 1: 'mutant' };
  const text = rows.map((row) =>
    [row[0], ...Object.values(genes).map((name) => words[row[head.indexOf(name)]] ?? '')].join(','),
  );
  writeFileSync(
    join(folder, 'nsclc_genes.csv'),
    `subject,${Object.keys(genes).join(',')}\n${text.join('\n')}\n`,
  );
}

/** The patients of the other cohort of spondylomet, under names of their own. */
export function writeSpondylometValidation(data, folder) {
  const [head, ...rows] = linesOf(readFileSync(join(data, 'tables/spondylomet_validation.csv'), 'utf8'));
  writeFileSync(
    join(folder, 'spondylomet_validation.csv'),
    `${head}\n${rows.map((row) => `V${row}`).join('\n')}\n`,
  );
}
