import { type Grid, indexToPatient, type Vector3, voxelVolume } from '@rachis/volume';
import { type Structure, sideOf } from '../labels/structure.ts';
import type { Level } from '../levels.ts';
import { type Measurement, type MeasurementEntry, measured, unmeasured } from '../measurement.ts';
import { type CutPlane, type LevelPlane, planeOfLevel } from '../section/plane.ts';
import {
  areaWhere,
  axialAxis,
  meanOver,
  offsetIn,
  type Section,
  type SectionAxes,
  sectionOf,
} from '../section/section.ts';
import { bodyMask } from '../vertebra/body.ts';
import { type LabelCrop, touchesEdge } from '../vertebra/label-crops.ts';
import type { VertebraOrReason } from '../vertebra/landmarks.ts';
import { dot } from '../vertebra/vector.ts';
import { type Composition, type CompositionSource, compositionOf } from './composition.ts';
import { type muscleCatalogue, muscleEntry } from './muscle-catalogue.ts';

/** How muscles are measured. */
export interface MuscleOptions {
  readonly place: LevelPlane;
  readonly axes: SectionAxes;
  /** What tells fat; the reason where nothing does. */
  readonly composition: CompositionSource | string;
  /** Body height, m, for indices. */
  readonly bodyHeight?: number;
}

/** Where muscles are measured: vertebrae with their masks, cranial to caudal. */
export interface MuscleLevels {
  readonly scan: Grid;
  readonly vertebrae: readonly (readonly [Level, VertebraOrReason])[];
  readonly crops: ReadonlyMap<Level, LabelCrop>;
}

interface Muscle {
  readonly name: string;
  readonly crop: LabelCrop;
  readonly composition: Composition;
}

/** Offsets in the scan of a muscle's voxels. */
function voxelsOf({ mask }: LabelCrop, scan: Grid): number[] {
  const [ox, oy, oz] = offsetIn(scan, mask);
  const [nx, ny, nz] = mask.size;
  const voxels: number[] = [];
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++)
        if (mask.data[i] !== 0) voxels.push(ox + x + scan.size[0] * (oy + y + scan.size[1] * (oz + z)));
  return voxels;
}

const cutReason = 'the muscle is cut by the field of view';

type Row = Measurement;

/** Composition of a set of voxels with their areas or volumes. */
function compositionRows(
  keys: {
    readonly dixon: keyof typeof muscleCatalogue;
    readonly attenuation: keyof typeof muscleCatalogue;
    readonly mixture: keyof typeof muscleCatalogue;
  },
  entryOf: (key: keyof typeof muscleCatalogue) => MeasurementEntry,
  level: string,
  section: Section,
  { composition }: Muscle,
  source: CompositionSource | string,
): Row[] {
  if (typeof source === 'string') return [];
  const key = { dixon: keys.dixon, ct: keys.attenuation, mixture: keys.mixture }[source.method];
  const entry = entryOf(key);
  if (!('lean' in composition)) return [unmeasured(entry, level, composition.reason)];
  const value =
    source.method === 'ct'
      ? meanOver(section, (voxel) => (composition.lean(voxel) ? source.image.data[voxel]! : null))
      : 100 * meanOver(section, composition.fraction!);
  return [measured(entry, level, value, 'no voxel is of muscle')];
}

