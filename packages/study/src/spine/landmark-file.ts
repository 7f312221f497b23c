import { readFile } from 'node:fs/promises';
import { landmarkEnding, type LandmarkSet, landmarksFromText } from '@rachis/spine';
import { isRachisError, RachisError } from '@rachis/volume';
import { plainCsv } from '../tables/plain-csv.ts';

/** Reads a landmark file; one of another subject than `subject` is refused, where both are known. */
export async function readLandmarkFile(path: string, subject: string): Promise<LandmarkSet> {
  landmarkEnding(path);
  let text: string;
  try {
    text = path.toLowerCase().endsWith('.csv') ? plainCsv(path) : await readFile(path, 'utf8');
  } catch (cause) {
    if (isRachisError(cause)) throw cause;
    throw new RachisError('FILE_NOT_FOUND', `The landmark file ${path} cannot be read.`, {
      file: path,
      cause,
    });
  }
  const set = landmarksFromText(text, path);
  if (subject !== '' && set.subject !== '' && set.subject !== subject)
    throw new RachisError(
      'ARGUMENT_INVALID',
      `${path} has landmarks of subject ${set.subject}, the image is of ${subject}.`,
      { file: path, remedy: 'Give image, labels and landmarks of one patient.' },
    );
  return set;
}
