import type { Console } from './console.ts';

/** Time in a person's words: 40 s, 12 min, 3 h 20 min. */
export function timeWords(seconds: number): string {
  if (seconds < 99.5) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Shows how many fits are done and, once some are, about how long the others take. */
export function fitReporter(
  console: Console,
  now = () => performance.now(),
): (done: number, total: number) => void {
  let started: number | undefined;
  let first = 0;
  let last = 0;
  return (done, total) => {
    if (started === undefined || done < last) {
      // The threads have started by the first answer: from there on the pace is that of the fits.
      started = now();
      first = done;
    }
    last = done;
    const passed = (now() - started) / 1000;
    const more = done - first;
    const left =
      more > 0 && done < total ? `; about ${timeWords((passed / more) * (total - done))} left` : '';
    console.progress(`${done} of ${total} fits${left}`);
  };
}
