import type { Frame, FrameColumn } from '@rachis/learning';
import {
  adjustPValues,
  estimatingEquations,
  linearMixed,
  mean,
  normalTwoSided,
  standardDeviation,
  StatisticsError,
  tCritical,
  tTwoSided,
} from '@rachis/statistics';
import type { Cell, Table } from '../tables/table.ts';
import { htmlTable, pageNumber } from './page-parts.ts';

/** How a feature goes together with the outcome where subjects have several rows. */
export interface ClusteredTest {
  readonly feature: string;
  readonly rows: number;
  readonly subjects: number;
  /** In standard deviations of the feature: between the classes, or by a standard deviation of the outcome. */
  readonly effect: number;
  readonly lower: number;
  readonly upper: number;
  /** Of the mixed model, by t with as many degrees of freedom as subjects less two. */
  readonly p: number;
  /** p after Benjamini and Hochberg over all features. */
  readonly adjusted: number;
  /** Share of the feature's variance, beyond the outcome's, that is between subjects: 1 where rows of a subject say the same. */
  readonly intraclass: number;
  /** The effect of generalised estimating equations (exchangeable), and its p by robust errors. */
  readonly estimatingEffect: number;
  readonly estimatingP: number;
  readonly reason?: string;
}

/** Fitting more features than this would take minutes, for a table that goes into no model. */
export const mostTested = 5000;

const none = (feature: string, rows: number, subjects: number, reason: string): ClusteredTest => ({
  feature,
  rows,
  subjects,
  effect: NaN,
  lower: NaN,
  upper: NaN,
  p: NaN,
  adjusted: NaN,
  intraclass: NaN,
  estimatingEffect: NaN,
  estimatingP: NaN,
  reason,
});

const standardised = (values: readonly number[]): number[] | undefined => {
  const [centre, spread] = [mean(values), standardDeviation(values)];
  return spread > 1e-12 * (1 + Math.abs(centre))
    ? values.map((value) => (value - centre) / spread)
    : undefined;
};

function test(
  { name, values }: FrameColumn,
  target: ArrayLike<number>,
  groups: Int32Array,
  level: number,
): ClusteredTest {
  const known = [...values.keys()].filter((row) => !Number.isNaN(values[row]!));
  const clusters = known.map((row) => groups[row]!);
  const subjects = new Set(clusters).size;
  const y = standardised(known.map((row) => values[row]!));
  const x = known.map((row) => [1, target[row]!]);
  if (y === undefined || new Set(x.map(([, own]) => own)).size < 2)
    return none(name, known.length, subjects, 'It does not vary where it is known.');
  if (subjects < 5) return none(name, known.length, subjects, 'Fewer than five subjects.');
  try {
    const { coefficients, standardErrors, intraclass } = linearMixed(x, y, clusters);
    const [effect, error] = [coefficients[1]!, standardErrors[1]!];
    const freedom = subjects - 2;
    const half = tCritical(level, freedom) * error;
    const equations = estimatingEquations(x, y, clusters);
    return {
      feature: name,
      rows: known.length,
      subjects,
      effect,
      lower: effect - half,
      upper: effect + half,
      p: tTwoSided(effect / error, freedom),
      adjusted: NaN,
      intraclass,
      estimatingEffect: equations.coefficients[1]!,
      estimatingP: normalTwoSided(equations.coefficients[1]! / equations.standardErrors[1]!),
    };
  } catch (problem) {
    if (!(problem instanceof StatisticsError)) throw problem;
    return none(name, known.length, subjects, problem.message);
  }
}

/**
 * Every feature of numbers by itself against the outcome, with a random intercept for each subject (restricted maximum likelihood) and by generalised
 * estimating equations: the tests for several lesions of a patient. Of two classes and of numbers; undefined of others, where subjects have one row
 * each, and of more than `mostTested` features. All rows are looked at, so nothing of it goes into a model.
 */
export function clusteredTests(
  { rows, columns, groups, outcome }: Frame,
  level: number,
): ClusteredTest[] | undefined {
  const features = columns.filter(({ kind }) => kind === 'numeric');
  if (new Set(groups).size === rows || features.length === 0 || features.length > mostTested)
    return undefined;
  const target =
    outcome?.kind === 'continuous'
      ? standardised([...outcome.values])
      : outcome?.kind === 'classes' && outcome.classes.length === 2
        ? outcome.codes
        : undefined;
  if (target === undefined) return undefined;
  const found = features.map((column) => test(column, target, groups, level));
  const adjusted = adjustPValues(
    found.map(({ p }) => p),
    'benjamini-hochberg',
  );
  return found
    .map((one, at) => ({ ...one, adjusted: adjusted[at]! }))
    .sort((a, b) => (Number.isNaN(a.p) ? 2 : a.p) - (Number.isNaN(b.p) ? 2 : b.p));
}

const pValue = (p: number) => (Number.isFinite(p) ? (p < 0.001 ? '< 0.001' : p.toFixed(3)) : 'n/a');

/** The part of the report: the strongest features; '' where there are none. */
export function clusteredTestSection(tests: readonly ClusteredTest[] | undefined): string {
  if (tests === undefined) return '';
  const shown = tests.slice(0, 20);
  return `<p>Each feature by itself, with a random intercept for each subject: the difference in standard deviations of the feature that goes with the outcome, how alike rows of a subject are, and p (and p after
Benjamini and Hochberg over ${tests.length} features). Beside it generalised estimating equations with robust errors, which are too small with fewer than some 40 subjects. All rows are looked at: nothing of it goes into a model.</p>
${htmlTable(
  `Features with a random intercept by subject, ${shown.length} of ${tests.length} (clustered-tests.csv)`,
  ['', 'effect', 'p', 'p (BH)', 'intraclass', 'GEE effect', 'GEE p'],
  shown.map((one) => [
    one.feature,
    one.reason ?? `${pageNumber(one.effect)} (${pageNumber(one.lower)} to ${pageNumber(one.upper)})`,
    pValue(one.p),
    pValue(one.adjusted),
    pageNumber(one.intraclass),
    pageNumber(one.estimatingEffect),
    pValue(one.estimatingP),
  ]),
)}`;
}

/** All features as a table. */
export const clusteredTestTable = (tests: readonly ClusteredTest[]): Table => ({
  columns: [
    'feature',
    'rows',
    'subjects',
    'effect',
    'lower',
    'upper',
    'p',
    'p_bh',
    'intraclass',
    'gee_effect',
    'gee_p',
    'reason',
  ],
  text: ['feature', 'reason'],
  rows: tests.map((one): Cell[] => [
    one.feature,
    one.rows,
    one.subjects,
    one.effect,
    one.lower,
    one.upper,
    one.p,
    one.adjusted,
    one.intraclass,
    one.estimatingEffect,
    one.estimatingP,
    one.reason ?? '',
  ]),
});
