import { dirname, extname, isAbsolute, join } from 'node:path';
import { RachisError } from '@rachis/volume';
import { encodeTable } from '../tables/encode-table.ts';
import { rowPacker } from '../tables/packed-rows.ts';
import { readRows } from '../tables/read-cells.ts';

/** Columns that mean something to a run, in the order in which they are written; others are carried along. */
export const manifestColumns = [
  'subject',
  'session',
  'site',
  'modality',
  'image',
  'series',
  'mask',
  'region',
  'label',
  'scanner',
  'protocol',
  'problems',
] as const;

type KnownColumn = (typeof manifestColumns)[number];

/** A row of a manifest: one image and the regions of it that are wanted. Missing cells are ''. */
export interface ManifestRow extends Readonly<Record<KnownColumn, string>> {
  /** Columns that are not Rachis' own, by name. */
  readonly others: Readonly<Record<string, string>>;
}

/** A manifest: a list of cases. Paths in it are relative to its folder. */
export interface Manifest {
  /** Where it was read, or is going to be written. */
  readonly path: string;
  /** Its columns, as in its file. */
  readonly columns: readonly string[];
  readonly rows: readonly ManifestRow[];
}

/** A manifest whose rows are made when they are asked for: it can have hundreds of thousands. */
export interface ManifestList {
  readonly path: string;
  readonly columns: readonly string[];
  /** Columns that mean nothing to a run and are carried along. */
  readonly others: readonly string[];
  readonly length: number;
  /** What was guessed about the file, such as its encoding. */
  readonly notes: readonly string[];
  row(i: number): ManifestRow;
}

/** The file that a path of a manifest means. */
export function resolvePath(manifest: string, path: string): string {
  return path === '' || isAbsolute(path) ? path : join(dirname(manifest), path);
}

function invalid(path: string, message: string, remedy: string): RachisError {
  return new RachisError('ARGUMENT_INVALID', `${path}${message}`, { file: path, remedy });
}

const noOthers: ManifestRow['others'] = Object.freeze({});

const howToMake = 'Make one with `rachis cohort scan FOLDER --output manifest.csv`.';
const needed = 'A manifest needs the columns image and mask, and one row for each image with its regions.';

/** Whether a path has the ending of a manifest. */
export const isManifestPath = (path: string): boolean =>
  ['.csv', '.tsv', '.xlsx', '.parquet'].includes(extname(path).toLowerCase());

/**
 * Opens a manifest (CSV with commas, semicolons or tabs; Excel; Parquet). Column names are not case-sensitive. Where there is no
 * column `mask`, `region` is the path of the region file.
 * Errors: `ARGUMENT_INVALID` where columns are missing or doubled, or there is no row.
 */
export async function openManifest(path: string): Promise<ManifestList> {
  let layout: Layout | undefined;
  const packer = rowPacker();
  let line = 1;
  const notes: string[] = [];
  for await (const row of readRows(path, 'manifest', howToMake, (sentence) => notes.push(sentence))) {
    if (layout === undefined) {
      layout = layoutOf(path, row);
      continue;
    }
    line++;
    if (row.length > layout.columns.length)
      throw invalid(
        path,
        `, row ${line}, has ${row.length} cells, but there are ${layout.columns.length} columns.`,
        'Put text that holds the separator in quotes.',
      );
    packer.add(layout.from.map((at) => (row[at] ?? '').trim()));
  }
  if (layout === undefined || packer.rows.length === 0) throw invalid(path, ' has no rows.', needed);
  const { columns, others } = layout;
  return {
    path,
    columns,
    others,
    length: packer.rows.length,
    notes,
    row(i) {
      const cells = packer.rows.at(i);
      const known = Object.fromEntries(manifestColumns.map((name, at) => [name, cells[at]!]));
      const rest = Object.fromEntries(others.map((name, at) => [name, cells[manifestColumns.length + at]!]));
      return { ...(known as Record<KnownColumn, string>), others: others.length === 0 ? noOthers : rest };
    },
  };
}

/** Which cells of a row are wanted, in the order of `manifestColumns` and then of the other columns. */
interface Layout {
  readonly columns: readonly string[];
  readonly others: readonly string[];
  /** -1 for a column that is not there. */
  readonly from: readonly number[];
}

function layoutOf(path: string, head: readonly string[]): Layout {
  const columns = head.map((name) => name.trim());
  const lower = columns.map((name) => name.toLowerCase());
  const doubled = lower.find((name, i) => name !== '' && lower.indexOf(name) !== i);
  if (doubled !== undefined)
    throw invalid(path, ` has two columns called "${doubled}".`, 'Rename one of them.');
  const place = new Map(lower.map((name, i) => [name, i]));
  const masks = place.has('mask') ? 'mask' : 'region';
  if (!place.has('image') || !place.has(masks))
    throw invalid(path, ` is not a manifest: its columns are ${columns.join(', ')}.`, needed);
  if (masks === 'region') {
    place.set('mask', place.get('region')!);
    place.delete('region');
  }
  const others = columns.filter(
    (name, i) => name !== '' && !(manifestColumns as readonly string[]).includes(lower[i]!),
  );
  const from = [...manifestColumns, ...others.map((name) => name.toLowerCase())].map(
    (name) => place.get(name) ?? -1,
  );
  return { columns, others, from };
}

/** Reads a manifest with all its rows; errors as `openManifest`. */
export async function readManifest(path: string): Promise<Manifest> {
  const { columns, length, row } = await openManifest(path);
  return { path, columns, rows: Array.from({ length }, (_, i) => row(i)) };
}

/** The bytes of a manifest's file, in the format of its path's ending. */
export function encodeManifest(manifest: Manifest): Promise<Uint8Array> {
  const others = [...new Set(manifest.rows.flatMap((row) => Object.keys(row.others)))];
  const columns = [...manifestColumns, ...others];
  return encodeTable(manifest.path, {
    columns,
    text: columns,
    rows: manifest.rows.map((row) => [
      ...manifestColumns.map((name) => row[name] || null),
      ...others.map((name) => row.others[name] || null),
    ]),
  });
}
