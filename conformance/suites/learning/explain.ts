import { readFileSync } from 'node:fs';
import {
  accumulatedEffects,
  coefficientsOf,
  correlatedGroups,
  type FittedPipeline,
  type Frame,
  fitPipeline,
  partialDependence,
  permutationImportance,
  pipelineSchema,
  restorePipeline,
  type ShapValues,
  shapValues,
} from '@rachis/learning';
import { createRandom } from '@rachis/statistics';
import { treeShap } from '../../../packages/learning/src/explain/tree-shap.ts';
import { fixturePath } from '../../data.ts';
import type { Comparison } from '../../report.ts';
import { type Case, type Computations, compare, type Numbers, readFixture } from '../statistics/fixture.ts';
import { classOutcome, continuousOutcome, inRows, matrix } from './data.ts';

type Rows = readonly (readonly number[])[];

const cases = readFixture('learning-explain');
const table = cases.find(({ kind }) => kind === 'data')!.input;
const models = new Map(cases.filter(({ kind }) => kind === 'model').map(({ id, input }) => [id, input]));

function frameOf(rows: Rows, outcome?: Frame['outcome']): Frame {
  return {
    rows: rows.length,
    columns: rows[0]!.map((_, j) => ({
      name: `x${j}`,
      kind: 'numeric' as const,
      values: Float64Array.from(rows, (row) => row[j]!),
    })),
    groups: Int32Array.from(rows.keys()),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

/** Rows of the fixture's table, with an outcome where one is named. */
function rowsOf([from, to]: readonly [number, number], outcome?: string): Frame {
  const values = outcome === undefined ? [] : table[outcome].slice(from, to);
  const truth = outcome === 'value' ? continuousOutcome(values) : classOutcome(values);
  return frameOf(table.x.slice(from, to), outcome === undefined ? undefined : truth);
}

/** A model of the fixture as a pipeline without steps. */
function pipelineOf({ model }: Case['input']): FittedPipeline {
  const names = (table.x[0] as number[]).map((_, j) => `x${j}`);
  return restorePipeline({
    inputs: names.map((name) => ({ name, kind: 'numeric' })),
    steps: [],
    model: models.get(model),
    columns: names,
  });
}

const saidBy = ({ outputs, columns }: ShapValues): Numbers => ({
  base: outputs.map(({ base }) => base),
  values: outputs.map(({ values }) => inRows(values.data, columns.length)),
});

const shapOf = (input: Case['input']): Numbers =>
  saidBy(
    shapValues(
      pipelineOf(input),
      rowsOf(input.rows),
      input.background === null ? {} : { background: rowsOf(input.background) },
    ),
  );

function importanceOf(input: Case['input'], groups?: string[][]) {
  const { criterion, permutations } = input;
  return permutationImportance(pipelineOf(input), rowsOf(input.rows, input.outcome), createRandom(1), {
    criterion,
    permutations,
    ...(groups === undefined ? {} : { groups }),
  }).groups;
}

function effectsOf(input: Case['input']): Numbers {
  const { intervals, edges } = input;
  const found = accumulatedEffects(pipelineOf(input), rowsOf(input.rows, input.outcome), `x${input.column}`, {
    ...(edges === undefined ? { intervals } : { edges }),
  });
  return { edges: found.edges, effects: found.effects, counts: found.counts };
}

/** Coefficients on the table's columns, of a fit on scaled columns and of one on all principal components. */
function givenCoefficients({ outcome }: Case['input']): Numbers {
  const estimator = outcome === 'value' ? 'linear-regression' : 'logistic-regression';
  const rows = rowsOf([0, table.x.length], outcome);
  const [scaled, components] = [
    { step: 'scale' },
    { step: 'principal-components', settings: { share: 1 } },
  ].map((step) => {
    const plan = pipelineSchema.parse({ steps: [step], model: { estimator, settings: { lambda: 0 } } });
    const { given } = coefficientsOf(fitPipeline(plan, rows, createRandom(1)), rows)!;
    return rows.columns.map(({ name }) => given.find(({ column }) => column === name)!);
  });
  const worst = scaled!.map((one, j) => {
    const other = components![j]!;
    const difference = Math.abs(one.coefficient - other.coefficient);
    return difference > 1e-9 * Math.abs(one.coefficient) ? NaN : other;
  });
  return {
    coefficients: worst.map((one) => (typeof one === 'number' ? one : one.coefficient)),
    ratios: worst.map((one) => (typeof one === 'number' ? one : (one.ratio ?? NaN))),
  };
}

/** Explanations of models that scikit-learn fitted and gave us. */
export const explanations: Computations = {
  transplanted: (input) => {
    const { scores } = pipelineOf(input).predict(rowsOf(input.rows));
    return { sklearn: { said: scores } };
  },
  shap_trees: (input) => ({ shap: shapOf(input) }),
  shap_exact: (input) => ({ numpy: shapOf(input) }),
  shap_linear: (input) => ({ shap: shapOf(input) }),
  permutation_importance: (input) => {
    const groups = importanceOf(input);
    return {
      sklearn: {
        drops: groups.map(({ drops }) => drops),
        mean: groups.map(({ mean }) => mean),
        deviation: groups.map(({ deviation }) => deviation),
      },
    };
  },
  group_importance: (input) => {
    const group = (input.group as number[]).map((j) => `x${j}`);
    return { sklearn: { drops: importanceOf(input, [group])[0]!.drops } };
  },
  partial_dependence: (input) => {
    const { mean, individual } = partialDependence(
      pipelineOf(input),
      rowsOf(input.rows, input.outcome),
      `x${input.column}`,
      { grid: input.grid },
    );
    return { sklearn: { mean, individual: inRows(individual.data, individual.columns) } };
  },
  accumulated_effects: (input) => ({ numpy: effectsOf(input) }),
  accumulated_effects_at: (input) => ({ PyALE: effectsOf(input) }),
  given_coefficients: (input) => ({ sklearn: givenCoefficients(input) }),
  correlated_groups: ({ x, threshold }) => {
    const groups = correlatedGroups(frameOf(x), { threshold });
    const own = (x[0] as number[]).map((_, j) => groups.findIndex((group) => group.includes(`x${j}`)));
    return { scipy: { group: own } };
  },
};

/**
 * Values by a background, of shap: it sums them in single precision, so that those near 0 carry its rounding. Ours are
 * held to the definition beside (shap_exact); what is off by such rounding alone is told as an exception.
 */
export function excuseSinglePrecision(comparisons: readonly Comparison[]): Comparison[] {
  return comparisons.map((one) => {
    const { group, tag, ours, expected, tolerance } = one;
    if (group !== 'shap_trees (shap)' || !tag.includes('background') || ours === undefined) return one;
    const off = Math.abs(ours - expected);
    return off <= tolerance || off > 2 ** -24
      ? one
      : { ...one, exception: 'shap sums values by a background in single precision' };
  });
}

interface Golden {
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: each case has its own shape.
  readonly input: any;
  // biome-ignore lint/suspicious/noExplicitAny: each case has its own shape.
  readonly expected: any;
}

/** SHAP values of golden_py.json, which are sums over every subset of columns. */
export function compareGoldenShap(): Comparison[] {
  const { cases: golden } = JSON.parse(readFileSync(fixturePath('golden-py.json'), 'utf8')) as {
    cases: Golden[];
  };
  const trees = golden.find(({ id }) => id === 'shap_tree')!;
  const { feature, threshold, left, right, cover, value } = trees.input.tree;
  const tree = {
    feature: Int32Array.from(feature as number[], (j) => Math.max(j, -1)),
    threshold: Float64Array.from(threshold),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    cover: Float64Array.from(cover),
    value: Float64Array.from(value),
  };
  const sum = { trees: [tree], outputs: 1, values: [tree.value], base: new Float64Array(1), scale: '' };
  const x = matrix(trees.input.x);
  const said = (background?: Rows) => {
    const { base, values } = treeShap(sum, x, background === undefined ? undefined : matrix(background));
    return inRows(values[0]!, x.columns).map((phi) => ({ base: base[0]!, phi }));
  };
  const linear = golden.find(({ id }) => id === 'shap_linear')!;
  const names = (linear.input.w as number[]).map((_, j) => `x${j}`);
  const pipeline = restorePipeline({
    inputs: names.map((name) => ({ name, kind: 'numeric' })),
    steps: [],
    model: {
      estimator: 'linear-regression',
      state: { lambda: 0, intercepts: [linear.input.b], coefficients: linear.input.w },
    },
    columns: names,
  });
  const [own] = shapValues(pipeline, frameOf([linear.input.x]), {
    background: frameOf(linear.input.background),
  }).outputs;
  return [
    ...compare(
      'shap (golden)',
      'tree',
      { path_dependent: said(), interventional: said(trees.input.background) },
      trees.expected,
    ),
    ...compare('shap (golden)', 'linear', { base: own!.base, phi: own!.values.data }, linear.expected),
  ];
}
