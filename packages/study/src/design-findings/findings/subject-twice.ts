import { closeness } from '@rachis/statistics';
import type { DesignCheck, DesignContext } from '../context.ts';
import { counted, listed, short } from '../words.ts';

/** Chance of one pair in a whole table without copies. */
export const twinRisk = 0.001;

/** A nearest row further away than this part of the usual distance, or of the next rows', is no copy whatever the number of dimensions. */
export const mostShare = 0.33;

/** How near two rows are, in words: a part of the distance that a row usually has from its nearest. */
export const nearness = (share: number): string =>
  share === 0 ? 'equal' : `${share < 1e-3 ? 'below 0.1' : short(100 * share)}% of the usual distance`;

interface Twin {
  readonly a: number;
  readonly b: number;
  readonly share: number;
}

function twins({ neighbourhood }: DesignContext): Twin[] {
  if (neighbourhood === undefined) return [];
  const { rows, nearest, dimension, usual } = neighbourhood;
  const limit = twinRisk / rows.length;
  const pairs = new Map<string, Twin>();
  rows.forEach((row, i) => {
    const distance = nearest.distances[i * nearest.count]!;
    const other = nearest.indices[i * nearest.count]!;
    if (other < 0 || distance > mostShare * usual) return;
    const next = Array.from(
      { length: nearest.count - 1 },
      (_, k) => nearest.distances[i * nearest.count + k + 1]!,
    );
    if (!next.some((one) => Number.isFinite(one) && distance <= mostShare * one)) return;
    if (closeness(nearest, i, dimension) > limit) return;
    const [a, b] = [row, rows[other]!].sort((x, y) => x - y) as [number, number];
    pairs.set(`${a} ${b}`, { a, b, share: distance / usual });
  });
  return [...pairs.values()];
}

/** Rows of different subjects that are nearly, or a few that are exactly, the same: one patient under two names. */
export const subjectTwice: DesignCheck = (context) => {
  const { design, first } = context;
  const { labels, frame } = design;
  // Rows that were made between others lie near these, and are told as what they are.
  const made = new Set(context.between.map(({ row }) => row));
  const near = twins(context).filter(({ a, b }) => !made.has(a) && !made.has(b));
  const equal = exactPairs(context);
  const pairs = [...equal, ...near];
  if (pairs.length === 0) return [];
  const words = pairs.map(({ a, b, share }) => `${labels[a]} and ${labels[b]} (${nearness(share)})`);
  const columns = context.neighbourhood?.space.columns.length ?? frame.columns.length;
  return [
    {
      code: 'SUBJECT_TWICE',
      severity: 'problem',
      message: `${counted(pairs.length, 'pair')} of rows of different subjects are the same or nearly so in ${columns} columns: ${listed(words, 4)}. A patient under two names is in training and test of one split.`,
      remedy:
        'Give both rows one subject (--subject), or take one of them out. If they are two visits or lesions, name the patient as the subject.',
      columns: [],
      subjects: [...new Set(pairs.flatMap(({ a, b }) => [labels[a]!, labels[b]!]))],
    },
  ];
  function exactPairs({ neighbourhood }: DesignContext): Twin[] {
    if (neighbourhood === undefined || copiesOf(context).length >= manyCopies(frame.rows)) return [];
    return copiesOf(context).map((row) => ({ a: first[row]!, b: row, share: 0 }));
  }
};

/** Rows that repeat an earlier one of another subject. */
export const copiesOf = ({ first, design }: DesignContext): number[] =>
  Array.from(first.keys()).filter(
    (row) => first[row] !== row && design.frame.groups[row] !== design.frame.groups[first[row]!],
  );

/** From so many copies on they are no mistakes with single patients. */
export const manyCopies = (rows: number): number => Math.max(4, 0.05 * rows);
