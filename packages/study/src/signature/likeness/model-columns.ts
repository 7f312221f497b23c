import {
  type FittedPipeline,
  type Frame,
  type FrameColumn,
  type Json,
  restorePipeline,
} from '@rachis/learning';
import type { NamedRows } from './distance.ts';

/**
 * The numbers that a pipeline's model is given of each row; in place of a score, those that the model behind the score
 * is given: a patient can be unlike the others in every feature and have a usual score.
 */
export function modelColumns(pipeline: FittedPipeline, frame: Frame): NamedRows {
  const columns = new Map<string, Float64Array>();
  const collect = (own: FittedPipeline, given: Frame): void => {
    const scores = new Set<string>();
    let at = given;
    for (const step of own.steps) {
      if (step.step === 'score') {
        const state = step.state() as unknown as { name: string; columns: string[]; pipeline: Json };
        const behind = new Set(state.columns);
        scores.add(state.name);
        collect(restorePipeline(state.pipeline), {
          ...at,
          columns: at.columns.filter(({ name }) => behind.has(name)),
        });
      }
      at = step.apply(at);
    }
    const byName = new Map(at.columns.map((column): [string, FrameColumn] => [column.name, column]));
    for (const name of own.columns) {
      const column = byName.get(name)!;
      if (!scores.has(name) && column.kind === 'numeric') columns.set(name, column.values);
    }
  };
  collect(pipeline, frame);
  const names = [...columns.keys()];
  const data = new Float64Array(frame.rows * names.length);
  names.forEach((name, j) => {
    const values = columns.get(name)!;
    for (let row = 0; row < frame.rows; row++) data[row * names.length + j] = values[row]!;
  });
  return { names, rows: frame.rows, data };
}
