import type { Grid, Vector3 } from '@rachis/volume';
import type { Level } from '../levels.ts';
import { levelRank, levelsBelow, lowestCord } from '../levels.ts';
import {
  type Measurement,
  type MeasurementEntry,
  measured,
  type PatientPosture,
  unmeasured,
} from '../measurement.ts';
import { type CutPlane, planeOfLevel } from '../section/plane.ts';
import { unionOf, without } from '../section/union.ts';
import type { LabelCrop } from '../vertebra/label-crops.ts';
import type { VertebraLandmarks, VertebraOrReason } from '../vertebra/landmarks.ts';
import { type Occupancy, occupancyOf } from '../vertebra/occupancy.ts';
import type { BodyAxes } from '../vertebra/vector.ts';
import { canalCatalogue as catalogue } from './canal-catalogue.ts';
import { type TubeOrReason, tubeSection } from './canal-section.ts';
import { kLineDistance } from './k-line.ts';
import { bonyCanalDepth } from './torg-pavlov.ts';

/** Labels that the canal is measured from; lists, as each may come in parts. */
export interface CanalLabels {
  readonly canal: readonly LabelCrop[];
  readonly cord: readonly LabelCrop[];
  readonly ossification: readonly LabelCrop[];
}

interface Tubes {
  /** What is free of bone. */
  readonly canal: Occupancy | null;
  /** With the ossified ligament in it. */
  readonly bony: Occupancy | null;
  readonly cord: Occupancy | null;
  readonly ossification: Occupancy | null;
}

/** A place where canal and cord are cut: a level at the middle of its body, or a disc. */
interface Place {
  readonly name: string;
  readonly plane: CutPlane;
  /** Whether the cord reaches down to here. */
  readonly hasCord: boolean;
}

type Entry = MeasurementEntry;
type Of = (tube: TubeOrReason, what: (section: Section) => number) => number | string;
type Section = (TubeOrReason & { section: object })['section'];

const take: Of = (tube, what) => (tube.section === null ? tube.reason : what(tube.section));

const row = (entry: Entry, level: string, value: number | string): Measurement =>
  typeof value === 'string' ? unmeasured(entry, level, value) : measured(entry, level, value);

const both = (a: number | string, b: number | string, of: (a: number, b: number) => number) =>
  typeof a === 'string' ? a : typeof b === 'string' ? b : of(a, b);

/** Cervical bodies are not as deep as this, mm. */
export const deepestCervical = 28;

/** Sections at one place, as rows. */
function rowsAt({ name, plane, hasCord }: Place, tubes: Tubes, scan: Grid): Measurement[] {
  const cut = (occupancy: Occupancy, what: string) => tubeSection(occupancy, plane, scan, what);
  const rows: Measurement[] = [];
  const canal = tubes.canal === null ? null : cut(tubes.canal, 'spinal canal');
  const cord: TubeOrReason | null =
    tubes.cord === null
      ? null
      : hasCord
        ? cut(tubes.cord, 'spinal cord')
        : { section: null, reason: `below ${lowestCord} the label holds the thecal sac, not the cord` };
  if (canal !== null)
    rows.push(
      row(
        catalogue.area,
        name,
        take(canal, ({ area }) => area),
      ),
      row(
        catalogue.anteroposterior,
        name,
        take(canal, (s) => s.anteroposterior),
      ),
      row(
        catalogue.transverse,
        name,
        take(canal, (s) => s.transverse),
      ),
    );
  if (cord !== null)
    rows.push(
      row(
        catalogue.cordArea,
        name,
        take(cord, ({ area }) => area),
      ),
      row(
        catalogue.cordAnteroposterior,
        name,
        take(cord, (s) => s.anteroposterior),
      ),
      row(
        catalogue.cordTransverse,
        name,
        take(cord, (s) => s.transverse),
      ),
      row(
        catalogue.compression,
        name,
        take(cord, (s) => s.anteroposterior / s.transverse),
      ),
    );
  if (canal !== null && cord !== null) {
    const of = (what: (s: Section) => number) => [take(cord, what), take(canal, what)] as const;
    rows.push(
      row(
        catalogue.occupation,
        name,
        both(...of(({ area }) => area), (a, b) => (100 * a) / b),
      ),
      row(
        catalogue.space,
        name,
        both(...of((s) => s.anteroposterior), (a, b) => b - a),
      ),
    );
  }
  if (tubes.bony !== null && tubes.ossification !== null) {
    const bone = cut(tubes.ossification, 'ossified ligament');
    if (bone.section !== null)
      rows.push(
        row(
          catalogue.ossificationOccupancy,
          name,
          take(
            cut(tubes.bony, 'spinal canal'),
            (s) => (100 * bone.section.anteroposterior) / s.anteroposterior,
          ),
        ),
      );
  }
  return rows;
}

