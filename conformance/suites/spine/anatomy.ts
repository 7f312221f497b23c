import { cropLabels, labelSchemes, measureSpine, plateTilt } from '@rachis/spine';
import type { Vector3 } from '@rachis/volume';
import { type SyntheticSpine, syntheticSpine, truePlateTilt } from '../../../packages/spine/test/anatomy.ts';
import type { Comparison } from '../../report.ts';
import { plateRange } from '../../../packages/spine/test/plate-range.ts';

/** Spines for each kind of voxel. */
const spines = 250;

const { labels: structures } = labelSchemes.find(({ id }) => id === 'spineps_tptbox')!;

/** Why no method could be sure to meet a bar: two true geometries, further apart than twice the bar, have the same mask. */
const alike = {
  tilt: 'endplates more than 2 degrees apart give the same voxels',
  height: 'heights more than a voxel apart give the same voxels',
} as const;

function compareSpine(seed: number, spine: SyntheticSpine, group: string): Comparison[] {
  const { labels, rotation: m } = spine;
  const found = new Map(
    measureSpine({ crops: cropLabels(labels), structures, scan: labels, posture: 'supine' }).vertebrae,
  );
  // Tilts are judged in the sagittal plane that the spine was made in.
  const axes = {
    left: [m[0], m[3], m[6]] as Vector3,
    anterior: [-m[1], -m[4], -m[7]] as Vector3,
    superior: [m[2], m[5], m[8]] as Vector3,
  };
  const half = Math.cbrt(labels.spacing[0] * labels.spacing[1] * labels.spacing[2]) / 2;
  return spine.vertebrae.flatMap((vertebra) => {
    const one = found.get(vertebra.level)?.found ?? null;
    const ranges = {
      superior: plateRange(spine, vertebra, 'superior'),
      inferior: plateRange(spine, vertebra, 'inferior'),
    };
    const tag = (what: string) => `seed ${seed} ${vertebra.level} ${what}`;
    const tilts = (['superior', 'inferior'] as const).map((which): Comparison => {
      const plate = one?.[which].plate ?? null;
      return {
        group,
        tag: tag(`${which} endplate`),
        family: 'endplate angle, 1 degree',
        ours: plate === null ? undefined : plateTilt(plate, axes),
        expected: truePlateTilt(vertebra, which),
        tolerance: 1,
        ...(ranges[which].tilt > 2 ? { exception: alike.tilt } : {}),
      };
    });
    const truths = {
      anterior: vertebra.anteriorHeight,
      middle: (vertebra.anteriorHeight + vertebra.posteriorHeight) / 2,
      posterior: vertebra.posteriorHeight,
    } as const;
    const heights = (['anterior', 'middle', 'posterior'] as const).map((place): Comparison => {
      const [upper, lower] = [one?.points[`superior_${place}`], one?.points[`inferior_${place}`]];
      return {
        group,
        tag: tag(`${place} height`),
        family: 'height, half a voxel',
        ours:
          upper === undefined || lower === undefined
            ? undefined
            : Math.hypot(...upper.position.map((v, axis) => v - lower.position[axis]!)),
        expected: truths[place],
        tolerance: half,
        ...(ranges.superior[place] + ranges.inferior[place] > 2 * half ? { exception: alike.height } : {}),
      };
    });
    return [...tilts, ...heights];
  });
}

/** Endplates and heights of spines whose geometry is known; half a voxel is half the cube root of its volume. */
export function compareAnatomy(): Comparison[] {
  return (
    [
      [4, 0.5, 0.5],
      [1, 1, 1],
    ] as const
  ).flatMap((spacing) =>
    Array.from({ length: spines }, (_, i) => i + 1).flatMap((seed) =>
      compareSpine(seed, syntheticSpine(seed, spacing), `${spacing.join(' x ')} mm`),
    ),
  );
}
