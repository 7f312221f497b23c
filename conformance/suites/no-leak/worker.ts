import { parentPort, workerData } from 'node:worker_threads';
import { judgeTable } from './judge.ts';

// Every so many tables from the first on.
const { first, step, tables } = workerData as { first: number; step: number; tables: number };
for (let table = first; table < tables; table += step) parentPort!.postMessage(judgeTable(table));
