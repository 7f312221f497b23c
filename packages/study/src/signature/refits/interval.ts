import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { availableParallelism } from 'node:os';
import {
  bootstrapRows,
  type FittedPipeline,
  type Frame,
  type Json,
  type RefitPlan,
  restorePipeline,
} from '@rachis/learning';
import { normalQuantile, quantile } from '@rachis/statistics';
import { RachisError } from '@rachis/volume';
import { runWorkers } from '../../cohort/worker-pool.ts';
import { hashOf } from '../canonical.ts';
import { type InputValue, rowsOfInputs } from '../row.ts';
import type { AdditiveForm, Signature, SignatureInput } from '../schema.ts';
import { usedInputs } from '../used-inputs.ts';
import { additiveForm, additiveLink } from './additive.ts';
import { keptDraws, standardErrors } from './jackknife.ts';
import { type RefitAnswer, type RefitTask, refitTask } from './refit-worker.ts';
import { fromLink, linkOf, quantitiesOf } from './said.ts';

/** What a signature keeps of its refits, or why it keeps none. */
export type Uncertainty = NonNullable<Signature['uncertainty']>;

/** Fewest refits that a 95% percentile interval is taken from. */
export const fewestRefits = 50;

/** Characters that refits may take in a signature. */
const mostCharacters = 3_000_000;

const level = 0.95;

export interface UncertaintyOptions {
  readonly resamples: number;
  readonly workers?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** Of an earlier signature: taken as it is where it was made of the same. */
  readonly before?: Uncertainty;
}

/** What refits are made for. */
export interface RefitSubject {
  readonly inputs: readonly SignatureInput[];
  readonly kind: Signature['outcome']['kind'];
  readonly horizons: readonly number[];
  /** Sites that the steps look at. */
  readonly sites: readonly string[] | undefined;
}

async function refitStates(
  frame: Frame,
  plan: RefitPlan,
  tasks: readonly RefitTask[],
  { resamples, workers = availableParallelism(), signal, onProgress }: UncertaintyOptions,
): Promise<Json[]> {
  const answers: RefitAnswer[] = [];
  let done = 0;
  const take = (answer: RefitAnswer) => {
    answers.push(answer);
    done++;
    onProgress?.(answer.number + 1, resamples);
  };
  const data = { frame, refits: plan };
  if (workers === 1) {
    for (const task of tasks) {
      if (signal?.aborted) break;
      take(refitTask(data, task));
      // Lets a signal in.
      await new Promise((resolve) => setImmediate(resolve));
    }
  } else {
    await runWorkers<RefitTask, RefitAnswer>(tasks.map((task) => ({ task, bytes: 0 })).values(), {
      script: new URL('./refit-worker.js', import.meta.url),
      workerData: data,
      workers: Math.min(workers, tasks.length),
      memory: Infinity,
      onAnswer: take,
      onLost: ({ number }, cause) => ({
        number,
        error: cause instanceof Error ? cause : new Error(String(cause)),
      }),
      stopped: () => signal?.aborted ?? false,
    });
  }
  if (signal?.aborted && done < tasks.length) {
    throw new RachisError('STOPPED', 'Stopped while the signature was fitted again on resamples.', {
      remedy: 'Run the same command again: features and models are kept.',
    });
  }
  return answers
    .sort((a, b) => a.number - b.number)
    .flatMap(({ state }) => (state === undefined ? [] : [state]));
}

/** Whole pipelines as text: names repeat from one to the next, which a wide window takes out. */
const packed = (states: readonly Json[]): string =>
  brotliCompressSync(JSON.stringify(states), {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 6,
      [constants.BROTLI_PARAM_LGWIN]: 24,
    },
  }).toString('base64');

/** How many whole pipelines there is room for, by a few of them. */
const roomFor = (states: readonly Json[]): number =>
  Math.floor((mostCharacters * states.length) / packed(states).length);

/** Refits that are made first, to see whether there is room for the others. */
const firstRefits = 5;

/**
 * Refits of a model on bootstrap resamples of the training subjects, as a signature keeps them: each as a sum over the
 * inputs where it is one exactly (linear models), else as whole pipelines where 50 of them fit into 3 million characters.
 * Of random forests that do not fit the draws of their trees are kept, for the infinitesimal jackknife. Source: Efron and
 * Tibshirani 1993, chapter 13.
 */
export async function refitUncertainty(
  frame: Frame,
  pipeline: FittedPipeline,
  plan: RefitPlan,
  subject: RefitSubject,
  options: UncertaintyOptions,
): Promise<Uncertainty> {
  const { resamples, before } = options;
  if (resamples === 0) {
    return { kind: 'none', reason: 'the study asked for no refits (signature.bootstrap: 0).' };
  }
  const { outcome, groups, sites, siteNames } = frame;
  // Of one table another event, group or site can be asked for.
  const key = hashOf({ plan, resamples, ...subject, rows: { outcome, groups, sites, siteNames } });
  if (before !== undefined && 'key' in before && before.key === key) return before;
  const tasks = bootstrapRows(frame, resamples, plan.seed).map((rows, number) => ({ number, rows }));
  const states = await refitStates(frame, plan, tasks.slice(0, firstRefits), options);
  // Hundreds of forests that nothing could keep need not be grown.
  const sums = states.length > 0 && additiveForms(states, frame, subject) !== undefined;
  if (states.length > 0 && !sums && roomFor(states) < fewestRefits) {
    const draws = keptDraws(pipeline, plan, frame);
    if (draws !== undefined) return { kind: 'jackknife', key, level, draws };
    const { estimator } = pipeline.model;
    return {
      kind: 'none',
      key,
      reason: `a signature keeps ${fewestRefits} refits or more, and those of this model (${estimator}) are too large for it (${mostCharacters / 1e6} MB).`,
    };
  }
  states.push(...(await refitStates(frame, plan, tasks.slice(firstRefits), options)));
  if (states.length < Math.max(fewestRefits, resamples / 2)) {
    return {
      kind: 'none',
      key,
      reason: `the model could be fitted on ${states.length} of ${resamples} bootstrap resamples only.`,
    };
  }
  const shared = { kind: 'bootstrap' as const, key, level, resamples };
  const forms = additiveForms(states, frame, subject);
  if (forms !== undefined && JSON.stringify(forms).length <= mostCharacters) {
    return { ...shared, refits: states.length, additive: forms };
  }
  const kept = states.slice(0, Math.max(fewestRefits, roomFor(states)));
  return { ...shared, refits: kept.length, pipelines: packed(kept) };
}

