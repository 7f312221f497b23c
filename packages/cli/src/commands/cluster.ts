import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type WrittenFile, writeTogether, writeWhole } from '@rachis/formats';
import {
  assignRow,
  type Cell,
  checkOutput,
  clusterOutcomes,
  clusterRows,
  clusterShapes,
  type ClusterMethod,
  encodeTable,
  type LockedClustering,
  readCells,
} from '@rachis/study';
import { RachisError } from '@rachis/volume';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';

export interface ClusterOptions {
  readonly output: string;
  readonly method: ClusterMethod;
  readonly clusters: readonly number[];
  readonly columns?: readonly string[];
  readonly outcomes?: readonly string[];
  readonly subject: string;
  readonly scale: 'standard' | 'none';
  readonly resamples: number;
  readonly seed: number;
  readonly assign?: string;
}

interface TextTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

async function readTable(path: string): Promise<TextTable> {
  const [header = [], ...rows] = await readCells(
    path,
    'table',
    'Give a .csv, .xlsx or .parquet file with a row a subject.',
  );
  return {
    header: header.map((name) => name.trim()),
    rows: rows.filter((row) => row.some((cell) => cell.trim() !== '')),
  };
}

const numberOf = (text: string | undefined): number => {
  const trimmed = (text ?? '').trim();
  return trimmed === '' ? Number.NaN : Number(trimmed);
};

