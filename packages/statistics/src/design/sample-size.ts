import { normalDensity, normalQuantile } from '../distributions/normal.ts';
import { tCritical } from '../distributions/student-t.ts';
import { StatisticsError } from '../error.ts';

/** What each criterion asks, and the largest, which is what is needed. */
export interface SampleSize {
  readonly criteria: readonly number[];
  readonly subjects: number;
  readonly events: number;
  /** Events per candidate parameter at that size. Shown, not used as a rule. */
  readonly eventsPerParameter: number;
  /** The largest Cox-Snell R2 such an outcome allows. */
  readonly largestR2: number;
}

function check(condition: boolean, sentence: string): void {
  if (!condition) throw new StatisticsError('ARGUMENT_INVALID', sentence);
}

const shrinkageSize = (parameters: number, r2: number, shrinkage: number) =>
  Math.ceil(parameters / ((shrinkage - 1) * Math.log(1 - r2 / shrinkage)));

/** The largest Cox-Snell R2 that a binary outcome of this prevalence allows. */
export function largestBinaryR2(prevalence: number): number {
  check(prevalence > 0 && prevalence < 1, `A prevalence lies between 0 and 1, not ${prevalence}.`);
  return 1 - Math.exp(2 * (prevalence * Math.log(prevalence) + (1 - prevalence) * Math.log(1 - prevalence)));
}

/** The largest Cox-Snell R2 of a time to an event that this many events a person allow (exponential survival). */
export function largestSurvivalR2(rate: number, meanFollowUp: number): number {
  check(rate > 0 && meanFollowUp > 0, 'Rate and mean follow-up must be above 0.');
  // Log likelihood a person of an exponential model without predictors; events of 10,000 persons, as published tables.
  const perPerson = Math.ceil(rate * meanFollowUp * 10_000) / 10_000;
  return 1 - Math.exp(2 * (perPerson * Math.log(perPerson) - perPerson));
}

/** Assumptions about a model of an event that happens or not. */
export interface BinarySampleSize {
  /** Candidate parameters, before any selection that sees the outcome. */
  readonly parameters: number;
  readonly prevalence: number;
  /** Anticipated Cox-Snell R2. */
  readonly r2: number;
  readonly shrinkage?: number;
}

/**
 * Smallest size to develop a model of a binary outcome: shrinkage of at least 0.9, apparent and adjusted Nagelkerke R2
 * within 0.05, overall risk within 0.05. Source: Riley et al. 2019 (Statistics in Medicine 38:1276), criteria 1-3.
 */
export function binarySampleSize({
  parameters,
  prevalence,
  r2,
  shrinkage = 0.9,
}: BinarySampleSize): SampleSize {
  const largestR2 = largestBinaryR2(prevalence);
  check(
    r2 > 0 && r2 < largestR2,
    `R2 lies between 0 and ${largestR2.toFixed(3)} for this prevalence, not ${r2}.`,
  );
  const second = r2 / (r2 + 0.05 * largestR2);
  const criteria = [
    shrinkageSize(parameters, r2, shrinkage),
    shrinkageSize(parameters, r2, second),
    Math.ceil((1.96 / 0.05) ** 2 * prevalence * (1 - prevalence)),
  ];
  const subjects = Math.max(...criteria);
  const events = Math.ceil(subjects * prevalence);
  return { criteria, subjects, events, eventsPerParameter: (subjects * prevalence) / parameters, largestR2 };
}

/** Assumptions about a model of the time to an event. */
export interface SurvivalSampleSize {
  readonly parameters: number;
  readonly r2: number;
  /** Events per unit of time and person. */
  readonly rate: number;
  /** The time predictions are for. */
  readonly time: number;
  readonly meanFollowUp: number;
  readonly shrinkage?: number;
}

/**
 * Smallest size to develop a model of the time to an event. The third criterion: the risk by `time` known to 0.05.
 * Source: Riley et al. 2019 (as above), section 5; exponential survival.
 */
export function survivalSampleSize({
  parameters,
  r2,
  rate,
  time,
  meanFollowUp,
  shrinkage = 0.9,
}: SurvivalSampleSize): SampleSize {
  check(rate > 0 && time > 0 && meanFollowUp > 0, 'Rate, time and mean follow-up must be above 0.');
  const largestR2 = largestSurvivalR2(rate, meanFollowUp);
  check(r2 > 0 && r2 < largestR2, `R2 lies between 0 and ${largestR2.toFixed(3)} for this rate, not ${r2}.`);
  const second = r2 / (r2 + 0.05 * largestR2);
  const first = shrinkageSize(parameters, r2, shrinkage);
  const others = shrinkageSize(parameters, r2, second);
  const third = riskSize(rate, time, meanFollowUp);
  const criteria = [first, others, third];
  const subjects = Math.max(...criteria);
  const events = subjects * rate * meanFollowUp;
  return {
    criteria,
    subjects,
    events: Math.ceil(events),
    eventsPerParameter: events / parameters,
    largestR2,
  };
}

