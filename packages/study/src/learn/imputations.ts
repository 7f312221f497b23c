import {
  type Frame,
  foldTasks,
  type MeasureSummary,
  measureName,
  type PipelinePlan,
  type PipelineSummary,
  type Split,
  scaleOf,
  summarise,
  type ValidationPlan,
} from '@rachis/learning';
import { normalCritical, poolRubin } from '@rachis/statistics';
import * as z from 'zod';
import type { Cell, Table } from '../tables/table.ts';
import { htmlTable, pageNumber } from './page-parts.ts';
import { type RunTaskOptions, runTasks } from './run-tasks.ts';
import type { LearnSettings } from './settings.ts';

/** Multiple imputation beside the validation. */
export const imputationsSchema = z
  .strictObject({
    count: z.int().min(2).max(100).default(5).describe('Imputations.'),
    iterations: z.int().min(1).max(100).default(10).describe('Times that every column is filled anew.'),
    predictors: z.int().min(1).max(200).default(15).describe('Columns at most that one is predicted from.'),
  })
  .describe(
    'Multiple imputation by chained equations inside the training rows of each split, measures pooled by Rubin. Not done unless asked for.',
  );

/** A measure over imputations. */
export interface PooledMeasure {
  readonly id: string;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  /** Share of the variance, on the scale of the interval, that is between imputations. */
  readonly missingInformation: number;
  /** Least and greatest value of one imputation. */
  readonly least: number;
  readonly greatest: number;
  readonly reason?: string;
}

/** A pipeline over imputations. */
export interface ImputedPipeline {
  readonly pipeline: string;
  readonly imputations: number;
  readonly measures: readonly PooledMeasure[];
}

/** What `result.json` says of multiple imputation. */
export interface ImputationFacts {
  readonly count: number;
  readonly missingCells: number;
  readonly pipelines: readonly ImputedPipeline[];
  /** Why there is nothing, or what was left as it is. */
  readonly reason?: string;
}

type StepChoice = PipelinePlan['steps'][number];

/** The steps with drawn imputations in place of filled ones, those of a score within them too; undefined where there are none. */
function drawnSteps(
  steps: readonly StepChoice[],
  draw: number,
  { iterations, predictors }: z.output<typeof imputationsSchema>,
): StepChoice[] | undefined {
  let found = false;
  const made = steps.map((one): StepChoice => {
    const { columns, domains, pipeline } = one.settings;
    if (one.step === 'impute' || one.step === 'impute-chained') {
      found = true;
      return {
        step: 'impute-chained',
        settings: {
          ...(columns === undefined ? {} : { columns }),
          ...(domains === undefined ? {} : { domains }),
          iterations,
          predictors,
          draw,
        },
      };
    }
    const inner = (pipeline as { steps?: StepChoice[] } | undefined)?.steps;
    const own = inner && drawnSteps(inner, draw, { iterations, predictors, count: 2 });
    if (own === undefined) return one;
    found = true;
    return { ...one, settings: { ...one.settings, pipeline: { ...(pipeline as object), steps: own } } };
  });
  return found ? made : undefined;
}

/** Whether a search asks for settings of the step that is replaced. */
const searchesImputation = ({ search }: PipelinePlan): boolean =>
  search !== undefined && Object.keys(search.over).some((key) => key.startsWith('impute'));

/** One measure from its values and intervals in each imputation, pooled on the scale of the interval. */
function pooledMeasure(
  id: string,
  found: readonly MeasureSummary[],
  level: number,
  subjects: number,
): PooledMeasure {
  const values = found.map(({ value }) => value);
  const ends = { least: Math.min(...values), greatest: Math.max(...values) };
  const { to, back } = scaleOf(id);
  const at = values.map(to);
  const errors = found.map(({ lower, upper }) => (to(upper) - to(lower)) / (2 * normalCritical(level)));
  const none = (reason: string) => ({
    id,
    value: values.reduce((sum, value) => sum + value, 0) / values.length,
    lower: NaN,
    upper: NaN,
    missingInformation: NaN,
    ...ends,
    reason,
  });
  if (![...at, ...errors].every(Number.isFinite))
    return none('In one of the imputations it has no value or no interval on its scale.');
  const pooled = poolRubin(
    at,
    errors.map((error) => error ** 2),
    { level, completeDegrees: subjects - 1 },
  );
  return {
    id,
    value: back(pooled.value),
    lower: back(pooled.lower),
    upper: back(pooled.upper),
    missingInformation: pooled.missingInformation,
    ...ends,
  };
}

/**
 * The same validation with several imputations: each is learned from the training rows of each split, without the outcome, and fills training and
 * test rows; measures and their variances are pooled by Rubin's rules on the scale of their interval. Nothing of the validation itself changes.
 * Sources: Rubin 1987; Barnard and Rubin 1999; Marshall et al. 2009 (pooling of performance after transformation).
 */
