import { writeWhole } from '@rachis/formats';
import { landmarkEnding, landmarksOfSpine, landmarksToText, measureSpine } from '@rachis/spine';
import { checkOutput, forSubject } from '@rachis/study/one-image';
import { RachisError } from '@rachis/volume';
import { type Console, readingOf } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';
import { readLabelled, readSpineImage, type SpineFiles } from '@rachis/study/spine';

export interface SpineLandmarksOptions extends SpineFiles {
  readonly output: string;
  readonly subject?: string;
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
  const image = await readSpineImage(imagePath, options, readingOf(console, imagePath));
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
