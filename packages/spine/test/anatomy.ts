import type { Grid, Matrix3, Vector3, Volume } from '@rachis/volume';
import { invertMatrix3, patientToIndex, indexToPatient } from '@rachis/volume';
import type { Level } from '../src/index.ts';

/** One vertebra to be drawn: sizes in mm, angles in degrees, of its body in the spine's own sagittal plane. */
export interface SyntheticVertebra {
  readonly level: Level;
  readonly label: number;
  readonly depth: number;
  readonly width: number;
  /** Heights of the front and back wall. */
  readonly anteriorHeight: number;
  readonly posteriorHeight: number;
  /** Tilt of the body's axis in the sagittal plane: forwards +. */
  readonly lean: number;
  /** Place of the body's middle in the sagittal plane: anterior, superior. */
  readonly place: readonly [number, number];
  /** How far front and back wall are hollow half way between the endplates, mm. */
  readonly waist?: number;
  /** Radius of the rounding between endplates and the front and back wall, mm. */
  readonly rim?: number;
  /** How far spurs stand forwards of the front wall at both endplates, mm: they are no part of the corner. */
  readonly lip?: number;
  /** How far endplates are hollow in their middle, mm. */
  readonly hollow?: number;
}

/** A spine with what is known about it. */
export interface SyntheticSpine {
  readonly vertebrae: readonly SyntheticVertebra[];
  /** Turn of the whole patient in the scanner. */
  readonly rotation: Matrix3;
  readonly posteriorElements: boolean;
  readonly labels: Volume<Uint8Array>;
}

/** Uniform numbers from a seed (mulberry32). */
export function seeded(seed: number): (low: number, high: number) => number {
  let state = seed >>> 0;
  return (low, high) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return low + ((high - low) * ((t ^ (t >>> 14)) >>> 0)) / 4294967296;
  };
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

const multiply = (m: Matrix3, n: Matrix3): Matrix3 =>
  Array.from({ length: 9 }, (_, i) => {
    const [row, column] = [Math.floor(i / 3), i % 3];
    return m[3 * row]! * n[column]! + m[3 * row + 1]! * n[3 + column]! + m[3 * row + 2]! * n[6 + column]!;
  }) as unknown as Matrix3;

/** A turn about the left, posterior and superior axis, degrees. */
export function turn(x: number, y: number, z: number): Matrix3 {
  const [a, b, c] = [radians(x), radians(y), radians(z)];
  const about = [
    [1, 0, 0, 0, Math.cos(a), -Math.sin(a), 0, Math.sin(a), Math.cos(a)],
    [Math.cos(b), 0, Math.sin(b), 0, 1, 0, -Math.sin(b), 0, Math.cos(b)],
    [Math.cos(c), -Math.sin(c), 0, Math.sin(c), Math.cos(c), 0, 0, 0, 1],
  ] as unknown as Matrix3[];
  return multiply(about[2]!, multiply(about[1]!, about[0]!));
}

const apply = (m: Matrix3, p: Vector3): Vector3 => [
  m[0] * p[0] + m[1] * p[1] + m[2] * p[2],
  m[3] * p[0] + m[4] * p[1] + m[5] * p[2],
  m[6] * p[0] + m[7] * p[1] + m[8] * p[2],
];

/** Half the angle between a body's endplates, as the slope of either: the front is lower by it. */
export const halfWedge = ({ anteriorHeight, posteriorHeight, depth }: SyntheticVertebra): number =>
  (posteriorHeight - anteriorHeight) / (2 * depth);

/** Normal of an endplate in the scanner (LPS), cranially. */
export function truePlateNormal(
  spine: SyntheticSpine,
  vertebra: SyntheticVertebra,
  which: 'superior' | 'inferior',
): Vector3 {
  const tilt = radians(truePlateTilt(vertebra, which));
  return apply(spine.rotation, [0, Math.sin(tilt), Math.cos(tilt)]);
}

