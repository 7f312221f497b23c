import { StatisticsError } from '../error.ts';
import { leastSquares } from '../numbers/linear.ts';
import { isConstant, mean, variance } from '../numbers/moments.ts';
import { nonParametricPosterior, type Posterior, parametricPosterior } from './combat-posterior.ts';

/** Which batch a subject belongs to: site, scanner, protocol. */
export type Batch = string | number;

/** How ComBat is fitted. */
export interface CombatOptions {
  /** Distribution of batch effects over features: normal and inverse gamma, or as they are. */
  readonly prior?: 'parametric' | 'non-parametric';
  /** Adjust means only, not spreads. */
  readonly meanOnly?: boolean;
  /** The batch that stays as it is; the others are brought to it. */
  readonly reference?: Batch;
  /** Borrow strength from other features; false takes each feature's own batch effect. */
  readonly empiricalBayes?: boolean;
  /**
   * What must be kept: a list of columns of numbers (age, sex as 0/1). Never the outcome: adjustment that knows the
   * outcome carries it into the features.
   */
  readonly covariates?: readonly CombatCovariate[];
  /** Names of columns that callers forbid as covariates, the outcome above all. */
  readonly forbidden?: readonly string[];
}

/** A column whose effect is kept. */
export interface CombatCovariate {
  readonly name: string;
  readonly values: ArrayLike<number>;
}

/** A fitted adjustment: plain numbers, kept as JSON and used on new subjects of the same batches. */
export interface CombatParameters {
  readonly method: 'combat';
  readonly batches: readonly Batch[];
  readonly batchSizes: readonly number[];
  readonly reference: Batch | null;
  readonly covariates: readonly string[];
  /** By feature. */
  readonly grandMean: readonly number[];
  readonly pooledVariance: readonly number[];
  /** By covariate and feature. */
  readonly coefficients: readonly (readonly number[])[];
  /** Shift and scale of each batch, by batch and feature, in standardised units. */
  readonly shift: readonly (readonly number[])[];
  readonly scale: readonly (readonly number[])[];
  /** What the reader must know: batches of one subject, features left alone. */
  readonly notes: readonly string[];
}

const fail = (sentence: string, remedy: string): never => {
  throw new StatisticsError('DATA_UNSUITABLE', sentence, { remedy });
};

function checkFeatures(features: readonly ArrayLike<number>[], count: number): void {
  features.forEach((feature, g) => {
    if (feature.length !== count) {
      throw new RangeError(`Feature ${g} has ${feature.length} values for ${count} subjects.`);
    }
    for (let i = 0; i < count; i++) {
      if (Number.isFinite(feature[i])) continue;
      fail(
        `ComBat needs complete features; feature ${g} is ${feature[i]} for subject ${i}.`,
        'Impute or leave out the feature or the subject first.',
      );
    }
  });
}

function checkCovariates(
  covariates: readonly CombatCovariate[],
  forbidden: readonly string[],
  n: number,
): void {
  for (const { name, values } of covariates) {
    if (forbidden.includes(name)) {
      throw new StatisticsError(
        'ARGUMENT_INVALID',
        `${name} cannot be a covariate of ComBat: it is the outcome.`,
        {
          column: name,
          remedy:
            'Keep age and sex if need be; adjustment that knows the outcome leaks it into the features.',
        },
      );
    }
    if (values.length !== n)
      throw new RangeError(`Covariate ${name} has ${values.length} values for ${n} subjects.`);
    if (!Array.from(values).every(Number.isFinite)) {
      fail(`Covariate ${name} of ComBat has missing values.`, 'Impute it or leave the subjects out.');
    }
  }
}

/**
 * Fits ComBat. `features` is a list of features, each with a value a subject; `batch` names each subject's batch.
 * Features that are constant within a batch, or that follow from batches and covariates alone, are left as they are. Throws where batches and covariates cannot be told apart.
 * Source: Johnson, Li and Rabinovic 2007; reference batch: Stein et al. 2015; as sva's ComBat.
 */
