import type { Level } from '../levels.ts';
import type { MendedLabel } from './mend.ts';

/** A level with what was done to its label. */
interface MendedLevel {
  readonly level: Level;
  readonly mended: MendedLabel;
}

const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** What was mended in the labels of vertebrae, a sentence a kind. */
export function mendNotes(levels: readonly MendedLevel[]): string[] {
  const sentence = (
    of: (mended: MendedLabel) => number,
    said: (count: number) => string,
    whole: (list: string) => string,
  ): string[] => {
    const list = levels.flatMap(({ level, mended }) =>
      of(mended) === 0 ? [] : [`${level} (${said(of(mended))})`],
    );
    return list.length === 0 ? [] : [whole(list.join(', '))];
  };
  return [
    ...sentence(
      ({ filled }) => filled,
      (count) => counted(count, 'voxel'),
      (list) => `Voxels that are missing within ${list} were filled.`,
    ),
    ...sentence(
      ({ slices }) => slices,
      (count) => counted(count, 'slice'),
      (list) => `Empty slices within ${list} were filled from those beside them.`,
    ),
    ...sentence(
      ({ stray }) => stray,
      (count) => counted(count, 'voxel'),
      (list) => `Voxels that lie apart from their vertebra were left out: ${list}.`,
    ),
    ...sentence(
      ({ back }) => back,
      (count) => counted(count, 'voxel'),
      (list) =>
        `Voxels under the name of another level, apart from it, were given back to the level that they lie against: ${list}.`,
    ),
  ];
}
