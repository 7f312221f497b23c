import type { FrameColumn } from '@rachis/learning';
import type { DesignCheck } from '../context.ts';
import { chance, counted, listed } from '../words.ts';

/** Chance of the finding over all columns of a table. */
const missingRisk = 0.002;

/** From here on a model can live on what is missing alone. */
const strong = 0.75;

/** Columns that lack the same rows are one pattern. */
function patternsOf(
  columns: readonly FrameColumn[],
  fewest: number,
): { names: string[]; gone: Float64Array; count: number }[] {
  const patterns = new Map<string, { names: string[]; gone: Float64Array; count: number }>();
  for (const { name, values } of columns) {
    const gone = values.map((value) => (Number.isNaN(value) ? 1 : 0));
    const count = gone.reduce((sum, one) => sum + one, 0);
    if (count < fewest || count > values.length - fewest) continue;
    const key = gone.join('');
    const own = patterns.get(key);
    if (own === undefined) patterns.set(key, { names: [name], gone, count });
    else own.names.push(name);
  }
  return [...patterns.values()];
}

/** Columns, or rows as a whole, in which a missing value goes with the outcome. */
export const missingTellsOutcome: DesignCheck = (context) => {
  const { design, scores } = context;
  const { columns, rows } = design.frame;
  // The exact test of two classes needs few rows; the normal distribution of other outcomes more.
  const patterns = patternsOf(columns, scores.every(({ binary }) => binary) ? 5 : 12);
  const gaps = new Float64Array(rows);
  for (const { values } of columns)
    values.forEach((value, row) => {
      if (Number.isNaN(value)) gaps[row]!++;
    });
  const tested = [
    ...patterns.map(({ names, gone, count }) => ({ names, values: gone, count })),
    ...(patterns.length > 1 ? [{ names: [], values: gaps, count: 0 }] : []),
  ];
  const found = tested
    .map((one) => ({ ...one, told: context.associate({ kind: 'numeric', values: one.values }) }))
    .filter(({ told }) => told.p < missingRisk / tested.length)
    .sort((a, b) => b.told.area - a.told.area);
  if (found.length === 0) return [];
  const words = found.map(({ names, count, told }) => {
    const how = `AUC ${told.area.toFixed(3)}, ${chance(told.p)}`;
    if (names.length === 0) return `the number of missing values of a row (${how})`;
    return `${listed(names, 3)} (missing in ${counted(count, 'row')} of ${rows}; ${how})`;
  });
  const severe = found.some(({ told }) => told.area >= strong);
  return [
    {
      code: 'MISSING_TELLS_OUTCOME',
      severity: severe ? 'problem' : 'warning',
      message: `Whether a value is missing goes with the outcome: ${listed(words, 4)}. Imputation lets a model see it.`,
      remedy:
        'Find out why values are missing in one outcome more than in the other. Where the reason came after the outcome, or was another protocol, exclude the columns.',
      columns: found.flatMap(({ names }) => names),
      subjects: [],
    },
  ];
};
