import { parentPort, workerData } from 'node:worker_threads';
import { judgeModel, pieces } from './judge.ts';
import { realTables } from './tables.ts';

// Every so many pieces from the first on.
const { first, step } = workerData as { first: number; step: number };
const tables = realTables();
pieces().forEach(({ table, pipeline }, at) => {
  if (at % step === first) parentPort!.postMessage(judgeModel(tables, table, pipeline));
});
