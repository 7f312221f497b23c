import { existsSync } from 'node:fs';
import { writeWhole } from '@rachis/formats';
import {
  eventLogit,
  type FittedPipeline,
  type Frame,
  type Json,
  linearParts,
  publishedFormulaId,
  restorePipeline,
} from '@rachis/learning';
import {
  type ModelUpdate,
  refitWithPrior,
  type UpdateMethod as ClosedMethod,
  updateModel,
} from '@rachis/statistics';
import { RachisError } from '@rachis/volume';
import type { LeftOut } from '../study/subjects.ts';
import { version } from '../version.ts';
import { hashOf } from './canonical.ts';
import { type EvaluationRows, evaluationRows, type ValidateOptions } from './evaluation.ts';
import type { ReadSignature } from './read.ts';
import { registerOf, registerPlan } from './register.ts';
import { frameOfRow } from './row.ts';
import { type Signature, updatedSignatureVersion } from './schema.ts';
import { addedTrainingRows } from './training-subjects.ts';

/** How a signature is updated: what closed testing chooses among, or a refit with the old model as prior. */
export type UpdateMethod = ClosedMethod | 'prior';

/** Every coefficient of the columns that a model uses, on the logit scale. */
interface Coefficients {
  readonly intercept: number;
  readonly coefficients: readonly number[];
  /** Of a prior: its precision; absent where intercept and slope alone were changed. */
  readonly penalty?: number;
}

/** What an update is told. */
export interface UpdateOptions extends Omit<ValidateOptions, 'output'> {
  /** Folder for the features of signatures that look at images. */
  readonly features?: string;
  /** The updated signature; never written over. */
  readonly output: string;
  /** Taken in place of what the closed test chooses. */
  readonly method?: UpdateMethod;
}

/** What an update found. */
export interface UpdateOutcome {
  readonly method: UpdateMethod;
  readonly found: ModelUpdate;
  readonly subjects: number;
  readonly events: number;
  readonly leftOut: readonly LeftOut[];
  readonly warnings: readonly string[];
  /** Absent where the signature stays as it is. */
  readonly signature?: Signature;
  readonly written: readonly string[];
}

/** Columns of the model whose coefficient is not 0, of a model that is a sum of its columns on the logit scale. */
function revisedColumns(pipeline: FittedPipeline): readonly number[] | undefined {
  const { columns, model, calibration } = pipeline;
  if (calibration?.curves.some(({ kind }) => kind !== 'sigmoid')) return undefined;
  if (!['logistic-regression', 'linear-discriminant', publishedFormulaId].includes(model.estimator))
    return undefined;
  // Probabilities of a table of points are no sum on the logit scale.
  if (model.estimator === publishedFormulaId && (model.state() as { link: string }).link !== 'logit')
    return undefined;
  const parts = linearParts(model, columns.length);
  if (parts === undefined || parts.classes !== undefined || parts.intercepts.length !== 1) return undefined;
  return columns.flatMap((_, at) => (parts.coefficients[at] === 0 ? [] : [at]));
}

/** The state of the pipeline after an update. */
function updatedState(
  pipeline: FittedPipeline,
  method: UpdateMethod,
  found: ModelUpdate,
  kept: readonly number[],
  refitted: Coefficients | undefined,
) {
  const {
    model: _model,
    calibration: _calibration,
    columns,
    update,
    ...state
  } = pipeline.state() as {
    model: Json;
    calibration?: Json;
    columns: string[];
    update?: { intercept: number; slope: number };
  };
  if (refitted !== undefined) {
    const { intercept, coefficients } = refitted;
    const formula = {
      link: 'logit',
      intercept,
      terms: coefficients.map((coefficient) => ({ coefficient, centre: 0, scale: 1 })),
    };
    return {
      ...state,
      model: { estimator: publishedFormulaId, state: formula },
      columns: kept.map((at) => columns[at]!),
    } as Json;
  }
  const own = method === 'intercept' ? { intercept: found.intercept, slope: 1 } : found.recalibration;
  // An update of an update is one: the second is of what the first says.
  const before = update ?? { intercept: 0, slope: 1 };
  return {
    ...(pipeline.state() as object),
    update: { intercept: own.intercept + own.slope * before.intercept, slope: own.slope * before.slope },
  } as Json;
}

