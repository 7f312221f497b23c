/** Where a quadratic with slope `target` at 0 and curvature `curve` is least beside a penalty `bar` |b|. */
export const softThreshold = (target: number, bar: number, curve: number): number =>
  target > bar ? (target - bar) / curve : target < -bar ? (target + bar) / curve : 0;
