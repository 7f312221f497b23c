import { type Grid, indexToPatient, type Matrix3, type Vector3, type Volume } from '@rachis/volume';
import { seeded, turn } from './anatomy.ts';

/** A label map of vertebrae, with the label of each level from cranial to caudal. */
export interface LabelMap {
  readonly labels: Volume;
  readonly levels: readonly { readonly level: string; readonly label: number }[];
}

/** One kind of damage that label maps come with, at five strengths. */
export interface Damage {
  readonly kind: string;
  readonly strengths: readonly number[];
  /** The map, damaged. */
  /** Why no one can see it in the labels, at strengths where that is so. */
  readonly undetectable?: (strength: number) => string | undefined;
  readonly make: (map: LabelMap, strength: number, seed: number) => Volume;
}

const { max, min, round, floor, ceil, hypot } = Math;

function copyOf(volume: Volume): Volume & { readonly data: Uint8Array } {
  return { ...volume, data: Uint8Array.from(volume.data as ArrayLike<number>) };
}

/** Voxels of a label with their indices, and the box that they fill. */
function voxelsOf({ data, size: [nx, ny] }: Volume, label: number) {
  const offsets: number[] = [];
  const [low, high] = [
    [Infinity, Infinity, Infinity],
    [-1, -1, -1],
  ];
  for (let i = 0; i < data.length; i++) {
    if (data[i] !== label) continue;
    offsets.push(i);
    const at = [i % nx, floor(i / nx) % ny, floor(i / (nx * ny))];
    for (let axis = 0; axis < 3; axis++) {
      low[axis] = min(low[axis]!, at[axis]!);
      high[axis] = max(high[axis]!, at[axis]!);
    }
  }
  return { offsets, low, high };
}

/** The index axis nearest to a patient axis (0 left, 1 posterior, 2 superior), and which way it runs. */
function axisNear({ direction: d }: Grid, row: 0 | 1 | 2): { readonly axis: number; readonly sign: 1 | -1 } {
  const parts = [d[3 * row]!, d[3 * row + 1]!, d[3 * row + 2]!];
  const axis = parts.reduce((best, part, i) => (Math.abs(part) > Math.abs(parts[best]!) ? i : best), 0);
  return { axis, sign: parts[axis]! > 0 ? 1 : -1 };
}

const indexOf = ([nx, ny]: readonly number[], i: number): [number, number, number] => [
  i % nx!,
  floor(i / nx!) % ny!,
  floor(i / (nx! * ny!)),
];

const multiply = (m: Matrix3, n: Matrix3): Matrix3 =>
  [0, 1, 2, 3, 4, 5, 6, 7, 8].map((i) => {
    const [row, column] = [floor(i / 3), i % 3];
    return m[3 * row]! * n[column]! + m[3 * row + 1]! * n[3 + column]! + m[3 * row + 2]! * n[6 + column]!;
  }) as unknown as Matrix3;

const apply = (m: Matrix3, p: Vector3): Vector3 =>
  [0, 3, 6].map((r) => m[r]! * p[0] + m[r + 1]! * p[1] + m[r + 2]! * p[2]) as unknown as Vector3;

/** The patient turned in the scanner: the same voxels under another header. */
function turned(volume: Volume, rotation: Matrix3): Volume {
  return {
    ...volume,
    origin: apply(rotation, volume.origin),
    direction: multiply(rotation, volume.direction),
  };
}

/** Part of a grid, cut off at the ends of one axis. */
function cropped(volume: Volume, axis: number, from: number, to: number): Volume {
  const start: [number, number, number] = [0, 0, 0];
  const size = [...volume.size] as [number, number, number];
  start[axis] = from;
  size[axis] = to - from;
  const data = new Uint8Array(size[0] * size[1] * size[2]);
  const [nx, ny] = volume.size;
  for (let z = 0, i = 0; z < size[2]; z++)
    for (let y = 0; y < size[1]; y++)
      for (let x = 0; x < size[0]; x++, i++)
        data[i] = volume.data[x + start[0] + nx * (y + start[1] + ny * (z + start[2]))]!;
  return { ...volume, size, data, origin: indexToPatient(volume, start) };
}