export function fitCombat(
  features: readonly ArrayLike<number>[],
  batch: ArrayLike<Batch>,
  options: CombatOptions = {},
): CombatParameters {
  const { prior = 'parametric', empiricalBayes = true, covariates = [], forbidden = [] } = options;
  const n = batch.length;
  checkFeatures(features, n);
  checkCovariates(covariates, forbidden, n);
  const batches = [...new Set(Array.from(batch))].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
  );
  if (batches.length < 2) fail('ComBat needs at least two batches.', 'Leave the step out.');
  const reference = options.reference ?? null;
  if (reference !== null && !batches.includes(reference)) {
    throw new StatisticsError('BATCH_UNKNOWN', `The reference batch ${reference} has no subject.`, {
      remedy: `Choose one of ${batches.join(', ')}.`,
    });
  }
  const rows = batches.map((name) => Array.from({ length: n }, (_, i) => i).filter((i) => batch[i] === name));
  const notes: string[] = [];
  const single = batches.filter((_, b) => rows[b]!.length === 1);
  const meanOnly = options.meanOnly === true || single.length > 0;
  if (single.length > 0 && options.meanOnly !== true) {
    notes.push(`Only means are adjusted: batch ${single.join(', ')} has one subject.`);
  }
  if (reference !== null && rows[batches.indexOf(reference)]!.length < 2) {
    fail(`The reference batch ${reference} has one subject.`, 'Choose a batch with more.');
  }
  if (n <= batches.length + covariates.length) {
    fail(
      `${n} subjects are too few for ${batches.length} batches and ${covariates.length} covariates.`,
      'Merge small batches or leave out covariates.',
    );
  }
  checkDesign(rows, covariates, n);

  const design = Array.from({ length: n }, (_, i) =>
    Float64Array.from([
      ...batches.map((name) => (batch[i] === name ? 1 : 0)),
      ...covariates.map(({ values }) => values[i]!),
    ]),
  );
  const k = batches.length;
  const basis = reference === null ? undefined : rows[batches.indexOf(reference)]!;
  const grandMean: number[] = [];
  const pooledVariance: number[] = [];
  const coefficients = covariates.map(() => [] as number[]);
  const standardised: Float64Array[] = [];
  const left: number[] = [];
  const used: number[] = [];
  const explained: number[] = [];
  const leave = (g: number, list: number[]) => {
    list.push(g);
    grandMean.push(0);
    pooledVariance.push(0);
    for (const column of coefficients) column.push(0);
  };
  features.forEach((feature, g) => {
    if (rows.some((list) => list.length > 1 && isConstant(list.map((i) => feature[i]!)))) {
      leave(g, left);
      return;
    }
    const fit = leastSquares(design, feature);
    const centre =
      reference === null
        ? rows.reduce((sum, list, b) => sum + (list.length / n) * fit[b]!, 0)
        : fit[batches.indexOf(reference)]!;
    const kept = (i: number) => covariates.reduce((sum, { values }, c) => sum + fit[k + c]! * values[i]!, 0);
    const residual = (i: number) => feature[i]! - kept(i) - fit[batches.indexOf(batch[i]!)]!;
    const among = basis ?? Array.from({ length: n }, (_, i) => i);
    const spread = among.reduce((sum, i) => sum + residual(i) ** 2, 0) / among.length;
    // What batches and covariates say whole has nothing left to scale by but rounding.
    if (!(spread > 1e-24 * variance(feature, 0))) {
      leave(g, explained);
      return;
    }
    used.push(g);
    grandMean.push(centre);
    pooledVariance.push(spread);
    coefficients.forEach((column, c) => {
      column.push(fit[k + c]!);
    });
    const root = Math.sqrt(spread);
    standardised.push(Float64Array.from({ length: n }, (_, i) => (feature[i]! - centre - kept(i)) / root));
  });
  if (left.length > 0)
    notes.push(`${left.length} features are constant within a batch and left as they are.`);
  if (explained.length > 0)
    notes.push(
      `${explained.length} features follow from batches and covariates alone and are left as they are.`,
    );

  const shift = batches.map(() => new Array<number>(features.length).fill(0));
  const scale = batches.map(() => new Array<number>(features.length).fill(1));
  rows.forEach((list, b) => {
    if (batches[b] === reference || used.length === 0) return;
    const values = standardised.map((feature) => Float64Array.from(list, (i) => feature[i]!));
    const gamma = Float64Array.from(values, (own) => mean(own));
    const delta = Float64Array.from(values, (own) => (meanOnly ? 1 : variance(own)));
    let posterior: Posterior = { gamma, delta };
    if (empiricalBayes && used.length > 1) {
      const make = prior === 'parametric' ? parametricPosterior : nonParametricPosterior;
      posterior = make(values, gamma, delta, meanOnly);
    }
    used.forEach((g, at) => {
      shift[b]![g] = posterior.gamma[at]!;
      scale[b]![g] = posterior.delta[at]!;
    });
  });
  if (empiricalBayes && used.length < 2) notes.push('With one feature there is no strength to borrow.');
  return {
    method: 'combat',
    batches,
    batchSizes: rows.map((list) => list.length),
    reference,
    covariates: covariates.map(({ name }) => name),
    grandMean,
    pooledVariance,
    coefficients,
    shift,
    scale,
    notes,
  };
}