/** Each refit as a sum: one form, or one a site. Undefined where one of them is no sum. */
function additiveForms(
  states: readonly Json[],
  frame: Frame,
  { inputs, kind, horizons, sites }: RefitSubject,
): (AdditiveForm | null)[][] | undefined {
  const made: (AdditiveForm | null)[][] = [];
  for (const state of states) {
    const pipeline = restorePipeline(state);
    const used = usedInputs(pipeline);
    const ask = (rows: Frame) => {
      const said = quantitiesOf(pipeline, rows, kind, horizons);
      if (said === undefined) throw new RangeError('The model says no such thing.');
      return said;
    };
    const forms = (sites ?? [undefined]).map((site) =>
      additiveForm(ask, linkOf(kind), inputs, used, frame, site),
    );
    // A resample may lack a whole site; it says nothing of it then.
    if (forms.every((form) => form === undefined)) return undefined;
    if (sites === undefined || forms.length === 1) made.push([forms[0]!]);
    else made.push(forms.map((form) => form ?? null));
  }
  return made;
}

/** Lower and upper end of each quantity of a row. */
export interface Interval {
  readonly level: number;
  /** How many refits had a say; absent of the jackknife. */
  readonly refits?: number;
  readonly ends: readonly { readonly lower: number; readonly upper: number }[];
}

type SaidOf = (row: readonly InputValue[], site: string | undefined) => Float64Array[];

/** What each refit says of a row; those that refuse it are left out. */
function saidByRefits(
  { inputs, outcome, site: known, training }: Signature,
  { additive, pipelines }: Extract<Uncertainty, { kind: 'bootstrap' }>,
): SaidOf {
  const link = linkOf(outcome.kind);
  if (additive !== undefined) {
    return (row, site) => {
      const place = known === undefined || site === undefined ? 0 : known.names.indexOf(site);
      return additive.flatMap((forms) => {
        const form = forms[place] ?? null;
        const sum = form === null ? undefined : additiveLink(form, inputs, row);
        return sum === undefined ? [] : [fromLink(link, sum)];
      });
    };
  }
  const states = JSON.parse(
    brotliDecompressSync(Buffer.from(pipelines!, 'base64')).toString('utf8'),
  ) as Json[];
  const restored = states.map(restorePipeline);
  return (row, site) => {
    const frame = rowsOfInputs({ inputs }, [row], site);
    return restored.flatMap((pipeline) => {
      try {
        const said = quantitiesOf(pipeline, frame, outcome.kind, training.horizons ?? []);
        return said === undefined ? [] : [said.data];
      } catch {
        // It was fitted on rows that had no such category or site.
        return [];
      }
    });
  };
}

/** A forest's word and its standard error as an interval; shares stay between 0 and 1. */
function jackknifeInterval(
  { outcome }: Signature,
  pipeline: FittedPipeline,
  { level, draws }: Extract<Uncertainty, { kind: 'jackknife' }>,
  frame: Frame,
): Interval | string {
  const errors = standardErrors(pipeline, draws, frame);
  const said = quantitiesOf(pipeline, frame, outcome.kind, []);
  if (errors === undefined || said === undefined || errors.length !== said.columns) {
    return 'the forest says nothing of some classes.';
  }
  if (!errors.every(Number.isFinite)) {
    return 'the trees of the forest are too few to tell how sure it is of this patient.';
  }
  const factor = normalQuantile(1 - (1 - level) / 2);
  const [least, most] = outcome.kind === 'continuous' ? [-Infinity, Infinity] : [0, 1];
  return {
    level,
    ends: Array.from(said.data, (value, k) => ({
      lower: Math.max(least, value - factor * errors[k]!),
      upper: Math.min(most, value + factor * errors[k]!),
    })),
  };
}

/** The percentile interval of what the refits say of a row; in words why there is none. */
export function intervalsOf({
  signature,
  pipeline,
}: {
  readonly signature: Signature;
  readonly pipeline: FittedPipeline;
}): (row: readonly InputValue[], site?: string) => Interval | string {
  const { uncertainty } = signature;
  if (uncertainty === undefined) return () => 'the signature is of a format that kept no refits.';
  if (uncertainty.kind === 'none') return () => uncertainty.reason;
  if (uncertainty.kind === 'jackknife') {
    return (row, site) =>
      jackknifeInterval(signature, pipeline, uncertainty, rowsOfInputs(signature, [row], site));
  }
  const ask = saidByRefits(signature, uncertainty);
  const tail = (1 - uncertainty.level) / 2;
  return (row, site) => {
    const said = ask(row, site);
    if (said.length < fewestRefits) {
      return `only ${said.length} of ${uncertainty.refits} refits know a patient with these values.`;
    }
    return {
      level: uncertainty.level,
      refits: said.length,
      ends: Array.from(said[0]!.keys(), (k) => {
        const own = Float64Array.from(said, (values) => values[k]!);
        return { lower: quantile(own, tail), upper: quantile(own, 1 - tail) };
      }),
    };
  };
}
