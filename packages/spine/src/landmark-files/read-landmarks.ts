import { RachisError } from '@rachis/volume';
import { landmarksFromCsv, landmarksToCsv } from './csv-file.ts';
import { isOurs, landmarksFromJson, landmarksToJson, parseJson } from './json-file.ts';
import type { LandmarkSet } from './landmark-set.ts';
import { isMarkups, landmarksFromMarkups, landmarksToMarkups } from './markups-file.ts';

/** Endings of landmark files. */
export const landmarkEndings = ['.mrk.json', '.json', '.csv'] as const;

/** The ending that a landmark file has; `ARGUMENT_INVALID` for another. */
export function landmarkEnding(file: string): (typeof landmarkEndings)[number] {
  const found = landmarkEndings.find((ending) => file.toLowerCase().endsWith(ending));
  if (found !== undefined) return found;
  throw new RachisError('ARGUMENT_INVALID', `${file} is no landmark file by its ending.`, {
    file,
    remedy: `Landmark files end with ${landmarkEndings.join(', ')}.`,
  });
}

/** The text of a landmark file, in the format of its ending: our JSON, a table, or a point list of 3D Slicer. */
export function landmarksToText(set: LandmarkSet, file: string): string {
  const ending = landmarkEnding(file);
  if (ending === '.csv') return landmarksToCsv(set);
  return ending === '.json' ? landmarksToJson(set) : landmarksToMarkups(set);
}

/** Landmarks of a file's text; JSON is told apart by what it holds. */
export function landmarksFromText(text: string, file: string): LandmarkSet {
  if (landmarkEnding(file) === '.csv') return landmarksFromCsv(text, file);
  const data = parseJson(text, file);
  if (isMarkups(data)) return landmarksFromMarkups(data, file);
  if (isOurs(data)) return landmarksFromJson(data, file);
  throw new RachisError(
    'ARGUMENT_INVALID',
    `${file} has neither "landmarks" nor the "markups" of 3D Slicer.`,
    {
      file,
      remedy: 'Write one with rachis spine landmarks, and correct that.',
    },
  );
}
