import { mean } from '../numbers/moments.ts';
import { rank } from '../numbers/ranks.ts';

/** AUC of one class against rows of others, from ranks; NaN where a side is empty. */
function aucOf(positive: readonly number[], negative: readonly number[]): number {
  const m = positive.length;
  const n = negative.length;
  if (m === 0 || n === 0) return NaN;
  const { ranks } = rank([...positive, ...negative]);
  let sum = 0;
  for (let i = 0; i < m; i++) sum += ranks[i]!;
  return (sum - (m * (m + 1)) / 2) / (m * n);
}

/** Discrimination of several classes. */
export interface MultiClassAuc {
  /** Each class against all others, in the order of the columns. */
  readonly oneVersusRest: readonly number[];
  /** Their mean, and their mean weighted by how frequent the classes are. */
  readonly macro: number;
  readonly weighted: number;
  /** Hand and Till's M: mean over pairs of classes, each seen from both sides (2001). */
  readonly handTill: number;
}

/**
 * Discrimination of a model of k classes. `outcome` holds class numbers 0 to k - 1, `probabilities` a row a subject
 * with a column a class. Intervals by `bootstrapInterval`.
 */
export function multiClassAuc(
  outcome: ArrayLike<number>,
  probabilities: readonly ArrayLike<number>[],
): MultiClassAuc {
  const k = probabilities[0]?.length ?? 0;
  const rows = Array.from({ length: k }, () => [] as number[]);
  for (let i = 0; i < outcome.length; i++) {
    const list = rows[outcome[i]!];
    if (list === undefined)
      throw new RangeError(`Outcome ${outcome[i]} in place ${i} is no class from 0 to ${k - 1}.`);
    list.push(i);
  }
  const column = (list: readonly number[], j: number) => list.map((i) => probabilities[i]![j]!);
  const oneVersusRest = rows.map((own, j) =>
    aucOf(column(own, j), column(rows.filter((_, c) => c !== j).flat(), j)),
  );
  const pairs: number[] = [];
  for (let a = 0; a < k; a++) {
    for (let b = a + 1; b < k; b++) {
      pairs.push(
        (aucOf(column(rows[a]!, a), column(rows[b]!, a)) + aucOf(column(rows[b]!, b), column(rows[a]!, b))) /
          2,
      );
    }
  }
  return {
    oneVersusRest,
    macro: mean(oneVersusRest),
    weighted: oneVersusRest.reduce((sum, value, j) => sum + (value * rows[j]!.length) / outcome.length, 0),
    handTill: mean(pairs),
  };
}

/** Measures of predicted classes against true ones, averaged over classes. */
export interface ClassMeasures {
  readonly accuracy: number;
  /** Mean recall over the classes that occur. */
  readonly balancedAccuracy: number;
  readonly macroF1: number;
  readonly weightedF1: number;
  /** Matthews' correlation of several classes (Gorodkin 2004). */
  readonly matthews: number;
}

/** Measures of class decisions; class numbers 0 to `classes - 1`. */
export function classMeasures(
  outcome: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): ClassMeasures {
  const n = outcome.length;
  const truth = new Float64Array(classes);
  const chosen = new Float64Array(classes);
  const right = new Float64Array(classes);
  for (let i = 0; i < n; i++) {
    truth[outcome[i]!]!++;
    chosen[predicted[i]!]!++;
    if (outcome[i] === predicted[i]) right[outcome[i]!]!++;
  }
  const total = right.reduce((sum, value) => sum + value, 0);
  const present = Array.from(truth.keys()).filter((c) => truth[c]! > 0);
  const f1 = Array.from(truth, (count, c) =>
    count + chosen[c]! === 0 ? 0 : (2 * right[c]!) / (count + chosen[c]!),
  );
  const named = Array.from(truth.keys()).filter((c) => truth[c]! + chosen[c]! > 0);
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, c) => sum + value * b[c]!, 0);
  return {
    accuracy: total / n,
    balancedAccuracy: mean(present.map((c) => right[c]! / truth[c]!)),
    macroF1: mean(named.map((c) => f1[c]!)),
    weightedF1: f1.reduce((sum, value, c) => sum + (value * truth[c]!) / n, 0),
    matthews:
      (total * n - dot(truth, chosen)) /
      Math.sqrt((n * n - dot(chosen, chosen)) * (n * n - dot(truth, truth))),
  };
}
