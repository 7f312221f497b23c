import { distanceTransform, erodeByRadius, type Grid, type Vector3, type Volume } from '@rachis/volume';
import type { Structure } from '../labels/structure.ts';
import { type Level, levelRank, lowestCord } from '../levels.ts';
import { type Measurement, type MeasurementEntry, measured, unmeasured } from '../measurement.ts';
import { planeOfLevel } from '../section/plane.ts';
import { unionOf, without } from '../section/union.ts';
import { bodyMask } from '../vertebra/body.ts';
import type { LabelCrop } from '../vertebra/label-crops.ts';
import type { VertebraOrReason } from '../vertebra/landmarks.ts';
import { type BodyAxes, dot, median } from '../vertebra/vector.ts';
import { coreMargin } from './core.ts';
import { intensitiesAbout, midSagittalHalf } from './region-intensities.ts';
import { signalCatalogue as catalogue } from './signal-catalogue.ts';

/** What an MR is weighted to: VBQ is of T1, the disc signal index of T2. */
export type Weighting = 'T1' | 'T2';

/** What intensities of an MR are measured from. */
export interface SignalInput {
  readonly image: Volume;
  readonly scan: Grid;
  readonly weighting: Weighting | undefined;
  readonly vertebrae: readonly (readonly [Level, VertebraOrReason])[];
  readonly crops: ReadonlyMap<Level, LabelCrop>;
  readonly discs: readonly { readonly crop: LabelCrop; readonly structure: Structure }[];
  readonly canal: readonly LabelCrop[];
  readonly cord: readonly LabelCrop[];
  readonly fluid: readonly LabelCrop[];
}

type Values = { readonly values: readonly number[] } | { readonly values: null; readonly reason: string };

const none = (reason: string): Values => ({ values: null, reason });

/** Half the height about a level, mm, that fluid is taken from; what the canal's walls blur, mm; least voxels. */
const fluidRegion = { half: 5, margin: 1, voxels: 10 } as const;

const leastCore = 20;

/** Voxels of fluid: those labelled so, or of the canal without the cord, clear of its walls and of the cord. */
export function fluidMask({ canal, cord, fluid, scan }: SignalInput): LabelCrop | null {
  if (fluid.length > 0) return unionOf(fluid, scan);
  const canals = unionOf(canal, scan);
  if (canals === null) return null;
  // Canal and cord may come in files of their own, the one drawn over the other.
  const inner = without(canals, cord, scan);
  const fromWall = distanceTransform(inner.mask, 0);
  const data = Uint8Array.from(inner.mask.data, (inside, i) =>
    inside !== 0 && fromWall[i]! > fluidRegion.margin ? 1 : 0,
  );
  return { ...inner, mask: { ...inner.mask, data } };
}

/** Intensities of the fluid at a place; `hasCord` where the cord reaches down to it, which must then be labelled. */
function fluidAt(
  input: SignalInput,
  mask: LabelCrop | null,
  place: Vector3,
  axes: BodyAxes,
  hasCord: boolean,
): Values {
  if (mask === null) return none('no label of the spinal canal or of csf is there to take the fluid from');
  if (hasCord && input.fluid.length === 0 && input.cord.length === 0)
    return none(`down to ${lowestCord} the canal holds the cord too, and neither cord nor csf is labelled`);
  const values = intensitiesAbout(
    input.image,
    mask,
    input.scan,
    place,
    (way) => Math.abs(dot(way, axes.superior)) <= fluidRegion.half && Math.abs(dot(way, axes.left)) < 20,
  );
  return values.length < fluidRegion.voxels
    ? none(`too few voxels (${values.length}) of cerebrospinal fluid at this level`)
    : { values };
}

