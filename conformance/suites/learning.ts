import type { Comparison } from '../report.ts';
import { ensembles, singlePrecision } from './learning/ensembles.ts';
import { compareGoldenShap, excuseSinglePrecision, explanations } from './learning/explain.ts';
import { dualObjectives, models, supportVectors } from './learning/models.ts';
import { compareNomogram } from './learning/nomogram.ts';
import { compareRandomModels } from './learning/random-models.ts';
import { objectives, plainFits, regressions } from './learning/regressions.ts';
import { compareSampling } from './learning/sampling.ts';
import { compareBoruta, selections } from './learning/selections.ts';
import { steps } from './learning/steps.ts';
import { type Computations, compare, flatten, readFixture } from './statistics/fixture.ts';

/** The cases of a fixture that `computations` knows, beside ours; only what it gives. */
function compareSome(
  fixture: string,
  computations: Computations,
  relative: number,
  absolute = 0,
): Comparison[] {
  return readFixture(fixture).flatMap(({ id, kind, input, expected }) => {
    const ours = computations[kind]?.(input);
    if (ours === undefined) return [];
    return Object.keys(expected).flatMap((peer) => {
      const given = new Set([...flatten(ours[peer])].map(([path]) => path.split('.')[0]));
      const wanted = Object.fromEntries(
        Object.entries(expected[peer] as Record<string, never>).filter(([name]) => given.has(name)),
      );
      return compare(`${kind} (${peer})`, id, ours[peer], wanted, relative).map((one) => ({
        ...one,
        tolerance: Math.max(one.tolerance, absolute),
      }));
    });
  });
}

/** Models and steps, those with chance over so many seeds, beside R's, scikit-learn's, scikit-survival's, imbalanced-learn's and boruta_py's. */
export function compareLearning(seeds = 50): Comparison[] {
  return [
    ...compareSome('learning-models', objectives, 1e-8),
    ...compareSome('learning-models', regressions, 1e-4, 1e-6),
    ...compareSome('learning-models', plainFits, 1e-6, 1e-12),
    ...compareSome('learning-sklearn', models, 1e-6, 1e-12),
    ...compareSome('learning-sklearn', dualObjectives, 1e-8),
    ...compareSome('learning-sklearn', supportVectors, 1e-4, 2e-5),
    ...compareSome('learning-ensembles', ensembles, 1e-6, 1e-9),
    ...compareSome('learning-ensembles', singlePrecision, 1e-4, 1e-5),
    ...compareRandomModels(seeds),
    ...compareSome('learning-steps', steps, 1e-6, 1e-12),
    ...compareSampling(),
    ...excuseSinglePrecision(compareSome('learning-explain', explanations, 1e-6, 1e-12)),
    ...compareGoldenShap(),
    ...compareNomogram(),
    ...compareSome('learning-selection', selections, 1e-6, 1e-12),
    ...compareBoruta(),
  ];
}
