import type { FactOf, RunEvidence } from '../evidence.ts';
import { inResult, isRadiomic, listed, lockedOf } from './places.ts';

const reducing = [
  'correlation-filter',
  'correlation-clusters',
  'univariate-filter',
  'mrmr',
  'elastic-net-selection',
  'stability-selection',
  'stepwise-selection',
  'recursive-elimination',
  'boruta',
  'principal-components',
];
const balancing = ['oversample', 'undersample', 'smote', 'borderline-smote', 'adasyn', 'class-weights'];

const plan = inResult('plan.pipelines');
const lockedSteps = (run: RunEvidence, among: readonly string[]): string[] =>
  (lockedOf(run)?.steps ?? []).filter((step) => among.includes(step));

/** Columns were reduced on the way to the locked model. */
export const reduction: FactOf = (run) => {
  const locked = lockedOf(run);
  if (locked === undefined) return undefined;
  const steps = lockedSteps(run, reducing);
  const how = [...steps, ...(locked.sparse ? [`penalty of ${locked.estimator}`] : [])];
  return {
    holds: how.length > 0,
    sentence:
      how.length === 0
        ? `The pipeline ${locked.name} reduces no features and adjusts for no multiple tests.`
        : `${locked.name}: ${listed(how)}; fitted in the training rows of each split.`,
    where: `${plan}; report/selection.csv`,
  };
};
/** Features that repeat others, or tell nothing, were left out. */
export const redundancy: FactOf = (run) => {
  const found = reduction(run);
  const steps = lockedSteps(run, reducing);
  return found === undefined || steps.length > 0 ? found : { ...found, holds: false };
};
/** Collinearity was looked at. */
export const collinearity: FactOf = (run) => {
  const steps = lockedSteps(run, ['correlation-filter', 'correlation-clusters', 'principal-components']);
  return steps.length === 0
    ? undefined
    : { holds: true, sentence: `${run.locked}: ${steps.join(', ')} among the training rows.`, where: plan };
};
/** Columns of the final model against the events (or subjects) that it was fitted on; ten to one is taken as apt. */
export const columnsForSample: FactOf = (run) => {
  const locked = lockedOf(run);
  if (locked === undefined || locked.columns === 0) return undefined;
  const events = run.outcome.events ?? run.subjects;
  const each = events / locked.columns;
  return {
    holds: each >= 10,
    sentence: `${locked.columns} columns in the final model of ${locked.name} and ${events} ${run.outcome.events === null ? 'subjects' : 'events'}: ${each.toFixed(1)} each (10 are taken as enough).`,
    where: inResult('finals[].columns', 'warnings'),
  };
};
/** Events against all columns that could have been chosen. */
export const candidatesForSample: FactOf = (run) => {
  if (run.predictors === 0) return undefined;
  const events = run.outcome.events ?? run.subjects;
  return {
    holds: events / run.predictors >= 10,
    sentence: `${events} ${run.outcome.events === null ? 'subjects' : 'events'} for ${run.predictors} candidate columns.`,
    where: inResult('predictors', 'warnings'),
  };
};
/** Radiomic and other columns in one model. */
export const combined: FactOf = (run) => {
  const both = run.pipelines.find(
    (one) => isRadiomic(one) && one.domains.some((domain) => domain !== 'radiomic'),
  );
  return both === undefined
    ? {
        holds: false,
        sentence: 'No pipeline has radiomic and other columns.',
        where: `${plan}; study file: tables`,
      }
    : { holds: true, sentence: `${both.name} has ${both.domains.join(' and ')} columns.`, where: plan };
};
/** Rows were parted first, by subject, with a seed. */
export const partition: FactOf = (run) => ({
  holds: true,
  sentence: `${run.outer.words}; rows of a subject stay together, seed ${run.seed}; every step is fitted in training rows alone.`,
  where: `${inResult('plan.outer', 'plan.seed')}; report/folds.csv`,
});
/** Batches were harmonised in the locked pipeline. */
export const harmonised: FactOf = (run) => {
  const done = lockedSteps(run, ['combat']).length > 0;
  return {
    holds: done,
    sentence: done
      ? `${run.locked}: ComBat by ${run.site}, fitted in training rows.`
      : `${run.locked} harmonises nothing.`,
    where: plan,
  };
};
/** Sites were looked at as a confounder and handled. */
export const confounders: FactOf = (run) =>
  run.site === null || !harmonised(run)!.holds
    ? undefined
    : {
        holds: true,
        sentence: `Whether ${run.site} tells the outcome is tested (a warning says so), and ${harmonised(run)!.sentence}`,
        where: `${inResult('warnings')}; ${plan}`,
      };