const numbersOf = (found: ModelUpdate, method: UpdateMethod, refitted: Coefficients | undefined) =>
  refitted !== undefined
    ? { ...refitted, coefficients: [...refitted.coefficients] }
    : method === 'intercept'
      ? { intercept: found.intercept, slope: 1 }
      : { ...found.recalibration };

/** The logit of a pipeline as a sum of the columns it uses; undefined where that is not what it says of these rows. */
function oldCoefficients(
  pipeline: FittedPipeline,
  kept: readonly number[],
  values: readonly ArrayLike<number>[],
  linear: Float64Array,
): Coefficients | undefined {
  const parts = linearParts(pipeline.model, pipeline.columns.length)!;
  const [curve] = pipeline.calibration?.curves ?? [];
  const { intercept: shift, slope: turn } = pipeline.update ?? { intercept: 0, slope: 1 };
  const sigmoid = curve?.kind === 'sigmoid' ? curve : undefined;
  const factor = turn * (sigmoid === undefined ? 1 : -sigmoid.slope);
  const start = shift + turn * (sigmoid === undefined ? 0 : -sigmoid.offset) + factor * parts.intercepts[0]!;
  const coefficients = kept.map((at) => factor * parts.coefficients[at]!);
  const equal = linear.every((one, row) => {
    const sum = coefficients.reduce((total, value, j) => total + value * values[j]![row]!, start);
    return Math.abs(sum - one) < 1e-6 * (1 + Math.abs(one));
  });
  return equal ? { intercept: start, coefficients } : undefined;
}

/** The coefficients of the method, where it changes every one. Errors: `ARGUMENT_INVALID` of models that have none, or too few subjects. */
function refittedBy(
  method: UpdateMethod,
  found: ModelUpdate,
  { pipeline, path }: ReadSignature,
  codes: Int32Array,
  linear: Float64Array,
  kept: readonly number[] | undefined,
  values: readonly ArrayLike<number>[],
): Coefficients | undefined {
  if (method === 'revision') {
    if (found.revision !== undefined) return found.revision;
    throw new RachisError('ARGUMENT_INVALID', `The model cannot be revised: ${found.reason}`, {
      file: path,
      remedy: 'Take --method recalibration or prior, or more subjects.',
    });
  }
  if (method !== 'prior') return undefined;
  const old = kept === undefined ? undefined : oldCoefficients(pipeline, kept, values, linear);
  if (old === undefined) {
    throw new RachisError(
      'ARGUMENT_INVALID',
      'A refit with the old model as prior needs a model that is a sum of its columns on the logit scale.',
      { file: path, remedy: 'Take --method recalibration.' },
    );
  }
  const { intercept, slope, shifts, penalty } = refitWithPrior(codes, linear, values);
  return {
    intercept: intercept + slope * old.intercept,
    coefficients: old.coefficients.map((value, j) => slope * value + shifts[j]!),
    ...(penalty === Infinity ? {} : { penalty }),
  };
}

function updatedSignature(
  { read, frame, table, details }: EvaluationRows,
  found: ModelUpdate,
  method: UpdateMethod,
  kept: readonly number[],
  refitted: Coefficients | undefined,
  forced: boolean,
  events: number,
): Signature {
  const { signature, pipeline } = read;
  const state = updatedState(pipeline, method, found, kept, refitted);
  const renewed = restorePipeline(state);
  const { example } = signature;
  const said = renewed.predict(frameOfRow(signature, example.inputs, example.site));
  const { hash: from, ...before } = signature;
  const columns = new Set(renewed.columns);
  const rows = addedTrainingRows(signature, frame, hashOf(details));
  const content: Omit<Signature, 'hash'> = {
    ...before,
    // A cut-off of the score is of the score before.
    ...(refitted !== undefined && before.published !== undefined
      ? { published: { ...before.published, cutoff: undefined } }
      : {}),
    version: updatedSignatureVersion,
    rachis: version,
    pipeline: state,
    centre: before.centre.filter(({ name }) => columns.has(name)),
    training: { ...before.training, ...(rows === undefined ? {} : { rows }) },
    // Of the model before and its training subjects.
    conformal: undefined,
    // What the model did before, and what it does on the subjects that it was updated with, are both not what it will do.
    performance: [],
    uncertainty: {
      kind: 'none',
      reason: 'the signature was updated at a new place; its refits are of the model before.',
    },
    example: {
      ...example,
      score: said.scores[0]!,
      ...(said.probabilities === undefined ? {} : { probabilities: [...said.probabilities.data] }),
    },
    updates: [
      ...(before.updates ?? []),
      {
        from,
        method,
        chosenBy: forced ? 'user' : 'closed test',
        subjects: table.rows.length,
        events,
        tests: found.tests.map((one) => ({ ...one })),
        ...numbersOf(found, method, refitted),
        ...(found.reason === undefined ? {} : { withoutRevision: found.reason }),
        tables: [...details.tables],
      },
    ],
  };
  const plain = JSON.parse(JSON.stringify(content)) as Omit<Signature, 'hash'>;
  return { ...plain, hash: hashOf(plain) };
}

