import {
  type AlignmentVector,
  cornerVector,
  curveVector,
  isLevel,
  lateralLandmarks,
  normaliseToPelvis,
  type SagittalLandmarks,
  sagittalOfLandmarks,
} from '@rachis/spine';
import { type Cell, checkOutput, encodeTable, forSubject } from '@rachis/study/one-image';
import { readLandmarkFile } from '@rachis/study/spine';
import { writeWhole } from '@rachis/formats';
import { isRachisError, RachisError } from '@rachis/volume';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';
import { readPlaneFile } from './spine-radiograph.ts';

export interface SpineVectorOptions {
  readonly output: string;
  readonly form: 'corners' | 'curve';
  readonly top: string;
  readonly points: number;
  readonly upright: boolean;
  readonly faces?: 'left' | 'right';
}

async function sagittalOf(
  path: string,
  { faces }: SpineVectorOptions,
): Promise<{ readonly subject: string; readonly landmarks: SagittalLandmarks }> {
  const plane = await readPlaneFile(path);
  if (plane === null) {
    const { subject, landmarks } = await readLandmarkFile(path, '');
    return { subject, landmarks: sagittalOfLandmarks(landmarks) };
  }
  // Scaled to the pelvis, any size of a square pixel gives the same.
  const scale = faces && { rowSpacing: 1, columnSpacing: 1, faces, magnification: 1 };
  return { subject: plane.subject, landmarks: sagittalOfLandmarks(lateralLandmarks(plane, scale)) };
}

/** `rachis spine vector FILES --output TABLE`: landmarks of many subjects, normalised to the pelvis, a row each. */
export async function spineVector(
  console: Console,
  paths: readonly string[],
  options: SpineVectorOptions,
): Promise<number> {
  await checkOutput(options.output);
  const { top, form, points, upright } = options;
  if (!isLevel(top))
    throw new RachisError('ARGUMENT_INVALID', `${top} is no level of the spine.`, { remedy: 'As C2 or C7.' });
  const rows: { readonly subject: string; readonly vector: AlignmentVector }[] = [];
  let failed = 0;
  for (const path of paths) {
    try {
      const { subject, landmarks } = await forSubject(path, () => sagittalOf(path, options));
      const normal = normaliseToPelvis(landmarks, { upright });
      const vector = form === 'corners' ? cornerVector(normal) : curveVector(normal, top, points);
      rows.push({ subject: subject || path, vector });
    } catch (error) {
      if (!isRachisError(error)) throw error;
      failed++;
      console.note(`${path}: ${error.message}`);
    }
  }
  if (rows.length === 0)
    throw new RachisError('ARGUMENT_INVALID', 'None of the landmark files can be used.', {
      remedy: 'See what is said of each.',
    });
  const columns = [...new Set(rows.flatMap(({ vector }) => [...vector.keys()]))];
  const table = {
    columns: ['subject', ...columns],
    text: ['subject'],
    rows: rows.map(({ subject, vector }): Cell[] => [
      subject,
      ...columns.map((name) => vector.get(name) ?? null),
    ]),
  };
  await writeWhole(options.output, [await encodeTable(options.output, table)]);
  console.note(
    `${rows.length} subjects, ${columns.length} columns, ${failed} files could not be used: ${options.output}`,
  );
  return failed > 0 ? exitCodes.partial : exitCodes.ok;
}
