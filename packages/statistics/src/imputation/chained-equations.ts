import { mean, standardDeviation } from '../numbers/moments.ts';
import type { Random } from '../random/random.ts';
import {
  type ChainColumn,
  type ChainEquation,
  categoryEquation,
  imputed,
  numberEquation,
  termsOf,
} from './equation.ts';

/** How chained equations are fitted. */
export interface ChainOptions {
  /** Times that every column is filled anew; 10 unless told. */
  readonly iterations?: number;
  /** Columns at most that one is predicted from, those that go with it most closely; 15 unless told. */
  readonly predictors?: number;
  /** Where draws come from: one imputation of several. Without it what is expected is filled in. */
  readonly random?: Random;
}

/** Chained equations that were fitted; plain data. */
export interface FittedChain {
  /** Of each column the mean and deviation of numbers that it is brought to, and what stands in at first (standardised, or a code). */
  readonly columns: readonly { readonly centre: number; readonly scale: number; readonly start: number }[];
  /** Of columns with missing values, in the order in which they are filled. */
  readonly equations: readonly ChainEquation[];
}

/** A chain with the columns it was fitted on, filled. */
export interface ChainFit {
  readonly chain: FittedChain;
  readonly completed: readonly Float64Array[];
}

function startOf({ categories, values }: ChainColumn): FittedChain['columns'][number] {
  const known = [...values].filter((value) => !Number.isNaN(value));
  if (categories !== undefined) {
    const counts = Array.from(
      { length: categories },
      (_, code) => known.filter((one) => one === code).length,
    );
    return { centre: 0, scale: 1, start: counts.indexOf(Math.max(...counts)) };
  }
  if (known.length === 0) return { centre: 0, scale: 1, start: 0 };
  const scale = known.length > 1 ? standardDeviation(known) : 0;
  return { centre: mean(known), scale: scale > 0 ? scale : 1, start: 0 };
}

const standardised = (values: Float64Array, { centre, scale }: FittedChain['columns'][number]) =>
  values.map((value) => (value - centre) / scale);

/** A column as directions of unit length, one of numbers, one of each category but the first; what is missing is at the mean. */
function directionsOf({ categories, values }: ChainColumn): Float64Array[] {
  const of = (at: (value: number) => number): Float64Array[] => {
    const made = values.map((value) => (Number.isNaN(value) ? NaN : at(value)));
    const known = made.filter((value) => !Number.isNaN(value));
    const centre = known.length === 0 ? 0 : mean(known);
    const centred = made.map((value) => (Number.isNaN(value) ? 0 : value - centre));
    const length = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0));
    return length > 0 ? [centred.map((value) => value / length)] : [];
  };
  if (categories === undefined) return of((value) => value);
  return Array.from({ length: Math.max(1, categories - 1) }, (_, code) =>
    of((value) => (value === code + 1 ? 1 : 0)),
  ).flat();
}

/** How closely two columns go together: the greatest correlation of their directions. */
function closeness(a: readonly Float64Array[], b: readonly Float64Array[]): number {
  let best = 0;
  for (const first of a) {
    for (const second of b) {
      let sum = 0;
      for (let row = 0; row < first.length; row++) sum += first[row]! * second[row]!;
      best = Math.max(best, Math.abs(sum));
    }
  }
  return best;
}

/**
 * Imputation by chained equations: every column with missing values is predicted from others in turn, by Bayesian linear regression of numbers and logistic
 * regression of categories (of several each against the first), the missing values being filled with draws, again and again. With
 * `random` the result is one of several imputations; without it what is expected is filled in. The outcome has no part in it unless it is among the columns. Numbers may lie outside of the range that was
 * seen, as in mice's "norm". Sources: van Buuren and Groothuis-Oudshoorn 2011; Rubin 1987.
 */