/**
 * Layers of voxels that an endplate passes through: below one, all of it lies between two layers, and no method can
 * tell its tilt or height better than the voxels do.
 */
export function layersOf(
  spine: SyntheticSpine,
  vertebra: SyntheticVertebra,
  which: 'superior' | 'inferior',
): number {
  const n = truePlateNormal(spine, vertebra, which);
  const { spacing } = spine.labels;
  return (Math.abs(n[0] / n[2]) * vertebra.width + Math.abs(n[1] / n[2]) * vertebra.depth) / spacing[2];
}

/** Tilt of an endplate in the spine's sagittal plane, degrees, anterior edge higher +. */
export function truePlateTilt(vertebra: SyntheticVertebra, which: 'superior' | 'inferior'): number {
  const half = (Math.atan(halfWedge(vertebra)) * 180) / Math.PI;
  return -vertebra.lean + (which === 'superior' ? -half : half);
}

/** Spurs are so high where they leave the wall, mm. */
const lipHeight = 3;

/** Height of the upper (1) or lower (-1) endplate at a place forwards; hollow between walls at `halfDepth`. */
function plateHeight(v: SyntheticVertebra, side: 1 | -1, a: number, halfDepth: number): number {
  const flat = (v.anteriorHeight + v.posteriorHeight) / 4 - halfWedge(v) * a;
  return side * (flat - (v.hollow ?? 0) * (1 - (a / halfDepth) ** 2));
}

/** The rounding of a body's edge in its sagittal plane (forwards, upwards; mm): middle, outermost point, and chord. */
function roundingOf(v: SyntheticVertebra, side: 1 | -1, wall: 1 | -1, halfDepth: number) {
  const [a, h] = [wall * halfDepth, plateHeight(v, side, wall * halfDepth, halfDepth)];
  const slope = side * (-halfWedge(v) + (2 * wall * (v.hollow ?? 0)) / halfDepth);
  const length = Math.hypot(slope, 1);
  // Outwards of the endplate and of the wall, and halfway between.
  const [na, nh] = [(-side * slope) / length + wall, side / length];
  const way = [na / Math.hypot(na, nh), nh / Math.hypot(na, nh)] as const;
  // Half the angle within the bone: its sine is how far the wall's normal goes along the way.
  const sine = wall * way[0];
  const r = v.rim ?? 0;
  const middle = [a - (way[0] * r) / sine, h - (way[1] * r) / sine] as const;
  // Outermost is what lies furthest halfway between the body's axis and forwards or backwards.
  const tip = [middle[0] + r * wall * Math.SQRT1_2, middle[1] + r * side * Math.SQRT1_2] as const;
  return { way, middle, chord: r * sine, tip: r === 0 ? ([a, h] as const) : tip };
}

/** The corner of a body (LPS, mm): where endplate and wall meet, of a round rim its outermost point. */
export function trueCorner(
  spine: Pick<SyntheticSpine, 'rotation'>,
  vertebra: SyntheticVertebra,
  which: 'superior' | 'inferior',
  wall: 'anterior' | 'posterior',
): Vector3 {
  const sides = [which === 'superior' ? 1 : -1, wall === 'anterior' ? 1 : -1] as const;
  const [a, h] = roundingOf(vertebra, ...sides, vertebra.depth / 2).tip;
  const [cos, sin] = [Math.cos(radians(vertebra.lean)), Math.sin(radians(vertebra.lean))];
  const [forwards, up] = vertebra.place;
  return apply(spine.rotation, [0, -(forwards + a * cos + h * sin), up - a * sin + h * cos]);
}

/** Whether a place within the walls is cut off by the rounding of an edge. */
function isRoundedOff(v: SyntheticVertebra, a: number, h: number, halfDepth: number): boolean {
  if (v.rim === undefined) return false;
  const { way, middle, chord } = roundingOf(v, h > 0 ? 1 : -1, a > 0 ? 1 : -1, halfDepth);
  const [da, dh] = [a - middle[0], h - middle[1]];
  return da * way[0] + dh * way[1] > chord && Math.hypot(da, dh) > v.rim;
}

