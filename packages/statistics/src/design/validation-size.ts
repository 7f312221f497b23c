import { StatisticsError } from '../error.ts';
import { type LinearPredictorSpread, spreadPoints } from './linear-predictor.ts';

/** What an external validation of a model of a binary outcome is expected to find, and how sure it should be. */
export interface ValidationAssumptions {
  readonly prevalence: number;
  /** Anticipated C statistic. */
  readonly concordance: number;
  /** Spread of the linear predictor; default: what C statistic and prevalence imply. */
  readonly linearPredictor?: LinearPredictorSpread;
  /** Anticipated observed over expected events; default 1. */
  readonly observedExpected?: number;
  /** Threshold on the risk, for net benefit; without it that criterion is left out. */
  readonly threshold?: number;
  /** At that threshold; default: what the linear predictor implies. */
  readonly sensitivity?: number;
  readonly specificity?: number;
  /** Widths of 95% intervals that are wanted; 0.2, 0.2, 0.1 and 0.2 unless told. */
  readonly widths?: {
    readonly observedExpected?: number;
    readonly slope?: number;
    readonly concordance?: number;
    readonly netBenefit?: number;
  };
}

/** Subjects that each criterion asks, and the largest, which is what is needed. */
export interface ValidationSize {
  readonly observedExpected: number;
  readonly slope: number;
  readonly concordance: number;
  readonly netBenefit?: number;
  readonly subjects: number;
  readonly events: number;
  readonly decides: 'observed-expected' | 'slope' | 'concordance' | 'net-benefit';
}

const z = 1.96;

/** The smallest standard error, in steps of 0.0001, whose interval is at least this wide: as pmvalsampsize steps. */
const stepped = (error: number) => Math.ceil(error * 1e4 - 1e-9) / 1e4;

/** Variance of a C statistic of `n` subjects (Newcombe 2006, method 4). */
export function newcombeVariance(concordance: number, prevalence: number, n: number): number {
  const half = n / 2 - 1;
  const c = concordance;
  const sum = 1 + (half * (1 - c)) / (2 - c) + (half * c) / (1 + c);
  return (c * (1 - c) * sum) / (n * n * prevalence * (1 - prevalence));
}

function smallest(enough: (n: number) => boolean): number {
  let high = 2;
  while (!enough(high)) {
    high *= 2;
    if (high > 1e12)
      throw new StatisticsError('ARGUMENT_INVALID', 'No number of subjects makes such a narrow interval.');
  }
  let low = high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * Smallest size to validate a model of a binary outcome on other subjects, so that the 95% intervals of observed over
 * expected events, calibration slope, C statistic and standardised net benefit are no wider than wanted. Sources:
 * Riley et al. 2021 (Statistics in Medicine 40:4230), with the steps of their pmvalsampsize; the linear predictor is
 * integrated, not simulated. Errors: `ARGUMENT_INVALID` of assumptions that cannot be.
 */
export function validationSize({
  prevalence,
  concordance,
  linearPredictor = { kind: 'concordance', concordance, prevalence },
  observedExpected = 1,
  threshold,
  widths = {},
  ...given
}: ValidationAssumptions): ValidationSize {
  const check = (right: boolean, sentence: string) => {
    if (!right) throw new StatisticsError('ARGUMENT_INVALID', sentence);
  };
  check(prevalence > 0 && prevalence < 1, `A prevalence lies between 0 and 1, not ${prevalence}.`);
  check(concordance > 0.5 && concordance < 1, `A C statistic lies between 0.5 and 1, not ${concordance}.`);
  const wide = { observedExpected: 0.2, slope: 0.2, concordance: 0.1, netBenefit: 0.2, ...widths };
  for (const [name, width] of Object.entries(wide))
    check(width > 0, `The width of the interval of ${name} must be above 0, not ${width}.`);

  const ratioError = stepped(Math.asinh(wide.observedExpected / (2 * observedExpected)) / z);
  const ratio = Math.ceil((1 - prevalence) / (prevalence * ratioError ** 2));

  const points = spreadPoints(linearPredictor);
  let [i00, i01, i11, truePositive, events, trueNegative] = [0, 0, 0, 0, 0, 0];
  for (const { at, weight } of points) {
    const risk = 1 / (1 + Math.exp(-at));
    const information = weight * risk * (1 - risk);
    i00 += information;
    i01 += at * information;
    i11 += at * at * information;
    events += weight * risk;
    if (threshold === undefined) continue;
    if (risk >= threshold) truePositive += weight * risk;
    else trueNegative += weight * (1 - risk);
  }
  const slopeError = wide.slope / (2 * z);
  const slope = Math.ceil(i00 / (slopeError ** 2 * (i00 * i11 - i01 * i01)));

  const order = smallest(
    (n) => 2 * z * Math.sqrt(newcombeVariance(concordance, prevalence, n)) <= wide.concordance,
  );

  const parts: [ValidationSize['decides'], number][] = [
    ['observed-expected', ratio],
    ['slope', slope],
    ['concordance', order],
  ];
  let netBenefit: number | undefined;
  if (threshold !== undefined) {
    check(threshold > 0 && threshold < 1, `A threshold on the risk lies between 0 and 1, not ${threshold}.`);
    const sensitivity = given.sensitivity ?? truePositive / events;
    const specificity = given.specificity ?? trueNegative / (1 - events);
    const odds = (((1 - prevalence) / prevalence) * threshold) / (1 - threshold);
    const error = Number(stepped(wide.netBenefit / (2 * z)).toFixed(3));
    netBenefit = Math.ceil(
      ((sensitivity * (1 - sensitivity)) / prevalence +
        (odds ** 2 * specificity * (1 - specificity)) / (1 - prevalence) +
        (odds ** 2 * (1 - specificity) ** 2) / (prevalence * (1 - prevalence))) /
        error ** 2,
    );
    parts.push(['net-benefit', netBenefit]);
  }
  const [decides, subjects] = parts.reduce((most, one) => (one[1] > most[1] ? one : most));
  return {
    observedExpected: ratio,
    slope,
    concordance: order,
    ...(netBenefit === undefined ? {} : { netBenefit }),
    subjects,
    events: Math.ceil(subjects * prevalence),
    decides,
  };
}