export async function imputedValidations(
  frame: Frame,
  plan: ValidationPlan,
  splits: readonly Split[],
  { imputations, level, seed }: LearnSettings,
  { dates, ...options }: RunTaskOptions & { readonly dates?: Float64Array },
): Promise<ImputationFacts | undefined> {
  if (imputations === undefined) return undefined;
  const { count } = imputations;
  const missingCells = frame.columns.reduce(
    (sum, { values }) => sum + values.reduce((own, value) => own + (Number.isNaN(value) ? 1 : 0), 0),
    0,
  );
  const nothing = (reason: string): ImputationFacts => ({ count, missingCells, pipelines: [], reason });
  if (missingCells === 0) return nothing('No value of the predictors is missing.');
  if (plan.outer.kind === 'bootstrap')
    return nothing('The outer splits are a bootstrap, whose measures have no variance to pool.');
  const used = plan.pipelines.filter(
    (own) => !searchesImputation(own) && drawnSteps(own.steps, 1, imputations) !== undefined,
  );
  const left = plan.pipelines.filter((own) => !used.includes(own)).map(({ name }) => name);
  if (used.length === 0) return nothing('No pipeline has a step that imputes and is not searched over.');
  const subjects = new Set(frame.groups).size;
  const draws: PipelineSummary[][] = [];
  for (let draw = 1; draw <= count; draw++) {
    const own: ValidationPlan = {
      ...plan,
      pipelines: used.map((one) => ({ ...one, steps: drawnSteps(one.steps, draw, imputations)! })),
    };
    const { folds } = await runTasks(
      { frame, plan: own, ...(dates === undefined ? {} : { dates }) },
      foldTasks(own, splits),
      { ...options, finals: false },
    );
    draws.push(
      used.map(({ name }, pipeline) =>
        summarise(
          name,
          frame,
          folds.filter((fold) => fold.pipeline === pipeline),
          splits,
          { level, seed },
        ),
      ),
    );
  }
  return {
    count,
    missingCells,
    pipelines: used.map(({ name }, pipeline) => ({
      pipeline: name,
      imputations: count,
      measures: draws[0]![pipeline]!.measures.map(({ id }) =>
        pooledMeasure(
          id,
          draws.flatMap((own) => own[pipeline]!.measures.filter((one) => one.id === id)),
          level,
          subjects,
        ),
      ),
    })),
    ...(left.length === 0
      ? {}
      : { reason: `Without a step that imputes, or searched over its settings: ${left.join(', ')}.` }),
  };
}

/** The part of the report; '' where it was not asked for. */
export function imputationSection(
  facts: ImputationFacts | undefined,
  single: readonly PipelineSummary[],
): string {
  if (facts === undefined) return '';
  const tables = facts.pipelines.map(({ pipeline, measures }) => {
    const beside = single.find(({ name }) => name === pipeline)?.measures ?? [];
    return htmlTable(
      `${pipeline}: ${facts.count} imputations`,
      ['', 'pooled', 'missing information', 'least and greatest', 'one filling'],
      measures.map((one) => [
        measureName(one.id),
        Number.isNaN(one.lower)
          ? `${pageNumber(one.value)} (interval not known)`
          : `${pageNumber(one.value)} (${pageNumber(one.lower)} to ${pageNumber(one.upper)})`,
        pageNumber(one.missingInformation),
        `${pageNumber(one.least)} to ${pageNumber(one.greatest)}`,
        pageNumber(beside.find(({ id }) => id === one.id)?.value ?? NaN),
      ]),
    );
  });
  return `<h2 id="imputations">Multiple imputation</h2>
<p>${facts.missingCells} cells of predictors are missing. ${facts.pipelines.length === 0 ? '' : "The validation was done again with each of several imputations by chained equations, learned from the training rows of each split without the outcome; measures are pooled by Rubin's rules. Missing information is the share of what is not known of a measure that comes from the missing values: where it is large, so is what depends on how they are filled. "}${facts.reason ?? ''} Values that are missing for what they would have been (not at random) are filled wrongly by every method.</p>
${tables.join('\n')}`;
}

/** Pooled measures as a table. */
export const imputationTable = ({ pipelines }: ImputationFacts): Table => ({
  columns: [
    'pipeline',
    'measure',
    'imputations',
    'value',
    'lower',
    'upper',
    'missing_information',
    'least',
    'greatest',
    'reason',
  ],
  text: ['pipeline', 'measure', 'reason'],
  rows: pipelines.flatMap(({ pipeline, imputations, measures }) =>
    measures.map((one): Cell[] => [
      pipeline,
      one.id,
      imputations,
      one.value,
      one.lower,
      one.upper,
      one.missingInformation,
      one.least,
      one.greatest,
      one.reason ?? '',
    ]),
  ),
});
