import * as z from 'zod';
import type { FittedModel, Json, Matrix } from '../../contract.ts';
import { learningError } from '../../error.ts';
import { stepsUpTo } from '../survival/baseline.ts';

/** What a column adds to the score: a coefficient times its distance from a centre in scales, or a value by intervals. */
const termSchema = z.union([
  z.strictObject({ coefficient: z.number(), centre: z.number(), scale: z.number() }),
  z.strictObject({
    /** Below the first place nothing is added. */
    from: z.array(z.number()).min(1),
    adds: z.array(z.number()).min(1),
  }),
]);

/** From these scores on, a probability: a table of points. */
const tableSchema = z.strictObject({
  from: z.array(z.number()).min(1),
  probabilities: z.array(z.number()).min(1),
});

const stateSchema = z.strictObject({
  /** How the score becomes what is predicted; `none`: it stays a score. */
  link: z.enum(['logit', 'cox', 'identity', 'none', 'table']),
  intercept: z.number(),
  terms: z.array(termSchema).min(1),
  table: tableSchema.optional(),
  /** Of a survival outcome: event-free probabilities at score 0. */
  baseline: z.strictObject({ times: z.array(z.number()), survival: z.array(z.number()) }).optional(),
});

/** A formula of a paper: terms in the order of the columns. */
export type Formula = z.output<typeof stateSchema>;

export const publishedFormulaId = 'published-formula';

/** The value of the last place that is reached; `before` where none is. */
function stepAt(places: readonly number[], values: readonly number[], value: number, before: number): number {
  const reached = stepsUpTo(Float64Array.from(places), value);
  return reached === 0 ? before : values[reached - 1]!;
}

function scoresOf({ intercept, terms }: Formula, { rows, columns, data }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) =>
    terms.reduce((sum, term, at) => {
      const value = data[row * columns + at]!;
      return (
        sum +
        ('from' in term
          ? stepAt(term.from, term.adds, value, 0)
          : (term.coefficient * (value - term.centre)) / term.scale)
      );
    }, intercept),
  );
}

/** Event-free probabilities at the times that the paper prints; NaN at others, of which nothing is known. */
function survivalOf(
  { times, survival }: NonNullable<Formula['baseline']>,
  scores: Float64Array,
  at: Float64Array,
): Matrix {
  const data = Float64Array.from({ length: scores.length * at.length }, (_, place) => {
    const known = times.indexOf(at[place % at.length]!);
    return known < 0 ? NaN : survival[known]! ** Math.exp(scores[Math.floor(place / at.length)]!);
  });
  return { rows: scores.length, columns: at.length, data };
}

/** Two columns: what is left, and the probability. */
function pairs(events: Float64Array): Matrix {
  const data = new Float64Array(2 * events.length);
  events.forEach((event, row) => {
    data[2 * row] = 1 - event;
    data[2 * row + 1] = event;
  });
  return { rows: events.length, columns: 2, data };
}

/** A model that was not fitted here but written down: a formula of a paper. */
export function publishedFormula(formula: Formula): FittedModel {
  const linear = formula.terms.every((term) => 'coefficient' in term);
  return {
    estimator: publishedFormulaId,
    predict(x) {
      const scores = scoresOf(formula, x);
      const { link, table, baseline } = formula;
      if (link === 'logit')
        return { scores, probabilities: pairs(scores.map((score) => 1 / (1 + Math.exp(-score)))) };
      if (link === 'table') {
        const { from, probabilities } = table!;
        return {
          scores,
          probabilities: pairs(scores.map((score) => stepAt(from, probabilities, score, probabilities[0]!))),
        };
      }
      if (link === 'cox' && baseline !== undefined) {
        return { scores, survivalAt: (times) => survivalOf(baseline, scores, times) };
      }
      return { scores };
    },
    state: () => formula as unknown as Json,
    ...(linear
      ? {
          coefficients: Float64Array.from(formula.terms, (term) =>
            'coefficient' in term ? term.coefficient / term.scale : NaN,
          ),
        }
      : {}),
  };
}

/** The model of a stored formula. */
export function restoreFormula(state: Json): FittedModel {
  const read = stateSchema.safeParse(state);
  if (read.success) return publishedFormula(read.data);
  const issue = read.error.issues[0]!;
  throw learningError(
    'DATA_UNSUITABLE',
    `The stored formula is not usable at "${issue.path.join('.')}": ${issue.message}.`,
    { remedy: 'Take the file as it was written.' },
  );
}
