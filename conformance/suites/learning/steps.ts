import { type Frame, type Outcome, withColumns } from '@rachis/learning';
import { univariateScores } from '../../../packages/learning/src/steps/select/univariate-scores.ts';
import type { Case, Computations } from '../statistics/fixture.ts';
import { classOutcome, continuousOutcome, dataSets, survivalOutcome } from './data.ts';
import { fitStep, frameOf, flagsOf, rowsOf } from './frames.ts';

// biome-ignore lint/suspicious/noExplicitAny: as the fixture's script writes it.
const table: any = dataSets('learning-steps').get('table');

function outcomeOf(name: string): Outcome {
  if (name === 'time') return survivalOutcome(table.time, table.event);
  return name === 'value' ? continuousOutcome(table.value) : classOutcome(table[name]);
}

const withOutcome = (name: string): Frame => frameOf(table.x, outcomeOf(name));

const sites = (codes: readonly number[]): Partial<Frame> => ({
  sites: Int32Array.from(codes, (code) => code - 1),
  siteNames: ['1', '2', '3'],
});

const someColumns = (frame: Frame, columns: readonly number[]): Frame =>
  withColumns(
    frame,
    columns.map((j) => frame.columns[j]!),
  );

const letters = (labels: readonly string[]): Frame => {
  const categories = [...new Set(labels)].sort();
  return {
    rows: labels.length,
    columns: [
      {
        name: 'letter',
        kind: 'category',
        categories,
        values: Float64Array.from(labels, (label) => categories.indexOf(label)),
      },
    ],
    groups: Int32Array.from(labels, (_, row) => row),
  };
};

/** What a step makes of the rows it was fitted on, and of new ones. */
function applied(id: string, settings: object, training: Frame, later: Frame) {
  const fit = fitStep(id, training, settings);
  return { training: rowsOf(fit.training), new: rowsOf(fit.fitted.apply(later)) };
}

const kept = (frame: Frame, id: string, settings: object): number[] =>
  flagsOf(frame, fitStep(id, frame, settings));

function univariate({ outcome, parametric, level }: Case['input']) {
  const frame = withOutcome(outcome);
  const passing = (settings: object) =>
    kept(frame, 'univariate-filter', { parametric, level, atLeast: 0, ...settings });
  return {
    R: {
      p: univariateScores(frame.columns, frame.outcome!, parametric).map(({ p }) => p),
      kept_p: passing({ keep: 'p' }),
      kept_bh: passing({ keep: 'fdr' }),
      kept_by: passing({ keep: 'fdr', correction: 'benjamini-yekutieli' }),
    },
  };
}

/** The order in which mRMR takes columns, from what it keeps of one, two, three ... */
function mrmrOrder({ outcome, ...settings }: Case['input']): number[] {
  const frame = withOutcome(outcome);
  const order: number[] = [];
  for (let count = 1; count <= frame.columns.length; count++) {
    const flags = kept(frame, 'mrmr', { ...settings, count });
    const added = flags.flatMap((flag, j) => (flag === 1 && !order.includes(j) ? [j] : []));
    order.push(...(added.length === 1 ? added : [-1]));
  }
  return order;
}

function clusters({ correlation, linkage }: Case['input']) {
  const frame = withOutcome('y');
  const chosen = (settings: object) =>
    kept(frame, 'correlation-clusters', { correlation, linkage, ...settings });
  return {
    'above_0.9': chosen({ threshold: 0.9 }),
    'above_0.7': chosen({ threshold: 0.7 }),
    'above_0.5': chosen({ threshold: 0.5 }),
    into_3: chosen({ clusters: 3 }),
    into_6: chosen({ clusters: 6 }),
  };
}

function principalComponents({ rows, scale, count }: Case['input']) {
  const columns = Array.from({ length: 11 }, (_, j) => j);
  const frame = someColumns(frameOf(table.x.slice(0, rows)), columns);
  const fit = fitStep('principal-components', frame, { scale, components: count });
  const { components } = fit.fitted.state() as unknown as {
    components: { variance: number; loadings: number[] }[];
  };
  const counted = (share: number) =>
    fitStep('principal-components', frame, { scale, share }).training.columns.length;
  return {
    sklearn: {
      variance: components.map(({ variance }) => variance),
      loadings: components.map(({ loadings }) => loadings),
      new: rowsOf(fit.fitted.apply(someColumns(frameOf(table.new), columns))),
      'for_0.5': counted(0.5),
      'for_0.8': counted(0.8),
      'for_0.95': counted(0.95),
    },
  };
}

/** Steps without chance, value by value. */
export const steps: Computations = {
  data: () => ({}),
  impute: ({ strategy }) => ({
    sklearn: applied('impute', { strategy, indicator: true }, frameOf(table.holes), frameOf(table.newHoles)),
  }),
  scale: ({ method, columns }) => ({
    sklearn: applied(
      'scale',
      { method },
      someColumns(frameOf(table.x), columns),
      someColumns(frameOf(table.new), columns),
    ),
  }),
  encode: ({ reference, training, new: later }) => ({
    sklearn: applied('encode', { reference, unseen: 'zeros' }, letters(training), letters(later)),
  }),
  variance: ({ threshold }) => ({
    sklearn: {
      kept: kept(frameOf(table.x.map((row: number[]) => [...row, 1])), 'variance-filter', { threshold }),
    },
  }),
  near_zero: ({ ratio, percent }) => ({
    caret: {
      kept: kept(frameOf(table.rare), 'variance-filter', {
        nearZero: { frequencyRatio: ratio, distinctPercent: percent },
      }),
    },
  }),
  univariate,
  univariate_p: ({ outcome, column }) => {
    const frame = withOutcome(outcome);
    return { R: { p: univariateScores([frame.columns[column]!], frame.outcome!)[0]!.p } };
  },
  correlation_filter: ({ correlation, prefer, threshold }) => ({
    scipy: {
      kept: kept(withOutcome('y'), 'correlation-filter', { correlation, prefer, threshold }),
    },
  }),
  clusters: (input) => ({ hclust: clusters(input) }),
  cluster_count: (input) => ({
    scipy: Object.fromEntries(
      Object.entries(clusters(input)).map(([name, flags]) => [
        name,
        flags.filter((flag) => flag === 1).length,
      ]),
    ),
  }),
  mrmr: (input) => ({ [input.information === 'bins' ? 'sklearn' : 'scipy']: { order: mrmrOrder(input) } }),
  principal_components: principalComponents,
  class_weights: ({ outcome }) => ({
    sklearn: { weights: fitStep('class-weights', withOutcome(outcome)).training.weights },
  }),
  combat: ({ columns }) => {
    const age = { name: 'age', kind: 'numeric' as const, values: Float64Array.from(table.age as number[]) };
    const frame = { ...someColumns(frameOf(table.x), columns), ...sites(table.site) };
    const run = (settings: object) => rowsOf(fitStep('combat', frame, settings).training);
    const withAge = withColumns(frame, [...frame.columns, age]);
    return {
      sva: {
        plain: run({}),
        covariates: rowsOf(fitStep('combat', withAge, { covariates: ['age'] }).training).map((row) =>
          row.slice(0, -1),
        ),
        non_parametric: run({ prior: 'non-parametric' }),
        mean_only: run({ meanOnly: true }),
        reference: run({ reference: '2' }),
      },
    };
  },
  combat_new: ({ columns, sites: codes }) => ({
    neuroCombat: applied(
      'combat',
      {},
      { ...someColumns(frameOf(table.x), columns), ...sites(table.site) },
      { ...someColumns(frameOf(table.new), columns), ...sites(codes) },
    ),
  }),
};
