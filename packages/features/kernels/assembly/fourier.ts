// Complex Fourier transforms of eight lines at a time: element k of line b is at (k * 8 + b), so that every
// operation works on neighbouring numbers, two a vector. Stockham's self-sorting form, radices 4, 2, 3 and 5.

/** Bytes of one element of all lines. */
// @ts-ignore: decorator
@inline
const ROW: usize = 64;

// @ts-ignore: decorator
@inline
function timesReal(ar: v128, ai: v128, wr: v128, wi: v128): v128 {
  return f64x2.sub(f64x2.mul(ar, wr), f64x2.mul(ai, wi));
}

// @ts-ignore: decorator
@inline
function timesImaginary(ar: v128, ai: v128, wr: v128, wi: v128): v128 {
  return f64x2.add(f64x2.mul(ar, wi), f64x2.mul(ai, wr));
}

// @ts-ignore: decorator
@inline
function twiddle(table: usize, k: usize): v128 {
  return v128.load_splat<f64>(table + (k << 3));
}

function pass2(xr: usize, xi: usize, yr: usize, yi: usize, n: usize, span: usize, cosine: usize, sine: usize): void {
  const blocks = n / (span * 2);
  const jump = blocks * span * ROW;
  for (let j: usize = 0; j < span; j++) {
    const w = j * blocks;
    const wr = twiddle(cosine, w);
    const wi = twiddle(sine, w);
    const from = 2 * j * blocks * ROW;
    const to = j * blocks * ROW;
    const length = blocks * ROW;
    for (let o: usize = 0; o < length; o += 16) {
      const a = from + o;
      const b = a + length;
      const br0 = v128.load(xr + b);
      const bi0 = v128.load(xi + b);
      const br = timesReal(br0, bi0, wr, wi);
      const bi = timesImaginary(br0, bi0, wr, wi);
      const ar = v128.load(xr + a);
      const ai = v128.load(xi + a);
      v128.store(yr + to + o, f64x2.add(ar, br));
      v128.store(yi + to + o, f64x2.add(ai, bi));
      v128.store(yr + to + jump + o, f64x2.sub(ar, br));
      v128.store(yi + to + jump + o, f64x2.sub(ai, bi));
    }
  }
}

function pass4(xr: usize, xi: usize, yr: usize, yi: usize, n: usize, span: usize, cosine: usize, sine: usize): void {
  const blocks = n / (span * 4);
  const jump = blocks * span * ROW;
  for (let j: usize = 0; j < span; j++) {
    const w = j * blocks;
    const w1r = twiddle(cosine, w);
    const w1i = twiddle(sine, w);
    const w2r = twiddle(cosine, 2 * w);
    const w2i = twiddle(sine, 2 * w);
    const w3r = twiddle(cosine, 3 * w);
    const w3i = twiddle(sine, 3 * w);
    const from = 4 * j * blocks * ROW;
    const to = j * blocks * ROW;
    const length = blocks * ROW;
    for (let o: usize = 0; o < length; o += 16) {
      const at = from + o;
      const ar = v128.load(xr + at);
      const ai = v128.load(xi + at);
      const b0r = v128.load(xr + at + length);
      const b0i = v128.load(xi + at + length);
      const c0r = v128.load(xr + at + 2 * length);
      const c0i = v128.load(xi + at + 2 * length);
      const d0r = v128.load(xr + at + 3 * length);
      const d0i = v128.load(xi + at + 3 * length);
      const br = timesReal(b0r, b0i, w1r, w1i);
      const bi = timesImaginary(b0r, b0i, w1r, w1i);
      const cr = timesReal(c0r, c0i, w2r, w2i);
      const ci = timesImaginary(c0r, c0i, w2r, w2i);
      const dr = timesReal(d0r, d0i, w3r, w3i);
      const di = timesImaginary(d0r, d0i, w3r, w3i);
      const pr = f64x2.add(ar, cr);
      const pi = f64x2.add(ai, ci);
      const mr = f64x2.sub(ar, cr);
      const mi = f64x2.sub(ai, ci);
      const qr = f64x2.add(br, dr);
      const qi = f64x2.add(bi, di);
      const sr = f64x2.sub(br, dr);
      const si = f64x2.sub(bi, di);
      const out = to + o;
      v128.store(yr + out, f64x2.add(pr, qr));
      v128.store(yi + out, f64x2.add(pi, qi));
      v128.store(yr + out + jump, f64x2.add(mr, si));
      v128.store(yi + out + jump, f64x2.sub(mi, sr));
      v128.store(yr + out + 2 * jump, f64x2.sub(pr, qr));
      v128.store(yi + out + 2 * jump, f64x2.sub(pi, qi));
      v128.store(yr + out + 3 * jump, f64x2.sub(mr, si));
      v128.store(yi + out + 3 * jump, f64x2.add(mi, sr));
    }
  }
}

