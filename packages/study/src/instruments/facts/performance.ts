import { measureName } from '@rachis/learning';
import type { FactOf, PipelineEvidence } from '../evidence.ts';
import { inResult, isRadiomic, listed, lockedOf } from './places.ts';
import { timesBefore } from '../../signature/register.ts';

const measures = `${inResult('pipelines[].measures')}; report/measures.csv`;
const percent = (level: number) => `${Math.round(100 * level)}%`;

/** A statistic of discrimination with its interval; a continuous outcome has none. */
export const discrimination: FactOf = (run) => {
  if (run.outcome.kind === 'continuous') return undefined;
  const own = lockedOf(run);
  if (own === undefined) return undefined;
  const holds = own.measures.includes(run.main);
  return {
    holds,
    sentence: holds
      ? `${measureName(run.main)} of ${own.name} on rows that were left out, with ${percent(run.level)} interval.`
      : `${own.name} has no ${measureName(run.main)} with an interval.`,
    where: measures,
  };
};
/** Measures for the outcome, each with how it was found. */
export const measuresTold: FactOf = (run) => {
  const own = lockedOf(run);
  if (own === undefined) return undefined;
  const holds = own.measures.includes(run.main);
  return {
    holds,
    sentence: holds
      ? `Measures: ${listed(own.measures.map(measureName), 10)}.`
      : `${own.name} has no ${measureName(run.main)}.`,
    where: measures,
  };
};
/** Intervals of measures. */
export const uncertainty: FactOf = (run) => {
  const found = measuresTold(run);
  return found === undefined
    ? undefined
    : {
        ...found,
        sentence: found.holds
          ? `${percent(run.level)} intervals of every measure at new patients, and the spread over folds.`
          : found.sentence,
      };
};
const calibrationMeasures = (one: PipelineEvidence | undefined): string[] =>
  (one?.measures ?? []).filter(
    (id) => id.startsWith('calibration-') || id === 'integrated-calibration-index',
  );
/** Statistics of calibration with intervals. */
export const calibration: FactOf = (run) => {
  const own = calibrationMeasures(lockedOf(run));
  return {
    holds: own.length > 0,
    sentence:
      own.length > 0
        ? `${run.locked}: ${own.map(measureName).join(', ')} with intervals${run.files.includes('calibration.svg') ? ', and a curve' : ''}.`
        : `No statistic of calibration was computed of this outcome (${run.outcome.kind}).`,
    where: `${measures}${run.files.includes('calibration.svg') ? '; report/calibration.svg' : ''}`,
  };
};
/** Net benefit over thresholds. */
export const decisionCurve: FactOf = ({ files }) =>
  files.includes('decision-curve.svg')
    ? {
        holds: true,
        sentence: 'Net benefit of every pipeline over a range of thresholds, beside acting on all and none.',
        where: 'report/decision-curve.svg',
      }
    : undefined;
/** Where risk groups are parted. */
export const cutOff: FactOf = (run) => {
  if (run.outcome.kind === 'survival') {
    const figures = run.files.filter((name) => name.startsWith('kaplan-meier'));
    return figures.length === 0
      ? undefined
      : {
          holds: true,
          sentence: 'Risk groups by the median of the out-of-fold risk, with Kaplan-Meier curves.',
          where: `report/${figures[0]}`,
        };
  }
  if (run.outcome.kind !== 'classes' || run.outcome.classes.length !== 2) return undefined;
  return lockedOf(run)?.measures.includes('sensitivity')
    ? {
        holds: true,
        sentence: `The threshold is chosen by rule (${run.threshold}) in training rows, and judged on rows that were left out.`,
        where: `${inResult('plan.threshold')}; report/predictions.csv: threshold`,
      }
    : undefined;
};
/** Paired tests of pipelines, corrected for their number. */
export const comparisons: FactOf = ({ comparisons: count }) =>
  count === 0
    ? undefined
    : {
        holds: true,
        sentence: `${count} paired comparisons on the same folds: corrected resampled t test, p values after Holm.`,
        where: `${inResult('comparisons')}; report/comparisons.csv`,
      };
/** Radiomic against non-radiomic models. */
export const againstClinical: FactOf = (run) => {
  const clinical = run.pipelines.find((one) => !isRadiomic(one));
  const radiomic = run.pipelines.find(isRadiomic);
  if (clinical === undefined || radiomic === undefined || run.comparisons === 0) {
    return {
      holds: false,
      sentence: 'No model without radiomic columns was compared on the same folds.',
      where: inResult('plan.pipelines'),
    };
  }
  return {
    holds: true,
    sentence: `${clinical.name} (without radiomics) against ${listed(run.pipelines.filter(isRadiomic).map(({ name }) => name))}: ${comparisons(run)!.sentence}`,
    where: comparisons(run)!.where,
  };
};
const simple = ['logistic-regression', 'linear-regression', 'cox-regression', 'ordinal-regression'];
/** A linear model beside another kind of model. */
export const baseline: FactOf = (run) => {
  const plain = run.pipelines.find(({ estimator }) => simple.includes(estimator));
  const other = run.pipelines.find(({ estimator }) => !simple.includes(estimator));
  if (plain === undefined || other === undefined || run.comparisons === 0) return undefined;
  return {
    holds: true,
    sentence: `${plain.name} (${plain.estimator}) beside ${other.name} (${other.estimator}), with a paired test.`,
    where: comparisons(run)!.where,
  };
};
/** What the models use. */
export const explanation: FactOf = ({ explained, shap }) =>
  explained === 0
    ? undefined
    : {
        holds: true,
        sentence: `Permutation importance, coefficients and effects of ${explained} pipelines${shap > 0 ? `, SHAP values of ${shap}` : ''}, on rows that were left out.`,
        where: `${inResult('explanations')}; report/importance.csv`,
      };
/** A model that was fitted once was judged, with its threshold, on other subjects of the same source. */
export const internalTest: FactOf = ({ outer }) => {
  const holds = outer.kind === 'held-out' || outer.kind === 'temporal';
  return {
    holds,
    sentence: holds
      ? `${outer.words}: judged without refitting or moving the threshold.`
      : `${outer.words}: models are fitted anew in each split, so no fixed model was tested on other subjects.`,
    where: inResult('plan.outer'),
  };
};
/** How performance was tested. */
export const testing: FactOf = (run) => ({
  holds: true,
  sentence: `${run.outer.words}${run.external ? `; final models on another table, ${run.externalBefore === 0 ? 'once' : `which other models of the study were judged on ${timesBefore(run.externalBefore)}`}` : '; no external table'}.`,
  where: inResult('plan.outer', 'external'),
});
/** Final models were judged on another table, whose institution the run does not know. */
export const external: FactOf = ({ external: judged, externalBefore }) =>
  !judged
    ? undefined
    : {
        holds: true,
        sentence: `Final models, fixed, were judged on the subjects of another table${externalBefore === 0 ? '' : `, which other models of the study had been judged on ${timesBefore(externalBefore)}`}.`,
        where: `${inResult('external')}; report/external.csv`,
      };
