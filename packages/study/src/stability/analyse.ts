import {
  blandAltman,
  concordance,
  intraclassCorrelations,
  median,
  overallConcordance,
  percentRange,
  quartileDispersion,
  repeatability,
} from '@rachis/statistics';
import type { Measurements } from './measurements.ts';
import { formOf, type StabilitySettings } from './settings.ts';

/** Words for an interval of the intraclass correlation (Koo and Li 2016), read at the value that is compared. */
export const reliabilityClasses = ['poor', 'moderate', 'good', 'excellent'] as const;
export type ReliabilityClass = (typeof reliabilityClasses)[number];

/** Classes of the range over conditions in percent of the mean (Galavis et al. 2010). */
export const variationClasses = ['small', 'intermediate', 'large'] as const;
export type VariationClass = (typeof variationClasses)[number];

/** How one feature behaves under the conditions of a design. NaN where a measure is undefined; `reason` says why. */
export interface FeatureStability {
  readonly feature: string;
  /** Filtered image that it is of, `original` for none. */
  readonly image: string;
  readonly family: string;
  readonly targets: number;
  readonly dropped: number;
  readonly icc: number;
  readonly lower: number;
  readonly upper: number;
  readonly reliability: ReliabilityClass | '';
  readonly stable: boolean;
  readonly concordance: number;
  readonly concordanceLower: number;
  readonly concordanceUpper: number;
  /** Within-subject coefficient of variation, percent. */
  readonly withinSubjectVariation: number;
  readonly repeatabilityCoefficient: number;
  /** Median over targets of the quartile coefficient of dispersion over conditions. */
  readonly quartileDispersion: number;
  /** Median over targets of 100 (max - min) / |mean| over conditions. */
  readonly percentRange: number;
  readonly variation: VariationClass | '';
  /** Bland-Altman, of two conditions only: the first less the second. */
  readonly bias: number;
  readonly limitLow: number;
  readonly limitHigh: number;
  /** Targets whose values agree in all conditions to one part in a million. */
  readonly equal: number;
  readonly reason: string;
}

/** Koo and Li's bounds: below 0.5 poor, below 0.75 moderate, to 0.9 good, above excellent. */
function reliabilityOf(value: number): ReliabilityClass | '' {
  if (Number.isNaN(value)) return '';
  return value < 0.5 ? 'poor' : value < 0.75 ? 'moderate' : value <= 0.9 ? 'good' : 'excellent';
}

/** Small to 5%, intermediate to 30%, large above: Galavis' groups with no gap between them. */
function variationOf(percent: number): VariationClass | '' {
  if (Number.isNaN(percent)) return '';
  return percent <= 5 ? 'small' : percent <= 30 ? 'intermediate' : 'large';
}

/** Image and family of a column: the part before the family names the filtered image. */
export function familyOf(feature: string): { image: string; family: string } {
  const [, image, family] =
    /^(?:(.+?)_)??(morphology|local_intensity|statistics|histogram|volume_histogram|glcm|glrlm|glszm|gldzm|ngtdm|ngldm)_/.exec(
      feature,
    ) ?? [];
  return { image: image ?? 'original', family: family ?? 'other' };
}

const middle = (values: readonly number[]) => {
  const known = values.filter(Number.isFinite);
  return known.length === 0 ? Number.NaN : median(known);
};

/** Whether values are the same but for rounding. */
function nearlyEqual(row: Float64Array): boolean {
  const low = Math.min(...row);
  const high = Math.max(...row);
  return high - low <= 1e-6 * Math.max(Math.abs(low), Math.abs(high));
}

function analyseFeature(
  feature: string,
  rows: readonly Float64Array[],
  settings: StabilitySettings,
): FeatureStability {
  const { level } = settings.agreement;
  const { value: threshold, on } = settings.threshold;
  const all = intraclassCorrelations(rows, { level });
  const icc = all.forms[formOf(settings)];
  const compared = on === 'lower' ? icc.lower : icc.value;
  const complete = rows.filter((row) => row.every(Number.isFinite));
  const conditions = rows[0]?.length ?? 0;
  const pair = conditions === 2 && complete.length > 1;
  const column = (c: number) => complete.map((row) => row[c]!);
  const agreed = pair ? concordance(column(0), column(1), { level }) : null;
  const overall = !pair && complete.length > 1 && conditions > 2 ? overallConcordance(complete) : null;
  const difference = pair ? blandAltman(column(0), column(1)) : null;
  const repeated = repeatability(rows);
  const range = middle(complete.map((row) => percentRange(row).value));
  return {
    feature,
    ...familyOf(feature),
    targets: all.subjects,
    dropped: all.dropped,
    icc: icc.value,
    lower: icc.lower,
    upper: icc.upper,
    reliability: reliabilityOf(compared),
    stable: compared >= threshold,
    concordance: agreed?.value ?? overall?.value ?? Number.NaN,
    concordanceLower: agreed?.lower ?? Number.NaN,
    concordanceUpper: agreed?.upper ?? Number.NaN,
    withinSubjectVariation: 100 * repeated.withinSubjectVariation.value,
    repeatabilityCoefficient: repeated.repeatabilityCoefficient.value,
    quartileDispersion: middle(complete.map((row) => quartileDispersion(row).value)),
    percentRange: range,
    variation: variationOf(range),
    bias: difference?.bias.value ?? Number.NaN,
    limitLow: difference?.lowerLimit.value ?? Number.NaN,
    limitHigh: difference?.upperLimit.value ?? Number.NaN,
    equal: complete.filter(nearlyEqual).length,
    reason: icc.reason ?? '',
  };
}

/** Every feature's stability, in the order of the tables. */
export function analyseStability(
  { features }: Measurements,
  settings: StabilitySettings,
): FeatureStability[] {
  return [...features].map(([feature, rows]) => analyseFeature(feature, rows, settings));
}
