import type { DesignCheck } from '../context.ts';
import { counted, listed } from '../words.ts';

/** Rows that were made between others (SMOTE, ADASYN, mixing) before the table came here. */
export const rowsOnSegments: DesignCheck = (context) => {
  const found = context.between;
  if (found.length === 0) return [];
  const { labels, frame } = context.design;
  const words = [...found]
    .sort((a, b) => a.sine - b.sine)
    .map(({ row, from, to }) => `${labels[row]} between ${labels[from]} and ${labels[to]}`);
  const { outcome } = frame;
  const classes =
    outcome !== undefined && 'classes' in outcome
      ? outcome.classes.flatMap((name, code) => {
          const count = found.filter(({ row }) => outcome.codes[row] === code).length;
          return count === 0 ? [] : [`${name} ${count}`];
        })
      : [];
  return [
    {
      code: 'ROWS_BETWEEN',
      severity: 'problem',
      message: `${counted(found.length, 'row')} of ${frame.rows} lie on the straight line between two others: ${listed(words, 4)}${classes.length === 0 ? '' : ` (${classes.join(', ')})`}. SMOTE and its like make such rows; made before the split, they carry test rows into training.`,
      remedy:
        'Learn from the table as it was before rows were made. To balance classes, use the step "smote" in a pipeline: it works in training rows alone.',
      columns: [],
      subjects: found.map(({ row }) => labels[row]!),
    },
  ];
};