/** Whether a place in front of the wall is in a spur: highest at the wall, along the endplate. */
function isLip(v: SyntheticVertebra, a: number, h: number, halfDepth: number): boolean {
  const out = a - halfDepth;
  if (v.lip === undefined || out <= 0 || out > v.lip) return false;
  const under = Math.abs(plateHeight(v, h > 0 ? 1 : -1, halfDepth, halfDepth)) - Math.abs(h);
  return under >= 0 && under <= lipHeight * (1 - out / v.lip);
}

/** Whether a place of the vertebra's own axes (left, anterior, up) is bone. */
function isBone(v: SyntheticVertebra, l: number, a: number, h: number, posteriorElements: boolean): boolean {
  if (Math.abs(l) > v.width / 2 || Math.abs(h) > 30) return false;
  const halfDepth = v.depth / 2;
  const halfWidth = v.width / 2;
  const middle = (v.anteriorHeight + v.posteriorHeight) / 4;
  if (Math.abs(a) <= halfDepth) {
    const hollow = (v.waist ?? 0) * Math.max(0, 1 - (h / middle) ** 2);
    if (Math.abs(a) > halfDepth - hollow) return false;
    // The cross-section is rounded at its sides, straight near the midline.
    const rounding = Math.max(0, (Math.abs(l) / halfWidth - 0.5) / 0.5);
    const wall = halfDepth * (1 - 0.5 * rounding ** 2);
    if (Math.abs(a) > wall || h > plateHeight(v, 1, a, wall) || h < plateHeight(v, -1, a, wall)) return false;
    return !isRoundedOff(v, a, h, wall);
  }
  if (a > 0) return Math.abs(l) <= 0.5 * halfWidth && isLip(v, a, h, halfDepth);
  if (!posteriorElements) return false;
  const behind = -a - halfDepth;
  const side = Math.abs(l);
  if (behind <= 16 && side >= 11 && side <= 17 && h > 0 && h <= 0.8 * middle) return true;
  if (behind >= 15 && behind <= 21 && side <= 17 && Math.abs(h) <= 0.8 * middle) return true;
  if (behind >= 13 && behind <= 19 && side >= 13 && side <= 21 && Math.abs(h) <= 1.7 * middle) return true;
  return behind > 20 && behind <= 45 && side <= 3.5 && h <= 2 && h >= -12;
}

/** Whether a row from one place (forwards, up) to another has nothing of a vertebra, as `isBone` bounds it. */
function isClearOf(v: SyntheticVertebra, a0: number, a1: number, h0: number, h1: number): boolean {
  const front = v.depth / 2 + (v.lip ?? 0) + 0.1;
  const back = -v.depth / 2 - 45.1;
  return (
    Math.min(h0, h1) > 30.1 || Math.max(h0, h1) < -30.1 || Math.min(a0, a1) > front || Math.max(a0, a1) < back
  );
}

