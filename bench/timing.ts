/** Times of one piece of work, seconds. */
export interface Timing {
  readonly minimum: number;
  readonly median: number;
  readonly repeats: number;
}

/**
 * Runs `work` once untimed, then for about `seconds`, at least three times and at most `most`.
 * `warmUpSeconds` of untimed runs let the engine compile what it is going to run.
 */
export function measure(work: () => unknown, seconds = 2, warmUpSeconds = 0.5, most = 200): Timing {
  const warmUpEnd = performance.now() + 1000 * warmUpSeconds;
  do work();
  while (performance.now() < warmUpEnd);
  const times: number[] = [];
  let spent = 0;
  while (times.length < 3 || (spent < seconds && times.length < most)) {
    const started = performance.now();
    work();
    const took = (performance.now() - started) / 1000;
    times.push(took);
    spent += took;
  }
  times.sort((a, b) => a - b);
  return { minimum: times[0]!, median: times[times.length >> 1]!, repeats: times.length };
}

/** A time in words: seconds, milliseconds or microseconds with three digits. */
export function formatTime(seconds: number | undefined): string {
  if (seconds === undefined) return '-';
  if (seconds >= 1) return `${seconds.toPrecision(3)} s`;
  if (seconds >= 1e-3) return `${(seconds * 1e3).toPrecision(3)} ms`;
  return `${(seconds * 1e6).toPrecision(3)} us`;
}

/** How many times as long as ours the other took. */
export function formatRatio(theirs: number | undefined, ours: number | undefined): string {
  return theirs === undefined || ours === undefined ? '-' : `${(theirs / ours).toPrecision(3)} x`;
}
