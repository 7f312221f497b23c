import type { Outcome, TrainingData } from '@rachis/learning';
import { type Decision, decide } from '../../../packages/learning/src/steps/select/boruta/decisions.ts';
import { pathSelection } from '../../../packages/learning/src/steps/select/elastic-net-selection.ts';
import { eliminationRanks } from '../../../packages/learning/src/steps/select/recursive-elimination.ts';
import { selectionShares } from '../../../packages/learning/src/steps/select/stability-selection.ts';
import { nestedModels } from '../../../packages/learning/src/steps/select/stepwise/nested-models.ts';
import { stepwiseShares } from '../../../packages/learning/src/steps/select/stepwise-selection.ts';
import type { Comparison } from '../../report.ts';
import { type Case, type Computations, readFixture } from '../statistics/fixture.ts';
import { classOutcome, continuousOutcome, dataSets, survivalOutcome, training } from './data.ts';
import { fitStep, flagsOf, frameOf } from './frames.ts';

const sets = dataSets('learning-selection');

/** The data of a case; the kind of outcome is told by its name or, if none is given, by what the table has. */
function dataOf({ data, outcome }: Case['input'], scaled = false): TrainingData & { outcome: Outcome } {
  // biome-ignore lint/suspicious/noExplicitAny: as the fixture's script writes it.
  const set: any = sets.get(data);
  const rows: number[][] = scaled ? unitRows(set.x) : set.x;
  const name = outcome ?? ['y', 'value', 'time'].find((key) => set[key] !== undefined);
  if (name === 'time') return training(rows, survivalOutcome(set.time, set.event));
  return training(rows, name === 'value' ? continuousOutcome(set.value) : classOutcome(set[name]));
}

/** Rows of columns with mean 0 and variance 1 (divisor n). */
function unitRows(rows: readonly (readonly number[])[]): number[][] {
  const n = rows.length;
  const means = rows[0]!.map((_, j) => rows.reduce((sum, row) => sum + row[j]! / n, 0));
  const spreads = means.map((mean, j) =>
    Math.sqrt(rows.reduce((sum, row) => sum + (row[j]! - mean) ** 2 / n, 0)),
  );
  return rows.map((row) => row.map((value, j) => (value - means[j]!) / spreads[j]!));
}

const flagged = (places: readonly number[], columns: number): number[] =>
  Array.from({ length: columns }, (_, j) => (places.includes(j) ? 1 : 0));

function elasticNet(input: Case['input']) {
  const data = dataOf(input);
  // biome-ignore lint/suspicious/noExplicitAny: as the fixture's script writes it.
  const fold = Int32Array.from((sets.get(input.data) as any).fold as number[], (own) => own - 1);
  const chosen = (rule: 'minimum' | 'one-standard-error') => {
    const { lambda, kept } = pathSelection(data, fold, {
      rule,
      mixing: input.mixing,
      penalties: 100,
      // glmnet's likelihood of survival is Breslow's.
      ties: 'breslow',
      // Descent of many columns in several classes, or of Cox's likelihood, is slow to the last digits.
      tolerance: input.outcome === 'class' || input.outcome === 'time' ? 1e-9 : 1e-11,
      atLeast: 0,
    });
    return { lambda, kept: flagged(kept, data.x.columns) };
  };
  return { glmnet: { minimum: chosen('minimum'), one_standard_error: chosen('one-standard-error') } };
}

function stability(input: Case['input']) {
  const data = dataOf(input);
  const rule = { entries: input.entries, mixing: 1, ties: 'breslow', tolerance: 1e-12 } as const;
  const shares = (penalties: number, penalty?: number) =>
    selectionShares(data, input.halves, { ...rule, penalties, penalty }).shares;
  return {
    // The script's own number of penalties: what comes in and leaves between two is not seen.
    glmnet: { entries: shares(1500), penalty: shares(100, input.penalty) },
    sklearn: { entries: shares(100) },
  };
}

/** A single search, through the step itself, and by how much its model is better than none. */
function stepwise(input: Case['input']) {
  const { direction, start, criterion } = input;
  const data = dataOf(input);
  // biome-ignore lint/suspicious/noExplicitAny: as the fixture's script writes it.
  const frame = frameOf((sets.get(input.data) as any).x, data.outcome);
  const kept = flagsOf(
    frame,
    fitStep('stepwise-selection', frame, {
      direction,
      criterion,
      start,
      resamples: 0,
      candidates: 200,
      atLeast: 0,
    }),
  );
  const models = nestedModels(data);
  const places = kept.flatMap((flag, j) => (flag === 1 ? [j] : []));
  const gain = models.fit([])!.deviance - models.fit(places)!.deviance;
  return { step: { kept, gain } };
}

/** Selections by models, without chance or with the chance given. */
export const selections: Computations = {
  data: () => ({}),
  elastic_net: elasticNet,
  stability,
  stepwise,
  stepwise_bootstrap: ({ samples, direction, start, criterion, data }) => {
    const own = dataOf({ data });
    const ranking = Array.from({ length: own.x.columns }, (_, j) => j);
    return { step: { shares: stepwiseShares(own, samples, { direction, start, criterion }, ranking) } };
  },
  elimination: ({ estimator, settings, standardised, scaled, keep, step, ...input }) => {
    const size = step < 1 ? { share: step, of: 'start' as const } : step;
    const ranks = eliminationRanks(
      dataOf(input, scaled),
      { estimator, settings },
      { keep, step: size, standardised },
    );
    return { sklearn: { ranks }, survival: { ranks } };
  },
  boruta_decisions: ({ before, hits, rounds, twoStep }) => ({
    boruta: {
      after: decide(before as Decision[], Int32Array.from(hits as number[]), rounds, {
        level: 0.05,
        twoStep,
      }),
    },
  }),
};

/**
 * Boruta by how often it confirms each column over seeds: shares may differ by four standard errors of their
 * difference (of the shares pooled, with one run more on either side), and by 0.02 for what is defined differently.
 */
export function compareBoruta(): Comparison[] {
  return readFixture('learning-selection').flatMap(({ id, kind, input, expected }) => {
    if (kind !== 'boruta_runs') return [];
    const { rounds, trees, depth, twoStep, seeds } = input;
    const data = dataOf(input);
    // biome-ignore lint/suspicious/noExplicitAny: as the fixture's script writes it.
    const frame = frameOf((sets.get(input.data) as any).x, data.outcome);
    const counts = new Float64Array(data.x.columns);
    for (let seed = 0; seed < seeds; seed++) {
      const fit = fitStep('boruta', frame, { rounds, trees, depth, twoStep, atLeast: 0 }, seed);
      flagsOf(frame, fit).forEach((flag, j) => {
        counts[j]! += flag;
      });
    }
    const { confirmed } = expected.boruta as unknown as { confirmed: number[] };
    return confirmed.map((theirs, j) => {
      const pooled = (counts[j]! + theirs * seeds + 1) / (2 * seeds + 2);
      const tolerance = 0.02 + 4 * Math.sqrt((pooled * (1 - pooled) * 2) / seeds);
      const ours = counts[j]! / seeds;
      return {
        group: `boruta (over ${seeds} seeds)`,
        family: '',
        tag: `${id} ${j}`,
        ours,
        expected: theirs,
        tolerance,
      };
    });
  });
}
