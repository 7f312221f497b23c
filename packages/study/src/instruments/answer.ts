import type { Instrument } from './catalogue.ts';
import type { RunEvidence } from './evidence.ts';
import type { Item } from './item.ts';
import type { Finding } from './rule.ts';
import { labelsOf, type UserAnswer } from './user-answers.ts';

/** Who answered an item: the run, the user, nobody yet; or it does not apply. */
export type Status = 'run' | 'user' | 'ask' | 'not-applicable';

/** An item with its answer, what it gives, and why. */
export interface ItemAnswer {
  readonly id: string;
  readonly section: string;
  readonly question: string;
  readonly status: Status;
  readonly answer: readonly string[];
  readonly points: number;
  /** A sentence that shows it; '' while nobody has answered. */
  readonly evidence: string;
  /** File and key where it stands. */
  readonly where: string;
  /** What the user should know before answering, or what the run found beside the user's answer. */
  readonly note: string;
}

const pointsOf = ({ options }: Item, labels: readonly string[]): number =>
  labels.reduce((sum, name) => sum + (options.find(({ label }) => label === name)?.points ?? 0), 0);

/** Whether all that an answer says is that the item is to be left out. */
const leavesOut = ({ options }: Item, labels: readonly string[]): boolean =>
  labels.length > 0 && labels.every((name) => options.find(({ label }) => label === name)?.points === null);

function fromRun(item: Item, finding: Finding): ItemAnswer {
  const { id, section, question } = item;
  const empty = { id, section, question, answer: [], points: 0, evidence: '', where: '', note: '' } as const;
  switch (finding.kind) {
    case 'ask':
      return { ...empty, status: 'ask', note: finding.hint };
    case 'not-applicable':
      return { ...empty, status: 'not-applicable', evidence: finding.reason };
    case 'answered': {
      const { answer, evidence, where } = finding;
      // Nothing counts of which it cannot be said why.
      if (evidence.trim() === '' || where.trim() === '') return { ...empty, status: 'ask' };
      return { ...empty, status: 'run', answer, points: pointsOf(item, answer), evidence, where };
    }
  }
}

function fromUser(item: Item, found: ItemAnswer, given: UserAnswer, place: string): ItemAnswer {
  const labels = labelsOf(item, given.answer)!;
  const points = pointsOf(item, labels);
  const evidence = given.evidence.trim();
  const answer = labels.length === 0 ? ['none'] : labels;
  const favourable = points > 0 || !['no', 'n', 'pn', 'ni', 'none'].includes(answer[0]!.toLowerCase());
  if (evidence === '' && favourable && points >= 0) {
    return {
      ...found,
      note: `${found.note} The study file answers "${answer.join(', ')}" without evidence, which does not count.`.trim(),
    };
  }
  return {
    ...found,
    status: leavesOut(item, labels) ? 'not-applicable' : 'user',
    answer,
    points,
    evidence: evidence === '' ? 'The study file says so.' : evidence,
    where: place,
    note: found.status === 'run' ? `The run itself: ${found.answer.join(', ')}. ${found.evidence}` : '',
  };
}

/** One item, answered by the run, and by the user where the study file does. */
export function answerItem(
  instrument: Instrument,
  item: Item,
  run: RunEvidence,
  given: UserAnswer | undefined,
): ItemAnswer {
  const rule = instrument.rules[item.id];
  const found = fromRun(item, rule === undefined ? { kind: 'ask', hint: '' } : rule(run));
  return given === undefined
    ? found
    : fromUser(item, found, given, `${run.studyFile}: instruments.${instrument.id}.${item.id}`);
}
