import { writeWhole } from '@rachis/formats';
import { pointScores, type ScoreResult, sumScore } from '@rachis/spine';
import { type Cell, checkOutput, encodeTable, forSubject, readCells } from '@rachis/study/one-image';
import { RachisError } from '@rachis/volume';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';

export interface SpineScoreOptions {
  readonly score: string;
  readonly output: string;
}

const cells = (subject: string, result: ScoreResult): Cell[] => [
  subject,
  result.id,
  result.total,
  result.category,
  result.possible[0],
  result.possible[1],
  result.missing.join(' '),
  result.standing,
];

/** `rachis spine score ITEMS --score NAME --output FILE`: a score of each subject of a table of answers. */
export async function spineScore(
  console: Console,
  path: string,
  options: SpineScoreOptions,
): Promise<number> {
  await checkOutput(options.output);
  const score = pointScores.find(({ id }) => id === options.score)!;
  const [header, ...rows] = await readCells(
    path,
    'table of answers',
    'Give a .csv or .xlsx file with a row a subject.',
  );
  const known = ['subject', ...score.components.map(({ id }) => id)];
  const columns = header ?? [];
  const unknown = columns.find((name) => !known.includes(name));
  if (unknown !== undefined || !columns.includes('subject'))
    throw new RachisError(
      'ARGUMENT_INVALID',
      unknown === undefined
        ? `${path} has no column subject.`
        : `${path} has a column ${unknown}, which ${score.name} does not ask for.`,
      { file: path, remedy: `Its columns are ${known.join(', ')}.` },
    );
  const results = await Promise.all(
    rows.map((row) => {
      const { subject, ...answers } = Object.fromEntries(
        columns.map((name, c) => [name, (row[c] ?? '').trim()]),
      );
      return forSubject(subject, async () => cells(subject ?? '', sumScore(score, answers)));
    }),
  );
  const table = {
    columns: [
      'subject',
      'score',
      'total',
      'category',
      'least_possible',
      'most_possible',
      'missing',
      'standing',
    ],
    text: ['subject', 'score', 'category', 'missing', 'standing'],
    rows: results,
  };
  await writeWhole(options.output, [await encodeTable(options.output, table)]);
  if (score.standing === 'unconfirmed')
    console.note(
      `${score.name}: the points were not confirmed from ${score.reference}; check them before they are reported.`,
    );
  return exitCodes.ok;
}
