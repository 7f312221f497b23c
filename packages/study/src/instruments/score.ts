import type { ItemAnswer } from './answer.ts';
import type { Instrument } from './catalogue.ts';
import { pointRange } from './item.ts';

/** A part of an instrument: its items, and what they came to. */
export interface PartScore {
  readonly section: string;
  readonly items: number;
  readonly yes: number;
  readonly open: number;
  readonly points?: number;
  readonly most?: number;
  readonly judgement?: Judgement;
}

export type Judgement = 'low' | 'unclear' | 'high';

/** What an instrument came to. Without points where the instrument has none. */
export interface Score {
  readonly points?: number;
  readonly most?: number;
  readonly percent?: number;
  readonly words: string;
  /** Items that apply. */
  readonly applicable: number;
  readonly yes: number;
  readonly open: number;
  readonly parts: readonly PartScore[];
  /** RQS 2.0: points up to each readiness level. */
  readonly levels?: readonly { readonly level: number; readonly points: number; readonly most: number }[];
}

const isYes = ({ answer, status, points }: ItemAnswer): boolean =>
  (status === 'run' || status === 'user') && (points > 0 || ['yes', 'Y', 'PY'].includes(answer[0] ?? ''));
const round = (value: number, digits: number): number => Number(value.toFixed(digits));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Items of METRICS that a condition answered no leaves out (doi 10.1186/s13244-023-01572-w). */
const excluded: Readonly<Record<string, readonly string[]>> = {
  condition_1: ['8', '9', '10'],
  condition_2: ['9'],
  condition_3: ['12'],
  condition_4: ['14', '15', '16'],
  condition_5: ['17'],
};

/** Answers of METRICS with the items left out that its conditions leave out. */
export function applyConditions(answers: readonly ItemAnswer[]): ItemAnswer[] {
  const out = new Map(
    Object.entries(excluded).flatMap(([condition, items]) => {
      const found = answers.find(({ id }) => id === condition);
      return found?.answer[0] === 'no' ? items.map((id) => [id, found.question] as const) : [];
    }),
  );
  return answers.map((one) =>
    out.has(one.id)
      ? {
          ...one,
          status: 'not-applicable',
          answer: [],
          points: 0,
          evidence: `Left out, since the answer is no: ${out.get(one.id)}`,
          where: '',
          note: '',
        }
      : one,
  );
}

/** From 0 to 100 in steps of 20. */
export function metricsBand(percent: number): string {
  return ['very low', 'low', 'moderate', 'good', 'excellent'][Math.min(4, Math.floor(percent / 20))]!;
}

/** The worst of what was judged: a no makes it high, an open question unclear. */
function judge(answers: readonly ItemAnswer[]): Judgement {
  const own = answers.filter(({ status }) => status !== 'not-applicable');
  if (own.some(({ answer }) => ['N', 'PN'].includes(answer[0] ?? ''))) return 'high';
  return own.every((one) => isYes(one)) ? 'low' : 'unclear';
}
const worst = (judgements: readonly Judgement[]): Judgement =>
  judgements.includes('high') ? 'high' : judgements.includes('unclear') ? 'unclear' : 'low';

function partsOf({ scoring, items }: Instrument, answers: readonly ItemAnswer[]): PartScore[] {
  return [...new Set(items.map(({ section }) => section))].map((section) => {
    const own = answers.filter((one) => one.section === section && one.status !== 'not-applicable');
    const scored = scoring === 'rqs-1' || scoring === 'rqs-2';
    return {
      section,
      items: own.length,
      yes: own.filter(isYes).length,
      open: own.filter(({ status }) => status === 'ask').length,
      ...(scored
        ? {
            points: sum(own.map(({ points }) => points)),
            most: sum(items.filter((item) => item.section === section).map((item) => pointRange(item)[1])),
          }
        : {}),
      ...(scoring === 'domains'
        ? { judgement: judge(answers.filter((one) => one.section === section)) }
        : {}),
    };
  });
}

/**
 * The result of an instrument by its own formula. RQS 1.0: points of 36, the percentage of a negative total is 0. RQS 2.0:
 * points of 56 (handcrafted), and up to each readiness level. METRICS: weight of yes over weight of yes and no; open
 * questions count as no. Checklists: counts alone. PROBAST+AI: the worst of its domains.
 */
export function score(instrument: Instrument, answers: readonly ItemAnswer[]): Score {
  const { scoring, items } = instrument;
  const parts = partsOf(instrument, answers);
  const own = answers.filter(({ id, status }) => status !== 'not-applicable' && !id.startsWith('condition_'));
  const counts = {
    applicable: own.length,
    yes: own.filter(isYes).length,
    open: answers.filter(({ status }) => status === 'ask').length,
    parts,
  };
  const points = sum(own.map((one) => one.points));
  switch (scoring) {
    case 'count':
      return {
        ...counts,
        words: `${counts.yes} of ${counts.applicable} applicable items reported (${round((100 * counts.yes) / Math.max(1, counts.applicable), 1)}%)`,
      };
    case 'domains': {
      const of = (part: string) =>
        worst(parts.flatMap(({ section, judgement }) => (section.startsWith(part) ? [judgement!] : [])));
      return {
        ...counts,
        words: `development: ${of('Development')} concern; evaluation: ${of('Evaluation')} risk of bias`,
      };
    }
    case 'metrics': {
      const most = sum(
        items.filter(({ id }) => own.some((one) => one.id === id)).map((item) => pointRange(item)[1]),
      );
      const percent = most === 0 ? 0 : round((100 * points) / most, 1);
      return {
        ...counts,
        points: round(points, 4),
        most: round(most, 4),
        percent,
        words: `${percent}% (${metricsBand(percent)})`,
      };
    }
    case 'rqs-1':
    case 'rqs-2': {
      const most = sum(items.map((item) => pointRange(item)[1]));
      const percent = round((100 * Math.max(0, points)) / most, 1);
      const levels = parts.map((_, at) => ({
        level: at + 1,
        points: sum(parts.slice(0, at + 1).map((part) => part.points!)),
        most: sum(parts.slice(0, at + 1).map((part) => part.most!)),
      }));
      return {
        ...counts,
        points,
        most,
        percent,
        words: `${points} of ${most} points (${percent}%)`,
        ...(scoring === 'rqs-2' ? { levels } : {}),
      };
    }
  }
}