/** Ratios of canal and body at the cervical levels that the ratio is of. */
function ratiosAt(vertebra: VertebraLandmarks, { bony }: Tubes, scan: Grid): Measurement[] {
  const { level, box } = vertebra;
  if (levelRank(level) < levelRank('C3') || levelRank(level) > levelRank('C7')) return [];
  // Of the canal as it grew: an ossified ligament in it does not make it narrower.
  const plane = { centre: box.centre, axes: box.axes };
  const diameter = bony === null ? null : tubeSection(bony, plane, scan, 'spinal canal');
  const bodyDepth = 2 * box.halfDepth;
  if (bodyDepth > deepestCervical) {
    const reason = `the body is ${bodyDepth.toFixed(0)} mm deep, which no cervical body is: check the labels' scheme`;
    return [
      ...(diameter === null ? [] : [unmeasured(catalogue.bodyRatio, level, reason)]),
      unmeasured(catalogue.torgPavlov, level, reason),
    ];
  }
  const depth = bonyCanalDepth(vertebra);
  return [
    ...(diameter === null
      ? []
      : [
          row(
            catalogue.bodyRatio,
            level,
            take(diameter, (s) => s.anteroposterior / bodyDepth),
          ),
        ]),
    row(
      catalogue.torgPavlov,
      level,
      depth === null
        ? 'no lamina lies behind the body in the mask: it is of the body alone, or cut'
        : depth / bodyDepth,
    ),
  ];
}

/** How much narrower the canal is at a body than at those above and below. */
function compromises(rows: readonly Measurement[], levels: readonly Level[]): Measurement[] {
  const areaAt = (level: Level | undefined) =>
    rows.find((one) => one.id === catalogue.area.id && one.level === level);
  return levels.flatMap((level, i) => {
    const [above, below] = [levels[i - 1], levels[i + 1]];
    const own = areaAt(level);
    if (own === undefined || above === undefined || below === undefined) return [];
    if (!levelsBelow(above).includes(level) || !levelsBelow(level).includes(below)) return [];
    const sides = [areaAt(above), areaAt(below)];
    const lacking = [own, ...sides].find((one) => one === undefined || one.value === null);
    if (lacking !== undefined || sides.includes(undefined))
      return [
        unmeasured(catalogue.compromise, level, lacking?.reason || 'the canal is not measured beside it'),
      ];
    const beside = (sides[0]!.value! + sides[1]!.value!) / 2;
    return [measured(catalogue.compromise, level, 100 * (1 - own.value! / beside))];
  });
}

function extremes(rows: readonly Measurement[]): Measurement[] {
  const of = (from: Entry, to: Entry, pick: (...values: number[]) => number): Measurement[] => {
    const values = rows.flatMap(({ id, value }) => (id === from.id && value !== null ? [value] : []));
    if (values.length > 0) return [measured(to, '', pick(...values))];
    return rows.some(({ id }) => id === from.id) ? [unmeasured(to, '', 'it was measured at no level')] : [];
  };
  return [
    ...of(catalogue.area, catalogue.smallestArea, Math.min),
    ...of(catalogue.anteroposterior, catalogue.smallestDiameter, Math.min),
    ...of(catalogue.ossificationOccupancy, catalogue.largestOssification, Math.max),
  ];
}

