import { RachisError } from '@rachis/volume';

/** A fault of a voxel file's header, or of what it says. */
export function problem(
  code: RachisError['code'],
  name: string,
  what: string,
  remedy = 'Copy or export the file again.',
): RachisError {
  return new RachisError(code, `${name} ${what}.`, { file: name, remedy });
}

/** Words between blanks, none of an empty text. */
export const wordsOfField = (text: string): string[] => (text.trim() === '' ? [] : text.trim().split(/\s+/));

/** The numbers of a field; `FILE_CORRUPT` where a word is none. */
export function numbersOfField(name: string, key: string, text: string): number[] {
  return wordsOfField(text).map((word) => {
    const value = /^[-+]?nan$/i.test(word) ? Number.NaN : Number(word);
    if (Number.isNaN(value) && !/nan$/i.test(word))
      throw problem('FILE_CORRUPT', name, `has ${key} "${text.slice(0, 80)}", where numbers were expected`);
    return value;
  });
}

/** Millimetres in a unit of length, or null where it is none that is known. */
export function millimetresIn(unit: string): number | null {
  return millimetres.get(unit.trim().toLowerCase()) ?? null;
}

const millimetres = new Map<string, number>([
  ...['', 'mm', 'millimeter', 'millimeters', 'millimetre', 'millimetres'].map((unit) => [unit, 1] as const),
  ...['cm', 'centimeter', 'centimeters', 'centimetre', 'centimetres'].map((unit) => [unit, 10] as const),
  ...['m', 'meter', 'meters', 'metre', 'metres'].map((unit) => [unit, 1000] as const),
  ...['um', 'µm', 'μm', 'micron', 'microns', 'micrometer', 'micrometers', 'micrometre', 'micrometres'].map(
    (unit) => [unit, 0.001] as const,
  ),
  ...['nm', 'nanometer', 'nanometers', 'nanometre', 'nanometres'].map((unit) => [unit, 1e-6] as const),
]);
