import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Message, Task } from './child.ts';
import { formats } from './formats.ts';

/** Inputs that a child tries before another takes its place: what one left behind hides little. */
const aChild = 1000;
/** Seconds that an input may take, with what the machine does beside it. */
const seconds = 10;
/** Megabytes of JavaScript's own heap; buffers come on top and are measured. */
const heap = 512;

interface Finding {
  readonly format: string;
  readonly index: number;
  readonly name: string;
  readonly what: string;
  readonly bytes: string;
}

interface Tally {
  readonly findings: Finding[];
  read: number;
  refused: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    save: { type: 'string', default: fileURLToPath(new URL('./findings', import.meta.url)) },
  },
});
const wanted = positionals.length === 0 || positionals[0] === 'all' ? [...formats.keys()] : positionals;
const unknown = wanted.filter((name) => !formats.has(name));
const [count, seed] = [Number(values.count), Number(values.seed)];
if (unknown.length > 0 || !Number.isInteger(count) || !Number.isInteger(seed) || count < 1) {
  console.error('node fuzz/run.ts [FORMAT...|all] [--count 2000] [--seed 1] [--save FOLDER]');
  console.error(`formats: ${[...formats.keys()].join(', ')}`);
  process.exit(2);
}

/** Tries a range of inputs in a child; where one kills it or never ends, another goes on behind that input. */
async function tryInputs(task: Task, tally: Tally): Promise<void> {
  let from = task.from;
  while (from < task.to) {
    const ended = await runChild({ ...task, from }, tally);
    if (ended === null) return;
    console.error(`${task.format}, input ${ended.index}: ${ended.what}`);
    tally.findings.push({ format: task.format, index: ended.index, name: '', what: ended.what, bytes: '' });
    from = ended.index + 1;
  }
}

/** Null where the child did all, else the input that it did not come back from. */
function runChild(task: Task, tally: Tally): Promise<{ index: number; what: string } | null> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), {
      execArgv: [`--max-old-space-size=${heap}`],
    });
    let index = task.from - 1;
    let done = false;
    let hangs = false;
    let timer: NodeJS.Timeout | undefined;
    const wait = (limit: number): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        hangs = true;
        child.kill('SIGKILL');
      }, limit * 1000);
    };
    wait(60);
    child.on('message', (message: Message) => {
      wait(seconds);
      if (message.kind === 'begin') index = message.index;
      else if (message.kind === 'done') {
        done = true;
        tally.read += message.read;
        tally.refused += message.refused;
      } else tally.findings.push({ format: task.format, ...message });
    });
    let ended: { code: number | null; signal: NodeJS.Signals | null } | undefined;
    const settle = (): void => {
      // What the child said last may be read after its end: only then is it known whether it was done.
      if (ended === undefined || child.connected) return;
      const { code, signal } = ended;
      clearTimeout(timer);
      if (done) resolve(null);
      else if (index < task.from) reject(new Error(`${task.format}: the child ended before its first input`));
      else
        resolve({
          index,
          what: hangs ? `no end within ${seconds} s` : `the process ended (${signal ?? code})`,
        });
    };
    child.on('disconnect', settle);
    child.on('exit', (code, signal) => {
      ended = { code, signal };
      settle();
    });
    child.send(task);
  });
}

const tallies = new Map(wanted.map((format) => [format, { findings: [], read: 0, refused: 0 } as Tally]));
const tasks: Task[] = [];
for (let from = 0; from < count; from += aChild)
  for (const format of wanted) tasks.push({ format, seed, from, to: Math.min(count, from + aChild) });
const started = Date.now();
await Promise.all(
  Array.from({ length: Math.min(availableParallelism(), tasks.length) }, async () => {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift())
      await tryInputs(task, tallies.get(task.format)!);
  }),
);

let found = 0;
for (const [format, { findings, read, refused }] of tallies) {
  // One of each kind is shown; another child may have met it again.
  const kinds = new Map(
    findings.map((finding) => [finding.what.replace(/\d+/g, '#').slice(0, 160), finding]),
  );
  console.log(`${format}: ${read} read, ${refused} refused, ${kinds.size} kinds of findings`);
  for (const { index, name, what, bytes } of kinds.values()) {
    found++;
    console.log(`  input ${index} (--seed ${seed}): ${what}`);
    if (bytes === '') continue;
    mkdirSync(values.save, { recursive: true });
    writeFileSync(join(values.save, `${format}-${seed}-${index}-${name}`), Buffer.from(bytes, 'base64'));
  }
}
console.log(
  `${((Date.now() - started) / 1000).toFixed(0)} s; ${found === 0 ? 'nothing found' : `files are in ${values.save}`}`,
);
process.exitCode = found === 0 ? 0 : 1;
