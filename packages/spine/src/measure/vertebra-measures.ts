import type { Vector3 } from '@rachis/volume';
import type { Level } from '../levels.ts';
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
  if (plate.plate === null) return { position: null, reason: plate.reason };
  const wall = name.endsWith('middle') ? 'front or back' : name.endsWith('anterior') ? 'front' : 'back';
  return {
    position: null,
    reason: `the ${wall} wall is cut by the field of view, or not seen near the midline`,
  };
}

/** A height of a body along its axis, mm. */
export function heightOf(vertebra: VertebraLandmarks, place: HeightPlace): ValueOrReason {
  const [upper, lower] = [
    positionOf(vertebra, `superior_${place}`),
    positionOf(vertebra, `inferior_${place}`),
  ];
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

/** Whether a vertebra keeps its shape, so that its neighbours may be compared with it. */
const isReference = (heights: Heights): boolean => {
  const { anterior, middle, posterior } = heights;
  if (anterior.value === null || middle.value === null || posterior.value === null) return false;
  return anterior.value / posterior.value >= 0.8 && middle.value / posterior.value >= 0.8;
};

/**
 * Losses of height against the nearest vertebrae above and below that keep their shape and are of the same run of
 * levels; against one where there is no other.
 */
function lossesOf(heights: readonly Heights[], i: number): Readonly<Record<HeightPlace, ValueOrReason>> {
  const own = heights[i]!;
  const above = heights.slice(0, i).findLast(isReference);
  const below = heights.slice(i + 1).find(isReference);
  const loss = (place: HeightPlace): ValueOrReason => {
    const value = own[place];
    if (value.value === null) return value;
    const references = [above, below].flatMap((one) => one?.[place].value ?? []);
    if (references.length === 0) return none('no neighbour of normal shape is there to compare with');
    const reference = references.reduce((sum, h) => sum + h, 0) / references.length;
    return { value: 100 * (1 - value.value / reference) };
  };
  return { anterior: loss('anterior'), middle: loss('middle'), posterior: loss('posterior') };
}

function gradeOf(losses: Readonly<Record<HeightPlace, ValueOrReason>>): ValueOrReason {
  const values: number[] = [];
  for (const place of heightPlaces) {
    const loss = losses[place];
    if (loss.value === null) return loss;
    values.push(loss.value);
  }
  return { value: genantGrade(Math.max(...values)) };
}

/** Shape of each vertebra, cranial to caudal: heights, depths, ratios, wedge, loss against neighbours, Genant's grade. */
export function measureVertebrae(vertebrae: readonly (readonly [Level, VertebraOrReason])[]): Measurement[] {
  const heights = vertebrae.map(([, vertebra]) => heightsOf(vertebra));
  return vertebrae.flatMap(([level, vertebra], i) => {
    const own = heights[i]!;
    const losses = lossesOf(heights, i);
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
      ['genant', gradeOf(losses)],
    ];
    return rows.map(([key, row]) =>
      row.value === null
        ? unmeasured(catalogue[key], level, row.reason)
        : measured(catalogue[key], level, row.value),
    );
  });
}
