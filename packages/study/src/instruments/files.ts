import { encodeTable } from '../tables/encode-table.ts';
import type { Assessment } from './assess.ts';

/** `instruments.json` and `instruments.csv`: every item with its answer, points, evidence and place. */
export async function instrumentFiles(
  assessments: readonly Assessment[],
): Promise<{ name: string; bytes: Uint8Array }[]> {
  const told = assessments.map(({ instrument: { id, name, citation, doi }, answers, score }) => ({
    id,
    name,
    citation,
    doi,
    score,
    items: answers,
  }));
  const text = ['instrument', 'item', 'section', 'question', 'status', 'answer', 'evidence', 'where', 'note'];
  return [
    {
      name: 'instruments.json',
      bytes: new TextEncoder().encode(`${JSON.stringify({ instruments: told }, null, 2)}\n`),
    },
    {
      name: 'instruments.csv',
      bytes: await encodeTable('instruments.csv', {
        columns: [
          'instrument',
          'item',
          'section',
          'question',
          'status',
          'answer',
          'points',
          'evidence',
          'where',
          'note',
        ],
        text,
        rows: assessments.flatMap(({ instrument, answers, score }) =>
          answers.map((one) => [
            instrument.id,
            one.id,
            one.section,
            one.question,
            one.status,
            one.answer.join('; ') || null,
            score.points === undefined || one.status === 'not-applicable' ? null : one.points,
            one.evidence || null,
            one.where || null,
            one.note || null,
          ]),
        ),
      }),
    },
  ];
}