/** Batches and covariates must not say the same thing. */
function checkDesign(rows: readonly number[][], covariates: readonly CombatCovariate[], n: number): void {
  const columns = [
    ...rows.map((list) => {
      const column = new Float64Array(n);
      for (const i of list) column[i] = 1;
      return column;
    }),
  ];
  for (const { name, values } of covariates) {
    const column = Float64Array.from(values);
    const design = column.map((_, i) => i);
    const fitted = leastSquares(
      Array.from(design, (i) => Float64Array.from(columns, (other) => other[i]!)),
      column,
    );
    let rest = 0;
    let whole = 0;
    const average = mean(column);
    for (let i = 0; i < n; i++) {
      rest += (column[i]! - columns.reduce((sum, other, c) => sum + other[i]! * fitted[c]!, 0)) ** 2;
      whole += (column[i]! - average) ** 2;
    }
    if (rest <= 1e-12 * whole || whole === 0) {
      throw new StatisticsError(
        'DATA_UNSUITABLE',
        `Covariate ${name} of ComBat is determined by the batches and the covariates before it.`,
        { column: name, remedy: 'Leave it out: batch effect and covariate cannot be told apart.' },
      );
    }
    columns.push(column);
  }
}

/**
 * Adjusts features (as given to `fitCombat`, same order) of new or training subjects of batches that were fitted.
 * A batch that was not is refused: its effect is unknown.
 */
export function applyCombat(
  parameters: CombatParameters,
  features: readonly ArrayLike<number>[],
  batch: ArrayLike<Batch>,
  covariates: readonly CombatCovariate[] = [],
): Float64Array[] {
  if (features.length !== parameters.grandMean.length) {
    throw new RangeError(
      `ComBat was fitted to ${parameters.grandMean.length} features, not ${features.length}.`,
    );
  }
  const places = Array.from(batch, (name) => parameters.batches.indexOf(name));
  const unknown = places.indexOf(-1);
  if (unknown >= 0) {
    throw new StatisticsError(
      'BATCH_UNKNOWN',
      `ComBat does not know the batch ${batch[unknown]} of subject ${unknown}.`,
      {
        remedy: `It was fitted to ${parameters.batches.join(', ')}; fit it again with subjects of that batch.`,
      },
    );
  }
  const columns = parameters.covariates.map((name) => {
    const found = covariates.find((column) => column.name === name);
    if (found !== undefined) return found.values;
    throw new StatisticsError('COLUMN_NOT_FOUND', `ComBat needs the covariate ${name}.`, { column: name });
  });
  return features.map((feature, g) => {
    const root = Math.sqrt(parameters.pooledVariance[g]!);
    return Float64Array.from(places, (b, i) => {
      if (root === 0 || parameters.batches[b] === parameters.reference) return feature[i]!;
      let centre = parameters.grandMean[g]!;
      columns.forEach((values, c) => {
        centre += parameters.coefficients[c]![g]! * values[i]!;
      });
      const z = (feature[i]! - centre) / root;
      return ((z - parameters.shift[b]![g]!) / Math.sqrt(parameters.scale[b]![g]!)) * root + centre;
    });
  });
}
