import { dirname, isAbsolute, join } from 'node:path';
import { RachisError } from '@rachis/volume';
import { matchesName } from '../choose-regions.ts';
import { readCells } from '../tables/read-cells.ts';
import { nameMap } from './feature-names.ts';
import type { StabilitySettings, StabilityTable } from './settings.ts';

/** Every feature of every target under every condition. */
export interface Measurements {
  readonly targets: readonly string[];
  readonly conditions: readonly string[];
  /** For each feature a row a target, a column a condition; NaN where there is no value. */
  readonly features: ReadonlyMap<string, readonly Float64Array[]>;
  /** Columns of tables that no feature of ours is known for, by table. */
  readonly unmapped: ReadonlyMap<string, readonly string[]>;
}

/** Columns that say what a row is, never a feature. */
const identity = new Set(
  'subject session site scanner protocol image series mask perturbation region label modality unit voxels voxels_resegmented reader condition software'.split(
    ' ',
  ),
);

const defaultTarget = ['subject', 'session', 'modality', 'region'];

/** A table with its columns told apart. */
interface ReadTable {
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly condition: string | undefined;
  readonly features: readonly { readonly name: string; readonly column: number }[];
  readonly unmapped: readonly string[];
}

async function readTable(
  settingsPath: string,
  table: StabilityTable,
  wanted: readonly string[],
): Promise<ReadTable> {
  const beside = (path: string) => (isAbsolute(path) ? path : join(dirname(settingsPath), path));
  const file = beside(table.file);
  const [head, ...rows] = await readCells(file, 'table', 'Check the path in the settings of the study.');
  if (head === undefined || rows.length === 0) {
    throw new RachisError('ARGUMENT_INVALID', `The table ${file} has no rows.`, { file });
  }
  const columns = head.map((name) => table.rename[name.trim()] ?? name.trim());
  const map = await nameMap(table.format, table.names === undefined ? undefined : beside(table.names));
  const features: { name: string; column: number }[] = [];
  const unmapped: string[] = [];
  const seen = new Set<string>();
  columns.forEach((column, c) => {
    if (identity.has(column.toLowerCase()) || Object.values(table.rename).includes(column)) return;
    const name = map(column);
    if (name === null) {
      // Text columns of other programs are no features.
      if (rows.some((row) => Number.isFinite(Number.parseFloat(row[c] ?? '')))) unmapped.push(column);
      return;
    }
    if (seen.has(name) || !wanted.some((pattern) => matchesName(pattern, name))) return;
    // A column without any number is an identifying one that we do not know.
    if (!rows.some((row) => (row[c] ?? '') !== '' && !Number.isNaN(Number(row[c])))) return;
    seen.add(name);
    features.push({ name, column: c });
  });
  if (features.length === 0) {
    throw new RachisError(
      'ARGUMENT_INVALID',
      `The table ${file} has no feature that is known in the format ${table.format}.`,
      {
        file,
        remedy: 'Say whose table it is (format), give a map of names (names), or widen the list of features.',
      },
    );
  }
  return { file, columns, rows, condition: table.condition, features, unmapped };
}

function placeOf(table: ReadTable, column: string): number {
  const place = table.columns.indexOf(column);
  if (place >= 0) return place;
  throw new RachisError('ARGUMENT_INVALID', `The table ${table.file} has no column "${column}".`, {
    file: table.file,
    remedy: `Its identifying columns are ${table.columns
      .filter((name) => !table.features.some((f) => f.name === name))
      .slice(0, 20)
      .join(', ')}; use target, condition or rename.`,
  });
}

/** Which columns name the measured thing: those asked for, or those of the usual ones that every table has. */
function targetColumns(
  tables: readonly ReadTable[],
  asked: readonly string[] | undefined,
): readonly string[] {
  if (asked !== undefined) return asked;
  const found = defaultTarget.filter((name) => tables.every(({ columns }) => columns.includes(name)));
  if (found.length > 0) return found;
  throw new RachisError(
    'ARGUMENT_INVALID',
    'The tables have none of the columns subject, session, modality, region in common.',
    {
      file: tables[0]!.file,
      remedy: 'Say with target which columns name what was measured, and rename those that differ.',
    },
  );
}

/**
 * Reads tables into targets, conditions and features. A condition is what a table is said to be, or the value of a
 * column. Two rows for one target and condition are an error: the target is not told apart enough. Only features that every
 * condition has are kept when each is a table of its own.
 */
export async function readMeasurements(
  settingsPath: string,
  tables: readonly StabilityTable[],
  { target, condition, features: wanted }: Pick<StabilitySettings, 'target' | 'condition' | 'features'>,
): Promise<Measurements> {
  const read: ReadTable[] = [];
  for (const table of tables) read.push(await readTable(settingsPath, table, wanted));
  const names = targetColumns(read, target);
  const targets = new Map<string, number>();
  const conditions = new Map<string, number>();
  const cells: { feature: string; target: number; condition: number; value: number }[][] = [];
  const known = read.map(({ features }) => new Set(features.map(({ name }) => name)));
  const common = new Set([...known[0]!].filter((name) => known.every((own) => own.has(name))));
  const taken = new Map<string, string>();
  for (const table of read) {
    if (table.condition === undefined && condition === undefined) {
      throw new RachisError(
        'ARGUMENT_INVALID',
        `It is not said which condition the rows of ${table.file} are.`,
        {
          file: table.file,
          remedy: 'Give the table a condition, or say with condition which column has it.',
        },
      );
    }
    const places = names.map((name) => placeOf(table, name));
    const conditionPlace = table.condition === undefined ? placeOf(table, condition!) : -1;
    for (const [r, row] of table.rows.entries()) {
      const key = places.map((place) => row[place] ?? '').join(' | ');
      const state = conditionPlace < 0 ? table.condition! : (row[conditionPlace] ?? '');
      const both = JSON.stringify([key, state]);
      const before = taken.get(both);
      if (before !== undefined) {
        throw new RachisError(
          'ARGUMENT_INVALID',
          `${table.file}, row ${r + 2}: ${key} under ${state || 'no condition'} is there twice (before: ${before}).`,
          {
            file: table.file,
            remedy: `Add the columns that tell them apart to target (now ${names.join(', ')}).`,
          },
        );
      }
      taken.set(both, `${table.file}, row ${r + 2}`);
      const t = targets.get(key) ?? targets.size;
      targets.set(key, t);
      const c = conditions.get(state) ?? conditions.size;
      conditions.set(state, c);
      cells.push(
        table.features
          .filter(({ name }) => common.has(name))
          .map(({ name, column }) => {
            const text = row[column] ?? '';
            return { feature: name, target: t, condition: c, value: text === '' ? Number.NaN : Number(text) };
          }),
      );
    }
  }
  const features = new Map<string, Float64Array[]>();
  for (const { name } of read[0]!.features.filter((feature) => common.has(feature.name))) {
    features.set(
      name,
      Array.from({ length: targets.size }, () => new Float64Array(conditions.size).fill(Number.NaN)),
    );
  }
  for (const row of cells)
    for (const { feature, target: t, condition: c, value } of row) features.get(feature)![t]![c] = value;
  return {
    targets: [...targets.keys()],
    conditions: [...conditions.keys()],
    features,
    unmapped: new Map(read.map(({ file, unmapped }) => [file, unmapped])),
  };
}
