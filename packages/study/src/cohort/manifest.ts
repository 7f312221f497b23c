import { dirname, extname, isAbsolute, join } from 'node:path';
import { RachisError } from '@rachis/volume';
import { encodeTable } from '../tables/encode-table.ts';
import { readCells } from '../tables/read-cells.ts';

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
  ['.csv', '.tsv', '.parquet'].includes(extname(path).toLowerCase());

/**
 * Reads a manifest (CSV with commas, semicolons or tabs; Parquet). Column names are not case-sensitive. Where there is no
 * column `mask`, `region` is the path of the region file.
 * Errors: `ARGUMENT_INVALID` where columns are missing or doubled, or there is no row.
 */
export async function readManifest(path: string): Promise<Manifest> {
  const [head, ...rows] = await readCells(path, 'manifest', howToMake);
  if (head === undefined || rows.length === 0) throw invalid(path, ' has no rows.', needed);
  const columns = head.map((name) => name.trim());
  const lower = columns.map((name) => name.toLowerCase());
  const doubled = lower.find((name, i) => name !== '' && lower.indexOf(name) !== i);
  if (doubled !== undefined)
    throw invalid(path, ` has two columns called "${doubled}".`, 'Rename one of them.');
  const place = new Map(lower.map((name, i) => [name, i]));
  const masks = place.has('mask') ? 'mask' : 'region';
  if (!place.has('image') || !place.has(masks))
    throw invalid(path, ` is not a manifest: its columns are ${columns.join(', ')}.`, needed);
  const others = columns.filter(
    (name, i) => name !== '' && !(manifestColumns as readonly string[]).includes(lower[i]!),
  );
  return {
    path,
    columns,
    rows: rows.map((row, i) => {
      if (row.length > columns.length)
        throw invalid(
          path,
          `, row ${i + 2}, has ${row.length} cells, but there are ${columns.length} columns.`,
          'Put text that holds the separator in quotes.',
        );
      const cell = (name: string) => (row[place.get(name) ?? -1] ?? '').trim();
      const known = Object.fromEntries(manifestColumns.map((name) => [name, cell(name)])) as Record<
        KnownColumn,
        string
      >;
      if (masks === 'region') {
        known.mask = known.region;
        known.region = '';
      }
      // One empty object serves all rows: manifests can have hundreds of thousands.
      return Object.assign(known, {
        others:
          others.length === 0
            ? noOthers
            : Object.fromEntries(others.map((name) => [name, cell(name.toLowerCase())])),
      });
    }),
  };
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
