import type { Vector3 } from '@rachis/volume';
import { type Level, levelRank } from '../levels.ts';
import { type Measurement, measured, unmeasured } from '../measurement.ts';
import { genantGrade } from '../scores/genant.ts';
import {
  type LandmarkName,
  plateTilt,
  type VertebraLandmarks,
  type VertebraOrReason,
} from '../vertebra/landmarks.ts';
import { dot, norm, subtract } from '../vertebra/vector.ts';
import { vertebraCatalogue as catalogue } from './catalogue.ts';
import { heightLosses } from './height-loss.ts';

/** Where along a vertebra's depth a height is measured. */
export type HeightPlace = 'anterior' | 'middle' | 'posterior';

export const heightPlaces: readonly HeightPlace[] = ['anterior', 'middle', 'posterior'];

/** A number, or why there is none. */
export type ValueOrReason = { readonly value: number } | { readonly value: null; readonly reason: string };

const none = (reason: string): ValueOrReason => ({ value: null, reason });

/** Position of a landmark, or why there is none: its endplate's reason, or that the wall was not found. */
export function positionOf(
  vertebra: VertebraLandmarks,
  name: LandmarkName,
): { readonly position: Vector3 } | { readonly position: null; readonly reason: string } {
  const found = vertebra.points[name];
  if (found !== undefined) return { position: found.position };
  const which = name.startsWith('superior') ? 'superior' : 'inferior';
  const plate = vertebra[which];
  if (vertebra.pointsAlone) return { position: null, reason: `the landmarks have no ${name}` };
  if (plate.plate === null) return { position: null, reason: plate.reason };
  const wall = name.endsWith('middle') ? 'front or back' : name.endsWith('anterior') ? 'front' : 'back';
  return {
    position: null,
    reason: `the ${wall} wall is cut by the field of view, or not seen near the midline`,
  };
}

/** Where endplate and wall of a corner would meet; its position where that is all that is known; or why there is none. */
export function meetingOf(vertebra: VertebraLandmarks, name: LandmarkName): ReturnType<typeof positionOf> {
  const meeting = vertebra.points[name]?.meeting;
  return meeting === undefined ? positionOf(vertebra, name) : { position: meeting };
}

/** Whether a vertebra is known by the corners of its endplates alone, as many detectors give it. */
const givenWithoutMiddles = ({ found }: VertebraOrReason): boolean =>
  found?.pointsAlone === true &&
  found.points.superior_middle === undefined &&
  found.points.inferior_middle === undefined;

/** A height of a body along its axis, mm. */
export function heightOf(vertebra: VertebraLandmarks, place: HeightPlace): ValueOrReason {
  const [upper, lower] = [
    positionOf(vertebra, `superior_${place}`),
    positionOf(vertebra, `inferior_${place}`),
  ];
  // That an endplate is cut says more than that its corners are not seen.
  const plate = [vertebra.superior, vertebra.inferior].find((one) => one.plate === null);
  if ((upper.position === null || lower.position === null) && plate?.plate === null && !vertebra.pointsAlone)
    return none(plate.reason);
  if (upper.position === null) return none(upper.reason);
  if (lower.position === null) return none(lower.reason);
  return { value: dot(subtract(upper.position, lower.position), vertebra.box.axes.superior) };
}

function depthOf(vertebra: VertebraLandmarks, which: 'superior' | 'inferior'): ValueOrReason {
  const [front, back] = [
    positionOf(vertebra, `${which}_anterior`),
    positionOf(vertebra, `${which}_posterior`),
  ];
  if (front.position === null) return none(front.reason);
  if (back.position === null) return none(back.reason);
  return { value: norm(subtract(front.position, back.position)) };
}

const ratio = (a: ValueOrReason, b: ValueOrReason): ValueOrReason => {
  if (a.value === null) return a;
  return b.value === null ? b : { value: a.value / b.value };
};

function wedgeAngle({ superior, inferior, box }: VertebraLandmarks): ValueOrReason {
  if (superior.plate === null) return none(superior.reason);
  if (inferior.plate === null) return none(inferior.reason);
  return { value: plateTilt(inferior.plate, box.axes) - plateTilt(superior.plate, box.axes) };
}

/** Heights of a vertebra by place. */
export type Heights = Readonly<Record<HeightPlace, ValueOrReason>>;

const heightsOf = (vertebra: VertebraOrReason): Heights => {
  const height = (place: HeightPlace): ValueOrReason =>
    vertebra.found === null ? none(vertebra.reason) : heightOf(vertebra.found, place);
  return { anterior: height('anterior'), middle: height('middle'), posterior: height('posterior') };
};

/** Levels that Genant's method grades. */
const graded: readonly [Level, Level] = ['T4', 'L4'];

/** Genant's grade of the largest loss; of corners without the middles of endplates, from front and back alone. */
function gradeOf(
  level: Level,
  vertebra: VertebraOrReason,
  losses: Readonly<Record<HeightPlace, ValueOrReason>>,
): ValueOrReason {
  const rank = levelRank(level);
  if (rank < levelRank(graded[0]) || rank > levelRank(graded[1])) {
    return none(`Genant's grades are of ${graded.join(' to ')}`);
  }
  const values: number[] = [];
  for (const place of heightPlaces) {
    const loss = losses[place];
    if (loss.value !== null) values.push(loss.value);
    else if (place !== 'middle' || !givenWithoutMiddles(vertebra)) return loss;
  }
  // A loss of 40% is not more than 40% because of rounding.
  return { value: genantGrade(Number(Math.max(...values).toPrecision(12))) };
}

/** Shape of each vertebra, cranial to caudal: heights, depths, ratios, wedge, loss against neighbours, Genant's grade. */
export function measureVertebrae(vertebrae: readonly (readonly [Level, VertebraOrReason])[]): Measurement[] {
  const heights = vertebrae.map(([, vertebra]) => heightsOf(vertebra));
  const allLosses = heightLosses(
    vertebrae.map(([level]) => level),
    heights,
  );
  return vertebrae.flatMap(([level, vertebra], i) => {
    const own = heights[i]!;
    const losses = allLosses[i]!;
    const of = (what: (found: VertebraLandmarks) => ValueOrReason): ValueOrReason =>
      vertebra.found === null ? none(vertebra.reason) : what(vertebra.found);
    const rows: readonly (readonly [keyof typeof catalogue, ValueOrReason])[] = [
      ['anterior', own.anterior],
      ['middle', own.middle],
      ['posterior', own.posterior],
      ['depthSuperior', of((found) => depthOf(found, 'superior'))],
      ['depthInferior', of((found) => depthOf(found, 'inferior'))],
      ['wedgeRatio', ratio(own.anterior, own.posterior)],
      ['biconcaveRatio', ratio(own.middle, own.posterior)],
      ['wedgeAngle', of(wedgeAngle)],
      ['lossAnterior', losses.anterior],
      ['lossMiddle', losses.middle],
      ['lossPosterior', losses.posterior],
      ['genant', gradeOf(level, vertebra, losses)],
    ];
    return rows.map(([key, row]) =>
      row.value === null
        ? unmeasured(catalogue[key], level, row.reason)
        : measured(catalogue[key], level, row.value),
    );
  });
}
