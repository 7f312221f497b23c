import { gunzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, FrameColumn, Outcome } from '@rachis/learning';
import { parseCsv } from '@rachis/study';
import { dataPath } from '../../data.ts';

/** A real table as numbers: categories are columns of 0 and 1, NaN is missing. */
export interface RealTable {
  readonly name: string;
  readonly frame: Frame;
}

type Row = Readonly<Record<string, string>>;

function rowsOf(path: string): Row[] {
  const bytes = readFileSync(dataPath(join('tables', path)));
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').replace(/^\uFEFF/, '');
  const [header, ...lines] = parseCsv(text);
  return lines.map((line) => Object.fromEntries(header!.map((name, at) => [name, line[at] ?? ''])));
}

// The last is what a spreadsheet leaves of a formula that it cannot compute.
const missing = new Set(['', 'NA', 'nan', 'NaN', '#NAME?']);

/** The chosen columns as numbers; of texts a column for each category but the first. */
function columnsOf(rows: readonly Row[], names: readonly string[]): FrameColumn[] {
  return names.flatMap((name): FrameColumn[] => {
    const cells = rows.map((row) => row[name]!);
    const known = cells.filter((cell) => !missing.has(cell));
    const numeric = (label: string, values: number[]): FrameColumn => ({
      name: label,
      kind: 'numeric',
      values: Float64Array.from(values),
    });
    if (known.every((cell) => Number.isFinite(Number(cell)))) {
      return [
        numeric(
          name,
          cells.map((cell) => (missing.has(cell) ? NaN : Number(cell))),
        ),
      ];
    }
    return [...new Set(known)]
      .sort()
      .slice(1)
      .map((category) =>
        numeric(
          `${name} ${category}`,
          cells.map((cell) => (missing.has(cell) ? NaN : Number(cell === category))),
        ),
      );
  });
}

function table(name: string, rows: readonly Row[], outcome: Outcome, without: readonly string[]): RealTable {
  const names = Object.keys(rows[0]!).filter((column) => !without.includes(column));
  return {
    name,
    frame: {
      rows: rows.length,
      columns: columnsOf(rows, names),
      outcome,
      groups: Int32Array.from(rows, (_, row) => row),
    },
  };
}

function classesOf(rows: readonly Row[], column: string) {
  const classes = [...new Set(rows.map((row) => row[column]!))].sort();
  const codes = Int32Array.from(rows, (row) => classes.indexOf(row[column]!));
  return { kind: 'classes' as const, classes, codes };
}

const survival = (
  rows: readonly Row[],
  time: string,
  happened: (row: Row) => boolean,
): Extract<Outcome, { kind: 'survival' }> => ({
  kind: 'survival',
  times: Float64Array.from(rows, (row) => Number(row[time])),
  events: Uint8Array.from(rows, (row) => (happened(row) ? 1 : 0)),
});

function vertebralColumn(): RealTable {
  const text = readFileSync(dataPath('tables/vertebral_column_3c.arff'), 'utf8');
  const names = [...text.matchAll(/^@attribute\s+(\S+)/gim)].map(([, name]) => name!);
  const lines = text
    .slice(text.search(/^@data/im))
    .split(/\r?\n/)
    .slice(1);
  const rows = lines
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('%'))
    .map((line) => Object.fromEntries(line.split(',').map((cell, at) => [names[at]!, cell.trim()])));
  const last = names.at(-1)!;
  return table('vertebral_column_3c', rows, classesOf(rows, last), [last]);
}

function nsclc(): RealTable {
  const clinical = new Map(rowsOf('nsclc_radiogenomics_clinical.csv').map((row) => [row['']!, row]));
  const rows = rowsOf('nsclc_radiogenomics_features.csv')
    .filter(({ SubjectID }) => clinical.has(SubjectID!) && Number(clinical.get(SubjectID!)!.days) > 0)
    .map((row) => ({
      ...row,
      days: clinical.get(row.SubjectID!)!.days!,
      event: clinical.get(row.SubjectID!)!.event!,
    }));
  const outcome = survival(rows, 'days', ({ event }) => Number(event) === 1);
  return table('nsclc_radiogenomics', rows, outcome, ['SubjectID', 'days', 'event']);
}

/** Tables with classes, then with survival, then with other outcomes. */
export function realTables(): RealTable[] {
  const spondylomet = rowsOf('spondylomet_train.csv');
  const kyphosis = rowsOf('kyphosis.csv');
  const veteran = rowsOf('veteran.csv');
  const pbc = rowsOf('pbc.csv').filter(({ trt }) => !missing.has(trt!));
  const benches = ['C4KC-KiTS', 'LNDb', 'NSCLC-Radiogenomics', 'WORC-Lipo'].map((name) => {
    const rows = rowsOf(join('radmlbench', `${name}.csv.gz`));
    return table(name, rows, classesOf(rows, 'Target'), ['Target', 'ID', '']);
  });
  return [
    ...benches,
    table('spondylomet', spondylomet, classesOf(spondylomet, 'Spondylo'), ['ID', 'Disease', 'Spondylo']),
    vertebralColumn(),
    table('kyphosis', kyphosis, classesOf(kyphosis, 'Kyphosis'), ['rownames', 'Kyphosis']),
    nsclc(),
    table(
      'veteran',
      veteran,
      survival(veteran, 'time', ({ status }) => status === '1'),
      ['rownames', 'time', 'status'],
    ),
    table(
      'pbc',
      pbc,
      survival(pbc, 'time', ({ status }) => status === '2'),
      ['rownames', 'id', 'time', 'status'],
    ),
    table(
      'pbc, bilirubin',
      pbc,
      { kind: 'continuous', values: Float64Array.from(pbc, ({ bili }) => Math.log(Number(bili))) },
      ['rownames', 'id', 'time', 'status', 'bili'],
    ),
    table('pbc, stage', pbc, { ...classesOf(pbc, 'stage'), kind: 'ordinal' }, [
      'rownames',
      'id',
      'time',
      'status',
      'stage',
    ]),
    table(
      'pbc, death or transplant',
      pbc,
      {
        kind: 'survival',
        times: Float64Array.from(pbc, ({ time }) => Number(time)),
        // Death is looked at, a transplant competes.
        events: Uint8Array.from(pbc, ({ status }) => (status === '2' ? 1 : status === '1' ? 2 : 0)),
      },
      ['rownames', 'id', 'time', 'status'],
    ),
  ];
}