/** Voxels of the spine on a grid that just holds it, its axes along LPS. */
export function rasterise(
  vertebrae: readonly SyntheticVertebra[],
  rotation: Matrix3,
  spacing: Vector3,
  posteriorElements: boolean,
): SyntheticSpine {
  const inverse = invertMatrix3(rotation);
  const centres = vertebrae.map(({ place }) => apply(rotation, [0, -place[0], place[1]]));
  const reach = 62;
  const low = [0, 1, 2].map((axis) => Math.min(...centres.map((c) => c[axis]!)) - reach);
  const high = [0, 1, 2].map((axis) => Math.max(...centres.map((c) => c[axis]!)) + reach);
  const grid: Grid = {
    origin: low as unknown as Vector3,
    spacing,
    size: [0, 1, 2].map((axis) =>
      Math.ceil((high[axis]! - low[axis]!) / spacing[axis]!),
    ) as unknown as Vector3,
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  };
  const [nx, ny] = grid.size;
  const data = new Uint8Array(nx * ny * grid.size[2]);
  for (const [i, vertebra] of vertebrae.entries()) {
    const from = patientToIndex(grid, centres[i]!.map((c) => c - 60) as unknown as Vector3).map(Math.ceil);
    const to = patientToIndex(grid, centres[i]!.map((c) => c + 60) as unknown as Vector3).map(Math.floor);
    const [cos, sin] = [Math.cos(radians(vertebra.lean)), Math.sin(radians(vertebra.lean))];
    const [first, last] = [
      from.map((n) => Math.max(0, n)),
      to.map((n, axis) => Math.min(grid.size[axis]! - 1, n)),
    ];
    for (let z = first[2]!; z <= last[2]!; z++)
      for (let y = first[1]!; y <= last[1]!; y++) {
        // Along a row the vertebra's own coordinates change by the same step.
        const [l0, p0, s0] = apply(inverse, indexToPatient(grid, [first[0]!, y, z]));
        let l = l0;
        let a = (-p0 - vertebra.place[0]) * cos - (s0 - vertebra.place[1]) * sin;
        let h = (-p0 - vertebra.place[0]) * sin + (s0 - vertebra.place[1]) * cos;
        const [dl, dp, ds] = [inverse[0] * spacing[0], inverse[3] * spacing[0], inverse[6] * spacing[0]];
        // Body's axis leans forwards: superior is (sin, cos) of (anterior, superior).
        const [da, dh] = [-dp * cos - ds * sin, -dp * sin + ds * cos];
        const steps = last[0]! - first[0]!;
        if (isClearOf(vertebra, a, a + da * steps, h, h + dh * steps)) continue;
        for (let x = first[0]!; x <= last[0]!; x++) {
          if (isBone(vertebra, l, a, h, posteriorElements)) data[x + nx * (y + ny * z)] = vertebra.label;
          l += dl;
          a += da;
          h += dh;
        }
      }
  }
  return { vertebrae, rotation, posteriorElements, labels: { ...grid, data, unit: 'arbitrary' } };
}

const names: readonly Level[] = ['L5', 'L4', 'L3', 'L2', 'L1', 'T12'];

/**
 * A lumbar spine by chance: lordosis, wedges, a slip, and the patient turned in the scanner; SPINEPS labels. Voxels of
 * `spacing` mm; bodies of a `shape` where it is told.
 */
export function syntheticSpine(
  seed: number,
  spacing: Vector3,
  shape: Pick<SyntheticVertebra, 'waist' | 'rim' | 'lip' | 'hollow'> = {},
): SyntheticSpine {
  const random = seeded(seed);
  const count = 3 + Math.floor(random(0, 3));
  let lean = random(4, 24);
  let [a, s] = [0, 0];
  const vertebrae: SyntheticVertebra[] = [];
  for (let i = 0; i < count; i++) {
    const posteriorHeight = random(24, 30);
    const anteriorHeight = posteriorHeight * (random(0, 1) < 0.25 ? random(0.55, 0.8) : random(0.92, 1.08));
    const vertebra: SyntheticVertebra = {
      level: names[i]!,
      label: 24 - i,
      depth: random(30, 36),
      width: random(42, 52),
      anteriorHeight,
      posteriorHeight,
      lean,
      place: [a, s],
      ...shape,
    };
    vertebrae.push(vertebra);
    const distance = (anteriorHeight + posteriorHeight) / 2 + random(9, 13);
    const next = lean - random(2, 11);
    const middle = radians((lean + next) / 2);
    const slip = random(0, 1) < 0.2 ? random(4, 9) : random(-1, 1);
    a += distance * Math.sin(middle) + slip;
    s += distance * Math.cos(middle);
    lean = next;
  }
  const rotation = turn(random(-12, 12), random(-10, 10), random(-10, 10));
  return rasterise(vertebrae, rotation, spacing, random(0, 1) < 0.5);
}
