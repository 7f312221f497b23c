import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { dataPath } from '../../data.ts';
import { drawTable } from '../../coverage/draw.ts';

/** A table with two classes, and which of its rows train. */
export interface SplitTable {
  readonly name: string;
  readonly columns: readonly ArrayLike<number>[];
  readonly codes: readonly number[];
  readonly training: readonly number[];
  readonly test: readonly number[];
}

const split = (name: string, columns: readonly ArrayLike<number>[], codes: readonly number[]): SplitTable => {
  // Four of ten test rows, spread over a table whose classes may lie one after the other.
  const isTest = (row: number) => (row * 7) % 10 < 4;
  const rows = [...codes.keys()];
  return { name, columns, codes, training: rows.filter((r) => !isTest(r)), test: rows.filter(isTest) };
};

const drawn = [
  [60, 300, 0.9, 0.5],
  [80, 100, 0.75, 0.5],
  [100, 10, 0.75, 0.4],
  [120, 300, 0.9, 0.3],
  [150, 1000, 0.9, 0.5],
  [200, 50, 0.75, 0.5],
  [250, 200, 0.65, 0.5],
  [300, 20, 0.75, 0.2],
] as const;
const real = ['C4KC-KiTS', 'LNDb', 'NSCLC-Radiogenomics', 'WORC-Lipo'] as const;

/** A table of radMLBench: its columns that are numbers in every row. */
function radmlbench(name: string): SplitTable {
  const text = gunzipSync(readFileSync(dataPath(`tables/radmlbench/${name}.csv.gz`))).toString();
  const [header, ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const columns = header!.flatMap((column, j) => {
    const values = rows.map((row) => Number(row[j]));
    return column === 'Target' || column === 'ID' || !values.every(Number.isFinite) ? [] : [values];
  });
  return split(
    name,
    columns,
    rows.map((row) => Number(row[header!.indexOf('Target')])),
  );
}

/** Eight drawn tables and four real ones. */
export function forestTables(): SplitTable[] {
  return [
    ...drawn.map(([subjects, columns, signal, events], at) => {
      const scenario = { name: 'forest', outcome: 'classes', subjects, columns, signal, events } as const;
      const frame = drawTable(scenario, subjects, `forest ${at}`);
      const codes = frame.outcome?.kind === 'classes' ? [...frame.outcome.codes] : [];
      return split(
        `drawn ${subjects} x ${columns}`,
        frame.columns.map(({ values }) => values),
        codes,
      );
    }),
    ...real.map(radmlbench),
  ];
}
