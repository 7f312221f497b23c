import type { Json } from '../contract.ts';
import type { FittedPipeline } from '../pipeline/fitted-pipeline.ts';

/** Where a column that reaches the model comes from. */
export interface ColumnSource {
  /** Columns of the table that it is made of. */
  readonly inputs: ReadonlySet<string>;
  /**
   * As a sum, where it is one: offset + sum of weight times value. Over numeric columns of the table, and columns that
   * steps made: of 0 and 1 from categories and missing values, and scores.
   */
  readonly sum?: { readonly offset: number; readonly weights: ReadonlyMap<string, number> };
  /** Whether other things of a row than `inputs` have a say: its site. */
  readonly bySite: boolean;
}

type Sources = Map<string, ColumnSource>;
type State = { readonly [key: string]: Json };
type Trace = (sources: Sources, state: State) => void;

const records = (value: Json | undefined) => (value ?? []) as readonly State[];
const names = (value: Json | undefined) => (value ?? []) as readonly string[];

/** A column made of others, that is no sum of them. */
function mixed(sources: Sources, from: readonly string[], bySite = false): ColumnSource {
  const own = from.flatMap((name) => sources.get(name) ?? []);
  return {
    inputs: new Set(own.flatMap(({ inputs }) => [...inputs])),
    bySite: bySite || own.some((source) => source.bySite),
  };
}

/** A column of 0 and 1 that a step made of another. */
const flag = (sources: Sources, name: string, from: string): ColumnSource => ({
  ...mixed(sources, [from]),
  sum: { offset: 0, weights: new Map([[name, 1]]) },
});

/** A column that is a sum of others: weight times (value - centre) / scale. */
function summed(
  sources: Sources,
  parts: readonly {
    readonly name: string;
    readonly weight: number;
    readonly centre: number;
    readonly scale: number;
  }[],
): ColumnSource {
  const made = mixed(
    sources,
    parts.map(({ name }) => name),
  );
  const weights = new Map<string, number>();
  let offset = 0;
  for (const { name, weight, centre, scale } of parts) {
    const sum = sources.get(name)?.sum;
    if (sum === undefined) return made;
    offset += (weight * (sum.offset - centre)) / scale;
    for (const [input, own] of sum.weights) {
      weights.set(input, (weights.get(input) ?? 0) + (weight * own) / scale);
    }
  }
  return { ...made, sum: { offset, weights } };
}

/** What the steps that make columns of others do; all other steps keep columns as they are, or drop them. */
const traces: Readonly<Record<string, Trace>> = {
  impute(sources, { fills }) {
    for (const { name, indicator } of records(fills)) {
      const made = `${name as string}_missing`;
      if (indicator === true) sources.set(made, flag(sources, made, name as string));
    }
  },
  'impute-chained'(sources, { names: columns, chain }) {
    const known = names(columns);
    const equations = records((chain as State).equations);
    const made = equations.map(({ target, predictors }) => {
      const name = known[target as number];
      const from = (predictors as readonly number[]).map((at) => known[at]);
      // Where it is known it is itself; where it is not, the others have a say.
      return [name, { ...sources.get(name)!, ...mixed(sources, [name, ...from]) }] as const;
    });
    for (const [name, source] of made) sources.set(name, source);
  },
  encode(sources, { columns }) {
    for (const { name, categories } of records(columns)) {
      for (const category of names(categories)) {
        const made = `${name as string}=${category}`;
        sources.set(made, flag(sources, made, name as string));
      }
    }
  },
  scale(sources, { scalings }) {
    for (const { name, centre, scale } of records(scalings)) {
      const part = {
        name: name as string,
        weight: 1,
        centre: centre as number,
        scale: scale as number,
      };
      sources.set(part.name, summed(sources, [part]));
    }
  },
  combat(sources, { columns, parameters }) {
    const covariates = names((parameters as State).covariates);
    const made = names(columns).map((name) => [name, mixed(sources, [name, ...covariates], true)] as const);
    for (const [name, source] of made) sources.set(name, source);
  },
  score(sources, { name, columns }) {
    // A score is a quantity of its own, with a unit of its own.
    const made = name as string;
    sources.set(made, {
      ...mixed(sources, names(columns)),
      sum: { offset: 0, weights: new Map([[made, 1]]) },
    });
  },
  clusters(sources, { columns, clusters }) {
    // In which cluster a row is, is a quantity of its own, of all columns together.
    const from = records(columns).map(({ name }) => name as string);
    const made = records(clusters).map(({ name }) => name as string);
    const entries = made.map((name) => ({
      name,
      source: { ...mixed(sources, from), sum: { offset: 0, weights: new Map([[name, 1]]) } },
    }));
    for (const { name, source } of entries) sources.set(name, source);
  },
  'principal-components'(sources, { columns, components }) {
    const given = records(columns);
    const made = records(components).map(({ name, loadings }) => {
      const parts = given.map((column, at) => ({
        name: column.name as string,
        centre: column.centre as number,
        scale: column.scale as number,
        weight: (loadings as readonly number[])[at],
      }));
      return [name as string, summed(sources, parts)] as const;
    });
    for (const [name, source] of made) sources.set(name, source);
  },
};

/** For each column that reaches the model, in its order, the columns of the table that it comes from. */
export function columnSources({ inputs, steps, columns }: FittedPipeline): readonly ColumnSource[] {
  const sources: Sources = new Map(
    inputs.map(({ name, kind }) => [
      name,
      {
        inputs: new Set([name]),
        bySite: false,
        ...(kind === 'numeric' ? { sum: { offset: 0, weights: new Map([[name, 1]]) } } : {}),
      },
    ]),
  );
  for (const step of steps) traces[step.step]?.(sources, step.state() as State);
  return columns.map((name) => {
    const source = sources.get(name);
    if (source === undefined) throw new RangeError(`The column ${name} comes from no column of the table.`);
    return source;
  });
}
