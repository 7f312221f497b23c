import { parentPort } from 'node:worker_threads';
import { pairSumsFourier } from '@rachis/features/pair-sums';
import { type PairSumsTask, taskStates } from './pair-sums-thread.ts';

const { waiting, taken, done, failed } = taskStates;

// The loops are compiled before the first task comes.
const side = 24;
pairSumsFourier(
  new Float64Array(side ** 3),
  0,
  new Uint8Array(side ** 3).fill(1),
  [side, side, side],
  [1, 1, 1],
);

parentPort?.on('message', ({ state, sums, intensities, mean, mask, size, spacing }: PairSumsTask) => {
  if (Atomics.compareExchange(state, 0, waiting, taken) !== waiting) return;
  let outcome: number = failed;
  try {
    const { weights, products, squares } = pairSumsFourier(intensities, mean, mask, size, spacing);
    sums.set([weights, products, squares]);
    outcome = done;
  } finally {
    Atomics.store(state, 0, outcome);
    Atomics.notify(state, 0);
  }
});