/** Whether a name is one of those that a user wrote; * stands for any text. */
const matches = (pattern: string, name: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
      .join('.*')}$`,
  ).test(name);

function columnAt({ header }: TextTable, name: string, path: string): number {
  const at = header.indexOf(name);
  if (at >= 0) return at;
  throw new RachisError('ARGUMENT_INVALID', `${path} has no column ${name}.`, {
    file: path,
    remedy: `Its columns are ${header.slice(0, 30).join(', ')}${header.length > 30 ? ' …' : ''}.`,
  });
}

/** The columns that are clustered: those that the user names, or all that hold numbers alone. */
function clusteredColumns(
  table: TextTable,
  path: string,
  { columns, outcomes = [], subject }: ClusterOptions,
): string[] {
  const others = new Set([subject, ...outcomes]);
  if (columns === undefined)
    return table.header.filter(
      (name, c) =>
        !others.has(name) &&
        name !== '' &&
        table.rows.some((row) => (row[c] ?? '').trim() !== '') &&
        table.rows.every((row) => (row[c] ?? '').trim() === '' || Number.isFinite(numberOf(row[c]))),
    );
  return columns.flatMap((pattern) => {
    const found = table.header.filter((name) => !others.has(name) && matches(pattern, name));
    if (found.length > 0) return found;
    throw new RachisError('ARGUMENT_INVALID', `${path} has no column ${pattern}.`, {
      file: path,
      remedy: 'Name columns as the table has them; * stands for any text.',
    });
  });
}

const percent = (value: number) => `${(100 * value).toFixed(0)}%`;

/** `rachis cluster TABLE --output FOLDER`: clusters of the rows of a table; with `--assign FILE` a locked clustering of new rows. */
export async function cluster(console: Console, path: string, options: ClusterOptions): Promise<number> {
  const table = await readTable(path);
  const subjectAt = columnAt(table, options.subject, path);
  if (options.assign !== undefined) return assign(console, path, table, subjectAt, options, options.assign);
  const columns = [...new Set(clusteredColumns(table, path, options))];
  if (columns.length === 0)
    throw new RachisError('ARGUMENT_INVALID', `${path} has no column of numbers to cluster.`, {
      file: path,
      remedy: 'Name the columns with --columns.',
    });
  const places = columns.map((name) => table.header.indexOf(name));
  const complete = table.rows.filter((row) => places.every((c) => Number.isFinite(numberOf(row[c]))));
  const left = table.rows.length - complete.length;
  const clustering = clusterRows(
    {
      subjects: complete.map((row) => row[subjectAt] ?? ''),
      columns,
      rows: complete.map((row) => places.map((c) => numberOf(row[c]))),
    },
    { ...options, scale: options.scale === 'standard' },
  );
  const { locked, labels, distances, silhouettes, counts, warnings } = clustering;
  const outcomes = clusterOutcomes(
    (options.outcomes ?? []).map((name) => {
      const at = columnAt(table, name, path);
      return { name, cells: complete.map((row) => row[at] ?? '') };
    }),
    labels,
    locked.centres.length,
  );
  await mkdir(options.output, { recursive: true });
  const file = (name: string) => join(options.output, name);
  const text = (content: string) => [new TextEncoder().encode(content)];
  const tableFile = async (name: string, own: Parameters<typeof encodeTable>[1]): Promise<WrittenFile> => ({
    path: file(name),
    parts: [await encodeTable(file(name), own)],
  });
  await writeTogether([
    await tableFile('clusters.csv', {
      columns: [options.subject, 'cluster', 'distance', 'silhouette'],
      text: [options.subject],
      rows: complete.map((row, i): Cell[] => [
        row[subjectAt] ?? '',
        labels[i]!,
        distances[i]!,
        silhouettes[i]!,
      ]),
    }),
    await tableFile('numbers.csv', {
      columns: ['clusters', 'stability', 'stability_lower', 'stability_upper', 'silhouette', 'chosen'],
      text: ['chosen'],
      rows: counts.map((one): Cell[] => [
        ...[one.clusters, one.stability, one.lower, one.upper, one.silhouette],
        one.clusters === locked.centres.length ? 'yes' : '',
      ]),
    }),
    ...(outcomes.length === 0
      ? []
      : [
          await tableFile('outcomes.csv', {
            columns: [
              ...['outcome', 'test', 'statistic', 'p', 'p_adjusted', 'subjects'],
              ...locked.sizes.map((_, c) => `cluster_${c + 1}`),
            ],
            text: ['outcome', 'test', ...locked.sizes.map((_, c) => `cluster_${c + 1}`)],
            rows: outcomes.map((one): Cell[] => [
              ...[one.outcome, one.test, one.statistic, one.p, one.adjusted, one.subjects],
              ...one.byCluster,
            ]),
          }),
        ]),
    { path: file('shapes.svg'), parts: text(clusterShapes(locked)) },
    { path: file('clustering.json'), parts: text(`${JSON.stringify(locked, null, 2)}\n`) },
  ]);
  const chosen = counts.find(({ clusters }) => clusters === locked.centres.length)!;
  console.note(
    `${complete.length} subjects, ${columns.length} columns, ${options.method}: ${chosen.clusters} clusters of ${locked.sizes.join(', ')}; stability ${chosen.stability.toFixed(2)} (${chosen.lower.toFixed(2)} to ${chosen.upper.toFixed(2)}), silhouette ${chosen.silhouette.toFixed(2)}.`,
  );
  if (left > 0) console.note(`warning: ${left} rows lack a value of these columns and have no cluster.`);
  for (const warning of warnings) console.note(`warning: ${warning}`);
  for (const { outcome, test, p, adjusted } of outcomes)
    console.note(`  ${outcome}: ${test}, p ${p.toPrecision(2)}, adjusted ${adjusted.toPrecision(2)}`);
  console.note(
    `Written: ${options.output}. New patients: rachis cluster TABLE --assign ${file('clustering.json')} --output FILE.`,
  );
  return exitCodes.ok;
}

function readLocked(text: string, path: string): LockedClustering {
  const refuse = (cause?: unknown) =>
    new RachisError('FILE_UNREADABLE', `${path} is no clustering that rachis cluster wrote.`, {
      file: path,
      remedy: 'Give the clustering.json of a run.',
      cause,
    });
  let read: Partial<LockedClustering>;
  try {
    read = JSON.parse(text) as Partial<LockedClustering>;
  } catch (cause) {
    throw refuse(cause);
  }
  const { columns, centres } = read ?? {};
  if (read?.format !== 'rachis-clustering' || !Array.isArray(columns) || !Array.isArray(centres))
    throw refuse();
  if (read.version !== 1 || centres.some((centre) => centre.length !== columns.length)) throw refuse();
  return read as LockedClustering;
}

async function assign(
  console: Console,
  path: string,
  table: TextTable,
  subjectAt: number,
  { output, subject }: ClusterOptions,
  lockedPath: string,
): Promise<number> {
  await checkOutput(output);
  let text: string;
  try {
    text = await readFile(lockedPath, 'utf8');
  } catch (cause) {
    throw new RachisError('FILE_NOT_FOUND', `The clustering ${lockedPath} cannot be read.`, {
      file: lockedPath,
      cause,
    });
  }
  const locked = readLocked(text, lockedPath);
  const places = locked.columns.map(({ name }) => columnAt(table, name, path));
  let [unusual, without] = [0, 0];
  const rows = table.rows.map((row): Cell[] => {
    const values = places.map((c) => numberOf(row[c]));
    const missing = locked.columns.filter((_, j) => !Number.isFinite(values[j]));
    if (missing.length > 0) {
      without++;
      return [
        row[subjectAt] ?? '',
        null,
        null,
        '',
        `no value of ${missing[0]!.name}${missing.length > 1 ? ` and ${missing.length - 1} more` : ''}`,
      ];
    }
    const own = assignRow(locked, values);
    if (own.unusual) unusual++;
    return [row[subjectAt] ?? '', own.cluster, own.distance, own.unusual ? 'yes' : '', ''];
  });
  const columns = [subject, 'cluster', 'distance', 'unusual', 'reason'];
  await writeWhole(output, [
    await encodeTable(output, { columns, text: [subject, 'unusual', 'reason'], rows }),
  ]);
  console.note(
    `${rows.length - without} of ${rows.length} subjects given to ${locked.centres.length} clusters of ${locked.subjects}; ${unusual} (${percent(unusual / Math.max(1, rows.length))}) lie further from their cluster than 95% of those.`,
  );
  return without > 0 ? exitCodes.partial : exitCodes.ok;
}
