import { quantileOfSorted } from '@rachis/statistics';
import type { Matrix, TrainingData } from '../../../contract.ts';
import { readSettings } from '../../../models/settings.ts';
import { randomForest } from '../../../models/trees/forests.ts';
import { type Decision, type DecisionRule, decide } from './decisions.ts';

/** How a search with shadows goes. */
export interface ShadowRule extends DecisionRule {
  readonly rounds: number;
  /** Trees of each forest; `auto` is so many that a column is looked at about a hundred times at each depth. */
  readonly trees: number | 'auto';
  readonly depth: number | null;
  /** Percentile of the shadows' importance that a column must beat. */
  readonly percentile: number;
}

/** What became of each column. */
export interface ShadowResult {
  readonly decisions: readonly Decision[];
  /** In how many rounds each column beat the shadows. */
  readonly hits: Int32Array;
  /** Sum of its importance over the rounds. */
  readonly importance: Float64Array;
  readonly rounds: number;
}

/** Fewer shadows than this have a maximum that says little. */
const fewestShadows = 5;

/** The active columns beside shadows of them: the same columns, twice and more often if few, each in random order. */
function withShadows(data: TrainingData, active: readonly number[], round: number): Matrix {
  const { rows, columns, data: values } = data.x;
  const random = data.random.split('shadows', round);
  let shadows = active.length;
  while (shadows < fewestShadows) shadows *= 2;
  const width = active.length + shadows;
  const out = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) {
    for (let c = 0; c < active.length; c++) out[i * width + c] = values[i * columns + active[c]];
  }
  const own = new Float64Array(rows);
  for (let s = 0; s < shadows; s++) {
    const j = active[s % active.length];
    for (let i = 0; i < rows; i++) own[i] = values[i * columns + j];
    random.shuffle(own);
    for (let i = 0; i < rows; i++) out[i * width + active.length + s] = own[i];
  }
  return { rows, columns: width, data: out };
}

/** Rounds of forests over columns and shadows, until every column is decided on or the rounds are over. */
export function shadowRounds(data: TrainingData, rule: ShadowRule): ShadowResult {
  const count = data.x.columns;
  let decisions: Decision[] = Array.from({ length: count }, () => 0);
  const hits = new Int32Array(count);
  const importance = new Float64Array(count);
  let round = 0;
  while (round < rule.rounds && decisions.includes(0)) {
    const active = Array.from(decisions.keys()).filter((j) => decisions[j] >= 0);
    const x = withShadows(data, active, round);
    const trees =
      rule.trees === 'auto'
        ? Math.max(1, Math.floor((100 * Math.sqrt(2 * active.length)) / (rule.depth ?? 10)))
        : rule.trees;
    const settings = readSettings(randomForest, { trees, maximumDepth: rule.depth, features: 'sqrt' });
    const forest = randomForest.fit({ ...data, x, random: data.random.split('forest', round) }, settings);
    const found = forest.importance!;
    const bar = quantileOfSorted(found.slice(active.length).sort(), rule.percentile / 100);
    active.forEach((j, c) => {
      importance[j] += found[c];
      if (found[c] > bar) hits[j]++;
    });
    round++;
    decisions = decide(decisions, hits, round, rule);
  }
  return { decisions, hits, importance, rounds: round };
}
