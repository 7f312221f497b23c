// Coverage of the intervals of `validate`: tables of known truth are drawn, learned from with default pipelines, and
// each interval is asked whether the final model's value at very many new patients lies in it.
// node conformance/coverage/simulate.ts [--tables 400] [--scenarios NAME,...] [--pipelines 0,1,2,3: 0 is a quick one, the others are the defaults] [--repeats 1,5,10]
//   [--first 0] [--output FILE]; rows are appended to FILE as scenarios end.
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  eventTimes,
  fitFinal,
  type Frame,
  outerSplits,
  type Outcome,
  type PipelineSummary,
  pipelinePlanSchema,
  restorePipeline,
  runFold,
  summarise,
  type ValidationPlan,
  validationSchema,
} from '@rachis/learning';
import { censoringDistribution } from '@rachis/statistics';
import { measuresOf } from '../../packages/learning/src/validation/measures.ts';
import { defaultPipelines } from '../../packages/study/src/learn/default-pipelines.ts';
import { drawTable, type Scenario } from './draw.ts';
import { scenarios } from './scenarios.ts';

/** New patients that the truth is taken from. */
const population = 4000;

/**
 * A pipeline that fits in milliseconds, for many tables of many scenarios: the five columns that differ most, and a small
 * ridge penalty. Its choice of columns is as unstable as selections are.
 */
const quick = (outcome: Outcome) =>
  pipelinePlanSchema.parse({
    name: 'Five columns',
    steps: [{ step: 'scale' }, { step: 'univariate-filter', settings: { keep: 'top', count: 5 } }],
    model: {
      estimator:
        { survival: 'cox-regression', continuous: 'linear-regression' }[outcome.kind as string] ??
        'logistic-regression',
      settings: { lambda: 0.1, alpha: 0 },
    },
  });

/** One interval of one table. */
export interface Judgement {
  readonly pipeline: string;
  readonly repeats: number;
  readonly measure: string;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  readonly truth: number;
}

/** The measures that a final model has at new patients. Horizons are those of the training table, as `summarise` takes them. */
function truthOf(plan: ValidationPlan, pipeline: number, table: Frame, world: Frame): Record<string, number> {
  const fitted = restorePipeline(fitFinal(table, plan, pipeline).state);
  const { outcome, ...unseen } = world;
  const { scores, probabilities, survivalAt } = fitted.predict(unseen);
  const horizons = table.outcome!.kind === 'survival' ? eventTimes(table.outcome!) : new Float64Array(0);
  const positive =
    fitted.threshold === undefined || probabilities === undefined
      ? undefined
      : Uint8Array.from(scores, (_, row) => (probabilities.data[2 * row + 1]! >= fitted.threshold! ? 1 : 0));
  return measuresOf(
    {
      outcome: outcome!,
      scores,
      ...(probabilities === undefined ? {} : { probabilities: probabilities.data }),
      ...(horizons.length === 0 || survivalAt === undefined ? {} : { survival: survivalAt(horizons).data }),
      ...(positive === undefined ? {} : { positive }),
    },
    horizons,
    outcome!.kind === 'survival' ? censoringDistribution(outcome!) : undefined,
  );
}

function scenarioOf(name: string): Scenario {
  const found = scenarios.find((one) => one.name === name);
  if (found === undefined) throw new Error(`No scenario is called ${name}.`);
  return found;
}

/** Every interval of one table of a scenario, by pipeline and number of repeats. */
export function judgeTable(
  name: string,
  number: number,
  wanted: readonly number[],
  repeats: readonly number[],
): Judgement[] {
  const scenario = scenarioOf(name);
  const seed = `coverage ${name} ${number}`;
  const table = drawTable(scenario, scenario.subjects, seed);
  const world = drawTable(scenario, population, `${seed} world`);
  const pipelines = [quick(table.outcome!), ...defaultPipelines(table.outcome!)].filter((_, at) =>
    wanted.includes(at),
  );
  const plan = validationSchema.parse({
    pipelines,
    outer: { kind: 'folds', folds: 5, repeats: Math.max(...repeats) },
    seed,
  });
  const splits = outerSplits(table, plan);
  return pipelines.flatMap((_, pipeline) => {
    const results = splits.map((_split, split) => runFold(table, plan, splits, { pipeline, split }));
    const truth = truthOf(plan, pipeline, table, world);
    return repeats.flatMap((count) => {
      const own = splits.filter(({ repeat }) => repeat < count);
      const summary: PipelineSummary = summarise(
        pipelines[pipeline]!.name,
        table,
        results.filter(({ split }) => splits[split]!.repeat < count),
        own,
        { seed },
      );
      return summary.measures.map(({ id, value, lower, upper }) => ({
        pipeline: summary.name,
        repeats: count,
        measure: id,
        value,
        lower,
        upper,
        truth: truth[id] ?? NaN,
      }));
    });
  });
}

/** Sums of judgements of one pipeline, number of repeats and measure. */
export function tally(judgements: readonly Judgement[]) {
  const known = judgements.filter(({ lower, upper, truth }) => Number.isFinite(lower + upper + truth));
  const mean = (of: (one: Judgement) => number) =>
    known.reduce((sum, one) => sum + of(one), 0) / Math.max(1, known.length);
  return {
    tables: judgements.length,
    known: known.length,
    coverage: mean(({ lower, upper, truth }) => (lower <= truth && truth <= upper ? 1 : 0)),
    above: mean(({ lower, truth }) => (truth < lower ? 1 : 0)),
    width: mean(({ lower, upper }) => upper - lower),
    value: mean(({ value }) => value),
    truth: mean(({ truth }) => truth),
  };
}

/** Judgements by pipeline, number of repeats and measure. */
export function grouped(judgements: readonly Judgement[]): Map<string, Judgement[]> {
  const sets = new Map<string, Judgement[]>();
  for (const one of judgements) {
    const key = [one.pipeline, one.repeats, one.measure].join(',');
    sets.set(key, [...(sets.get(key) ?? []), one]);
  }
  return sets;
}

export const header = 'scenario,pipeline,repeats,measure,tables,known,coverage,above,width,value,truth\n';

if (process.argv[1]?.endsWith('simulate.ts')) {
  const { values } = parseArgs({
    options: {
      tables: { type: 'string', default: '400' },
      first: { type: 'string', default: '0' },
      scenarios: { type: 'string', default: scenarios.map(({ name }) => name).join(',') },
      pipelines: { type: 'string', default: '0,1,2,3' },
      repeats: { type: 'string', default: '1,5,10' },
      output: { type: 'string', default: 'coverage.csv' },
    },
  });
  const numbers = (text: string) => text.split(',').map(Number);
  if (!existsSync(values.output)) writeFileSync(values.output, header);
  for (const name of values.scenarios.split(',')) {
    const start = performance.now();
    const all: Judgement[] = [];
    for (let number = Number(values.first); number < Number(values.first) + Number(values.tables); number++) {
      all.push(...judgeTable(name, number, numbers(values.pipelines), numbers(values.repeats)));
    }
    for (const [key, own] of grouped(all)) {
      const { tables, known, coverage, above, width, value, truth } = tally(own);
      const figures = [coverage, above, width, value, truth].map((one) => one.toFixed(4));
      appendFileSync(values.output, `${[name, key, tables, known, ...figures].join(',')}\n`);
    }
    console.log(name, `${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
}
