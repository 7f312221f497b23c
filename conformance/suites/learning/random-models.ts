import { estimatorOf, readSettings } from '@rachis/learning';
import { auc, brier, harrellConcordance, regressionMeasures } from '@rachis/statistics';
import type { Comparison } from '../../report.ts';
import { type Case, readFixture } from '../statistics/fixture.ts';
import { classOutcome, continuousOutcome, dataSets, matrix, survivalOutcome, training } from './data.ts';

// biome-ignore lint/suspicious/noExplicitAny: as the fixture's script writes it.
const measures: Readonly<Record<string, (input: Case['input'], set: any, seed: number) => number>> = {
  random_classes: (input, set, seed) => {
    const scores = run(
      input.estimator,
      input.settings,
      training(set.x, classOutcome(set.y), undefined, seed),
      set,
    ).scores;
    return auc(set.newY, scores).value;
  },
  random_values: (input, set, seed) => {
    const { scores } = run(
      input.estimator,
      input.settings,
      training(set.x, continuousOutcome(set.value), undefined, seed),
      set,
    );
    return regressionMeasures(set.newValue, scores).determination;
  },
  platt: (_, set, seed) => {
    const data = training(set.x, classOutcome(set.y), undefined, seed);
    const { probabilities } = run('support-vector-machine', { tolerance: 1e-6 }, data, set);
    const chance = Float64Array.from(set.newY, (_, i) => probabilities!.data[2 * i + 1]!);
    return brier(set.newY, chance).score.value;
  },
  random_survival: (input, set, seed) => {
    const data = training(set.x, survivalOutcome(set.time, set.event), undefined, seed);
    const { scores } = run('random-survival-forest', input.settings, data, set);
    return harrellConcordance({ times: set.newTime, events: set.newEvent }, scores).value;
  },
};

// biome-ignore lint/suspicious/noExplicitAny: as the fixture's script writes it.
function run(id: string, settings: object, data: ReturnType<typeof training>, set: any) {
  const estimator = estimatorOf(id);
  return estimator.fit(data, readSettings(estimator, settings)).predict(matrix(set.new));
}

/**
 * Models with chance, by their mean measure on the same test rows over so many seeds; the peers' are over 50. Means may differ by four standard
 * errors of their difference (peers' spread and ours), and by 0.002 for what is defined differently.
 */
export function compareRandomModels(seeds = 50): Comparison[] {
  const sets = dataSets('learning-sklearn');
  return readFixture('learning-sklearn').flatMap(({ id, kind, input, expected }) => {
    const measure = measures[kind];
    if (measure === undefined) return [];
    const set = sets.get(input.data);
    const found = Array.from({ length: seeds }, (_, seed) => measure(input, set, seed));
    const ours = found.reduce((sum, value) => sum + value, 0) / seeds;
    const variance = found.reduce((sum, value) => sum + (value - ours) ** 2, 0) / (seeds - 1);
    const { mean } = expected.sklearn as { mean: number };
    const tolerance = 0.002 + 4 * Math.sqrt(variance / seeds + input.spread ** 2 / 50);
    return [{ group: `${kind} (over ${seeds} seeds)`, family: '', tag: id, ours, expected: mean, tolerance }];
  });
}
