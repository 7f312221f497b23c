import type { MeasurementEntry } from '../measurement.ts';
import type { AlignmentPoints } from './alignment-points.ts';
import { cervicalMeasures } from './cervical.ts';
import { globalMeasures } from './global.ts';
import { pelvicMeasures } from './pelvic.ts';
import { regionalMeasures } from './regional.ts';

/** A measurement of sagittal alignment with its formula; the value is in the entry's unit. */
export interface AlignmentEntry extends MeasurementEntry {
  /** It is measured against the vertical, which only an image of a standing patient shows. */
  readonly vertical?: true;
  readonly formula: (points: AlignmentPoints) => number;
}

/** Every measurement of sagittal alignment. */
export const sagittalCatalogue: readonly AlignmentEntry[] = [
  ...pelvicMeasures,
  ...regionalMeasures,
  ...cervicalMeasures,
  ...globalMeasures,
];
