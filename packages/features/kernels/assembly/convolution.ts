// Convolution of rows along any axis: every output is a weighted sum of inputs a fixed step apart, so that an axis is
// only a matter of the step, and neighbouring outputs of a row go through vectors of two.

/**
 * `output[row][x] = sum over k of weights[k] * input[row][x + k * step]`, in 64-bit floats, added to what is there
 * when `add` is not 0. Rows are `outer` groups of `inner`; all strides and the step are in bytes.
 */
export function convolveRows(
  input: usize,
  output: usize,
  outer: u32,
  inputOuter: usize,
  outputOuter: usize,
  inner: u32,
  inputInner: usize,
  outputInner: usize,
  length: u32,
  weights: usize,
  taps: u32,
  step: usize,
  add: u32,
): void {
  const end = <usize>length << 3;
  const wide = end & ~127;
  const half = end & ~63;
  const pairs = end & ~15;
  const lastWeight = weights + (<usize>taps << 3);
  for (let o: u32 = 0; o < outer; o++) {
    for (let i: u32 = 0; i < inner; i++) {
      const from = input + o * inputOuter + i * inputInner;
      const to = output + o * outputOuter + i * outputInner;
      let x: usize = 0;
      for (; x < wide; x += 128) {
        let a0 = f64x2.splat(0);
        let a1 = a0;
        let a2 = a0;
        let a3 = a0;
        let a4 = a0;
        let a5 = a0;
        let a6 = a0;
        let a7 = a0;
        let p = from + x;
        for (let w = weights; w < lastWeight; w += 8) {
          const weight = v128.load_splat<f64>(w);
          a0 = f64x2.add(a0, f64x2.mul(weight, v128.load(p)));
          a1 = f64x2.add(a1, f64x2.mul(weight, v128.load(p, 16)));
          a2 = f64x2.add(a2, f64x2.mul(weight, v128.load(p, 32)));
          a3 = f64x2.add(a3, f64x2.mul(weight, v128.load(p, 48)));
          a4 = f64x2.add(a4, f64x2.mul(weight, v128.load(p, 64)));
          a5 = f64x2.add(a5, f64x2.mul(weight, v128.load(p, 80)));
          a6 = f64x2.add(a6, f64x2.mul(weight, v128.load(p, 96)));
          a7 = f64x2.add(a7, f64x2.mul(weight, v128.load(p, 112)));
          p += step;
        }
        const t = to + x;
        if (add) {
          a0 = f64x2.add(a0, v128.load(t));
          a1 = f64x2.add(a1, v128.load(t, 16));
          a2 = f64x2.add(a2, v128.load(t, 32));
          a3 = f64x2.add(a3, v128.load(t, 48));
          a4 = f64x2.add(a4, v128.load(t, 64));
          a5 = f64x2.add(a5, v128.load(t, 80));
          a6 = f64x2.add(a6, v128.load(t, 96));
          a7 = f64x2.add(a7, v128.load(t, 112));
        }
        v128.store(t, a0);
        v128.store(t, a1, 16);
        v128.store(t, a2, 32);
        v128.store(t, a3, 48);
        v128.store(t, a4, 64);
        v128.store(t, a5, 80);
        v128.store(t, a6, 96);
        v128.store(t, a7, 112);
      }
      for (; x < half; x += 64) {
        let a0 = f64x2.splat(0);
        let a1 = a0;
        let a2 = a0;
        let a3 = a0;
        let p = from + x;
        for (let w = weights; w < lastWeight; w += 8) {
          const weight = v128.load_splat<f64>(w);
          a0 = f64x2.add(a0, f64x2.mul(weight, v128.load(p)));
          a1 = f64x2.add(a1, f64x2.mul(weight, v128.load(p, 16)));
          a2 = f64x2.add(a2, f64x2.mul(weight, v128.load(p, 32)));
          a3 = f64x2.add(a3, f64x2.mul(weight, v128.load(p, 48)));
          p += step;
        }
        const t = to + x;
        if (add) {
          a0 = f64x2.add(a0, v128.load(t));
          a1 = f64x2.add(a1, v128.load(t, 16));
          a2 = f64x2.add(a2, v128.load(t, 32));
          a3 = f64x2.add(a3, v128.load(t, 48));
        }
        v128.store(t, a0);
        v128.store(t, a1, 16);
        v128.store(t, a2, 32);
        v128.store(t, a3, 48);
      }
      for (; x < pairs; x += 16) {
        let a0 = f64x2.splat(0);
        let p = from + x;
        for (let w = weights; w < lastWeight; w += 8) {
          a0 = f64x2.add(a0, f64x2.mul(v128.load_splat<f64>(w), v128.load(p)));
          p += step;
        }
        if (add) a0 = f64x2.add(a0, v128.load(to + x));
        v128.store(to + x, a0);
      }
      for (; x < end; x += 8) {
        let a: f64 = 0;
        let p = from + x;
        for (let w = weights; w < lastWeight; w += 8) {
          a += load<f64>(w) * load<f64>(p);
          p += step;
        }
        if (add) a += load<f64>(to + x);
        store<f64>(to + x, a);
      }
    }
  }
}
