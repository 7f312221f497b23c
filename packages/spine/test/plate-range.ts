import { indexToPatient, invertMatrix3, patientToIndex, type Vector3 } from '@rachis/volume';
import { halfWedge, layersOf, type SyntheticSpine, type SyntheticVertebra } from './anatomy.ts';

/** A half-space of planes (height, slope forwards, slope leftwards): `normal · plane <= bound`. */
interface Bound {
  readonly normal: Vector3;
  readonly bound: number;
}

const dot = (a: Vector3, b: Vector3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Where three bounds meet; null where they do not in one point. */
function meet(a: Bound, b: Bound, c: Bound): Vector3 | null {
  const m = [a, b, c].flatMap(({ normal }) => normal) as unknown as Parameters<typeof invertMatrix3>[0];
  const cross =
    m[0] * (m[4] * m[8] - m[5] * m[7]) -
    m[1] * (m[3] * m[8] - m[5] * m[6]) +
    m[2] * (m[3] * m[7] - m[4] * m[6]);
  if (Math.abs(cross) < 1e-9) return null;
  const i = invertMatrix3(m);
  const r: Vector3 = [a.bound, b.bound, c.bound];
  return [dot([i[0], i[1], i[2]], r), dot([i[3], i[4], i[5]], r), dot([i[6], i[7], i[8]], r)];
}

/** The most that `objective · plane` can be within the bounds: linear programme in three unknowns, constraints added as broken. */
function most(objective: Vector3, all: readonly Bound[], box: readonly Bound[]): number {
  let few = [...box];
  for (let pass = 0; pass < 200; pass++) {
    let best: { readonly plane: Vector3; readonly value: number; readonly active: Bound[] } | null = null;
    for (let i = 0; i < few.length; i++)
      for (let j = i + 1; j < few.length; j++)
        for (let k = j + 1; k < few.length; k++) {
          const active = [few[i]!, few[j]!, few[k]!];
          const plane = meet(active[0]!, active[1]!, active[2]!);
          if (plane === null) continue;
          const value = dot(objective, plane);
          if (best !== null && value <= best.value) continue;
          if (few.some(({ normal, bound }) => dot(normal, plane) > bound + 1e-9)) continue;
          best = { plane, value, active };
        }
    if (best === null) return Number.NaN;
    let worst: Bound | null = null;
    let by = 1e-7;
    for (const one of all) {
      const over = dot(one.normal, best.plane) - one.bound;
      if (over > by) [worst, by] = [one, over];
    }
    if (worst === null) return best.value;
    few = [...new Set([...box, ...best.active, worst, ...few.slice(box.length)])].slice(0, 18);
  }
  return Number.NaN;
}

/** Voxels about an endplate, in the vertebra's own axes, as bounds of the planes that classify each as the true one does. */
function boundsOf(spine: SyntheticSpine, v: SyntheticVertebra, which: 'superior' | 'inferior'): Bound[] {
  const { labels, rotation: m } = spine;
  const side = which === 'superior' ? 1 : -1;
  const middle = (v.anteriorHeight + v.posteriorHeight) / 4;
  const [cos, sin] = [Math.cos((v.lean * Math.PI) / 180), Math.sin((v.lean * Math.PI) / 180)];
  const [nx, ny, nz] = labels.size;
  const reach = 2 * Math.max(...labels.spacing.slice(1));
  const bounds: Bound[] = [];
  // No voxel that counts is as far from the body's middle, whichever way the patient is turned.
  const far = 60;
  const place: Vector3 = [0, -v.place[0], v.place[1]];
  const centre = [0, 3, 6].map((row) => m[row]! * place[0] + m[row + 1]! * place[1] + m[row + 2]! * place[2]);
  const low = patientToIndex(labels, centre.map((c) => c - far) as unknown as Vector3).map((i) =>
    Math.max(0, Math.floor(i)),
  );
  const high = patientToIndex(labels, centre.map((c) => c + far) as unknown as Vector3).map(Math.ceil);
  for (let z = low[2]!; z < Math.min(nz, high[2]!); z++)
    for (let y = low[1]!; y < Math.min(ny, high[1]!); y++)
      for (let x = low[0]!; x < Math.min(nx, high[0]!); x++) {
        const p = indexToPatient(labels, [x, y, z]);
        const l = m[0] * p[0] + m[3] * p[1] + m[6] * p[2];
        if (Math.abs(l) > v.width / 2 - labels.spacing[0] / 2) continue;
        const forward = -(m[1] * p[0] + m[4] * p[1] + m[7] * p[2]) - v.place[0];
        const up = m[2] * p[0] + m[5] * p[1] + m[8] * p[2] - v.place[1];
        const a = forward * cos - up * sin;
        const rounding = Math.max(0, (Math.abs(l) / (v.width / 2) - 0.5) / 0.5);
        if (Math.abs(a) > (v.depth / 2) * (1 - 0.5 * rounding ** 2) - labels.spacing[1] / 2) continue;
        const h = side * (forward * sin + up * cos);
        const plate = middle - halfWedge(v) * a;
        if (Math.abs(h - plate) > reach) continue;
        // Inside: h <= plane; outside: h > plane.
        bounds.push(h <= plate ? { normal: [-1, -a, -l], bound: -h } : { normal: [1, a, l], bound: h });
      }
  return bounds;
}

/** Over how much tilt (degrees) and height (mm) at front, middle and back an endplate may move without moving a voxel. */
export interface PlateRange {
  readonly tilt: number;
  readonly anterior: number;
  readonly middle: number;
  readonly posterior: number;
}

const sure: PlateRange = { tilt: 0, anterior: 0, middle: 0, posterior: 0 };

/**
 * How far two endplates can be apart that give the same voxels, all else of the vertebra known: no method that sees the mask alone
 * can tell them apart, so its worst error is half of this or more. Voxels within half of one from a wall are left out, as it may
 * be the wall that they are outside of. From the geometry and the grid alone. Endplates
 * that cross three layers or more are taken as told.
 */
export function plateRange(
  spine: SyntheticSpine,
  vertebra: SyntheticVertebra,
  which: 'superior' | 'inferior',
): PlateRange {
  if (layersOf(spine, vertebra, which) >= 3) return sure;
  const middle = (vertebra.anteriorHeight + vertebra.posteriorHeight) / 4;
  const box: Bound[] = [
    { normal: [1, 0, 0], bound: middle + 5 },
    { normal: [-1, 0, 0], bound: 5 - middle },
    ...([1, 2] as const).flatMap((axis) =>
      [1, -1].map((way) => ({
        normal: [0, axis === 1 ? way : 0, axis === 2 ? way : 0] as Vector3,
        bound: 1,
      })),
    ),
  ];
  const all = boundsOf(spine, vertebra, which);
  const range = (objective: Vector3): [number, number] => [
    -most(objective.map((v) => -v) as unknown as Vector3, all, box),
    most(objective, all, box),
  ];
  const [low, high] = range([0, 1, 0]);
  const width = (a: number) => {
    const [from, to] = range([1, a, 0]);
    return to - from;
  };
  const half = vertebra.depth / 2;
  return {
    tilt: ((Math.atan(high) - Math.atan(low)) * 180) / Math.PI,
    anterior: width(half),
    middle: width(0),
    posterior: width(-half),
  };
}
