import {
  auc,
  averagePrecision,
  brier,
  brierAt,
  type CensoringDistribution,
  calibration,
  censoringDistribution,
  competingConcordance,
  classMeasures,
  cohenKappa,
  harrellConcordance,
  integratedBrier,
  multiClassAuc,
  ordinalConcordance,
  regressionMeasures,
  timeDependentAuc,
  unoConcordance,
} from '@rachis/statistics';
import { eventOfInterest } from '../search/criterion.ts';
import type { Outcome } from '../contract.ts';

/** Test rows with what was said of them, all splits of a repeat together. */
export interface Judged {
  readonly outcome: Outcome;
  readonly scores: Float64Array;
  /** Rows by classes. */
  readonly probabilities?: Float64Array;
  /** Decision of each row at the threshold of its own fold: two classes only. */
  readonly positive?: Uint8Array;
  /** Rows by horizons. */
  readonly survival?: Float64Array;
}

const names: Readonly<Record<string, string>> = {
  auc: 'AUC',
  'average-precision': 'Average precision',
  sensitivity: 'Sensitivity',
  specificity: 'Specificity',
  'positive-predictive-value': 'Positive predictive value',
  'negative-predictive-value': 'Negative predictive value',
  accuracy: 'Accuracy',
  'balanced-accuracy': 'Balanced accuracy',
  f1: 'F1',
  matthews: 'Matthews correlation',
  brier: 'Brier score',
  'scaled-brier': 'Scaled Brier score',
  'log-loss': 'Log loss',
  'calibration-in-the-large': 'Calibration in the large',
  'calibration-intercept': 'Calibration intercept',
  'calibration-slope': 'Calibration slope',
  'integrated-calibration-index': 'Integrated calibration index',
  'hand-till': "Hand and Till's M",
  'weighted-kappa': 'Quadratic weighted kappa',
  'ordinal-concordance': 'Ordinal concordance',
  concordance: "Harrell's concordance",
  'uno-concordance': "Uno's concordance",
  'competing-concordance': "Wolbers' concordance (competing events)",
  'integrated-brier': 'Integrated Brier score',
  r2: 'R squared',
  'mean-error': 'Mean error',
  'root-mean-squared-error': 'Root mean squared error',
  'mean-absolute-error': 'Mean absolute error',
};

/** The words for a measure; of times, `auc at 24` and `brier at 24`. */
export function measureName(id: string): string {
  const [kind, time] = id.split(' at ');
  if (time === undefined) return names[id] ?? id;
  return kind === 'auc' ? `AUC at ${time}` : `Brier score at ${time}`;
}

type Measures = Record<string, number>;

const ratio = (part: number, whole: number) => (whole > 0 ? part / whole : NaN);

/** Measures of decisions of two classes: those that a threshold makes. */
export function decisions(codes: Int32Array, positive: Uint8Array): Measures {
  let tp = 0;
  let fp = 0;
  let fn = 0;
  let tn = 0;
  codes.forEach((code, row) => {
    if (code === 1) positive[row] === 1 ? tp++ : fn++;
    else positive[row] === 1 ? fp++ : tn++;
  });
  const sensitivity = ratio(tp, tp + fn);
  const specificity = ratio(tn, tn + fp);
  return {
    sensitivity,
    specificity,
    'positive-predictive-value': ratio(tp, tp + fp),
    'negative-predictive-value': ratio(tn, tn + fn),
    accuracy: ratio(tp + tn, codes.length),
    'balanced-accuracy': (sensitivity + specificity) / 2,
    f1: ratio(2 * tp, 2 * tp + fp + fn),
    // Without positives or negatives on a side there is no correlation; 0 as in scikit-learn.
    matthews:
      (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn) === 0
        ? 0
        : (tp * tn - fp * fn) / Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)),
  };
}

/** Probabilities that calibration can take the logit of. */
const within = (p: number) => Math.min(Math.max(p, 1e-6), 1 - 1e-6);

function twoClasses(codes: Int32Array, { scores, probabilities, positive }: Judged): Measures {
  const events = probabilities && Float64Array.from(codes, (_, row) => probabilities[2 * row + 1]!);
  // Probabilities of different folds are on one scale; scores need not be.
  const order = events ?? scores;
  const found: Measures = {
    auc: auc(codes, order).value,
    'average-precision': averagePrecision(codes, order).value,
    ...(positive === undefined ? {} : decisions(codes, positive)),
  };
  if (events === undefined) return found;
  const { score, scaled, logLoss } = brier(codes, events);
  const { inTheLarge, slope, intercept, integratedIndex } = calibration(codes, events.map(within));
  return {
    ...found,
    brier: score.value,
    'scaled-brier': scaled,
    'log-loss': Number.isFinite(logLoss) ? logLoss : brier(codes, events.map(within)).logLoss,
    'calibration-in-the-large': inTheLarge.value,
    'calibration-intercept': intercept.value,
    'calibration-slope': slope.value,
    'integrated-calibration-index': integratedIndex,
  };
}

