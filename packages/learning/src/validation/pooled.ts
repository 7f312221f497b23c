import { type Frame, takeOutcome } from '../frame/frame.ts';
import { outcomeOf, type Split } from '../resampling/split.ts';
import type { FoldResult, Said } from './fold.ts';
import type { Judged } from './measures.ts';

/** Test rows of all splits of one repeat, with what was said of them. */
export interface Pooled extends Said {
  readonly repeat: number;
  readonly positive?: Uint8Array;
}

/** Decisions of rows of two classes at a threshold on the probability of the event. */
export function decisionsAt({ scores, probabilities }: Said, threshold: number): Uint8Array {
  return Uint8Array.from(scores, (_, row) => (probabilities![2 * row + 1]! >= threshold ? 1 : 0));
}

const joinFloats = (parts: readonly Float64Array[]): Float64Array => {
  const made = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    made.set(part, at);
    at += part.length;
  }
  return made;
};

const every = <T>(parts: readonly (T | undefined)[]): readonly T[] | undefined =>
  parts.some((part) => part === undefined) ? undefined : (parts as readonly T[]);

/** Results of one pipeline, pooled by repeat. Splits without a fit are left out. */
export function pooledByRepeat(results: readonly FoldResult[], splits: readonly Split[]): Pooled[] {
  const byRepeat = new Map<number, FoldResult[]>();
  for (const result of results) {
    if (result.problem !== undefined) continue;
    const { repeat } = splits[result.split]!;
    byRepeat.set(repeat, [...(byRepeat.get(repeat) ?? []), result]);
  }
  return Array.from(byRepeat, ([repeat, own]) => {
    const probabilities = every(own.map(({ test }) => test.probabilities));
    const survival = every(own.map(({ test }) => test.survival));
    const thresholds = every(own.map(({ threshold }) => threshold));
    return {
      repeat,
      rows: own.flatMap(({ test }) => test.rows),
      scores: joinFloats(own.map(({ test }) => test.scores)),
      ...(probabilities === undefined ? {} : { probabilities: joinFloats(probabilities) }),
      ...(survival === undefined ? {} : { survival: joinFloats(survival) }),
      ...(thresholds === undefined
        ? {}
        : {
            positive: Uint8Array.from(own.flatMap(({ test }, at) => [...decisionsAt(test, thresholds[at]!)])),
          }),
    };
  });
}

const takeBlocks = (from: Float64Array, places: ArrayLike<number>, width: number): Float64Array => {
  const made = new Float64Array(places.length * width);
  for (let i = 0; i < places.length; i++) {
    made.set(from.subarray(places[i]! * width, (places[i]! + 1) * width), i * width);
  }
  return made;
};

/** Some places of pooled rows as measures take them. */
export function judged(
  frame: Frame,
  pooled: Said & { readonly positive?: Uint8Array },
  places?: ArrayLike<number>,
): Judged {
  const { rows, scores, probabilities, survival, positive } = pooled;
  const outcome = outcomeOf(frame);
  const at = places ?? Array.from(rows, (_, place) => place);
  const width = (values: Float64Array) => values.length / rows.length;
  return {
    outcome: takeOutcome(
      outcome,
      Array.from(at, (place) => rows[place]!),
    ),
    scores: takeBlocks(scores, at, 1),
    ...(probabilities === undefined
      ? {}
      : { probabilities: takeBlocks(probabilities, at, width(probabilities)) }),
    ...(survival === undefined ? {} : { survival: takeBlocks(survival, at, width(survival)) }),
    ...(positive === undefined ? {} : { positive: Uint8Array.from(at, (place) => positive[place]!) }),
  };
}