/** Cuts a part of the labelled height off, at the upper or lower end. */
function cutOff({ labels, levels }: LabelMap, part: number, end: 'upper' | 'lower'): Volume {
  const { axis, sign } = axisNear(labels, 2);
  const boxes = levels.map(({ label }) => voxelsOf(labels, label));
  const low = min(...boxes.map((box) => box.low[axis]!));
  const high = max(...boxes.map((box) => box.high[axis]!));
  const by = round(part * (high - low));
  return (end === 'upper') === sign > 0
    ? cropped(labels, axis, 0, high - by)
    : cropped(labels, axis, low + by, labels.size[axis]!);
}

/** Mirrors the data and leaves the header: what a lost orientation does. */
function mirrored(volume: Volume, row: 0 | 1 | 2): Volume {
  const { axis } = axisNear(volume, row);
  const copy = copyOf(volume);
  const [nx, ny] = volume.size;
  for (let i = 0; i < copy.data.length; i++) {
    const at = indexOf(volume.size, i);
    at[axis] = volume.size[axis]! - 1 - at[axis]!;
    copy.data[at[0] + nx * (at[1] + ny * at[2])] = volume.data[i]!;
  }
  return copy;
}

/** Half of a level, or another part of it, under another label: from below, or from one side. */
function partRelabelled(
  { labels }: LabelMap,
  label: number,
  part: number,
  to: number,
  from: 'below' | 'left',
): Volume {
  const copy = copyOf(labels);
  const { axis, sign } = axisNear(labels, from === 'below' ? 2 : 0);
  const { offsets, low, high } = voxelsOf(labels, label);
  const reach = part * (high[axis]! - low[axis]! + 1);
  for (const i of offsets) {
    const at = indexOf(labels.size, i)[axis]!;
    const depth = (from === 'below') === sign > 0 ? at - low[axis]! : high[axis]! - at;
    if (depth < reach) copy.data[i] = to;
  }
  return copy;
}

const relabelled = (volume: Volume, to: (label: number) => number): Volume => {
  const copy = copyOf(volume);
  for (let i = 0; i < copy.data.length; i++) if (copy.data[i] !== 0) copy.data[i] = to(copy.data[i]!);
  return copy;
};

/** The middle one of the levels, that has neighbours on both sides. */
const middleOf = ({ levels }: LabelMap) => levels[levels.length >> 1]!;
const below = ({ levels }: LabelMap) => levels[(levels.length >> 1) + 1]!;

/** A ball in the index space of a map (radius in mm) about an index. */
function ball(volume: Volume, centre: readonly number[], radius: number, paint: (i: number) => void): void {
  const [nx, ny] = volume.size;
  const reach = volume.spacing.map((s) => ceil(radius / s));
  const span = (axis: number) =>
    [
      max(0, round(centre[axis]!) - reach[axis]!),
      min(volume.size[axis]! - 1, round(centre[axis]!) + reach[axis]!),
    ] as const;
  for (let z = span(2)[0]; z <= span(2)[1]; z++)
    for (let y = span(1)[0]; y <= span(1)[1]; y++)
      for (let x = span(0)[0]; x <= span(0)[1]; x++) {
        const d = [x, y, z].map((v, axis) => (v - centre[axis]!) * volume.spacing[axis]!);
        if (hypot(...d) <= radius) paint(x + nx * (y + ny * z));
      }
}

const middleIndex = ({ low, high }: ReturnType<typeof voxelsOf>): number[] =>
  low.map((from, axis) => (from + high[axis]!) / 2);

function about(row: 0 | 1 | 2): Damage['make'] {
  return ({ labels }, angle) => {
    const angles = [0, 0, 0] as [number, number, number];
    angles[row] = angle;
    return turned(labels, turn(...angles));
  };
}

const angles = [5, 10, -15, 20, -20] as const;