/** A muscle in a plane of a level. */
function sectionRows(
  muscle: Muscle,
  level: Level,
  section: Section,
  bodyArea: number | string,
  options: MuscleOptions,
): Row[] {
  const entryOf = (key: keyof typeof muscleCatalogue) => muscleEntry(key, muscle.name, options);
  const { composition: source } = options;
  const { composition } = muscle;
  if (section.cut) return [unmeasured(entryOf('area'), level, cutReason)];
  const lean = 'lean' in composition ? areaWhere(section, composition.lean) : Number.NaN;
  return [
    measured(entryOf('area'), level, section.area),
    typeof bodyArea === 'string'
      ? unmeasured(entryOf('overBody'), level, bodyArea)
      : measured(entryOf('overBody'), level, section.area / bodyArea),
    measured(entryOf('lean'), level, lean, composition.reason),
    measured(entryOf('leanRatio'), level, lean / section.area, composition.reason),
    ...compositionRows(
      { dixon: 'dixon', attenuation: 'attenuation', mixture: 'mixture' },
      entryOf,
      level,
      section,
      muscle,
      source,
    ),
    ...(typeof source !== 'string' && source.method === 'ct' && 'lean' in composition
      ? [
          measured(
            entryOf('intermuscular'),
            level,
            (100 * areaWhere(section, composition.fat)) / section.area,
          ),
        ]
      : []),
  ];
}

/** Volume of a muscle between the middles of a level's endplates. */
function volumeAtLevel({ crop: { mask } }: Muscle, upper: Vector3, lower: Vector3, normal: Vector3): number {
  const [nx, ny, nz] = mask.size;
  const [top, bottom] = [dot(upper, normal), dot(lower, normal)];
  const start = dot(indexToPatient(mask, [0, 0, 0]), normal);
  const step = (
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ] as const
  ).map((unit) => dot(indexToPatient(mask, unit), normal) - start);
  let count = 0;
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) {
      const row = start + y * step[1]! + z * step[2]!;
      for (let x = 0; x < nx; x++, i++) {
        if (mask.data[i] === 0) continue;
        const height = row + x * step[0]!;
        if (height <= top && height > bottom) count++;
      }
    }
  return count * voxelVolume(mask);
}

/** The normal that sections at a level have: the scan's own axis nearest to superior, or the plane's. */
function normalOf(plane: CutPlane, scan: Grid, axes: SectionAxes): Vector3 {
  if (axes === 'vertebra') return plane.axes.superior;
  const axis = axialAxis(scan);
  const d = scan.direction;
  const column: Vector3 = [d[axis]!, d[3 + axis]!, d[6 + axis]!];
  return column[2] < 0 ? [-column[0], -column[1], -column[2]] : column;
}

/** A muscle as a whole: volume, areas along the scan's axis, composition. */
function wholeRows(muscle: Muscle, voxels: readonly number[], scan: Grid, options: MuscleOptions): Row[] {
  const entryOf = (key: keyof typeof muscleCatalogue) => muscleEntry(key, muscle.name);
  const { mask } = muscle.crop;
  const axis = axialAxis(scan);
  const stride = [1, scan.size[0], scan.size[0] * scan.size[1]][axis]!;
  const slices = new Map<number, number>();
  for (const voxel of voxels) {
    const slice = Math.floor(voxel / stride) % scan.size[axis];
    slices.set(slice, (slices.get(slice) ?? 0) + 1);
  }
  const volume = voxels.length * voxelVolume(mask);
  const area = voxelVolume(mask) / mask.spacing[axis];
  const section: Section = { voxels, weights: voxels.map(() => 1), area: voxels.length, cut: false };
  // A muscle that goes on beyond the scan has no volume, but composition and areas where it is seen.
  const rows = [
    measured(entryOf('meanArea'), '', (voxels.length * area) / slices.size),
    measured(entryOf('largestArea'), '', Math.max(...slices.values()) * area),
    ...compositionRows(
      { dixon: 'wholeDixon', attenuation: 'wholeAttenuation', mixture: 'wholeMixture' },
      entryOf,
      '',
      section,
      muscle,
      options.composition,
    ),
  ];
  return [
    touchesEdge(muscle.crop, scan)
      ? unmeasured(entryOf('volume'), '', cutReason)
      : measured(entryOf('volume'), '', volume),
    ...rows,
  ];
}

