import { parentPort, workerData } from 'node:worker_threads';
import { judgeClean } from './clean.ts';

// Every so many tables from the first on.
const { first, step, tables } = workerData as { first: number; step: number; tables: number };
for (let table = first; table < tables; table += step) parentPort!.postMessage(judgeClean(table));
