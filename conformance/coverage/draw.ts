import type { Frame, FrameColumn, Outcome } from '@rachis/learning';
import { createRandom, normalQuantile, type Random } from '@rachis/statistics';

/** What tables of a scenario are like. */
export interface Scenario {
  readonly name: string;
  readonly outcome: 'classes' | 'survival' | 'continuous';
  readonly subjects: number;
  readonly columns: number;
  /** AUC (or concordance) that the best score of the columns has: 0.5 is no signal. */
  readonly signal: number;
  /** Share of the subjects with the event; of survival, without censoring. */
  readonly events: number;
}

/** Columns that are alike, as radiomic features are: so many at a time, correlated by this. */
const block = 10;
const alike = 0.64;
/** Columns that the outcome depends on: two of one block and one of another. */
const informative = [0, 1, block];

/** Squared distance of the classes for a shift of one in every informative column. */
function unitDistance(columns: number): number {
  const there = informative.filter((j) => j < columns);
  const pair = there.filter((j) => j < block).length;
  // A block's covariance has the inverse (I - alike / (1 + (k - 1) alike) J) / (1 - alike) over its k columns.
  const size = Math.min(block, columns);
  const other = Math.min(block, Math.max(0, columns - block));
  const inBlock = (count: number, k: number) =>
    (count - (alike / (1 + (k - 1) * alike)) * count * count) / (1 - alike);
  return inBlock(pair, size) + (other > 0 ? inBlock(there.length - pair, other) : 0);
}

function noiseColumns(random: Random, rows: number, columns: number): Float64Array[] {
  const made: Float64Array[] = [];
  let common = new Float64Array(0);
  for (let j = 0; j < columns; j++) {
    if (j % block === 0) common = Float64Array.from({ length: rows }, () => random.normal());
    made.push(
      Float64Array.from(common, (value) => Math.sqrt(alike) * value + Math.sqrt(1 - alike) * random.normal()),
    );
  }
  return made;
}

/** A table of a scenario with so many rows. The number of events is fixed; features are correlated in blocks. */
export function drawTable(scenario: Scenario, rows: number, seed: string): Frame {
  const random = createRandom(seed);
  const { columns, signal, events } = scenario;
  const values = noiseColumns(random.split('columns'), rows, columns);
  const distance = Math.SQRT2 * normalQuantile(signal);
  const shift = distance / Math.sqrt(unitDistance(columns));
  const there = informative.filter((j) => j < columns);
  let outcome: Outcome;
  if (scenario.outcome === 'classes') {
    const codes = Int32Array.from({ length: rows }, (_, row) => (row < Math.round(rows * events) ? 1 : 0));
    for (const j of there) {
      for (let row = 0; row < rows; row++) if (codes[row] === 1) values[j]![row]! += shift;
    }
    outcome = { kind: 'classes', classes: ['0', '1'], codes };
  } else {
    // The best score of normal columns: their sum over blocks by the inverse covariance, of unit variance.
    const score = new Float64Array(rows);
    for (const j of there) for (let row = 0; row < rows; row++) score[row]! += values[j]![row]!;
    const spread = Math.sqrt(score.reduce((sum, value) => sum + value * value, 0) / rows);
    const own = random.split('outcome');
    if (scenario.outcome === 'continuous') {
      outcome = {
        kind: 'continuous',
        values: score.map((value) => (value / spread) * distance + own.normal()),
      };
    } else {
      const times = score.map(
        (value) => -Math.log(1 - own.uniform()) * Math.exp((-distance * value) / spread),
      );
      // Censored uniformly up to a time that leaves about the wanted share of events.
      const ordered = times.slice().sort();
      const limit = ordered[Math.floor(rows * 0.5)]! / (1 - Math.min(0.95, events));
      const ends = times.map(() => own.uniform() * limit);
      outcome = {
        kind: 'survival',
        times: times.map((time, row) => Math.min(time, ends[row]!)),
        events: Uint8Array.from(times, (time, row) => (time <= ends[row]! ? 1 : 0)),
      };
    }
  }
  return {
    rows,
    columns: values.map((own, j): FrameColumn => ({ name: `f${j}`, kind: 'numeric', values: own })),
    outcome,
    groups: Int32Array.from({ length: rows }, (_, row) => row),
  };
}
