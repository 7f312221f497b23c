import { RachisError } from '@rachis/volume';
import { type Level, levelsBelow } from '../levels.ts';
import type { PlacedLevel } from './check-levels.ts';
import type { BodyBox } from '../vertebra/body.ts';
import type { VertebraOrReason } from '../vertebra/landmarks.ts';
import { median } from '../vertebra/vector.ts';

/** Bodies of vertebrae are deeper than this, mm; the cord is not. Cervical bodies of adults are 12 to 20 mm deep. */
const leastDepth = 9;

/** Bodies are higher than this part of their depth, and lower: vertebrae of people are from 0.6 to 1.0 on the whole. */
const ratio = { least: 0.42, most: 1.4 } as const;
/** Deeper than this, mm, no body is; nor less deep, from T10 on, of anyone but a small child. */
const deepest = 55;

/**
 * `ARGUMENT_INVALID` where most bodies have proportions that no vertebrae have: the file's voxel sizes are wrong, or its labels are
 * of discs.
 */
function checkProportions(bodies: readonly { readonly level: Level; readonly box: BodyBox }[]): void {
  if (bodies.length < 2) return;
  const depth = 2 * median(bodies.map(({ box }) => box.halfDepth));
  const height = 2 * median(bodies.map(({ box }) => box.halfHeight));
  const part = median(bodies.map(({ box }) => box.halfHeight / box.halfDepth));
  if (part >= ratio.least && part <= ratio.most && depth <= deepest) return;
  throw new RachisError(
    'ARGUMENT_INVALID',
    `The labels ${bodies.map(({ level }) => level).join(', ')} are ${height.toFixed(0)} mm high and ${depth.toFixed(0)} mm deep, which vertebral bodies are not.`,
    {
      remedy:
        part < ratio.least
          ? 'The size of the voxels in the file may be wrong; or the labels are of discs: say with --scheme what they are.'
          : 'The size of the voxels in the file may be wrong: compare it with the scan that it was made from.',
    },
  );
}

/** Neighbouring vertebrae stand this far apart, mm, from the middle of one label to that of the next. */
const apart = { least: 8, most: 58 } as const;

/** `ARGUMENT_INVALID` where levels that follow one another stand further apart, or closer, than vertebrae do. */
function checkDistances(placed: readonly PlacedLevel[]): void {
  const distances = placed.slice(1).flatMap((lower, i) => {
    const upper = placed[i]!;
    if (!levelsBelow(upper.level).includes(lower.level)) return [];
    return [Math.hypot(...upper.centre.map((value, axis) => value - lower.centre[axis]!))];
  });
  if (distances.length < 2) return;
  const distance = median(distances);
  if (distance >= apart.least && distance <= apart.most) return;
  throw new RachisError(
    'ARGUMENT_INVALID',
    `The levels from ${placed[0]!.level} to ${placed.at(-1)!.level} stand ${distance.toFixed(0)} mm apart, which neighbouring vertebrae do not.`,
    {
      remedy:
        'The size of the voxels in the file may be wrong: compare it with the scan that it was made from.',
    },
  );
}

/** `ARGUMENT_INVALID` where most labels have nothing of the shape of a vertebra. */
function checkShapeless(vertebrae: readonly (readonly [Level, VertebraOrReason])[]): void {
  const shapeless = vertebrae.flatMap(([level, one]) => (one.found === null && one.shapeless ? [level] : []));
  const bodies = vertebrae.filter(([, { found }]) => found !== null);
  if (shapeless.length < 2 || shapeless.length <= bodies.length) return;
  throw new RachisError(
    'ARGUMENT_INVALID',
    `No vertebral bodies are found in the labels ${shapeless.join(', ')}.`,
    {
      remedy:
        'They may be of discs, of the cord or of several bones together, or the size of the voxels may be wrong: say with --scheme what the labels are.',
    },
  );
}

/**
 * `ARGUMENT_INVALID` where what is labelled as vertebrae is none on the whole: as thin from front to back as the spinal cord (label
 * maps of the cord's levels have the same names), as flat as discs, too far apart or of no shape: wrong voxel sizes, other schemes.
 */
export function checkBodies(
  vertebrae: readonly (readonly [Level, VertebraOrReason])[],
  placed: readonly PlacedLevel[],
): void {
  checkDistances(placed);
  const bodies = vertebrae.flatMap(([level, { found }]) =>
    found === null ? [] : [{ level, box: found.box }],
  );
  if (bodies.length === 0) {
    checkShapeless(vertebrae);
    return;
  }
  const depth = 2 * median(bodies.map(({ box }) => box.halfDepth));
  if (depth >= leastDepth) {
    checkProportions(bodies);
    checkShapeless(vertebrae);
    return;
  }
  const width = 2 * median(bodies.map(({ box }) => box.halfWidth));
  throw new RachisError(
    'ARGUMENT_INVALID',
    `The labels ${bodies.map(({ level }) => level).join(', ')} are ${depth.toFixed(0)} mm deep and ${width.toFixed(0)} mm wide: the size of the spinal cord, not of vertebral bodies.`,
    {
      remedy:
        'A label map of the levels of the cord has no vertebrae to measure: give one of the vertebrae, or say with --scheme what its labels are.',
    },
  );
}