/** Intensities of a body's mid-sagittal core. */
function coreAt({ image, scan, vertebrae, crops }: SignalInput, level: Level): Values {
  const vertebra = vertebrae.find(([one]) => one === level)?.[1];
  const crop = crops.get(level);
  if (vertebra === undefined || crop === undefined) return none(`${level} is missing`);
  if (vertebra.found === null) return none(`${level}: ${vertebra.reason}`);
  const { box, superior, inferior } = vertebra.found;
  if (superior.plate === null && level !== 'C2') return none(`${level}: ${superior.reason}`);
  if (inferior.plate === null) return none(`${level}: ${inferior.reason}`);
  const core = erodeByRadius(bodyMask(crop, box), coreMargin);
  const half = midSagittalHalf(scan, box.axes.left);
  const values = intensitiesAbout(
    image,
    { mask: core },
    scan,
    box.centre,
    (way) => Math.abs(dot(way, box.axes.left)) <= half,
  );
  return values.length < leastCore
    ? none(`${level}: too few voxels (${values.length}) in its mid-sagittal core`)
    : { values };
}

const regions = [
  ['lumbar', ['L1', 'L2', 'L3', 'L4'], 'L3'],
  ['cervical', ['C3', 'C4', 'C5', 'C6'], 'C5'],
  ['thoracic', ['T5', 'T6', 'T7', 'T8'], 'T7'],
] as const;

function boneQuality(input: SignalInput, mask: LabelCrop | null): Measurement[] {
  return regions.flatMap(([region, levels, reference]): Measurement[] => {
    const entries: readonly MeasurementEntry[] = [catalogue[region], catalogue[`${region}Pooled`]];
    const all = (reason: string) => entries.map((entry) => unmeasured(entry, '', reason));
    // A region of which nothing is in the image is not asked for.
    if (!levels.some((level) => input.crops.has(level))) return [];
    if (input.weighting !== 'T1') return all('it is of T1 images: say so with the weighting');
    const cores = levels.map((level) => coreAt(input, level));
    for (const core of cores) if (core.values === null) return all(core.reason);
    const found = input.vertebrae.find(([level]) => level === reference)![1].found!;
    const hasCord = levelRank(reference) <= levelRank(lowestCord);
    const fluid = fluidAt(input, mask, found.box.centre, found.box.axes, hasCord);
    if (fluid.values === null) return all(`${reference}: ${fluid.reason}`);
    const csf = median(fluid.values);
    const values = cores.flatMap((core) => (core.values === null ? [] : [core.values]));
    return [
      measured(catalogue.fluid, reference, csf),
      measured(entries[0]!, '', median(values.map((one) => median(one))) / csf),
      measured(entries[1]!, '', median(values.flat()) / csf),
    ];
  });
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

function discSignals(input: SignalInput, mask: LabelCrop | null): Measurement[] {
  const { discs, image, scan, vertebrae } = input;
  return discs.map(({ crop, structure }): Measurement => {
    const entry = catalogue.discIndex;
    const empty = (reason: string) => unmeasured(entry, structure.name, reason);
    if (input.weighting !== 'T2') return empty('it is of T2 images: say so with the weighting');
    const i = vertebrae.findIndex(([level]) => level === structure.level);
    const upper = vertebrae[i]?.[1].found ?? null;
    if (upper === null) return empty(`${structure.level} is missing, or not measured`);
    const at = planeOfLevel(upper, vertebrae[i + 1]?.[1].found ?? null, 'mid_disc');
    if (at.plane === null) return empty(at.reason);
    const { centre, axes } = at.plane;
    const half = midSagittalHalf(scan, axes.left);
    const disc = intensitiesAbout(image, crop, scan, centre, (way) => Math.abs(dot(way, axes.left)) <= half);
    if (disc.length < fluidRegion.voxels)
      return empty(`too few voxels (${disc.length}) of the disc near the midline`);
    const hasCord = levelRank(upper.level) < levelRank(lowestCord);
    const fluid = fluidAt(input, mask, centre, axes, hasCord);
    if (fluid.values === null) return empty(fluid.reason);
    return measured(entry, structure.name, meanOf(disc) / meanOf(fluid.values));
  });
}

/**
 * Bone quality by T1 (VBQ of the neck, chest and loin, with the median of medians and of pooled voxels) and the disc signal
 * index by T2, both relative to the cerebrospinal fluid. Empty with the reason where the weighting is not told.
 */
export function measureSignals(input: SignalInput): Measurement[] {
  const needed =
    input.discs.length > 0 || regions.some(([, levels]) => levels.some((level) => input.crops.has(level)));
  if (!needed) return [];
  const mask = fluidMask(input);
  return [...boneQuality(input, mask), ...discSignals(input, mask)];
}
