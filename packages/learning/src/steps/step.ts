import type { Random } from '@rachis/statistics';
import * as z from 'zod';
import type { Json } from '../contract.ts';
import { learningError } from '../error.ts';
import type { Frame } from '../frame/frame.ts';

/** What a step learned from training rows. */
export interface FittedStep {
  /** Id of the step. */
  readonly step: string;
  /** Any rows, training or new ones: as many come out, and none depends on another. */
  apply(frame: Frame): Frame;
  /** What `restore` of the step makes an equal one of. */
  state(): Json;
}

/** A fit: what was learned, and the training rows after the step. */
export interface StepFit {
  readonly fitted: FittedStep;
  /**
   * `fitted.apply` of the training rows; steps that balance give other rows or weights, and a score gives each row what
   * was said of it while it was left out.
   */
  readonly training: Frame;
}

/**
 * A preparation, a selection or a balancing of rows. It is fitted on training rows and applied to any: there is no
 * call that fits on a whole table and gives the table back. A step changes none of its input.
 */
export interface Step<Schema extends z.ZodType = z.ZodType> {
  /** `correlation-filter`; the name in settings and files. */
  readonly id: string;
  readonly name: string;
  /** What a user may set, with defaults. */
  readonly settings: Schema;
  /** Whether it looks at the outcome. */
  readonly supervised: boolean;
  /** Whether it changes training rows or their weights only, and leaves rows to predict as they are. */
  readonly balances: boolean;
  /** Whether training rows get values that were made without them. */
  readonly leavesOut?: boolean;
  /** Deterministic: the same frame, settings and seed give the same. */
  fit(frame: Frame, settings: z.output<Schema>, random: Random): StepFit;
  restore(state: Json): FittedStep;
}

/** What a step that changes columns consists of; its state is plain data, checked when it is restored. */
export interface Transform<Schema extends z.ZodType, StateSchema extends z.ZodType> {
  readonly id: string;
  readonly name: string;
  readonly settings: Schema;
  readonly supervised: boolean;
  readonly state: StateSchema;
  fit(frame: Frame, settings: z.output<Schema>, random: Random): z.output<StateSchema>;
  apply(frame: Frame, state: z.output<StateSchema>): Frame;
}

function checkedState<Schema extends z.ZodType>(id: string, schema: Schema, state: Json): z.output<Schema> {
  const read = schema.safeParse(state);
  if (read.success) return read.data;
  const issue = read.error.issues[0]!;
  throw learningError(
    'DATA_UNSUITABLE',
    `The stored state of the step ${id} is not usable at "${issue.path.join('.')}": ${issue.message}.`,
    { remedy: 'Take the file as it was written, or fit the pipeline again.' },
  );
}

/** A step that changes columns. */
export function transformStep<Schema extends z.ZodType, StateSchema extends z.ZodType>(
  transform: Transform<Schema, StateSchema>,
): Step<Schema> {
  const { id, name, settings, supervised } = transform;
  const fittedFrom = (state: z.output<StateSchema>): FittedStep => ({
    step: id,
    apply: (frame) => transform.apply(frame, state),
    state: () => state as Json,
  });
  return {
    id,
    name,
    settings,
    supervised,
    balances: false,
    fit(frame, chosen, random) {
      needOutcome(id, supervised, frame);
      const fitted = fittedFrom(transform.fit(frame, chosen, random));
      return { fitted, training: fitted.apply(frame) };
    },
    restore: (state) => fittedFrom(checkedState(id, transform.state, state)),
  };
}

/** A step that changes training rows or their weights; rows to predict pass through it as they are. */
export function balancingStep<Schema extends z.ZodType>(balance: {
  readonly id: string;
  readonly name: string;
  readonly settings: Schema;
  training(frame: Frame, settings: z.output<Schema>, random: Random): Frame;
}): Step<Schema> {
  const { id, name, settings } = balance;
  const fitted: FittedStep = { step: id, apply: (frame) => frame, state: () => ({}) };
  return {
    id,
    name,
    settings,
    supervised: true,
    balances: true,
    fit(frame, chosen, random) {
      needOutcome(id, true, frame);
      return { fitted, training: balance.training(frame, chosen, random) };
    },
    restore(state) {
      checkedState(id, z.strictObject({}), state);
      return fitted;
    },
  };
}

function needOutcome(id: string, supervised: boolean, frame: Frame): void {
  if (frame.rows === 0) throw new RangeError(`The step ${id} was given no training rows.`);
  if (supervised && frame.outcome === undefined) {
    throw new RangeError(`The step ${id} looks at the outcome, and the training rows have none.`);
  }
}

/** The settings of a step from what a user gave: checked, with defaults. A mistake is named by its key. */
export function stepSettings<Schema extends z.ZodType>(
  step: Step<Schema>,
  given: unknown = {},
): z.output<Schema> {
  const read = step.settings.safeParse(given);
  if (read.success) return read.data;
  const issue = read.error.issues[0]!;
  const named = [...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys : [])].join('.');
  throw learningError(
    'SETTINGS_INVALID',
    named === ''
      ? `The settings of the step ${step.id} are not usable: ${issue.message}.`
      : `The setting "${named}" of the step ${step.id} is not usable: ${issue.message}.`,
    { remedy: `See the settings of ${step.id} and their defaults.` },
  );
}