/** The K-line between the middles of the canal at C2 and C7. */
function kLineRows(
  vertebrae: readonly (readonly [Level, VertebraOrReason])[],
  canal: Occupancy | null,
  ossification: LabelCrop | null,
  scan: Grid,
  axes: BodyAxes,
  posture: PatientPosture,
): Measurement[] {
  if (ossification === null) return [];
  // The line is one of standing radiographs: whoever compares it should see that this patient lay.
  const named = ({ id, ...entry }: Entry): Entry => ({
    ...entry,
    id: posture === 'standing' ? id : `${id}_supine`,
  });
  const [distanceEntry, positiveEntry] = [named(catalogue.kLineDistance), named(catalogue.kLine)];
  const all = (reason: string) =>
    [distanceEntry, positiveEntry].map((entry) => unmeasured(entry, '', reason));
  if (canal === null) return all('there is no label of the spinal canal');
  const ends: Vector3[] = [];
  for (const level of ['C2', 'C7'] as const) {
    const found = vertebrae.find(([one]) => one === level)?.[1];
    if (found === undefined) return all(`${level} is missing`);
    if (found.found === null) return all(`${level}: ${found.reason}`);
    const { box } = found.found;
    const tube = tubeSection(canal, { centre: box.centre, axes: box.axes }, scan, 'spinal canal');
    if (tube.section === null) return all(`${level}: ${tube.reason}`);
    ends.push(tube.section.middle);
  }
  const distance = kLineDistance(ends[0]!, ends[1]!, ossification, axes);
  if (distance === null) return all('no ossification lies near the midline between C2 and C7');
  return [measured(distanceEntry, '', distance), measured(positiveEntry, '', distance >= 0 ? 1 : 0)];
}

/**
 * Canal and cord at the middle of each body and at each disc: areas (mm2), diameters (mm), occupation and compression,
 * smallest values, ratios of canal and body at C3 to C7, ossified ligament and K-line where it is labelled. Nothing where
 * neither is labelled, but the Torg-Pavlov ratio of bone. Ids of the K-line end with `_supine` where the patient lies.
 */
export function measureCanal(
  { canal, cord, ossification }: CanalLabels,
  vertebrae: readonly (readonly [Level, VertebraOrReason])[],
  scan: Grid,
  axes: BodyAxes,
  posture: PatientPosture,
): Measurement[] {
  // The cord lies in the canal, whose own label may leave it out; an ossified ligament takes room of it.
  const whole = canal.length === 0 ? null : unionOf([...canal, ...cord], scan);
  const free = whole === null || ossification.length === 0 ? whole : without(whole, ossification, scan);
  const bony = whole === null ? null : unionOf([whole, ...ossification], scan);
  const bone = unionOf(ossification, scan);
  const occupied = (crop: LabelCrop | null) => (crop === null ? null : occupancyOf(crop.mask));
  const tubes: Tubes = {
    canal: occupied(free),
    bony: occupied(bony),
    cord: occupied(unionOf(cord, scan)),
    ossification: occupied(bone),
  };
  const rows = vertebrae.flatMap(([level, { found }], i) => {
    if (found === null) return [];
    const own = rowsAt(
      {
        name: level,
        plane: { centre: found.box.centre, axes: found.box.axes },
        hasCord: levelRank(level) <= levelRank(lowestCord),
      },
      tubes,
      scan,
    );
    const [below, lower] = vertebrae[i + 1] ?? [];
    const ratios = ratiosAt(found, tubes, scan);
    if (below === undefined || !levelsBelow(level).includes(below) || !lower?.found)
      return [...own, ...ratios];
    const disc = planeOfLevel(found, lower.found, 'mid_disc');
    const name = `${level}-${below}`;
    return [
      ...own,
      ...ratios,
      ...(disc.plane === null
        ? []
        : rowsAt(
            { name, plane: disc.plane, hasCord: levelRank(below) <= levelRank(lowestCord) },
            tubes,
            scan,
          )),
    ];
  });
  const levels = vertebrae.map(([level]) => level);
  return [
    ...rows,
    ...compromises(rows, levels),
    ...extremes(rows),
    ...kLineRows(vertebrae, tubes.bony, bone, scan, axes, posture),
  ];
}