function pass3(xr: usize, xi: usize, yr: usize, yi: usize, n: usize, span: usize, cosine: usize, sine: usize): void {
  const blocks = n / (span * 3);
  const jump = blocks * span * ROW;
  const half = f64x2.splat(-0.5);
  const root = f64x2.splat(0.86602540378443864676);
  for (let j: usize = 0; j < span; j++) {
    const w = j * blocks;
    const w1r = twiddle(cosine, w);
    const w1i = twiddle(sine, w);
    const w2r = twiddle(cosine, 2 * w);
    const w2i = twiddle(sine, 2 * w);
    const from = 3 * j * blocks * ROW;
    const to = j * blocks * ROW;
    const length = blocks * ROW;
    for (let o: usize = 0; o < length; o += 16) {
      const at = from + o;
      const ar = v128.load(xr + at);
      const ai = v128.load(xi + at);
      const b0r = v128.load(xr + at + length);
      const b0i = v128.load(xi + at + length);
      const c0r = v128.load(xr + at + 2 * length);
      const c0i = v128.load(xi + at + 2 * length);
      const br = timesReal(b0r, b0i, w1r, w1i);
      const bi = timesImaginary(b0r, b0i, w1r, w1i);
      const cr = timesReal(c0r, c0i, w2r, w2i);
      const ci = timesImaginary(c0r, c0i, w2r, w2i);
      const sr = f64x2.add(br, cr);
      const si = f64x2.add(bi, ci);
      const dr = f64x2.mul(root, f64x2.sub(br, cr));
      const di = f64x2.mul(root, f64x2.sub(bi, ci));
      const mr = f64x2.add(ar, f64x2.mul(half, sr));
      const mi = f64x2.add(ai, f64x2.mul(half, si));
      const out = to + o;
      v128.store(yr + out, f64x2.add(ar, sr));
      v128.store(yi + out, f64x2.add(ai, si));
      v128.store(yr + out + jump, f64x2.add(mr, di));
      v128.store(yi + out + jump, f64x2.sub(mi, dr));
      v128.store(yr + out + 2 * jump, f64x2.sub(mr, di));
      v128.store(yi + out + 2 * jump, f64x2.add(mi, dr));
    }
  }
}