export function fitChain(
  columns: readonly ChainColumn[],
  { iterations = 10, predictors = 15, random }: ChainOptions = {},
): ChainFit {
  const about = columns.map(startOf);
  const own = columns.map((column, at) => ({
    ...column,
    values: column.categories === undefined ? standardised(column.values, about[at]!) : column.values,
  }));
  const missing = own.map(({ values }) => [...values.keys()].filter((row) => Number.isNaN(values[row]!)));
  const filled = own.map(({ values }, at) =>
    values.map((value) => (Number.isNaN(value) ? about[at]!.start : value)),
  );
  const rows = columns[0]?.values.length ?? 0;
  const targets = own
    .map((_, at) => at)
    .filter((at) => missing[at]!.length > 0 && missing[at]!.length < rows)
    .sort((a, b) => missing[a]!.length - missing[b]!.length || a - b);
  const varies = own.map(
    ({ values }) => new Set([...values].filter((value) => !Number.isNaN(value))).size > 1,
  );
  const directions = own.map(directionsOf);
  const chosen = new Map(
    targets.map((target) => {
      const observed = rows - missing[target]!.length;
      // Terms, not columns, take degrees of freedom.
      let room = Math.max(1, Math.min(predictors, Math.floor(observed / 4)));
      const near = own
        .map((column, at) => ({
          at,
          terms: column.categories === undefined ? 1 : column.categories - 1,
          close: at === target || !varies[at] ? 0 : closeness(directions[target]!, directions[at]!),
        }))
        .filter(({ close }) => close > 0)
        .sort((a, b) => b.close - a.close || a.at - b.at);
      const taken: number[] = [];
      for (const { at, terms } of near) {
        if (terms > room) continue;
        taken.push(at);
        room -= terms;
      }
      return [target, taken] as const;
    }),
  );
  let equations: ChainEquation[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    equations = targets.map((target) => {
      const used = chosen.get(target)!;
      const gaps = new Set(missing[target]!);
      const termsAt = (row: number) => termsOf(own, used, (column) => filled[column]![row]!);
      const observed = Array.from({ length: rows }, (_, row) => row).filter((row) => !gaps.has(row));
      const x = observed.map(termsAt);
      const { categories, values } = own[target]!;
      const equation: ChainEquation =
        categories === undefined
          ? (() => {
              const { coefficients, deviation } = numberEquation(
                x,
                observed.map((row) => values[row]!),
                random,
              );
              return { target, predictors: used, coefficients: [coefficients], deviation };
            })()
          : {
              target,
              predictors: used,
              coefficients: Array.from({ length: categories - 1 }, (_, code) => {
                // Each against the first by itself, which is nearly the multinomial model (Begg and Gray 1984).
                const either = observed.flatMap((row, place) =>
                  values[row] === 0 || values[row] === code + 1 ? [place] : [],
                );
                return categoryEquation(
                  either.map((place) => x[place]!),
                  either.map((place) => (values[observed[place]!] === code + 1 ? 1 : 0)),
                  random,
                );
              }),
              deviation: 0,
            };
      for (const row of missing[target]!)
        filled[target]![row] = imputed(equation, termsAt(row), random, categories);
      return equation;
    });
  }
  return {
    chain: { columns: about, equations },
    completed: filled.map((values, at) =>
      columns[at]!.categories === undefined
        ? values.map((value, row) =>
            Number.isNaN(columns[at]!.values[row]!)
              ? about[at]!.centre + about[at]!.scale * value
              : columns[at]!.values[row]!,
          )
        : values,
    ),
  };
}

/** Sweeps over a new row's missing values. */
const sweeps = 5;

/**
 * Fills new rows by a fitted chain; columns that no equation is of take what stands in at first. Each row is filled by itself: `randomOf` gives the
 * source of its draws, by the values that it has.
 */
export function applyChain(
  { columns: about, equations }: FittedChain,
  columns: readonly ChainColumn[],
  randomOf: ((row: number) => Random) | undefined,
): Float64Array[] {
  const own = columns.map((column, at) => ({
    ...column,
    values: column.categories === undefined ? standardised(column.values, about[at]!) : column.values,
  }));
  const made = columns.map(({ values }) => values.slice());
  const rows = columns[0]?.values.length ?? 0;
  for (let row = 0; row < rows; row++) {
    const gaps = own.map(({ values }) => Number.isNaN(values[row]!));
    if (!gaps.includes(true)) continue;
    const random = randomOf?.(row);
    const filled = own.map(({ values }, at) => (gaps[at] ? about[at]!.start : values[row]!));
    for (let sweep = 0; sweep < sweeps; sweep++) {
      for (const equation of equations) {
        if (!gaps[equation.target]) continue;
        const terms = termsOf(own, equation.predictors, (column) => filled[column]!);
        filled[equation.target] = imputed(equation, terms, random, own[equation.target]!.categories);
      }
    }
    filled.forEach((value, at) => {
      if (!gaps[at]) return;
      const { centre, scale } = about[at]!;
      made[at]![row] = own[at]!.categories === undefined ? centre + scale * value : value;
    });
  }
  return made;
}
