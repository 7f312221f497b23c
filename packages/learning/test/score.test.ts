import { auc, createRandom } from '@rachis/statistics';
import { describe, expect, it } from 'vitest';
import {
  crossValidation,
  type Frame,
  fitPipeline,
  pipelineSchema,
  stepOf,
  stepSettings,
  takeRows,
} from '../src/index.ts';
import { binary, column, frameOf, numeric } from './frames.ts';

const pipeline = {
  steps: [{ step: 'scale' }],
  model: { estimator: 'logistic-regression', settings: { alpha: 0, lambda: 0.1 } },
};

/** Sixty subjects, forty radiomic columns without a signal, and age that tells something. */
function table(): Frame {
  const random = createRandom('score');
  const codes = Array.from({ length: 60 }, (_, row) => row % 2);
  return frameOf(
    [
      ...Array.from({ length: 40 }, (_, j) =>
        numeric(
          `f${j}`,
          codes.map(() => random.normal()),
          'radiomic',
        ),
      ),
      numeric(
        'age',
        codes.map((code) => 50 + 10 * random.normal() + 6 * code),
        'clinical',
      ),
    ],
    { outcome: binary(codes)! },
  );
}

const score = stepOf('score');
const fit = (frame: Frame) =>
  score.fit(frame, stepSettings(score, { domains: ['radiomic'], pipeline }), createRandom(3));

describe('a score in place of columns', () => {
  const frame = table();
  const { fitted, training } = fit(frame);
  const codes = frame.outcome?.kind === 'classes' ? frame.outcome.codes : new Int32Array(0);

  it('leaves the other columns and puts one in place of those scored', () => {
    expect(training.columns.map(({ name }) => name)).toEqual(['age', 'radscore']);
  });

  it('gives training rows what models said that had not seen them', () => {
    // Without a signal a model that has seen a row seems to know it; one that has not does not.
    const seen = auc(codes, column(fitted.apply(frame), 'radscore')).value;
    const unseen = auc(codes, column(training, 'radscore')).value;
    expect(seen).toBeGreaterThan(0.9);
    expect(unseen).toBeLessThan(0.7);
  });

  it('is the pipeline fitted without the fold, row by row', () => {
    const inside = { ...frame, columns: frame.columns.filter(({ domain }) => domain === 'radiomic') };
    const random = createRandom(3);
    const said = column(training, 'radscore');
    crossValidation(inside, { folds: 5, repeats: 1 }, random.split('folds')).forEach(
      ({ training: rows, test }, fold) => {
        const part = fitPipeline(
          pipelineSchema.parse(pipeline),
          takeRows(inside, rows),
          random.split('fold', fold),
        );
        const own = part.predict(takeRows(inside, test)).scores;
        test.forEach((row, at) => {
          expect(said[row]).toBe(own[at]);
        });
      },
    );
  });

  it('refuses a scope without columns, and a name that is taken', () => {
    const settings = (more: object) => stepSettings(score, { pipeline, ...more });
    expect(() => score.fit(frame, settings({ domains: ['genomic'] }), createRandom(1))).toThrow(
      /no column in its scope/,
    );
    expect(() => score.fit(frame, settings({ domains: ['radiomic'], name: 'age' }), createRandom(1))).toThrow(
      /a column age beside/,
    );
  });
});