/** Rows of both sides together: asymmetry and, with the body height, the index. */
function pairRows(
  base: string,
  level: string,
  areas: ReadonlyMap<string, number>,
  options: MuscleOptions,
): Row[] {
  const [left, right] = [areas.get(`${base}_left`), areas.get(`${base}_right`)];
  const both = areas.get(base) ?? (left === undefined || right === undefined ? undefined : left + right);
  const entryOf = (key: keyof typeof muscleCatalogue) => muscleEntry(key, base, options);
  const { bodyHeight } = options;
  return [
    ...(left === undefined || right === undefined
      ? []
      : [measured(entryOf('asymmetry'), level, (200 * (left - right)) / (left + right))]),
    ...(both === undefined || bodyHeight === undefined
      ? []
      : [measured(entryOf('index'), level, both / 100 / bodyHeight ** 2)]),
  ];
}

/**
 * Muscles by side and level, in a plane that the ids name: areas (mm2), lean areas, fat, relation to the body, indices and
 * asymmetry; volumes (mm3) by level and whole. A level that the plane meets no muscle at has no rows.
 */
export function measureMuscles(
  labelled: readonly { readonly crop: LabelCrop; readonly structure: Structure }[],
  { scan, vertebrae, crops }: MuscleLevels,
  options: MuscleOptions,
): Measurement[] {
  const source = options.composition;
  const voxels = labelled.map(({ crop }) => voxelsOf(crop, scan));
  const muscles = labelled.map(
    ({ crop, structure }, i): Muscle => ({
      name: structure.name,
      crop,
      composition: typeof source === 'string' ? { reason: source } : compositionOf(source, voxels[i]!),
    }),
  );
  const bases = [...new Set(muscles.map(({ name }) => sideOf(name).base))];
  const rows = muscles.flatMap((muscle, i) => wholeRows(muscle, voxels[i]!, scan, options));
  const volumes = new Map(
    rows.flatMap(({ id, value }) => (id.endsWith('_volume') && value !== null ? [[id, value] as const] : [])),
  );
  for (const base of bases) {
    const [left, right] = [volumes.get(`${base}_left_volume`), volumes.get(`${base}_right_volume`)];
    if (left !== undefined && right !== undefined)
      rows.push(measured(muscleEntry('wholeAsymmetry', base), '', (200 * (left - right)) / (left + right)));
  }
  for (const [i, [level, { found }]] of vertebrae.entries()) {
    if (found === null) continue;
    const at = planeOfLevel(found, vertebrae[i + 1]?.[1].found ?? null, options.place);
    if (at.plane === null) {
      rows.push(
        ...muscles.map(({ name }) => unmeasured(muscleEntry('area', name, options), level, at.reason)),
      );
      continue;
    }
    const { plane } = at;
    const own = crops.get(level);
    const body =
      own === undefined
        ? null
        : sectionOf(
            { ...own, mask: bodyMask(own, found.box) },
            { centre: found.box.centre, axes: found.box.axes },
            scan,
            options.axes,
          );
    const bodyArea =
      body === null || body.area === 0 || body.cut
        ? 'the vertebral body is cut by the field of view, or not met by the plane'
        : body.area;
    const areas = new Map<string, number>();
    for (const muscle of muscles) {
      const section = sectionOf(muscle.crop, plane, scan, options.axes);
      if (section === null || section.area === 0) continue;
      rows.push(...sectionRows(muscle, level, section, bodyArea, options));
      if (!section.cut) areas.set(muscle.name, section.area);
      const [upper, lower] = [found.superior.plate, found.inferior.plate];
      const entry = muscleEntry('levelVolume', muscle.name);
      if (upper === null || lower === null)
        rows.push(
          unmeasured(
            entry,
            level,
            [found.superior, found.inferior]
              .flatMap((one) => (one.plate === null ? [one.reason] : []))
              .join('; '),
          ),
        );
      else if (section.cut) rows.push(unmeasured(entry, level, cutReason));
      else
        rows.push(
          measured(
            entry,
            level,
            volumeAtLevel(muscle, upper.centre, lower.centre, normalOf(plane, scan, options.axes)),
          ),
        );
    }
    for (const base of bases) rows.push(...pairRows(base, level, areas, options));
  }
  return rows;
}
