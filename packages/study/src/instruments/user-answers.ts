import { nearestName } from '@rachis/features';
import * as z from 'zod';
import { instrumentOf, instruments } from './catalogue.ts';
import type { Item } from './item.ts';

const answerSchema = z.strictObject({
  answer: z
    .union([z.string(), z.boolean(), z.array(z.string())])
    .describe('One of the answers of the item; a list where several add up.'),
  evidence: z
    .string()
    .default('')
    .describe('A sentence, a page or a link that shows it. Without it there is no point.'),
});

/** What the user answers of one item. */
export type UserAnswer = z.output<typeof answerSchema>;

/** Answers by instrument and item. */
export type UserAnswers = Readonly<Record<string, Readonly<Record<string, UserAnswer>>>>;

/** Labels of the options that an answer names, as the item spells them; `undefined` where one is none of them. */
export function labelsOf({ options, combine }: Item, answer: UserAnswer['answer']): string[] | undefined {
  const given = [answer].flat().map((one) => (one === true ? 'yes' : one === false ? 'no' : one.trim()));
  // Of what adds up, nothing is an answer too.
  if (combine === 'sum' && given.every((one) => /^(no|none)$/i.test(one))) return [];
  if (combine === 'one' && given.length !== 1) return undefined;
  const found = given.map(
    (one) => options.find(({ label }) => label.toLowerCase() === one.toLowerCase())?.label,
  );
  return found.some((one) => one === undefined) ? undefined : [...new Set(found as string[])];
}

const meant = (name: string, known: readonly string[]): string => {
  const near = nearestName(name, known);
  return near === null ? `there are ${known.join(', ')}` : `did you mean "${near}"?`;
};

/** The key `instruments` of a study file. Unknown instruments, items and answers are errors that name the nearest. */
export const userAnswersSchema = z
  .record(z.string(), z.record(z.string(), answerSchema))
  .superRefine((answers, context) => {
    const wrong = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    for (const [id, items] of Object.entries(answers)) {
      const instrument = instrumentOf(id);
      if (instrument === undefined) {
        wrong(
          [id],
          `no such instrument; ${meant(
            id,
            instruments.map((one) => one.id),
          )}`,
        );
        continue;
      }
      for (const [number, { answer }] of Object.entries(items)) {
        const item = instrument.items.find((one) => one.id === number);
        if (item === undefined) {
          wrong(
            [id, number],
            `no such item; ${meant(
              number,
              instrument.items.map((one) => one.id),
            )}`,
          );
        } else if (labelsOf(item, answer) === undefined) {
          wrong(
            [id, number, 'answer'],
            `expected one of ${item.options.map(({ label }) => label).join(', ')}`,
          );
        }
      }
    }
  });