function pass5(xr: usize, xi: usize, yr: usize, yi: usize, n: usize, span: usize, cosine: usize, sine: usize): void {
  const blocks = n / (span * 5);
  const jump = blocks * span * ROW;
  const c1 = f64x2.splat(0.30901699437494742410);
  const c2 = f64x2.splat(-0.80901699437494742410);
  const s1 = f64x2.splat(0.95105651629515357212);
  const s2 = f64x2.splat(0.58778525229247312917);
  for (let j: usize = 0; j < span; j++) {
    const w = j * blocks;
    const w1r = twiddle(cosine, w);
    const w1i = twiddle(sine, w);
    const w2r = twiddle(cosine, 2 * w);
    const w2i = twiddle(sine, 2 * w);
    const w3r = twiddle(cosine, 3 * w);
    const w3i = twiddle(sine, 3 * w);
    const w4r = twiddle(cosine, 4 * w);
    const w4i = twiddle(sine, 4 * w);
    const from = 5 * j * blocks * ROW;
    const to = j * blocks * ROW;
    const length = blocks * ROW;
    for (let o: usize = 0; o < length; o += 16) {
      const at = from + o;
      const ar = v128.load(xr + at);
      const ai = v128.load(xi + at);
      let tr = v128.load(xr + at + length);
      let ti = v128.load(xi + at + length);
      const br = timesReal(tr, ti, w1r, w1i);
      const bi = timesImaginary(tr, ti, w1r, w1i);
      tr = v128.load(xr + at + 2 * length);
      ti = v128.load(xi + at + 2 * length);
      const cr = timesReal(tr, ti, w2r, w2i);
      const ci = timesImaginary(tr, ti, w2r, w2i);
      tr = v128.load(xr + at + 3 * length);
      ti = v128.load(xi + at + 3 * length);
      const dr = timesReal(tr, ti, w3r, w3i);
      const di = timesImaginary(tr, ti, w3r, w3i);
      tr = v128.load(xr + at + 4 * length);
      ti = v128.load(xi + at + 4 * length);
      const er = timesReal(tr, ti, w4r, w4i);
      const ei = timesImaginary(tr, ti, w4r, w4i);
      // Sums and differences of opposite terms.
      const p1r = f64x2.add(br, er);
      const p1i = f64x2.add(bi, ei);
      const p2r = f64x2.add(cr, dr);
      const p2i = f64x2.add(ci, di);
      const m1r = f64x2.sub(br, er);
      const m1i = f64x2.sub(bi, ei);
      const m2r = f64x2.sub(cr, dr);
      const m2i = f64x2.sub(ci, di);
      const u1r = f64x2.add(ar, f64x2.add(f64x2.mul(c1, p1r), f64x2.mul(c2, p2r)));
      const u1i = f64x2.add(ai, f64x2.add(f64x2.mul(c1, p1i), f64x2.mul(c2, p2i)));
      const u2r = f64x2.add(ar, f64x2.add(f64x2.mul(c2, p1r), f64x2.mul(c1, p2r)));
      const u2i = f64x2.add(ai, f64x2.add(f64x2.mul(c2, p1i), f64x2.mul(c1, p2i)));
      const v1r = f64x2.add(f64x2.mul(s1, m1r), f64x2.mul(s2, m2r));
      const v1i = f64x2.add(f64x2.mul(s1, m1i), f64x2.mul(s2, m2i));
      const v2r = f64x2.sub(f64x2.mul(s2, m1r), f64x2.mul(s1, m2r));
      const v2i = f64x2.sub(f64x2.mul(s2, m1i), f64x2.mul(s1, m2i));
      const out = to + o;
      v128.store(yr + out, f64x2.add(ar, f64x2.add(p1r, p2r)));
      v128.store(yi + out, f64x2.add(ai, f64x2.add(p1i, p2i)));
      v128.store(yr + out + jump, f64x2.add(u1r, v1i));
      v128.store(yi + out + jump, f64x2.sub(u1i, v1r));
      v128.store(yr + out + 2 * jump, f64x2.add(u2r, v2i));
      v128.store(yi + out + 2 * jump, f64x2.sub(u2i, v2r));
      v128.store(yr + out + 3 * jump, f64x2.sub(u2r, v2i));
      v128.store(yi + out + 3 * jump, f64x2.add(u2i, v2r));
      v128.store(yr + out + 4 * jump, f64x2.sub(u1r, v1i));
      v128.store(yi + out + 4 * jump, f64x2.add(u1i, v1r));
    }
  }
}

/**
 * Transforms the lines in `real`, `imaginary` (work space of the same size beside them). A plan is the number of
 * factors and the factors (u32), then cosines and minus sines of n steps (f64). Returns 1 when the result is in the
 * work space, 0 when it is in place.
 */
export function fourier(real: usize, imaginary: usize, workReal: usize, workImaginary: usize, n: usize, plan: usize): u32 {
  const factors = load<u32>(plan);
  const cosine = plan + 128;
  const sine = cosine + (n << 3);
  let xr = real;
  let xi = imaginary;
  let yr = workReal;
  let yi = workImaginary;
  let span: usize = 1;
  for (let f: u32 = 0; f < factors; f++) {
    const radix = load<u32>(plan + 4 + ((<usize>f) << 2));
    if (radix == 4) pass4(xr, xi, yr, yi, n, span, cosine, sine);
    else if (radix == 2) pass2(xr, xi, yr, yi, n, span, cosine, sine);
    else if (radix == 3) pass3(xr, xi, yr, yi, n, span, cosine, sine);
    else pass5(xr, xi, yr, yi, n, span, cosine, sine);
    span *= radix;
    const tr = xr;
    const ti = xi;
    xr = yr;
    xi = yi;
    yr = tr;
    yi = ti;
  }
  return factors & 1;
}
