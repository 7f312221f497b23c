import { RachisError } from '@rachis/volume';
import { isLevel } from '../levels.ts';
import { type LabelScheme, labelSchemes } from './schemes.ts';
import { discBelow, type Structure, structureOfName } from './structure.ts';

/** A label of a file: its number, and its name where the file has one. */
export interface FileLabel {
  readonly label: number;
  readonly name?: string;
}

/** Which structure each label of a file is. */
export interface ReadLabels {
  /** Scheme that was told or found; `names` where the file's own names were taken. */
  readonly scheme: string;
  readonly structures: ReadonlyMap<number, Structure>;
}

/** What a scheme makes of a file's labels, or null where it misses one; `whole` where organs may be among them. */
function meaning(
  scheme: LabelScheme,
  labels: readonly FileLabel[],
  whole: boolean,
): Map<number, Structure> | null {
  const found = new Map<number, Structure>();
  for (const { label } of labels) {
    const structure = scheme.labels.get(label) ?? (whole ? scheme.bystanders.get(label) : undefined);
    if (structure === undefined) return null;
    found.set(label, structure);
  }
  // Which disc lies below T12 or L5 depends on whether T13 or L6 is there.
  const present = new Set(
    [...found.values()].flatMap(({ kind, level }) => (kind === 'vertebra' && level ? [level] : [])),
  );
  for (const [label, { kind, level }] of found)
    if (kind === 'disc' && level !== null) found.set(label, discBelow(level, present));
  return found;
}

const wording = (structures: ReadonlyMap<number, Structure>): string =>
  [...structures.values()].map(({ name }) => name).join(', ');

const listLabels = (labels: readonly FileLabel[]): string => {
  const numbers = labels.map(({ label }) => label);
  return numbers.length <= 12
    ? numbers.join(', ')
    : `${numbers.slice(0, 12).join(', ')} and ${numbers.length - 12} more`;
};

/** A scheme by its id; `ARGUMENT_INVALID` lists what there is. */
function schemeOf(id: string): LabelScheme {
  const found = labelSchemes.find((scheme) => scheme.id === id);
  if (found !== undefined) return found;
  throw new RachisError('ARGUMENT_INVALID', `There is no label scheme "${id}".`, {
    remedy: `Known are ${labelSchemes.map((scheme) => scheme.id).join(', ')}.`,
  });
}

/** `ARGUMENT_INVALID` where a user's text is neither the id of a scheme nor a list of labels (`20=L5,21=L4`). */
export function checkScheme(text: string): void {
  if (text.includes('=')) schemeFromText(text);
  else schemeOf(text);
}

/** Structures by a scheme that the user named; labels that it does not know are an error. */
function readAs(id: string, labels: readonly FileLabel[], file: string): ReadLabels {
  const scheme = schemeOf(id);
  const structures = meaning(scheme, labels, true);
  if (structures !== null) return { scheme: id, structures };
  const unknown = labels.filter(({ label }) => !scheme.labels.has(label) && !scheme.bystanders.has(label));
  throw new RachisError(
    'ARGUMENT_INVALID',
    `${file} has labels that the scheme ${id} does not know: ${listLabels(unknown)}.`,
    { file, remedy: 'Name the scheme that the labels follow, or take these labels out of the file.' },
  );
}

/** Structures by the file's own names, where every label has one and one at least is a level. */
function readByNames(labels: readonly FileLabel[]): ReadLabels | null {
  const structures = new Map<number, Structure>();
  for (const { label, name } of labels) {
    if (name === undefined || name === '') return null;
    structures.set(label, structureOfName(name));
  }
  const speaks = [...structures.values()].some(({ kind }) => kind !== 'other');
  return speaks ? { scheme: 'names', structures } : null;
}

/**
 * Which structures the labels of a file are. In this order: by the scheme that is told; by the names in the file; by
 * the only meaning that a known scheme has for all the labels. Schemes that mean the same by them count as one.
 * `ARGUMENT_INVALID` where no scheme, or schemes of several meanings, fit: it lists the candidates and what each would
 * make of the labels. Nothing is guessed.
 */
export function readLabels(labels: readonly FileLabel[], file: string, scheme?: string): ReadLabels {
  if (labels.length === 0)
    throw new RachisError('REGION_EMPTY', `${file} has no labels.`, {
      file,
      remedy: 'Give a label map of the spine.',
    });
  if (scheme !== undefined) return readAs(scheme, labels, file);
  const named = readByNames(labels);
  if (named !== null) return named;
  const fitting = (whole: boolean) =>
    labelSchemes.flatMap((one) => {
      const structures = meaning(one, labels, whole);
      return structures === null ? [] : [{ scheme: one.id, structures }];
    });
  // Files of whole bodies only where no scheme of spines fits.
  const spines = fitting(false);
  const candidates = spines.length > 0 ? spines : fitting(true);
  const meanings = new Map(candidates.map((candidate) => [wording(candidate.structures), candidate]));
  const [only] = meanings.values();
  if (meanings.size === 1 && only !== undefined) return only;
  if (only === undefined)
    throw new RachisError(
      'ARGUMENT_INVALID',
      `${file} has labels ${listLabels(labels)}, which together belong to no known scheme.`,
      {
        file,
        remedy: `Known are ${labelSchemes.map(({ id }) => id).join(', ')}; rename the labels to one of them.`,
      },
    );
  const lines = candidates.map((one) => `\n  --scheme ${one.scheme}: ${wording(one.structures)}`).join('');
  throw new RachisError(
    'ARGUMENT_INVALID',
    `${file} has labels ${listLabels(labels)}, which mean different bones in different schemes:${lines}`,
    { file, remedy: 'Say which scheme the file follows; nothing in it tells.' },
  );
}

/**
 * A scheme of the user's own: labels by level or structure name, as `1=L5,2=L4,3=disc_L4_L5`. `ARGUMENT_INVALID` for
 * what cannot be read, and for a vertebra that is no level.
 */
export function schemeFromText(text: string): ReadonlyMap<number, Structure> {
  const structures = new Map<number, Structure>();
  for (const part of text.split(',')) {
    const [, label, name] = /^\s*(\d+)\s*=\s*(\S+)\s*$/.exec(part) ?? [];
    if (label === undefined || name === undefined || (/^[CTLS]\d+$/.test(name) && !isLevel(name)))
      throw new RachisError('ARGUMENT_INVALID', `"${part}" does not say what a label is.`, {
        remedy: 'Write NUMBER=LEVEL, with commas between: 1=L5,2=L4,3=L3.',
      });
    structures.set(Number(label), structureOfName(name));
  }
  return structures;
}
