import type { FactOf } from '../evidence.ts';
import { inResult, listed, lockedOf } from './places.ts';

/** The filled checklists. */
export const checklists: FactOf = () => ({
  holds: true,
  sentence: 'CLEAR, TRIPOD+AI, METRICS, RQS, PROBAST+AI and IBSI reporting are filled beside the results.',
  where: 'report/instruments.json',
});
/** Steps in their order. */
export const pipelineTold: FactOf = (run) => {
  const locked = lockedOf(run);
  return locked === undefined
    ? undefined
    : {
        holds: true,
        sentence: `${locked.name}: ${[...locked.steps, locked.estimator].join(' > ')}.`,
        where: inResult('plan.pipelines'),
      };
};
/** Who is in, who is not, and why. */
export const subjectFlow: FactOf = ({ subjects, leftOut }) => ({
  holds: true,
  sentence: `${subjects + leftOut} subjects found, ${leftOut} left out with reasons, ${subjects} remain.`,
  where: 'left-out.csv; report/index.html: Subjects',
});
/** Number of subjects and events against predictors. */
export const sampleSize: FactOf = ({ subjects, predictors, needed, outcome: { events } }) => ({
  holds: true,
  sentence: `${subjects} subjects${events === null ? '' : `, ${events} events`}, ${predictors} candidate predictors; the report warns where that is little.${needed === undefined ? '' : ` Riley's criteria ask for ${needed.subjects} subjects, assuming an ${needed.assumption}.`}`,
  where: inResult('subjects', 'predictors', 'warnings', ...(needed === undefined ? [] : ['sampleSize'])),
});
/** Table 1. */
export const tableOne: FactOf = ({ files }) =>
  files.includes('table-one.csv')
    ? { holds: true, sentence: 'Characteristics by outcome.', where: 'report/table-one.csv' }
    : undefined;
/** Features of the model, and how often each was chosen. */
export const selected: FactOf = (run) => {
  const locked = lockedOf(run);
  return locked === undefined || locked.columns === 0
    ? undefined
    : {
        holds: true,
        sentence: `${locked.columns} columns in the final model of ${locked.name}; how often each was chosen over splits.`,
        where: `report/selection.csv; ${inResult('finals[].columns')}`,
      };
};
/** The model in full. */
export const signature: FactOf = ({ locked }) => ({
  holds: true,
  sentence: `${locked} is locked with its extraction settings, steps, model, training ranges and hash.`,
  where: 'signature.json: pipeline, hash',
});
/** Version, seed and hashes. */
export const traceability: FactOf = ({ version, seed }) => ({
  holds: true,
  sentence: `Rachis ${version}, seed ${seed}, SHA-256 of the inputs; the signature has a version and a hash.`,
  where: `${inResult('rachis', 'plan.seed', 'inputs[].sha256')}; signature.json: version, hash`,
});
/** Warnings about patients unlike the training rows. */
export const safeguards: FactOf = () => ({
  holds: true,
  sentence:
    'The signature holds the ranges of the training rows: prediction warns outside of them and where inputs are missing.',
  where: 'signature.json: inputs[].range',
});
/** Classes, probabilities and thresholds that come out. */
export const modelOutput: FactOf = ({ outcome: { kind, classes }, threshold }) => ({
  holds: true,
  sentence:
    kind === 'classes' || kind === 'ordinal'
      ? `Probabilities of ${listed(classes)}${classes.length === 2 ? `; threshold by rule: ${threshold}` : ''}.`
      : kind === 'survival'
        ? 'Risk and survival probabilities over time.'
        : 'A value on the scale of the outcome.',
  where: `${inResult('kind', 'classes', 'plan.threshold')}; report/predictions.csv`,
});
