import { normalCritical } from '@rachis/statistics';

/** A scale on which what is measured is nearer to normal than as it is printed. */
export interface Scale {
  readonly to: (value: number) => number;
  readonly back: (value: number) => number;
  /** Slope of `to`. */
  readonly slope: (value: number) => number;
}

const asIs: Scale = { to: (v) => v, back: (v) => v, slope: () => 1 };
/** Shares: from 0 to 1. */
const logit: Scale = {
  to: (v) => Math.log(v / (1 - v)),
  back: (t) => 1 / (1 + Math.exp(-t)),
  slope: (v) => 1 / (v * (1 - v)),
};
/** Errors: above 0. */
const log: Scale = { to: Math.log, back: Math.exp, slope: (v) => 1 / v };
/** A mean distance from what is right, which chance alone keeps off 0: it may well be 0. */
const distance: Scale = { ...asIs, back: (t) => Math.max(0, t) };
/** 1 less a ratio of errors: below 1. */
const complement: Scale = {
  to: (v) => -Math.log(1 - v),
  back: (t) => 1 - Math.exp(-t),
  slope: (v) => 1 / (1 - v),
};
/** Correlations: from -1 to 1. */
const fisher: Scale = { to: Math.atanh, back: Math.tanh, slope: (v) => 1 / (1 - v * v) };

const scales: Readonly<Record<string, Scale>> = {
  auc: logit,
  'average-precision': logit,
  sensitivity: logit,
  specificity: logit,
  'positive-predictive-value': logit,
  'negative-predictive-value': logit,
  accuracy: logit,
  'balanced-accuracy': logit,
  f1: logit,
  'hand-till': logit,
  'ordinal-concordance': logit,
  concordance: logit,
  'uno-concordance': logit,
  'competing-concordance': logit,
  matthews: fisher,
  'weighted-kappa': fisher,
  brier: log,
  'log-loss': log,
  'integrated-brier': log,
  'integrated-calibration-index': distance,
  'root-mean-squared-error': log,
  'mean-absolute-error': log,
  'scaled-brier': complement,
  r2: complement,
};

/** The scale of a measure. */
export const scaleOf = (id: string): Scale => scales[id.split(' at ')[0]!] ?? asIs;

/** The ends of an interval around an estimate with a standard error, made on the scale of its measure. */
export function endsOf(
  id: string,
  value: number,
  error: number,
  level: number,
): { readonly lower: number; readonly upper: number } {
  const { to, back, slope } = scaleOf(id);
  const half = normalCritical(level) * error * slope(value);
  return { lower: back(to(value) - half), upper: back(to(value) + half) };
}

/**
 * Wilson's interval of a share of so many subjects, which has a width where all or none of them agree. Source: Wilson
 * 1927; Brown, Cai and DasGupta 2001.
 */
export function wilsonEnds(share: number, count: number, level: number) {
  const z = normalCritical(level);
  const centre = (share + (z * z) / (2 * count)) / (1 + (z * z) / count);
  const half =
    (z / (1 + (z * z) / count)) * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count));
  return { lower: Math.max(0, centre - half), upper: Math.min(1, centre + half) };
}
