import { scryptSync } from 'node:crypto';
import type { Frame } from '@rachis/learning';
import { StatisticsError } from '@rachis/statistics';
import type { Cell } from '../tables/table.ts';
import { hashOf } from './canonical.ts';
import type { ReadSignature } from './read.ts';
import type { Signature, SignatureInput } from './schema.ts';

type TrainingRows = NonNullable<Signature['training']['rows']>;

/** Values are compared to so many digits: files of the same image in other formats differ in the last ones. */
const comparedDigits = 5;

/** Rows whose numbers have fewer digits together are not hashed: they could be guessed one after the other. */
const fewestDigits = 15;

/** Numbers to the digits that are compared, and how many digits they have in all; null for a missing one. */
function shortened(values: readonly (number | null)[]): { readonly text: string; readonly digits: number } {
  const texts = values.map((value) =>
    value === null || !Number.isFinite(value) ? null : value.toExponential(comparedDigits - 1),
  );
  const digits = texts.reduce(
    (sum, text) => sum + (text ?? '').replace(/e.*$/, '').replace(/\D/g, '').replace(/0+$/, '').length,
    0,
  );
  return { text: JSON.stringify(texts), digits };
}

/** A hash that takes milliseconds, so that trying values one after the other takes too long. */
const slowHash = (text: string, salt: string): string =>
  scryptSync(text, salt, 16, { N: 1024, r: 8, p: 1 }).toString('hex');

/** Numeric inputs of the model by what they are of: each image, and the tables. */
function groupsOf(
  inputs: readonly SignatureInput[],
  images: readonly { readonly name: string }[],
): string[][] {
  const used = inputs.filter((input) => input.used && input.kind === 'numeric').map(({ name }) => name);
  const ofImages = images.map((image) => used.filter((name) => name.startsWith(`${image.name}_`)));
  const rest = used.filter((name) => !ofImages.some((own) => own.includes(name)));
  return [...ofImages, rest].filter((own) => own.length > 0);
}

/**
 * What a signature keeps to know its training subjects again: a salted, slow hash of each row's numbers, by image and of
 * the tables; no name, and no hash of rows with few digits.
 */
export function trainingRows(
  frame: Frame,
  inputs: readonly SignatureInput[],
  images: readonly { readonly name: string }[],
  salt: string,
): TrainingRows {
  const values = new Map(frame.columns.map((column) => [column.name, column.values]));
  const own = hashOf({ purpose: 'training rows', salt }).slice(0, 32);
  return {
    salt: own,
    groups: groupsOf(inputs, images).map((columns) => ({
      columns,
      hashes: Array.from({ length: frame.rows }, (_, row) => {
        const { text, digits } = shortened(columns.map((name) => values.get(name)![row]!));
        return digits < fewestDigits ? null : slowHash(text, own);
      })
        .filter((hash) => hash !== null)
        // In an order that tells nothing of the table's.
        .sort(),
    })),
  };
}

/** The same with the rows of a cohort that a signature was updated with, so that they are known again too. */
export function addedTrainingRows(
  { inputs, images, training }: Signature,
  frame: Frame,
  salt: string,
): TrainingRows | undefined {
  const before = training.rows ?? trainingRows({ ...frame, rows: 0 }, inputs, images, salt);
  const values = new Map(frame.columns.map((column) => [column.name, column.values]));
  return {
    salt: before.salt,
    groups: before.groups.map(({ columns, hashes }) => {
      const added = Array.from({ length: frame.rows }, (_, row) => {
        const { text, digits } = shortened(columns.map((name) => values.get(name)![row]!));
        return digits < fewestDigits ? null : slowHash(text, before.salt);
      }).filter((hash) => hash !== null);
      return { columns, hashes: [...hashes, ...added].sort() };
    }),
  };
}

/** The rows of a cohort that are training rows. */
function knownRows(
  { salt, groups }: TrainingRows,
  rows: number,
  cellsOf: (name: string) => readonly Cell[] | undefined,
): number[] {
  const found = new Set<number>();
  for (const { columns, hashes } of groups) {
    const cells = columns.map(cellsOf);
    if (hashes.length === 0 || cells.some((own) => own === undefined)) continue;
    const known = new Set(hashes);
    for (let row = 0; row < rows; row++) {
      const { text, digits } = shortened(
        cells.map((own) => {
          const cell = own![row];
          return cell === null || cell === undefined || cell === '' ? null : Number(cell);
        }),
      );
      if (digits >= fewestDigits && known.has(slowHash(text, salt))) found.add(row);
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** A cohort with a training subject in it is no external one: `LEAK` names those that are found. */
export function refuseTrainingRows(
  { signature }: ReadSignature,
  cellsOf: (name: string) => readonly Cell[] | undefined,
): void {
  const subjects = cellsOf('subject')!;
  const { rows } = signature.training;
  const known = rows === undefined ? [] : knownRows(rows, subjects.length, cellsOf);
  if (known.length > 0) {
    const some = known.slice(0, 10).map((row) => subjects[row]);
    throw new StatisticsError(
      'LEAK',
      `${known.length} of ${subjects.length} subjects have the values of training subjects of the signature: ${some.join(', ')}${known.length > 10 ? ', ...' : ''}. The cohort is not external.`,
      { remedy: 'Take them out of the manifest and the tables.' },
    );
  }
  // Signatures of older formats, and rows of few digits, have their example alone.
  const compared = signature.inputs.flatMap(({ name, kind, used }, at) => {
    const value = signature.example.inputs[at];
    const cells = used && kind === 'numeric' && typeof value === 'number' ? cellsOf(name) : undefined;
    return cells === undefined ? [] : [{ value, cells }];
  });
  if (compared.length < 3) return;
  const row = compared[0]!.cells.findIndex((_, at) =>
    compared.every(({ value, cells }) => cells[at] === value),
  );
  if (row < 0) return;
  throw new StatisticsError(
    'LEAK',
    `Subject ${subjects[row]} has the values of a training subject in all ${compared.length} columns: the cohort is not external.`,
    { remedy: 'Take the training subjects out.' },
  );
}