/** Refuses signatures that have no logit of an event. */
function refuseKind({ read, judged }: EvaluationRows): void {
  const { signature, pipeline, path } = read;
  const said = pipeline.predict(judged).probabilities;
  if (signature.outcome.kind === 'classes' && signature.outcome.classes.length === 2 && said !== undefined)
    return;
  throw new RachisError(
    'ARGUMENT_INVALID',
    'Updates are of signatures of two classes that say probabilities; this one does not.',
    { file: path, remedy: 'Make a new study with the subjects of the new place.' },
  );
}

/** Codes of two classes of rows. */
function eventsOf({ outcome }: Frame): Int32Array {
  return (outcome as Extract<NonNullable<Frame['outcome']>, { codes: Int32Array }>).codes;
}

/**
 * Updates a locked signature with subjects of a new place: nothing, a new intercept, intercept and slope, or every coefficient anew, as the
 * closed test chooses (Vergouwe et al. 2017) or `method` says, with `prior` also a refit that is drawn towards the old coefficients. The signature itself stays as it is; the result is another signature with
 * its hash, its history and its register, in which this look at the outcomes stands as the first. The look is counted in the register of the old
 * one too. Where nothing needs to be changed, nothing is written. Errors: those of `validateSignature`, `FILE_NOT_WRITABLE` where the
 * output is there.
 */
export async function updateSignature(
  signaturePath: string,
  manifestPath: string | undefined,
  options: UpdateOptions,
): Promise<UpdateOutcome> {
  const { output, method: asked, features, ...rest } = options;
  const register = registerOf(output);
  for (const file of [output, register]) {
    if (!existsSync(file)) continue;
    throw new RachisError('FILE_NOT_WRITABLE', `${file} is there already.`, {
      file,
      remedy: 'A signature is never written over. Give another name, or move it away.',
    });
  }
  const rows = await evaluationRows(
    signaturePath,
    manifestPath,
    { ...rest, output: features ?? `${output.replace(/\.json$/, '')}.features` },
    'update',
  );
  refuseKind(rows);
  const { read, judged, details, registered, leftOut, warnings } = rows;
  const { pipeline } = read;
  const { data } = pipeline.predict(judged).probabilities!;
  const codes = eventsOf(judged);
  const linear = Float64Array.from(codes, (_, row) => eventLogit(data[2 * row + 1]!));
  const kept = revisedColumns(pipeline);
  const prepared = pipeline.prepare(judged).columns;
  const values = (kept ?? []).map((at) => prepared[at]!.values);
  const found = updateModel(codes, linear, kept === undefined ? undefined : values);
  const method = asked ?? found.chosen;
  const refitted = refittedBy(method, found, read, codes, linear, kept, values);
  const events = codes.reduce((sum, code) => sum + code, 0);
  await registered.finish({ method, found });
  const shared = { method, found, subjects: codes.length, events, leftOut, warnings };
  if (method === 'none') return { ...shared, written: [] };
  const signature = updatedSignature(rows, found, method, kept ?? [], refitted, asked !== undefined, events);
  await writeWhole(output, [new TextEncoder().encode(`${JSON.stringify(signature, null, 1)}\n`)]);
  const own = await registerPlan(register, { ...details, signature: signature.hash });
  await own.finish({ method, found }, signature.hash);
  return { ...shared, signature, written: [output, register] };
}
