/** A step function that does not fall, as its corners: `values[i]` at `places[i]`, straight lines between. */
export interface Isotonic {
  readonly places: readonly number[];
  readonly values: readonly number[];
}

/**
 * Isotonic regression of 0 and 1 (or any numbers) on scores: the least squares fit that never falls, by pooling
 * adjacent violators; rows of one score are pooled first. Sources: Barlow et al. 1972; Zadrozny and Elkan 2002.
 */
export function fitIsotonic(
  scores: ArrayLike<number>,
  targets: ArrayLike<number>,
  weights?: ArrayLike<number>,
): Isotonic {
  const order = Array.from(scores, (_, row) => row).sort((a, b) => scores[a]! - scores[b]!);
  // Blocks as stacks of first place, last place, weight and mean.
  const from: number[] = [];
  const to: number[] = [];
  const weight: number[] = [];
  const mean: number[] = [];
  for (let at = 0; at < order.length; ) {
    const place = scores[order[at]!]!;
    let total = 0;
    let sum = 0;
    for (; at < order.length && scores[order[at]!] === place; at++) {
      const own = weights?.[order[at]!] ?? 1;
      total += own;
      sum += own * targets[order[at]!]!;
    }
    if (total === 0) continue;
    from.push(place);
    to.push(place);
    weight.push(total);
    mean.push(sum / total);
    while (mean.length > 1 && mean.at(-2)! >= mean.at(-1)!) {
      const last = to.pop()!;
      from.pop();
      const w = weight.pop()!;
      const m = mean.pop()!;
      const top = mean.length - 1;
      mean[top] = (mean[top]! * weight[top]! + m * w) / (weight[top]! + w);
      weight[top]! += w;
      to[top] = last;
    }
  }
  const places: number[] = [];
  const values: number[] = [];
  mean.forEach((value, block) => {
    places.push(from[block]!);
    values.push(value);
    if (to[block] !== from[block]) {
      places.push(to[block]!);
      values.push(value);
    }
  });
  return { places, values };
}

/** The function at a score; flat beyond its ends. */
export function isotonicAt({ places, values }: Isotonic, score: number): number {
  const last = places.length - 1;
  if (score <= places[0]!) return values[0]!;
  if (score >= places[last]!) return values[last]!;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (places[middle]! <= score) low = middle;
    else high = middle;
  }
  const share = (score - places[low]!) / (places[high]! - places[low]!);
  return values[low]! + share * (values[high]! - values[low]!);
}
