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

/** The logit of an updated probability: `intercept + slope * logit`. */
export interface PipelineUpdate {
  readonly intercept: number;
  readonly slope: number;
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
  /** Of a model that was updated at a new place: what became of the logit of the event's probability. */
  readonly update?: PipelineUpdate;
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
  update: z.object({ intercept: z.number(), slope: z.number() }).optional(),
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

/** The logit of a probability; of one that is 0 or 1 to rounding that of the nearest which is not. */
export function eventLogit(probability: number): number {
  const inside = Math.min(Math.max(probability, 1e-12), 1 - 1e-12);
  return Math.log(inside / (1 - inside));
}

/** Probabilities of two classes after an update; scores stay, so that the order of rows does. */
function updated({ intercept, slope }: PipelineUpdate, said: Predictions): Predictions {
  if (said.probabilities === undefined) return said;
  const { rows, columns, data } = said.probabilities;
  const made = new Float64Array(data.length);
  for (let row = 0; row < rows; row++) {
    const event = 1 / (1 + Math.exp(-(intercept + slope * eventLogit(data[2 * row + 1]!))));
    made[2 * row] = 1 - event;
    made[2 * row + 1] = event;
  }
  return { ...said, probabilities: { rows, columns, data: made } };
}

/** A pipeline of fitted parts. */
export function assembled(parts: Parts): FittedPipeline {
  const { inputs, steps, model, columns, calibration, update, threshold } = parts;
  const prepare = (frame: Frame): Frame => {
    const after = steps.reduce((at, step) => step.apply(at), checkedInputs(frame, inputs));
    return { ...after, columns: columnsNamed(after, columns) };
  };
  return {
    ...parts,
    prepare,
    predict(frame) {
      const said = model.predict(matrixOf(prepare(frame)));
      const calibrated = calibration === undefined ? said : applyCalibration(calibration, said);
      return update === undefined ? calibrated : updated(update, calibrated);
    },
    state: () => ({
      inputs: inputs.map(({ name, kind }) => ({ name, kind })),
      steps: steps.map((step) => ({ step: step.step, state: step.state() })),
      model: { estimator: model.estimator, state: model.state() },
      columns: [...columns],
      ...(calibration === undefined ? {} : { calibration: calibration as unknown as Json }),
      ...(update === undefined ? {} : { update: { ...update } }),
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
  const { inputs, steps, model, columns, calibration, update, threshold } = read.data;
  return assembled({
    inputs,
    steps: steps.map(({ step, state: own }) => find(step).restore(own as Json)),
    model: restoreModel(model.estimator, model.state as Json),
    columns,
    ...(calibration === undefined ? {} : { calibration }),
    ...(update === undefined ? {} : { update }),
    ...(threshold === undefined ? {} : { threshold }),
  });
}
