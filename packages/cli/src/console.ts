import { isRachisError } from '@rachis/volume';

/** Where a command writes: results to `out`, everything for people to `note`, progress to a line of the terminal. */
export interface Console {
  out(text: string): void;
  note(text: string): void;
  /** Replaces the progress line; '' takes it away. Where standard error is no terminal, a line every half minute. */
  progress(text: string): void;
}

/** Shows on the progress line how far a file is read. */
export const readingOf =
  (console: Console, path: string) =>
  (done: number, total: number): void =>
    console.progress(`reading ${path}: ${done} of ${total}`);

/** Milliseconds between lines of progress in a log file. */
const logEvery = 30_000;

/** The terminal, or pipes. */
export function processConsole(): Console {
  // Whoever reads our output may stop before its end (`| head`): that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  let shown = false;
  let logged = performance.now();
  const clear = () => {
    if (shown) process.stderr.write('\r\x1b[K');
    shown = false;
  };
  return {
    out: (text) => {
      clear();
      process.stdout.write(`${text}\n`);
    },
    note: (text) => {
      clear();
      process.stderr.write(`${text}\n`);
    },
    progress: (text) => {
      if (!process.stderr.isTTY) {
        // A log file: often enough to see that it goes on, seldom enough to read.
        if (text === '' || performance.now() - logged < logEvery) return;
        logged = performance.now();
        process.stderr.write(`${text}\n`);
        return;
      }
      clear();
      if (text !== '') {
        process.stderr.write(text);
        shown = true;
      }
    },
  };
}

/** An error as a person should read it: whose and what it is about, what is wrong, and what to do. */
export function describeError(error: unknown, about = ''): string {
  if (isRachisError(error)) {
    const { file, remedy, subject } = error.details;
    const { message } = error;
    const parts = [
      subject && !message.includes(`patient ${subject}`) && `subject ${subject}`,
      !message.startsWith('Region ') && about,
      file && !message.includes(file) && file,
    ].filter((part) => typeof part === 'string' && part !== '');
    const where = parts.length > 0 ? `${parts.join(', ')}: ` : '';
    return `rachis: ${where}${message}${remedy ? `\n  ${remedy}` : ''}`;
  }
  if (isOutOfMemory(error)) {
    return 'rachis: there is not enough memory for this image.\n  Cut it to the part that holds the regions, or use a machine with more memory.';
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `rachis: something went wrong inside Rachis; please report it with this text.\n${text}`;
}

/** Whether the system refused memory for an array, which is the image's size and no bug. */
export const isOutOfMemory = (error: unknown): boolean =>
  error instanceof RangeError && /allocation failed|Invalid typed array length/i.test(error.message);
