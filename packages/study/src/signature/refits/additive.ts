import type { Frame } from '@rachis/learning';
import { createRandom } from '@rachis/statistics';
import { type InputValue, rowOfFrame, rowsOfInputs } from '../row.ts';
import type { AdditiveForm, SignatureInput } from '../schema.ts';
import { fromLink, type Link, type Quantities, toLink } from './said.ts';

/** Predictions of rows on the scale of quantities; throws where the pipeline refuses a row. */
export type Ask = (frame: Frame) => Quantities;

const digits = (value: number) => Number(value.toPrecision(10));

/** Greatest difference of a probability, or of a value in standard deviations of the values, that is rounding. */
const tolerance = 1e-6;

/** The sum's value on the scale of the link; undefined where it knows nothing of a category or a missing value. */
export function additiveLink(
  form: AdditiveForm,
  inputs: readonly SignatureInput[],
  row: readonly InputValue[],
): Float64Array | undefined {
  const outputs = form.intercept.length;
  const total = Float64Array.from(form.intercept);
  for (const [at, numbers] of form.terms) {
    const { kind, categories = [] } = inputs[at]!;
    const value = row[at] ?? null;
    const places = kind === 'numeric' ? 1 : categories.length;
    const place = value === null ? places : kind === 'numeric' ? 0 : categories.indexOf(String(value));
    if (place < 0) return undefined;
    const factor = kind === 'numeric' && value !== null ? Number(value) : 1;
    for (let k = 0; k < outputs; k++) {
      const own = numbers[place * outputs + k] ?? null;
      if (own === null) return undefined;
      total[k]! += factor * own;
    }
  }
  return total;
}

/** A typical row: medians, most frequent categories. */
function typical(inputs: readonly SignatureInput[], training: Frame): InputValue[] {
  const columns = new Map(training.columns.map((column) => [column.name, column]));
  return inputs.map(({ name, kind, range }) => {
    if (kind === 'numeric') return range?.median ?? 0;
    const { categories = [], values } = columns.get(name)!;
    const counts = categories.map((_, code) => values.filter((own) => own === code).length);
    return categories[counts.indexOf(Math.max(...counts))] ?? null;
  });
}

/** Rows that a sum is held to: the training rows, and mixtures of them with values beyond their range and missing ones. */
function trialRows(inputs: readonly SignatureInput[], training: Frame): InputValue[][] {
  const rows = Array.from({ length: training.rows }, (_, row) => rowOfFrame(training, row));
  const random = createRandom('trial rows');
  const mixed = Array.from({ length: 40 }, (_, row) =>
    inputs.map(({ kind, range }, at): InputValue => {
      if (at % 3 === row % 3 && random.uniform() < 0.3) return null;
      const value = rows[random.integer(training.rows)]![at]!;
      if (kind === 'category' || range === undefined || random.uniform() < 0.6) return value;
      const wide = range.maximum - range.minimum;
      return range.minimum - wide + 3 * wide * random.uniform();
    }),
  );
  return [...rows, ...mixed];
}

/** The quantities of row `at`. */
const rowOf = ({ columns, data }: Quantities, at: number) => data.subarray(at * columns, (at + 1) * columns);

function spreadOf({ data }: Quantities): number {
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  return Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length);
}

/** A typical row with another value of one input. */
interface Change {
  readonly at: number;
  readonly value: InputValue;
}

/** What is said of each row; where some are refused, those alone are undefined. */
function askEach<One>(
  list: readonly One[],
  rowFor: (one: One) => readonly InputValue[],
  ask: (rows: readonly (readonly InputValue[])[]) => Quantities | undefined,
): (Float64Array | undefined)[] {
  if (list.length === 0) return [];
  const said = ask(list.map(rowFor));
  if (said !== undefined) return list.map((_, at) => rowOf(said, at));
  if (list.length === 1) return [undefined];
  const half = list.length >> 1;
  return [list.slice(0, half), list.slice(half)].flatMap((part) => askEach(part, rowFor, ask));
}

/** Asks, and takes a refusal for an answer. */
function tried(ask: Ask, frame: Frame): Quantities | undefined {
  try {
    const said = ask(frame);
    return said.data.every(Number.isFinite) ? said : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The sum over inputs that a pipeline is, found by asking it; undefined where it is none. Held to its own predictions of
 * the training rows, and of mixtures of them beyond their range, to 1e-6 of a probability.
 */
export function additiveForm(
  ask: Ask,
  link: Link,
  inputs: readonly SignatureInput[],
  used: ReadonlySet<string>,
  training: Frame,
  site?: string,
): AdditiveForm | undefined {
  const base = typical(inputs, training);
  const places = inputs.flatMap(({ name }, at) => (used.has(name) ? [at] : []));
  const askOf = (rows: readonly (readonly InputValue[])[]) =>
    tried(ask, rowsOfInputs({ inputs }, rows, site));
  const centre = askOf([base]);
  if (centre === undefined) return undefined;
  const middle = toLink(link, rowOf(centre, 0));
  const outputs = [...middle.keys()];
  const stepOf = ({ range }: SignatureInput) =>
    range === undefined || range.high === range.low ? 1 : (range.high - range.low) / 2;
  const changes = places.flatMap((at): Change[] => {
    const { kind, categories = [] } = inputs[at]!;
    const others = kind === 'category' ? categories : [Number(base[at]) + stepOf(inputs[at]!)];
    return [...others, null].map((value) => ({ at, value }));
  });
  const answers = askEach(
    changes,
    ({ at, value }) => base.map((own, place) => (place === at ? value : own)),
    askOf,
  );
  let next = 0;
  /** What the next change adds, for each output. */
  const added = (step = 1): (number | null)[] => {
    const said = answers[next++];
    if (said === undefined) return outputs.map(() => null);
    const own = toLink(link, said);
    return outputs.map((k) => (own[k]! - middle[k]!) / step);
  };
  const intercept = [...middle];
  const terms = places.map((at): [number, (number | null)[]] => {
    const { kind, categories = [] } = inputs[at]!;
    if (kind === 'category') return [at, [...categories, null].flatMap(() => added())];
    const slopes = added(stepOf(inputs[at]!));
    const gap = added();
    // A slope counts from 0, and the typical row does not.
    const offset = slopes.map((slope) => (slope ?? NaN) * Number(base[at]));
    offset.forEach((value, k) => {
      intercept[k]! -= value;
    });
    return [at, [...slopes, ...gap.map((value, k) => (value === null ? null : value + offset[k]!))]];
  });
  if (!intercept.every(Number.isFinite)) return undefined;
  const form: AdditiveForm = {
    intercept: intercept.map(digits),
    terms: terms
      .filter(([, numbers]) => numbers.some((value) => value !== 0))
      .map(([at, numbers]) => [at, numbers.map((value) => (value === null ? null : digits(value)))]),
  };
  const trials = trialRows(inputs, training).flatMap((row) => {
    const sum = additiveLink(form, inputs, row);
    return sum === undefined ? [] : [{ row, own: fromLink(link, sum) }];
  });
  const truth = askOf(trials.map(({ row }) => row));
  if (truth === undefined || trials.length === 0) return undefined;
  const scale = link === 'identity' ? spreadOf(truth) || 1 : 1;
  return trials.every(({ own }, at) =>
    rowOf(truth, at).every((value, k) => Math.abs(value - own[k]!) <= tolerance * scale),
  )
    ? form
    : undefined;
}
