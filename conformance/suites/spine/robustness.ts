import { readImage } from '@rachis/formats';
import {
  cropLabels,
  labelSchemes,
  measureSpine,
  schemeFromText,
  type SpineMeasurements,
  type Structure,
  withOrientation,
} from '@rachis/spine';
import { cropGrid, isRachisError, type Vector3, type Volume } from '@rachis/volume';
import { syntheticSpine } from '../../../packages/spine/test/anatomy.ts';
import { type Damage, damages, type LabelMap } from '../../../packages/spine/test/damage.ts';
import { compareDamaged } from '../../../packages/spine/test/robustness.ts';
import { dataPath } from '../../data.ts';
import type { Comparison } from '../../report.ts';

type Structures = ReadonlyMap<number, Structure>;

/** Room about the labels, mm: in front and at the sides for blobs, little above and below, where maps are cut off. */
const room = [45, 45, 6] as const;

/** The labels of vertebrae of a map, cut out with some room. */
export function vertebraeOf(
  volume: Volume,
  structures: Structures,
): { map: LabelMap; structures: Structures } {
  const own = new Map([...structures].filter(([, { kind }]) => kind === 'vertebra'));
  const [nx, ny] = volume.size;
  const [low, high] = [
    [Infinity, Infinity, Infinity],
    [-1, -1, -1],
  ];
  for (let i = 0; i < volume.data.length; i++) {
    if (!own.has(volume.data[i]!)) continue;
    for (const [axis, at] of [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))].entries()) {
      low[axis] = Math.min(low[axis]!, at);
      high[axis] = Math.max(high[axis]!, at);
    }
  }
  const start = low.map((l, axis) =>
    Math.max(0, l - Math.round(Math.max(3, room[axis]! / volume.spacing[axis]!))),
  ) as unknown as Vector3;
  const size = high.map(
    (h, axis) =>
      Math.min(volume.size[axis]!, h + 1 + Math.round(Math.max(3, room[axis]! / volume.spacing[axis]!))) -
      start[axis]!,
  ) as unknown as Vector3;
  const data = new Uint8Array(size[0] * size[1] * size[2]);
  const present = new Set<number>();
  for (let z = 0, i = 0; z < size[2]; z++)
    for (let y = 0; y < size[1]; y++)
      for (let x = 0; x < size[0]; x++, i++) {
        const label = volume.data[x + start[0] + nx * (y + start[1] + ny * (z + start[2]))]!;
        if (!own.has(label)) continue;
        data[i] = label;
        present.add(label);
      }
  const labels: Volume = { ...cropGrid(volume, { start, size }), data, unit: 'arbitrary' };
  const levels = [...own].flatMap(([label, { level }]) =>
    level !== null && present.has(label) ? [{ level: level as string, label }] : [],
  );
  const order = measure(labels, own).levels.present as readonly string[];
  levels.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
  return { map: { labels, levels }, structures: own };
}

function measure(labels: Volume, structures: Structures): SpineMeasurements {
  return measureSpine({ crops: cropLabels(labels), structures, scan: labels, posture: 'supine' });
}

/** What becomes of every measurement of a map when it is damaged: one comparison a damage, that of the silent changes with none. */
export function compareDamages(
  name: string,
  { map, structures }: ReturnType<typeof vertebraeOf>,
  kinds: readonly Damage[],
): Comparison[] {
  const whole = measure(map.labels, structures);
  return kinds.flatMap((damage) =>
    damage.strengths.map((strength, i): Comparison => {
      const damaged = damage.make(map, strength, i + 1);
      let after: SpineMeasurements | string;
      try {
        after = measure(damaged, structures);
      } catch (error) {
        if (!isRachisError(error)) throw error;
        after = error.message;
      }
      const { silent } = compareDamaged(whole, after, map.labels, damage.kind.startsWith('mirrored'));
      const first = silent[0];
      const said =
        first === undefined
          ? ''
          : `: ${first.level} ${first.id} ${first.before.toFixed(1)} became ${first.after.toFixed(1)}`;
      return {
        group: damage.kind,
        family: name,
        tag: `${name} ${strength}${said}`,
        ours: silent.length,
        expected: 0,
        tolerance: 0,
        ...(damage.undetectable?.(strength) ? { exception: damage.undetectable(strength)! } : {}),
      };
    }),
  );
}

const schemeOf = (id: string): Structures => labelSchemes.find((scheme) => scheme.id === id)!.labels;

/** Lower levels of a scheme, so that a large map is measured in seconds. */
const lumbarOf = (structures: Structures): Structures =>
  new Map([...structures].filter(([, { level }]) => level !== null && /^(T1[12]|L[1-5])$/.test(level)));

/** Label maps damaged in many ways: no measurement changes by more than a degree, a voxel or its interval without a word. */
export async function compareSpineRobustness(): Promise<Comparison[]> {
  const real: readonly (readonly [string, string, Structures, string?])[] = [
    ['CT, 3 mm', 'spine/totalsegmentator/totalseg.nii.gz', schemeOf('totalsegmentator_total_v2')],
    ['CT, slices of 3 mm', '../cases/spine-corners/ct_vertebrae.nii.gz', lumbarOf(schemeOf('verse'))],
    [
      'MR, healthy',
      'spine/lumbar_mr/VB1_10_seg.nii.gz',
      schemeFromText('9=S1,6=L5,5=L4,3=L3,1=L2,2=L1,4=T12,8=T11,7=T10'),
      'IPL',
    ],
    [
      'MR, slips',
      'spine/lumbar_mr/VB1_17_seg.nii.gz',
      schemeFromText('5=S1,4=L5,2=L4,1=L3,3=L2,6=L1,7=T12,8=T11'),
      'IPL',
    ],
  ];
  const comparisons: Comparison[] = [];
  for (const [name, path, structures, orientation] of real) {
    const { volume } = await readImage(dataPath(path));
    const turned = orientation === undefined ? volume : withOrientation(volume, orientation);
    comparisons.push(...compareDamages(name, vertebraeOf(turned, structures), damages));
  }
  for (const [name, seed, spacing] of [
    ['made, 1 mm, bodies', 5, [1, 1, 1]],
    ['made, 1 mm', 20, [1, 1, 1]],
    ['made, 0.8 x 0.8 x 2 mm', 20, [0.8, 0.8, 2]],
  ] as const) {
    const { labels } = syntheticSpine(seed, spacing, { rim: 2, waist: 1.5, hollow: 1 });
    comparisons.push(...compareDamages(name, vertebraeOf(labels, schemeOf('spineps_tptbox')), damages));
  }
  return comparisons;
}
