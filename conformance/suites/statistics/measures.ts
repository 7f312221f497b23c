import {
  auc,
  averagePrecision,
  brier,
  calibration,
  classMeasures,
  compareAucs,
  confusion,
  decisionCurve,
  decisionMeasures,
  type Estimate,
  fitLogistic,
  loess,
  multiClassAuc,
  ordinalConcordance,
  regressionMeasures,
  survivalDecisionCurve,
  youdenThreshold,
} from '@rachis/statistics';
import type { Computations } from './fixture.ts';

const bounds = ({ value, lower, upper }: Estimate) => ({ value, lower, upper });

interface DecisionInput {
  readonly time: number[];
  readonly status: number[];
  readonly p: number[];
  readonly y: number[];
  readonly ask: number;
  readonly thresholds: number[];
}

export const measures: Computations = {
  binary: ({ y, s1, s2, p, grid }: Record<'y' | 's1' | 's2' | 'p' | 'grid', number[]>) => {
    const { first, covariance, z, p: chance, difference } = compareAucs(y, s1, s2);
    const youden = youdenThreshold(y, s1);
    const calibrated = calibration(y, p);
    const { score, logLoss } = brier(y, p);
    const decided = decisionMeasures(confusion(y, p, 0.4));
    const line = fitLogistic(
      p.map((value) => [1, Math.log(value / (1 - value))]),
      y,
    );
    return {
      pROC: {
        auc: first.value,
        variance: first.variance,
        lower: first.lower,
        upper: first.upper,
        covariance,
        z,
        p: chance,
        difference_lower: difference.lower,
        difference_upper: difference.upper,
        youden: youden.sensitivity + youden.specificity,
      },
      R: {
        in_the_large: bounds(calibrated.inTheLarge),
        intercept: bounds(calibrated.intercept),
        slope: bounds(calibrated.slope),
        log_likelihood: line.logLikelihood,
        ici: calibrated.integratedIndex,
        e50: calibrated.medianError,
        e90: calibrated.percentile90Error,
        smooth: loess(p, y, grid),
        direct: loess(p, y, grid, { exact: true }),
      },
      rms: { brier: score.value, dxy: 2 * auc(y, p).value - 1 },
      sklearn: {
        auc: first.value,
        average_precision: averagePrecision(y, s1).value,
        brier: score.value,
        log_loss: logLoss,
        f1: decided.f1.value,
        matthews: decided.matthews.value,
        balanced_accuracy: decided.balancedAccuracy.value,
        precision: decided.positivePredictiveValue.value,
      },
    };
  },
  classes: ({ y, s, m }: { y: number[]; s: number[]; m: number[][] }) => {
    const ordinal = ordinalConcordance(y, s);
    const { macro, weighted, handTill } = multiClassAuc(y, m);
    const chosen = m.map((row) => row.indexOf(Math.max(...row)));
    const of = classMeasures(y, chosen, m[0]!.length);
    return {
      survival: { ordinal: ordinal.value, error: ordinal.standardError },
      sklearn: {
        macro,
        weighted,
        hand_till: handTill,
        accuracy: of.accuracy,
        balanced_accuracy: of.balancedAccuracy,
        macro_f1: of.macroF1,
        weighted_f1: of.weightedF1,
        matthews: of.matthews,
      },
    };
  },
  numbers: ({ y, x }: { y: number[]; x: number[] }) => {
    const of = regressionMeasures(y, x);
    return {
      R: {
        rmse: of.rootMeanSquaredError.value,
        mae: of.meanAbsoluteError.value,
        r2: of.determination,
        intercept: of.calibrationIntercept,
        slope: of.calibrationSlope,
      },
    };
  },
  decision: ({ time, status, p, y, ask, thresholds }: DecisionInput) => {
    const plain = decisionCurve(y, p, thresholds);
    const late = survivalDecisionCurve({ times: time, events: status }, p, ask, thresholds);
    return {
      dcurves: {
        model: plain.map(({ model }) => model.value),
        all: plain.map(({ all }) => all),
        survival_model: late.map(({ model }) => model),
        survival_all: late.map(({ all }) => all),
      },
    };
  },
};
