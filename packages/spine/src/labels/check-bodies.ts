import { RachisError } from '@rachis/volume';
import type { Level } from '../levels.ts';
import type { VertebraOrReason } from '../vertebra/landmarks.ts';
import { median } from '../vertebra/vector.ts';

/** Bodies of vertebrae are deeper than this, mm; the cord is not. Cervical bodies of adults are 12 to 20 mm deep. */
const leastDepth = 9;

/**
 * `ARGUMENT_INVALID` where what is labelled as vertebrae is as thin from front to back as the spinal cord: label maps of the cord's
 * levels have the same names.
 */
export function checkBodies(vertebrae: readonly (readonly [Level, VertebraOrReason])[]): void {
  const bodies = vertebrae.flatMap(([level, { found }]) =>
    found === null ? [] : [{ level, box: found.box }],
  );
  if (bodies.length === 0) return;
  const depth = 2 * median(bodies.map(({ box }) => box.halfDepth));
  if (depth >= leastDepth) return;
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
