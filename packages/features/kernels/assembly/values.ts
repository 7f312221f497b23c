// Sums over a list of numbers, in its order: a part at a time is added to what `state` holds.

/** `state`: smallest, largest, and what is 0 where all are finite and else NaN (three f64). */
export function addExtent(values: usize, count: usize, state: usize): void {
  let low = load<f64>(state);
  let high = load<f64>(state, 8);
  let strange = load<f64>(state, 16);
  for (let end = values + (count << 3); values < end; values += 8) {
    const value = load<f64>(values);
    strange += value - value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  store<f64>(state, low);
  store<f64>(state, high, 8);
  store<f64>(state, strange, 16);
}

/** `state`: sum and sum of squares (two f64). `kept` takes the sum before each `stretch` of the numbers. */
export function addSums(values: usize, count: usize, state: usize, kept: usize, stretch: usize): void {
  let sum = load<f64>(state);
  let squares = load<f64>(state, 8);
  const last = values + (count << 3);
  while (values < last) {
    store<f64>(kept, sum);
    kept += 8;
    const end = min(last, values + (stretch << 3));
    for (; values < end; values += 8) {
      const value = load<f64>(values);
      sum += value;
      squares += value * value;
    }
  }
  store<f64>(state, sum);
  store<f64>(state, squares, 8);
}

/** `state`: sums of the second, third and fourth powers of the differences from `mean` (three f64). */
export function addCentralSums(values: usize, count: usize, mean: f64, state: usize): void {
  let second = load<f64>(state);
  let third = load<f64>(state, 8);
  let fourth = load<f64>(state, 16);
  for (let end = values + (count << 3); values < end; values += 8) {
    const d = load<f64>(values) - mean;
    const d2 = d * d;
    second += d2;
    third += d2 * d;
    fourth += d2 * d2;
  }
  store<f64>(state, second);
  store<f64>(state, third, 8);
  store<f64>(state, fourth, 16);
}