/** The kinds of damage of the robustness suite. */
export const damages: readonly Damage[] = [
  { kind: 'turned about left', strengths: angles, make: about(0) },
  { kind: 'turned about posterior', strengths: angles, make: about(1) },
  { kind: 'turned about superior', strengths: angles, make: about(2) },
  {
    kind: 'cut off above',
    strengths: [0.05, 0.15, 0.25, 0.4, 0.5],
    make: (map, part) => cutOff(map, part, 'upper'),
  },
  {
    kind: 'cut off below',
    strengths: [0.05, 0.15, 0.25, 0.4, 0.5],
    make: (map, part) => cutOff(map, part, 'lower'),
  },
  {
    kind: 'cut off in front',
    strengths: [0.05, 0.1, 0.2, 0.3, 0.4],
    make: ({ labels, levels }, part) => {
      const { axis, sign } = axisNear(labels, 1);
      const boxes = levels.map(({ label }) => voxelsOf(labels, label));
      const [low, high] = [
        min(...boxes.map((box) => box.low[axis]!)),
        max(...boxes.map((box) => box.high[axis]!)),
      ];
      const by = round(part * (high - low));
      return sign > 0
        ? cropped(labels, axis, low + by, labels.size[axis]!)
        : cropped(labels, axis, 0, high - by);
    },
  },
  {
    kind: 'mirrored without its header',
    strengths: [1, 2, 3, 4, 5],
    // Front to back, upside down, and both; a mirror image of left and right is a spine too.
    make: ({ labels }, way) => {
      if (way === 1) return mirrored(labels, 1);
      if (way === 2) return mirrored(labels, 2);
      if (way === 3) return mirrored(mirrored(labels, 1), 2);
      return way === 4 ? mirrored(mirrored(labels, 1), 0) : mirrored(mirrored(labels, 2), 0);
    },
  },
  {
    kind: 'empty slices',
    strengths: [1, 2, 3, 4, 6],
    make: (map, count, seed) => {
      const copy = copyOf(map.labels);
      const { axis } = axisNear(copy, 2);
      const random = seeded(seed);
      const { low, high } = voxelsOf(copy, middleOf(map).label);
      // Single ones up to three, then so many side by side.
      const at = round(random(low[axis]! + 1, high[axis]! - count - 1));
      const gone = new Set(
        count <= 3
          ? Array.from({ length: count }, (_, i) =>
              round(low[axis]! + ((i + 1) * (high[axis]! - low[axis]!)) / (count + 1)),
            )
          : Array.from({ length: count }, (_, i) => at + i),
      );
      for (let i = 0; i < copy.data.length; i++) if (gone.has(indexOf(copy.size, i)[axis]!)) copy.data[i] = 0;
      return copy;
    },
  },
  {
    kind: 'voxels missing',
    strengths: [0.005, 0.01, 0.02, 0.05, 0.1],
    make: ({ labels }, share, seed) => {
      const copy = copyOf(labels);
      const random = seeded(seed);
      for (let i = 0; i < copy.data.length; i++)
        if (copy.data[i] !== 0 && random(0, 1) < share) copy.data[i] = 0;
      return copy;
    },
  },
  {
    kind: 'voxels added',
    strengths: [0.0005, 0.001, 0.002, 0.005, 0.01],
    make: ({ labels, levels }, share, seed) => {
      const copy = copyOf(labels);
      const random = seeded(seed);
      for (let i = 0; i < copy.data.length; i++)
        if (copy.data[i] === 0 && random(0, 1) < share)
          copy.data[i] = levels[floor(random(0, levels.length))]!.label;
      return copy;
    },
  },
  {
    kind: 'voxels of other levels',
    strengths: [0.005, 0.01, 0.02, 0.05, 0.1],
    make: ({ labels, levels }, share, seed) => {
      const copy = copyOf(labels);
      const random = seeded(seed);
      for (let i = 0; i < copy.data.length; i++)
        if (copy.data[i] !== 0 && random(0, 1) < share)
          copy.data[i] = levels[floor(random(0, levels.length))]!.label;
      return copy;
    },
  },
  {
    kind: 'hole in a body',
    strengths: [2, 3, 4, 6, 8],
    make: (map, radius) => {
      const copy = copyOf(map.labels);
      const { label } = middleOf(map);
      const { offsets } = voxelsOf(copy, label);
      const { axis, sign } = axisNear(copy, 1);
      // The middle of the front half of the whole bone lies in the body.
      const places = offsets.map((i) => indexOf(copy.size, i));
      const middle = places.reduce((sum, p) => sum + p[axis]!, 0) / places.length;
      const front = places.filter((p) => (p[axis]! - middle) * sign < 0);
      const centre = [0, 1, 2].map((a) => front.reduce((sum, p) => sum + p[a]!, 0) / front.length);
      ball(copy, centre, radius, (i) => {
        if (copy.data[i] === label) copy.data[i] = 0;
      });
      return copy;
    },
  },
  {
    kind: 'blob far away',
    strengths: [3, 5, 8, 12, 16],
    make: (map, radius) => {
      const copy = copyOf(map.labels);
      const { label } = middleOf(map);
      const place = middleIndex(voxelsOf(copy, label));
      const { axis, sign } = axisNear(copy, 1);
      // In front of the spine, as far as the map has room.
      place[axis] =
        sign > 0 ? radius / copy.spacing[axis]! + 1 : copy.size[axis]! - 2 - radius / copy.spacing[axis]!;
      ball(copy, place, radius, (i) => {
        if (copy.data[i] === 0) copy.data[i] = label;
      });
      return copy;
    },
  },
  {
    kind: 'lower part under the next name',
    strengths: [0.15, 0.25, 0.35, 0.5, 0.6],
    make: (map, part) => partRelabelled(map, middleOf(map).label, part, below(map).label, 'below'),
  },
  {
    kind: 'one side under the next name',
    strengths: [0.3, 0.4, 0.45, 0.5, 0.6],
    make: (map, part) => partRelabelled(map, middleOf(map).label, part, below(map).label, 'left'),
  },
  {
    kind: 'one side not labelled',
    strengths: [0.4, 0.45, 0.5, 0.55, 0.6],
    undetectable: (part) =>
      part < 0.5 ? 'a body as wide as some neighbours, with the pedicle of one side, may be so' : undefined,
    make: (map, part) => partRelabelled(map, middleOf(map).label, part, 0, 'left'),
  },
  {
    kind: 'lower part not labelled',
    strengths: [0.4, 0.45, 0.5, 0.55, 0.6],
    undetectable: (part) =>
      part <= 0.4
        ? 'a body that lost a fifth of its height, and a disc higher by that, may be so'
        : undefined,
    make: (map, part) => partRelabelled(map, middleOf(map).label, part, 0, 'below'),
  },
  {
    kind: 'two names swapped',
    strengths: [1, 2, 3, 4, 5],
    make: (map, n) => {
      const { labels, levels } = map;
      const apart = 1 + (n % 2);
      const first = (n * 7) % max(1, levels.length - apart);
      const [a, b] = [levels[first]!.label, levels[min(levels.length - 1, first + apart)]!.label];
      return relabelled(labels, (label) => (label === a ? b : label === b ? a : label));
    },
  },
  {
    kind: 'two levels under one name',
    strengths: [1, 2, 3, 4, 5],
    make: ({ labels, levels }, n) => {
      const first = (n * 5) % (levels.length - 1);
      const [a, b] = [levels[first]!.label, levels[first + 1]!.label];
      return relabelled(labels, (label) => (label === (n % 2 ? a : b) ? (n % 2 ? b : a) : label));
    },
  },
  {
    kind: 'all under one name',
    strengths: [1, 2, 3, 4, 5],
    make: ({ labels, levels }, n) => {
      const one = levels[(n * 3) % levels.length]!.label;
      const all = new Set(levels.map(({ label }) => label));
      return relabelled(labels, (label) => (all.has(label) ? one : label));
    },
  },
  {
    kind: 'wrong spacing',
    strengths: [0.25, 0.4, 2.2, 3, 4],
    make: ({ labels }, factor) => {
      const { axis } = axisNear(labels, 2);
      const spacing = labels.spacing.map((s, a) => (a === axis ? s * factor : s)) as unknown as Vector3;
      return { ...labels, spacing };
    },
  },
  {
    kind: 'discs in place of vertebrae',
    strengths: [0.15, 0.2, 0.25, 0.3, 0.35],
    make: ({ labels, levels }, part) => {
      // Of each level a slab at its lower end: flat as a disc.
      const copy = copyOf(labels);
      const { axis, sign } = axisNear(labels, 2);
      for (const { label } of levels) {
        const { offsets, low, high } = voxelsOf(labels, label);
        const reach = part * (high[axis]! - low[axis]! + 1);
        for (const i of offsets) {
          const at = indexOf(labels.size, i)[axis]!;
          if ((sign > 0 ? at - low[axis]! : high[axis]! - at) >= reach) copy.data[i] = 0;
        }
      }
      return copy;
    },
  },
  {
    kind: 'cord in place of vertebrae',
    strengths: [5, 6, 7, 8, 8.5],
    make: ({ labels, levels }, diameter) => {
      const copy = copyOf(labels);
      copy.data.fill(0);
      const { axis } = axisNear(labels, 2);
      for (const { label } of levels) {
        const box = voxelsOf(labels, label);
        const centre = middleIndex(box);
        for (let at = box.low[axis]!; at <= box.high[axis]!; at++) {
          const place = [...centre];
          place[axis] = at;
          ball(copy, place, diameter / 2, (i) => {
            copy.data[i] = label;
          });
        }
      }
      return copy;
    },
  },
];
