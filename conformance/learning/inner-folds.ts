import { createRandom } from '@rachis/statistics';
import { innerFolds } from '../../packages/learning/src/models/inner-folds.ts';
import { classOutcome, matrix } from '../suites/learning/data.ts';

// The inner folds of a model on these classes, as make_ensembles.py asks for them: another program's stacking can be
// held beside ours only on the same folds.
const { codes, folds } = JSON.parse(process.argv[2] ?? '') as { codes: number[]; folds: number };
const x = matrix(codes.map(() => [0]));
const data = { x, names: ['x0'], outcome: classOutcome(codes), random: createRandom(1) };
console.log(JSON.stringify([...innerFolds(data, folds)]));
