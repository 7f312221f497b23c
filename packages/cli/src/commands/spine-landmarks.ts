import { readFile } from 'node:fs/promises';
import { writeWhole } from '@rachis/formats';
import {
  landmarkEnding,
  type LandmarkSet,
  landmarksFromText,
  landmarksOfSpine,
  landmarksToText,
  measureSpine,
} from '@rachis/spine';
import { checkOutput, forSubject } from '@rachis/study/one-image';
import { RachisError } from '@rachis/volume';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';
import { readLabelled, readSpineImage, type SpineFiles } from './spine-labels.ts';

export interface SpineLandmarksOptions extends SpineFiles {
  readonly output: string;
  readonly subject?: string;
}

/** Reads a landmark file; one of another subject than `subject` is refused, where both are known. */
export async function readLandmarkFile(path: string, subject: string): Promise<LandmarkSet> {
  landmarkEnding(path);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
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

/** `rachis spine landmarks IMAGE LABELS --output FILE`: the landmarks of one labelled spine, to be corrected by hand. */
export async function spineLandmarks(
  console: Console,
  imagePath: string,
  labelsPath: string,
  options: SpineLandmarksOptions,
): Promise<number> {
  landmarkEnding(options.output);
  await checkOutput(options.output);
  const image = await readSpineImage(console, imagePath, options);
  const subject = options.subject ?? image.patient;
  return forSubject(subject, async () => {
    const { scheme, notes, ...labelled } = await readLabelled(image, labelsPath, options);
    const spine = measureSpine({ ...labelled, posture: 'supine' });
    console.progress('');
    for (const warning of [...image.warnings, ...notes]) console.note(`warning: ${warning}`);
    const landmarks = landmarksOfSpine(spine);
    if (landmarks.length === 0)
      throw new RachisError(
        'REGION_NOT_FOUND',
        `No landmark is found in ${labelsPath} by the scheme ${scheme}.`,
        {
          file: labelsPath,
          remedy: 'Give labels with a number for each vertebra, or say their scheme with --scheme.',
        },
      );
    await writeWhole(options.output, [
      new TextEncoder().encode(landmarksToText({ subject, landmarks }, options.output)),
    ]);
    console.note(
      `${landmarks.length} landmarks of ${spine.levels.present.join(', ')} (labels by ${scheme}).`,
    );
    for (const note of spine.levels.notes) console.note(`warning: ${note}`);
    for (const [level, vertebra] of spine.vertebrae)
      if (vertebra.found === null) console.note(`${level} has none: ${vertebra.reason}.`);
    return exitCodes.ok;
  });
}
