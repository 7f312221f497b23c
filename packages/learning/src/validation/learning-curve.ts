import { correctedComparison, createRandom, mean } from '@rachis/statistics';
import type { Frame } from '../frame/frame.ts';
import { outcomeOf, type Split, strataOf, subjectsOf } from '../resampling/split.ts';
import type { FoldResult, FoldTask } from './fold.ts';
import type { ValidationPlan } from './plan.ts';

/**
 * A share of the subjects of a split's training rows, with all their rows, evenly of each class. Smaller shares of a split lie within
 * larger ones, so that points of a curve differ by the subjects that are added.
 */
export function shareOfTraining(
  frame: Frame,
  split: Split,
  share: number,
  seed: ValidationPlan['seed'],
): number[] {
  const { codes, names } = strataOf(outcomeOf(frame));
  const random = createRandom(seed).split('learning curve', split.repeat, split.fold);
  const inTraining = new Set(split.training);
  const subjects = subjectsOf(frame).filter(({ rows }) => inTraining.has(rows[0]!));
  const kept = new Set<number>();
  names.forEach((_, code) => {
    // A subject belongs to the stratum of its last class, as in bootstraps.
    const own = subjects.filter(({ rows }) => Math.max(...rows.map((row) => codes[row]!)) === code);
    const many = Math.max(Math.min(2, own.length), Math.round(share * own.length));
    for (const { rows } of random.shuffle([...own]).slice(0, many)) for (const row of rows) kept.add(row);
  });
  return split.training.filter((row) => kept.has(row));
}

/** Tasks of a curve: every pipeline on shares of the training rows of the splits of the first `repeats`. */
export const curveTasks = (
  plan: ValidationPlan,
  splits: readonly Split[],
  shares: readonly number[],
  repeats: number,
): FoldTask[] =>
  shares.flatMap((share) =>
    splits.flatMap(({ repeat }, split) =>
      repeat < repeats ? plan.pipelines.map((_, pipeline) => ({ pipeline, split, share })) : [],
    ),
  );

/** How well models of so many training subjects do on the same left-out rows. */
export interface CurvePoint {
  readonly share: number;
  /** Mean number of training subjects. */
  readonly subjects: number;
  /** The criterion, mean over splits. */
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  readonly splits: number;
}

/** The learning curve of a pipeline. */
export interface LearningCurve {
  readonly pipeline: string;
  readonly points: readonly CurvePoint[];
  /** The last point less the one before it, on the same splits. */
  readonly gain: {
    readonly value: number;
    readonly lower: number;
    readonly upper: number;
    readonly p: number;
    readonly reason?: string;
  };
}

/**
 * Learning curves from results on shares of the training rows; results without a share are of all of them. Intervals are those of the
 * corrected resampled t test, since splits share training rows (Nadeau and Bengio 2003). Nothing is said of more subjects than there
 * are: the curve is not carried on.
 */
export function learningCurves(
  frame: Frame,
  plan: Pick<ValidationPlan, 'pipelines' | 'seed'>,
  splits: readonly Split[],
  results: readonly FoldResult[],
  repeats: number,
  level: number,
): LearningCurve[] {
  const testShare = mean(splits.map(({ test, training }) => test.length / training.length));
  return plan.pipelines.flatMap(({ name }, pipeline) => {
    const own = results.filter(
      (one) => one.pipeline === pipeline && splits[one.split]!.repeat < repeats && !Number.isNaN(one.score),
    );
    const shares = [...new Set(own.map(({ share }) => share ?? 1))].sort((a, b) => a - b);
    if (shares.length < 2) return [];
    const at = (share: number) => own.filter((one) => (one.share ?? 1) === share);
    const points = shares.map((share): CurvePoint => {
      const here = at(share);
      const { difference } = correctedComparison(
        here.map(({ score }) => score),
        testShare,
        { level },
      );
      const counts = here.map(({ split }) => {
        const rows =
          share === 1 ? splits[split]!.training : shareOfTraining(frame, splits[split]!, share, plan.seed);
        return new Set(rows.map((row) => frame.groups[row])).size;
      });
      return { share, subjects: mean(counts), ...difference, splits: here.length };
    });
    const [before, last] = [at(shares.at(-2)!), at(shares.at(-1)!)];
    const differences = last.flatMap(({ split, score }) => {
      const earlier = before.find((one) => one.split === split);
      return earlier === undefined ? [] : [score - earlier.score];
    });
    const { difference, p, reason } = correctedComparison(differences, testShare, { level });
    const gain = { ...difference, p, ...(reason === undefined ? {} : { reason }) };
    return [{ pipeline: name, points, gain }];
  });
}