function severalClasses(
  codes: Int32Array,
  classes: number,
  ordered: boolean,
  { scores, probabilities }: Judged,
): Measures {
  const concordance = ordered ? { 'ordinal-concordance': ordinalConcordance(codes, scores).value } : {};
  if (probabilities === undefined) return concordance;
  const table = Array.from(codes, (_, row) => probabilities.subarray(row * classes, (row + 1) * classes));
  const chosen = table.map((own) => own.indexOf(Math.max(...own)));
  const { oneVersusRest, handTill } = multiClassAuc(codes, table);
  const known = oneVersusRest.filter((value) => !Number.isNaN(value));
  const { accuracy, balancedAccuracy, macroF1, matthews } = classMeasures(codes, chosen, classes);
  let loss = 0;
  let squares = 0;
  codes.forEach((code, row) => {
    loss -= Math.log(Math.max(table[row]![code]!, 1e-15)) / codes.length;
    squares += table[row]!.reduce((sum, p, k) => sum + (p - (k === code ? 1 : 0)) ** 2, 0) / codes.length;
  });
  return {
    ...concordance,
    auc: known.reduce((sum, value) => sum + value, 0) / known.length,
    'hand-till': handTill,
    accuracy,
    'balanced-accuracy': balancedAccuracy,
    f1: macroF1,
    matthews,
    ...(ordered
      ? {
          'weighted-kappa': cohenKappa(Array.from(codes), chosen, {
            weights: 'quadratic',
            categories: Array.from({ length: classes }, (_, code) => code),
          }).value,
        }
      : {}),
    brier: squares,
    'log-loss': loss,
  };
}

function survivalMeasures(
  outcome: Extract<Outcome, { kind: 'survival' }>,
  { scores, survival }: Judged,
  horizons: Float64Array,
  censoring: CensoringDistribution,
): Measures {
  const data = eventOfInterest(outcome);
  // Risks of different folds are on one scale as probabilities at a time; linear predictors need not be.
  const middle = horizons.length >> 1;
  const risks =
    survival === undefined ? scores : scores.map((_, row) => 1 - survival[row * horizons.length + middle]!);
  const found: Measures = {
    concordance: harrellConcordance(data, risks).value,
    'uno-concordance': unoConcordance(data, risks, {
      // Where competing events are taken for censoring, its distribution is another.
      ...(outcome.events.some((event) => event > 1) ? {} : { censoring }),
      limit: horizons.at(-1)!,
    }).value,
  };
  if (outcome.events.some((event) => event > 1)) {
    found['competing-concordance'] = competingConcordance(outcome, risks, {
      censoring,
      limit: horizons.at(-1)!,
    }).value;
  }
  const scored: { time: number; value: number }[] = [];
  horizons.forEach((time, at) => {
    const risk =
      survival === undefined ? risks : risks.map((_, row) => 1 - survival[row * horizons.length + at]!);
    const label = String(Number(time.toPrecision(6)));
    found[`auc at ${label}`] = timeDependentAuc(outcome, risk, time, { censoring }).value;
    if (survival === undefined) return;
    const { value } = brierAt(outcome, risk, time, { censoring });
    found[`brier at ${label}`] = value;
    scored.push({ time, value });
  });
  if (scored.length > 1) found['integrated-brier'] = integratedBrier(scored);
  return found;
}

/**
 * Every measure of predictions that an outcome has, by id. Those without a value (a class without rows, nobody with the
 * event) are NaN. Survival with competing events: Harrell's and Uno's concordances take them for censoring, Wolbers' does not; AUC and Brier score at a time count
 * who had one by then among those without the event. `censoring` is the distribution of censoring, of all rows unless given.
 */
export function measuresOf(
  judged: Judged,
  horizons: Float64Array = new Float64Array(0),
  censoring?: CensoringDistribution,
): Measures {
  const { outcome } = judged;
  switch (outcome.kind) {
    case 'survival':
      return survivalMeasures(outcome, judged, horizons, censoring ?? censoringDistribution(outcome));
    case 'continuous': {
      const found = regressionMeasures(outcome.values, judged.scores);
      return {
        r2: found.determination,
        'root-mean-squared-error': found.rootMeanSquaredError.value,
        'mean-absolute-error': found.meanAbsoluteError.value,
        'calibration-intercept': found.calibrationIntercept,
        'calibration-slope': found.calibrationSlope,
      };
    }
    default:
      return outcome.classes.length === 2
        ? twoClasses(outcome.codes, judged)
        : severalClasses(outcome.codes, outcome.classes.length, outcome.kind === 'ordinal', judged);
  }
}
