import * as z from 'zod';
import type { Json } from '../../contract.ts';
import { learningError } from '../../error.ts';
import { type Frame, type FrameColumn, takeRows, withColumns } from '../../frame/frame.ts';
import { type FittedPipeline, fitRead, restorePipelineWith } from '../../pipeline/assembled.ts';
import { pipelineSchema, readPipelineWith } from '../../pipeline/pipeline-schema.ts';
import { crossValidation } from '../../resampling/folds.ts';
import { subjectsOf } from '../../resampling/split.ts';
import { columnsInScope, scope } from '../columns.ts';
import type { FittedStep, Step } from '../step.ts';

const settings = z.strictObject({
  ...scope,
  name: z.string().min(1).default('radscore').describe('Name of the column that the score becomes.'),
  pipeline: pipelineSchema.describe('Steps and model that make the score of the columns in scope.'),
  folds: z.int().min(2).max(100).default(5).describe('Inner folds that give training rows their scores.'),
});

const stateSchema = z.object({ name: z.string(), columns: z.array(z.string()), pipeline: z.unknown() });

const id = 'score';

/** The frame with the scored columns replaced by their score. */
function replaced(frame: Frame, scored: ReadonlySet<string>, name: string, values: Float64Array): Frame {
  const score: FrameColumn = { name, kind: 'numeric', domain: 'radiomic', values };
  return withColumns(frame, [...frame.columns.filter((column) => !scored.has(column.name)), score]);
}

const columnsOf = (frame: Frame, names: ReadonlySet<string>): Frame =>
  withColumns(
    frame,
    frame.columns.filter((column) => names.has(column.name)),
  );

function fittedStep(name: string, columns: readonly string[], pipeline: FittedPipeline): FittedStep {
  const scored = new Set(columns);
  return {
    step: id,
    apply: (frame) => replaced(frame, scored, name, pipeline.predict(columnsOf(frame, scored)).scores),
    state: () => ({ name, columns: [...columns], pipeline: pipeline.state() }),
  };
}

/**
 * Replaces columns by the score that a pipeline makes of them: the radiomic features of a table by a radscore beside
 * its clinical columns. A training row has the score of a pipeline that was fitted without it (inner folds, subjects
 * together), since the score of a row that a pipeline has seen would outweigh all else in the model that follows; new
 * rows have the score of the pipeline fitted on all training rows. `find` looks up the steps of that pipeline.
 * Source: Wolpert 1992 (stacked generalisation).
 */
export function makeScore(find: (id: string) => Step): Step<typeof settings> {
  return {
    id,
    name: 'Score of columns',
    settings,
    supervised: true,
    balances: false,
    leavesOut: true,
    fit(frame, { name, pipeline, folds, ...chosen }, random) {
      if (frame.outcome === undefined) throw new RangeError('The step score looks at the outcome.');
      const columns = columnsInScope(frame, chosen).map((column) => column.name);
      if (columns.length === 0) {
        throw learningError('DATA_UNSUITABLE', 'The step score finds no column in its scope.', {
          remedy: 'Say what the columns are about, or take the step out.',
        });
      }
      const scored = new Set(columns);
      if (frame.columns.some((column) => column.name === name && !scored.has(name))) {
        throw learningError('SETTINGS_INVALID', `There is a column ${name} beside those that are scored.`, {
          column: name,
          remedy: 'Give the score another name.',
        });
      }
      const inside = columnsOf(frame, scored);
      const read = readPipelineWith(find, pipeline);
      const values = new Float64Array(frame.rows);
      const some = Math.min(folds, subjectsOf(frame).length);
      crossValidation(inside, { folds: some, repeats: 1 }, random.split('folds')).forEach((split, fold) => {
        const part = fitRead(read, takeRows(inside, split.training), random.split('fold', fold));
        const { outcome: _, ...unseen } = takeRows(inside, split.test);
        const { scores } = part.predict(unseen);
        split.test.forEach((row, at) => {
          values[row] = scores[at]!;
        });
      });
      const whole = fitRead(read, inside, random.split('whole'));
      return {
        fitted: fittedStep(name, columns, whole),
        training: replaced(frame, scored, name, values),
      };
    },
    restore(state) {
      const known = stateSchema.safeParse(state);
      if (!known.success) {
        throw learningError('DATA_UNSUITABLE', 'The stored state of the step score is not usable.', {
          remedy: 'Take the file as it was written, or fit the pipeline again.',
        });
      }
      const { name, columns, pipeline } = known.data;
      return fittedStep(name, columns, restorePipelineWith(find, pipeline as Json));
    },
  };
}