/** Missing values and what became of them. */
export const missingData: FactOf = (run) => {
  const imputes = lockedSteps(run, ['impute', 'impute-chained']).length > 0;
  if (run.missingCells > 0 && !imputes) return undefined;
  return {
    holds: true,
    sentence: `${run.missingCells} cells without a value${imputes ? ', imputed by what the training rows say' : ''}; ${run.leftOut} subjects left out, with reasons.`,
    where: `subjects.csv; left-out.csv; ${plan}`,
  };
};
/** Rows of classes were balanced. */
export const balanced: FactOf = (run) => {
  const steps = [...new Set(run.pipelines.flatMap((one) => one.steps))].filter((step) =>
    balancing.includes(step),
  );
  const { kind, classes, events } = run.outcome;
  const share =
    kind === 'continuous' || events === null
      ? ''
      : `${events} events of ${run.subjects} subjects${classes.length > 2 ? ' in the rarest class' : ''}; `;
  return {
    holds: steps.length > 0,
    sentence:
      steps.length > 0
        ? `${share}${steps.join(', ')} in training rows alone.`
        : `${share}no rows were balanced or weighted.`,
    where: `${plan}; report/table-one.csv`,
  };
};
/** Columns were brought to a scale, or harmonised, in training rows. */
export const scaling: FactOf = (run) => {
  const steps = lockedSteps(run, ['scale', 'combat', 'encode']);
  return {
    holds: true,
    sentence:
      steps.length === 0
        ? `${run.locked}: columns as they are.`
        : `${run.locked}: ${[...new Set(steps)].join(', ')}, fitted in training rows and applied to the others.`,
    where: plan,
  };
};
/** Which models, and with which program. */
export const algorithm: FactOf = (run) => ({
  holds: true,
  sentence: `${run.pipelines.map(({ name, estimator }) => `${name}: ${estimator}`).join('; ')}. Rachis ${run.version}.`,
  where: `${plan}; report/model-*.json`,
});
/** How settings were found. */
export const tuning: FactOf = (run) => {
  const searched = run.pipelines.filter((one) => one.searched).map(({ name }) => name);
  return {
    holds: true,
    sentence: `${searched.length > 0 ? `Searched by inner folds: ${listed(searched)}. ` : ''}Settings, penalties, calibration and thresholds are chosen by inner folds of the training rows.`,
    where: inResult('plan.inner', 'plan.pipelines', 'finals[].candidates'),
  };
};
/** Against overfitting: penalties or forests, and choices inside folds. */
export const overfitting: FactOf = (run) => {
  const found = reduction(run);
  return found === undefined
    ? undefined
    : {
        ...found,
        sentence: `${found.sentence} Choices are made by inner folds; performance is of rows that were left out.`,
      };
};
/** What each predictor is about and where it comes from. */
export const predictors: FactOf = (run) => ({
  holds: true,
  sentence: `${run.predictors} predictors (${run.domains.join(', ')}) from ${listed([...run.tables.map(({ file }) => file), ...run.images.map(({ name }) => `image ${name}`), ...run.spines.map(({ name }) => `measurements of ${name}`)])}.`,
  where: `study file: tables, images, spine; ${inResult('settings.domains')}`,
});
