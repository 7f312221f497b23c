import type { Random } from '@rachis/statistics';
import * as z from 'zod';
import { learningError } from '../error.ts';
import { type Pipeline, readPipeline } from '../pipeline/pipeline.ts';

const range = z
  .strictObject({
    low: z.number(),
    high: z.number(),
    log: z.boolean().default(false).describe('Draws evenly on the logarithmic scale.'),
    integer: z.boolean().default(false).describe('Draws whole numbers.'),
  })
  .refine(({ low, high, log }) => low < high && (!log || low > 0), {
    message: '"low" must be below "high", and above 0 on the logarithmic scale',
  });
const values = z.array(z.unknown()).min(1);

/** How settings are searched: `model.cost`, `mrmr.count`, or `scale#2.method` for the second step of a kind. */
export const searchSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('grid'),
    over: z.record(z.string(), values).describe('Values to try of each setting; every combination is tried.'),
  }),
  z.strictObject({
    kind: z.literal('random'),
    over: z.record(z.string(), z.union([values, range])).describe('Values or ranges to draw from.'),
    draws: z.int().min(1).max(10_000).default(20),
  }),
  z.strictObject({
    kind: z.literal('halving'),
    over: z.record(z.string(), z.union([values, range])).describe('Values or ranges to draw from.'),
    draws: z.int().min(2).max(10_000).default(27),
    factor: z
      .int()
      .min(2)
      .max(10)
      .default(3)
      .describe('Each round keeps one in so many, with so many times the rows.'),
    least: z
      .number()
      .gt(0)
      .max(1)
      .default(0.25)
      .describe('Share of the training subjects in the first round, at least.'),
  }),
]);
export type Search = z.output<typeof searchSchema>;

/** A pipeline of a search, and the settings that make it. */
export interface Candidate {
  /** The searched settings, by path; empty where nothing is searched. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly pipeline: Pipeline;
}

/** The pipeline with one setting changed; an error where the path leads to no step. */
function withSetting(pipeline: Pipeline, path: string, value: unknown): Pipeline {
  const dot = path.indexOf('.');
  const [owner, key] = [path.slice(0, dot), path.slice(dot + 1)];
  if (dot > 0 && owner === 'model') {
    return {
      ...pipeline,
      model: { ...pipeline.model, settings: { ...pipeline.model.settings, [key]: value } },
    };
  }
  const [kind, number = '1'] = owner.split('#');
  let seen = 0;
  const at = pipeline.steps.findIndex(({ step }) => step === kind && ++seen === Number(number));
  if (dot <= 0 || at < 0) {
    const names = ['model', ...pipeline.steps.map(({ step }) => step)];
    throw learningError(
      'SETTINGS_INVALID',
      `The search names "${path}", which is no setting of the pipeline.`,
      {
        remedy: `Write STEP.SETTING with one of ${names.join(', ')}, as in model.${'cost'}.`,
      },
    );
  }
  const steps = pipeline.steps.map((choice, place) =>
    place === at ? { ...choice, settings: { ...choice.settings, [key]: value } } : choice,
  );
  return { ...pipeline, steps };
}

/** A pipeline with the settings that a search chose, by path, written into it. */
export const pipelineWith = (pipeline: Pipeline, settings: Readonly<Record<string, unknown>>): Pipeline =>
  Object.entries(settings).reduce((at, [path, value]) => withSetting(at, path, value), pipeline);

const candidateOf = (pipeline: Pipeline, settings: Readonly<Record<string, unknown>>): Candidate => {
  const made = pipelineWith(pipeline, settings);
  // A wrong value is found before hours of work.
  readPipeline(made);
  return { settings, pipeline: made };
};

function drawn(over: z.output<typeof range> | readonly unknown[], random: Random): unknown {
  if (Array.isArray(over)) return over[random.integer(over.length)];
  const { low, high, log, integer } = over as z.output<typeof range>;
  if (integer && !log) return low + random.integer(high - low + 1);
  const [from, to] = log ? [Math.log(low), Math.log(high)] : [low, high];
  const value = from + random.uniform() * (to - from);
  const back = log ? Math.exp(value) : value;
  return integer ? Math.min(high, Math.max(low, Math.round(back))) : back;
}

/** Every combination of a grid, the last setting fastest. */
export function gridOf(over: Readonly<Record<string, readonly unknown[]>>): Record<string, unknown>[] {
  return Object.entries(over).reduce<Record<string, unknown>[]>(
    (made, [path, list]) => made.flatMap((one) => list.map((value) => ({ ...one, [path]: value }))),
    [{}],
  );
}

/** The pipelines that a search tries: one where there is none. All settings are checked here. */
export function candidatesOf(
  pipeline: Pipeline,
  search: Search | undefined,
  random: Random,
): readonly Candidate[] {
  if (search === undefined) return [candidateOf(pipeline, {})];
  if (search.kind === 'grid') return gridOf(search.over).map((settings) => candidateOf(pipeline, settings));
  const seen = new Set<string>();
  const made: Candidate[] = [];
  // Small spaces hold fewer different draws than asked for.
  for (let draw = 0; draw < 20 * search.draws && made.length < search.draws; draw++) {
    const source = random.split('draw', draw);
    const settings = Object.fromEntries(
      Object.entries(search.over).map(([path, over]) => [path, drawn(over, source.split(path))]),
    );
    const key = JSON.stringify(settings);
    if (seen.has(key)) continue;
    seen.add(key);
    made.push(candidateOf(pipeline, settings));
  }
  return made;
}