/** Persons until the interval of the risk by `time` is no wider than 0.05 either way. */
function riskSize(rate: number, time: number, meanFollowUp: number): number {
  const risk = 1 - Math.exp(-rate * time);
  for (let n = 1; ; n = n < 1000 ? n + 1 : Math.ceil(n * 1.001)) {
    const half = 1.96 * Math.sqrt(rate / (n * meanFollowUp));
    const high = 1 - Math.exp(-(rate + half) * time);
    const low = 1 - Math.exp(-Math.max(0, rate - half) * time);
    if (Math.max(high - risk, risk - low) <= 0.05) return n;
  }
}

/** Assumptions about a model of a number. */
export interface ContinuousSampleSize {
  readonly parameters: number;
  /** Anticipated adjusted R2. */
  readonly r2: number;
  /** Mean and standard deviation of the outcome; the fourth criterion is left out without them. */
  readonly outcome?: { readonly mean: number; readonly deviation: number };
  readonly shrinkage?: number;
}

/**
 * Smallest size to develop a linear model: shrinkage, difference of apparent and adjusted R2, residual standard
 * deviation and intercept within 10%. Source: Riley et al. 2019 (Statistics in Medicine 38:1262).
 */
export function continuousSampleSize({
  parameters,
  r2,
  outcome,
  shrinkage = 0.9,
}: ContinuousSampleSize): Pick<SampleSize, 'criteria' | 'subjects'> {
  check(r2 > 0 && r2 < 1, `R2 lies between 0 and 1, not ${r2}.`);
  const shrinkageOf = (n: number) => {
    const apparent = (r2 * (n - parameters - 1) + parameters) / (n - 1);
    return 1 + (parameters - 2) / (n * Math.log(1 - apparent));
  };
  let first = parameters + 2;
  while (shrinkageOf(first) < shrinkage) first++;
  const second = Math.ceil(1 + (parameters * (1 - r2)) / 0.05);
  // 234 degrees of freedom know a standard deviation to within 10% either way (Harrell 2015, 4.4).
  const third = 234 + parameters;
  const criteria = [first, second, third];
  if (outcome !== undefined) {
    const enough = (n: number) =>
      tCritical(0.95, n - parameters - 1) * outcome.deviation * Math.sqrt((1 - r2) / n) <=
      0.1 * Math.abs(outcome.mean);
    // The margin narrows with every subject, so the first that is enough is found by halves.
    let low = parameters + 1;
    let high = parameters + 2;
    while (!enough(high)) {
      low = high;
      high *= 2;
      check(
        high < 1e12,
        `An outcome with a mean of ${outcome.mean} has no margin of 10%. Leave mean and deviation out.`,
      );
    }
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (enough(middle)) high = middle;
      else low = middle;
    }
    criteria.push(high);
  }
  return { criteria, subjects: Math.max(...criteria) };
}

/**
 * Cox-Snell R2 that goes with a C statistic at a prevalence, for linear predictors that are normal in both classes
 * with equal variance: the likelihood gained is integrated numerically, not simulated. Source: Riley et al. 2021.
 */
export function r2FromConcordance(concordance: number, prevalence: number): number {
  check(concordance > 0.5 && concordance < 1, `A C statistic lies between 0.5 and 1, not ${concordance}.`);
  check(prevalence > 0 && prevalence < 1, `A prevalence lies between 0 and 1, not ${prevalence}.`);
  const shift = Math.SQRT2 * normalQuantile(concordance);
  const base = Math.log(prevalence / (1 - prevalence)) - shift ** 2 / 2;
  // Expected log likelihood under the true model, by Simpson's rule over both classes.
  const steps = 4000;
  const low = -9;
  const high = 9 + shift;
  const width = (high - low) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const x = low + i * width;
    const eta = base + shift * x;
    const logEvent = -Math.log1p(Math.exp(-eta));
    const logNone = -Math.log1p(Math.exp(eta));
    const value =
      prevalence * normalDensity(x - shift) * logEvent + (1 - prevalence) * normalDensity(x) * logNone;
    sum += value * (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2);
  }
  const model = (sum * width) / 3;
  const none = prevalence * Math.log(prevalence) + (1 - prevalence) * Math.log(1 - prevalence);
  return 1 - Math.exp(2 * (none - model));
}

/** The C statistic whose `r2FromConcordance` this is at a prevalence. Errors: `ARGUMENT_INVALID` of an R2 that cannot be. */
export function concordanceFromR2(r2: number, prevalence: number): number {
  const largest = largestBinaryR2(prevalence);
  check(
    r2 > 0 && r2 < largest,
    `R2 lies between 0 and ${largest.toFixed(3)} for this prevalence, not ${r2}.`,
  );
  let [low, high] = [0.5 + 1e-9, 1 - 1e-9];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (r2FromConcordance(middle, prevalence) < r2) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
