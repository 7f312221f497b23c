import type { Random } from '@rachis/statistics';
import * as z from 'zod';
import { applyCalibration, type Calibration, calibrationSchema } from '../calibration/calibration.ts';
import type { FittedModel, Json, Predictions } from '../contract.ts';
import { learningError } from '../error.ts';
import { columnsNamed, type Frame } from '../frame/frame.ts';
import { matrixOf } from '../frame/matrix.ts';
import type { FittedStep } from '../steps/step.ts';
import { restoreModel } from '../models/registry.ts';
import type { Step } from '../steps/step.ts';
import type { ReadPipeline } from './pipeline-schema.ts';
import { type Prepared, prepareSteps, trainingData } from './prepared.ts';

/** A column that the pipeline was fitted on. */
export interface Input {
  readonly name: string;
  readonly kind: 'numeric' | 'category';
}

/** Steps and a model, fitted: predicts rows that have the columns of the training rows. */
export interface FittedPipeline {
  readonly inputs: readonly Input[];
  readonly steps: readonly FittedStep[];
  readonly model: FittedModel;
  /** Columns that reach the model, in its order. */
  readonly columns: readonly string[];
  /** Brings the model's word to probabilities that hold, where inner folds fitted one. */
  readonly calibration?: Calibration;
  /** From this probability of the event on a row is called positive; chosen inside the training rows. */
  readonly threshold?: number;
  /** Rows after the steps, with the columns that reach the model. */
  prepare(frame: Frame): Frame;
  /** A row's predictions do not depend on the other rows. */
  predict(frame: Frame): Predictions;
  state(): Json;
}

const stateSchema = z.object({
  inputs: z.array(z.object({ name: z.string(), kind: z.enum(['numeric', 'category']) })),
  steps: z.array(z.object({ step: z.string(), state: z.unknown() })),
  model: z.object({ estimator: z.string(), state: z.unknown() }),
  columns: z.array(z.string()),
  calibration: calibrationSchema.optional(),
  threshold: z.number().optional(),
});

type Parts = Omit<FittedPipeline, 'prepare' | 'predict' | 'state'>;

function checkedInputs(frame: Frame, inputs: readonly Input[]): Frame {
  const given = new Map(frame.columns.map((column) => [column.name, column]));
  const absent = inputs.filter(({ name }) => !given.has(name)).map(({ name }) => name);
  if (absent.length > 0) {
    throw learningError(
      'DATA_UNSUITABLE',
      `The table lacks ${absent.length} of ${inputs.length} columns of the training table: ${absent.slice(0, 5).join(', ')}${absent.length > 5 ? ', ...' : ''}.`,
      { column: absent[0]!, remedy: 'Give the columns that the model was fitted on.' },
    );
  }
  for (const { name, kind } of inputs) {
    const column = given.get(name)!;
    if (column.kind === kind || column.values.every(Number.isNaN)) continue;
    const words = { numeric: 'numbers', category: 'categories' };
    throw learningError(
      'DATA_UNSUITABLE',
      `Column ${name} has ${words[column.kind]}; the model was fitted on ${words[kind]}.`,
      { column: name, remedy: 'Write the column as in the training table.' },
    );
  }
  // Steps see what they saw in training, in its order.
  return {
    ...frame,
    columns: columnsNamed(
      frame,
      inputs.map(({ name }) => name),
    ),
  };
}

/** A pipeline of fitted parts. */
export function assembled(parts: Parts): FittedPipeline {
  const { inputs, steps, model, columns, calibration, threshold } = parts;
  const prepare = (frame: Frame): Frame => {
    const after = steps.reduce((at, step) => step.apply(at), checkedInputs(frame, inputs));
    return { ...after, columns: columnsNamed(after, columns) };
  };
  return {
    ...parts,
    prepare,
    predict(frame) {
      const said = model.predict(matrixOf(prepare(frame)));
      return calibration === undefined ? said : applyCalibration(calibration, said);
    },
    state: () => ({
      inputs: inputs.map(({ name, kind }) => ({ name, kind })),
      steps: steps.map((step) => ({ step: step.step, state: step.state() })),
      model: { estimator: model.estimator, state: model.state() },
      columns: [...columns],
      ...(calibration === undefined ? {} : { calibration: calibration as unknown as Json }),
      ...(threshold === undefined ? {} : { threshold }),
    }),
  };
}

/** What a model over prepared rows makes. */
export function pipelineOf(frame: Frame, prepared: Prepared, model: FittedModel): FittedPipeline {
  return assembled({
    inputs: frame.columns.map(({ name, kind }) => ({ name, kind })),
    steps: prepared.fitted,
    model,
    columns: prepared.training.columns.map(({ name }) => name),
  });
}

/** Where a pipeline's model takes its random numbers from. */
export const modelRandom = (random: Random): Random => random.split('model');

/** Fits a pipeline whose settings are read. */
export function fitRead(pipeline: ReadPipeline, frame: Frame, random: Random): FittedPipeline {
  const prepared = prepareSteps(frame, random)(pipeline.steps);
  const data = trainingData(prepared.training, modelRandom(random));
  return pipelineOf(frame, prepared, pipeline.estimator.fit(data, pipeline.settings as never));
}

/** A fitted pipeline from its state, its steps found by `find`; predicts the same to the last bit. */
export function restorePipelineWith(find: (id: string) => Step, state: Json): FittedPipeline {
  const read = stateSchema.safeParse(state);
  if (!read.success) {
    const issue = read.error.issues[0]!;
    throw learningError(
      'DATA_UNSUITABLE',
      `The stored pipeline is not usable at "${issue.path.join('.')}": ${issue.message}.`,
      { remedy: 'Take the file as it was written, or fit the pipeline again.' },
    );
  }
  const { inputs, steps, model, columns, calibration, threshold } = read.data;
  return assembled({
    inputs,
    steps: steps.map(({ step, state: own }) => find(step).restore(own as Json)),
    model: restoreModel(model.estimator, model.state as Json),
    columns,
    ...(calibration === undefined ? {} : { calibration }),
    ...(threshold === undefined ? {} : { threshold }),
  });
}
