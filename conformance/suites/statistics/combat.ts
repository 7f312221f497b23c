import { readFileSync } from 'node:fs';
import { applyCombat, type CombatOptions, fitCombat } from '@rachis/statistics';
import { referencePath } from '../../data.ts';
import type { Comparison } from '../../report.ts';
import type { Computations } from './fixture.ts';

interface CombatInput {
  readonly data: number[][];
  readonly batch: number[];
  readonly covariate: number[];
}

function adjust({ data, batch, covariate }: CombatInput, { covariates, ...options }: Covaried) {
  const columns = covariates === true ? [{ name: 'covariate', values: covariate }] : [];
  return applyCombat(fitCombat(data, batch, { ...options, covariates: columns }), data, batch, columns);
}

type Covaried = Omit<CombatOptions, 'covariates'> & { readonly covariates?: true };

/** The five variants of the golden file. */
export function goldenCombat(input: CombatInput) {
  return {
    param_nocov: adjust(input, {}),
    param_cov: adjust(input, { covariates: true }),
    nonparam_cov: adjust(input, { covariates: true, prior: 'non-parametric' }),
    meanonly_cov: adjust(input, { covariates: true, meanOnly: true }),
    ref1_cov: adjust(input, { covariates: true, reference: 1 }),
  };
}

const variants: Readonly<Record<string, Covaried>> = {
  nonparametric_adjusted: { covariates: true, prior: 'non-parametric' },
  parametric_adjusted_batchref: { covariates: true, reference: 1 },
  parametric_adjusted_meanonly: { covariates: true, meanOnly: true },
  parametric_adjusted_noeb: { covariates: true, empiricalBayes: false },
  parametric_adjusted: { covariates: true },
  parametric_unadjusted: {},
};

function readRows(path: string): number[][] {
  const lines = readFileSync(referencePath(`combat/${path}`), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  return lines.map((line) => line.split(',').map(Number));
}

/**
 * The test data of the ComBat authors: two scanners of five, two groups in turn. Of each subject the feature that is
 * furthest off is the one that is scored.
 */
export function compareCombat(): Comparison[] {
  const data = readRows('testdata.csv');
  const input = { data, batch: [1, 1, 1, 1, 1, 2, 2, 2, 2, 2], covariate: [1, 2, 1, 2, 1, 2, 1, 2, 1, 2] };
  return Object.entries(variants).flatMap(([name, options]) => {
    const expected = readRows(`testdata_combat_${name}_r.csv`);
    const ours = adjust(input, options);
    return input.batch.map((_, i) => {
      const off = (g: number) => Math.abs(ours[g]![i]! / expected[g]![i]! - 1);
      const worst = data.reduce((most, _row, g) => (off(g) > off(most) ? g : most), 0);
      return {
        group: 'combat (reference)',
        family: name,
        tag: `subject ${i}, feature ${worst}`,
        ours: ours[worst]![i],
        expected: expected[worst]![i]!,
        tolerance: 1e-6 * Math.abs(expected[worst]![i]!),
      };
    });
  });
}

interface PeerInput {
  readonly data: number[][];
  readonly batch: number[];
  readonly age: number[];
  readonly sex: number[];
}

export const combat: Computations = {
  combat: ({ data, batch, age, sex }: PeerInput) => {
    const columns = [
      { name: 'age', values: age },
      { name: 'sex', values: sex },
    ];
    const some = (adjusted: Float64Array[]) => [adjusted[2]!, adjusted[5]!, adjusted[8]!];
    const run = (options: CombatOptions) =>
      some(applyCombat(fitCombat(data, batch, options), data, batch, options.covariates ?? []));
    const rows = batch.map((_, i) => i);
    const training = rows.filter((i) => i % 3 !== 2);
    const kept = rows.filter((i) => i % 3 === 2);
    const take = (which: number[]) => data.map((feature) => which.map((i) => feature[i]!));
    const fit = fitCombat(
      take(training),
      training.map((i) => batch[i]!),
    );
    return {
      sva: {
        plain: run({}),
        covariates: run({ covariates: columns }),
        non_parametric: run({ covariates: columns, prior: 'non-parametric' }),
        mean_only: run({ covariates: columns, meanOnly: true }),
        non_parametric_mean: run({ covariates: columns, prior: 'non-parametric', meanOnly: true }),
        reference: run({ covariates: columns, reference: 2 }),
      },
      neuroCombat: {
        covariates: run({ covariates: columns }),
        own: run({ covariates: columns, empiricalBayes: false }),
        later: some(
          applyCombat(
            fit,
            take(kept),
            kept.map((i) => batch[i]!),
          ),
        ),
      },
    };
  },
};
