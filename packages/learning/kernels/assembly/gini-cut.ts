// The cut of a node that leaves two classes purest. The node's rows are marked as bits at their places in the column's
// order, and read off in order: nothing is sorted. T is the type of rows and places.

// @ts-ignore: decorator
@inline
function cut<T>(
  place: usize, rowAt: usize, ranks: usize, samples: usize, count: u32, mask: usize, words: u32, pairs: usize,
  minimumLeaf: u32, weight: f64, events: f64, beside: usize,
): f64 {
  for (let s: u32 = 0; s < count; s++) {
    const row = <usize>load<T>(samples + <usize>s * sizeof<T>());
    const own = <u32>load<T>(place + row * sizeof<T>());
    const at = mask + ((<usize>(own >>> 6)) << 3);
    store<u64>(at, load<u64>(at) | (<u64>1 << (own & 63)));
  }
  const last = <i32>count - <i32>minimumLeaf;
  let best = -Infinity;
  let hurdle: f64 = 0;
  // Weight and, in the second half, weight of the second class on the left side.
  let sums = f64x2.splat(0);
  let seen: i32 = 0;
  let before: u32 = 0;
  let lower: u32 = 0;
  let upper: u32 = 0;
  let rankBefore: i32 = -1;
  let constant = ranks != 0;
  for (let word: u32 = 0; word < words; word++) {
    const at = mask + ((<usize>word) << 3);
    let bits = load<u64>(at);
    if (bits == 0) continue;
    store<u64>(at, 0);
    const start = rowAt + ((<usize>word) << 6) * sizeof<T>();
    do {
      const row = <u32>load<T>(start + <usize>ctz(bits) * sizeof<T>());
      bits &= bits - 1;
      let apart = seen >= <i32>minimumLeaf && seen <= last;
      if (ranks != 0) {
        const rank = <i32>load<T>(ranks + <usize>row * sizeof<T>());
        if (rank == rankBefore) apart = false;
        else if (seen > 0) constant = false;
        rankBefore = rank;
      }
      if (apart) {
        const sum = f64x2.extract_lane(sums, 0);
        const apartness = f64x2.extract_lane(sums, 1) * weight - events * sum;
        const square = apartness * apartness;
        const sides = sum * (weight - sum);
        // Division is slow: what is below the best is told by multiplication, with room for rounding.
        if (square >= hurdle * sides) {
          const quality = square / sides;
          if (quality > best) {
            best = quality;
            hurdle = best * (1.0 - 1e-12);
            lower = before;
            upper = row;
          }
        }
      }
      sums = f64x2.add(sums, v128.load(pairs + ((<usize>row) << 4)));
      before = row;
      seen++;
    } while (bits != 0);
  }
  store<u32>(beside, lower);
  store<u32>(beside, upper, 4);
  return constant ? NaN : (2 * best) / weight;
}

export function giniCut16(
  place: usize, rowAt: usize, ranks: usize, samples: usize, count: u32, mask: usize, words: u32, pairs: usize,
  minimumLeaf: u32, weight: f64, events: f64, beside: usize,
): f64 {
  return ranks != 0
    ? cut<u16>(place, rowAt, ranks, samples, count, mask, words, pairs, minimumLeaf, weight, events, beside)
    : cut<u16>(place, rowAt, 0, samples, count, mask, words, pairs, minimumLeaf, weight, events, beside);
}

export function giniCut32(
  place: usize, rowAt: usize, ranks: usize, samples: usize, count: u32, mask: usize, words: u32, pairs: usize,
  minimumLeaf: u32, weight: f64, events: f64, beside: usize,
): f64 {
  return cut<u32>(place, rowAt, ranks, samples, count, mask, words, pairs, minimumLeaf, weight, events, beside);
}
