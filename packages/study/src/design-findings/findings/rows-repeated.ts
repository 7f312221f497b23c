import type { DesignCheck } from '../context.ts';
import { counted, listed } from '../words.ts';
import { copiesOf, manyCopies } from './subject-twice.ts';

/** Many rows that repeat others: a class that was oversampled before the split, or a file that was joined with itself. */
export const rowsRepeated: DesignCheck = (context) => {
  const { design, first } = context;
  const copies = copiesOf(context);
  if (context.neighbourhood === undefined || copies.length < manyCopies(design.frame.rows)) return [];
  const { outcome } = design.frame;
  const classes =
    outcome !== undefined && 'classes' in outcome
      ? outcome.classes.map((name, code) => ({
          name,
          copies: copies.filter((row) => outcome.codes[row] === code).length,
          rows: outcome.codes.filter((own) => own === code).length,
        }))
      : [];
  const [most] = [...classes].sort((a, b) => b.copies - a.copies);
  const oneClass =
    most !== undefined && most.copies >= 0.9 * copies.length
      ? ` ${most.copies} of them are of the class ${most.name}, as where it was oversampled (${classes.map(({ name, rows }) => `${name} ${rows} rows`).join(', ')}).`
      : '';
  const { labels } = design;
  const words = copies.map((row) => `${labels[row]} repeats ${labels[first[row]!]}`);
  return [
    {
      code: 'ROWS_REPEATED',
      severity: 'problem',
      message: `${counted(copies.length, 'row')} of ${design.frame.rows} repeat another row in every number: ${listed(words, 4)}.${oneClass} A copy in training tells its twin in test.`,
      remedy:
        'Take the copies out. To balance classes, use the step "oversample" or "smote" in a pipeline: it works in training rows alone.',
      columns: [],
      subjects: copies.map((row) => labels[row]!),
    },
  ];
};
