import { answerItem, type ItemAnswer } from './answer.ts';
import { type Instrument, instruments } from './catalogue.ts';
import type { RunEvidence } from './evidence.ts';
import { applyConditions, type Score, score } from './score.ts';
import type { UserAnswers } from './user-answers.ts';

/** An instrument, every item answered or asked, and what it comes to. */
export interface Assessment {
  readonly instrument: Instrument;
  readonly answers: readonly ItemAnswer[];
  readonly score: Score;
}

const followed = ({ answers }: Assessment): boolean => answers.every(({ status }) => status !== 'ask');

/** METRICS, item 1: a checklist was followed where one is filled to its end. */
function withChecklist(answers: readonly ItemAnswer[], filled: readonly Assessment[]): ItemAnswer[] {
  const checklist = filled.find((one) => ['CLEAR', 'TRIPOD+AI'].includes(one.instrument.id) && followed(one));
  return answers.map((one) =>
    one.id !== '1' || one.status !== 'ask' || checklist === undefined
      ? one
      : {
          ...one,
          status: 'run',
          answer: ['yes'],
          points: firstWeight,
          evidence: `${checklist.instrument.id} is filled with no question open.`,
          where: 'report/instruments.json',
          note: '',
        },
  );
}

/** Weight of item 1 of METRICS. */
const firstWeight = instruments.find(({ id }) => id === 'METRICS')!.items.find(({ id }) => id === '1')!
  .options[0]!.points!;

/** Every instrument, filled from what the run knows and the user answers. */
export function assess(run: RunEvidence, given: UserAnswers = {}): Assessment[] {
  const fill = (instrument: Instrument): ItemAnswer[] =>
    instrument.items.map((item) => answerItem(instrument, item, run, given[instrument.id]?.[item.id]));
  const of = (instrument: Instrument, answers: readonly ItemAnswer[]): Assessment => ({
    instrument,
    answers,
    score: score(instrument, answers),
  });
  const first = new Map(
    instruments
      .filter(({ scoring }) => scoring !== 'metrics')
      .map((instrument) => [instrument.id, of(instrument, fill(instrument))]),
  );
  return instruments.map(
    (instrument) =>
      first.get(instrument.id) ??
      of(instrument, applyConditions(withChecklist(fill(instrument), [...first.values()]))),
  );
}
