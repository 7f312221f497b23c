import { normalTwoSided } from '@rachis/statistics';
import { associationOf } from '../association.ts';
import type { DesignCheck, DesignContext } from '../context.ts';
import type { Design } from '../design.ts';
import type { DesignFinding } from '../finding.ts';
import type { OutcomeScore } from '../outcome-scores.ts';
import { chance, counted } from '../words.ts';

/** Chance of each of the two findings in a table. */
const orderRisk = 0.001;

/** Names that tell the outcome less than this were given by nobody who knew it. */
const weak = 0.7;

/** The first row of each subject: its further rows follow it whatever the outcome. */
const firstRows = ({ frame: { groups } }: Design): number[] => {
  const seen = new Set<number>();
  return Array.from(groups.keys()).filter((row) => !seen.has(groups[row]!) && seen.add(groups[row]!));
};

const ofRows = (scores: readonly OutcomeScore[], rows: readonly number[]): OutcomeScore[] =>
  scores.map((score) => ({ ...score, values: Float64Array.from(rows, (row) => score.values[row]!) }));

/** How rarely so few or so many changes from row to row come by chance (runs test; Wald and Wolfowitz 1940), of blocks of classes. */
function runsOf(scores: readonly OutcomeScore[]): { readonly p: number; readonly words: string } {
  const none = { p: 1, words: '' };
  const [score] = scores;
  if (scores.length !== 1 || score === undefined || !score.binary) return none;
  const total = score.values.length;
  const m = score.values.reduce((sum, value) => sum + value, 0);
  const n = total - m;
  if (Math.min(m, n) < 10) return none;
  let runs = 1;
  for (let i = 1; i < total; i++) if (score.values[i] !== score.values[i - 1]) runs++;
  const mean = 1 + (2 * m * n) / total;
  const variance = ((mean - 1) * (mean - 2)) / (total - 1);
  return {
    p: normalTwoSided((runs - mean) / Math.sqrt(variance)),
    words: `${counted(runs - 1, 'change')} of the outcome from row to row, where ${Math.round(mean - 1)} are expected`,
  };
}

function orderFinding(context: DesignContext): DesignFinding[] {
  const rows = firstRows(context.design);
  const scores = ofRows(context.scores, rows);
  const place = Float64Array.from(rows.keys());
  const drift = associationOf({ kind: 'numeric', values: place }, scores);
  const runs = runsOf(scores);
  const p = Math.min(1, 2 * Math.min(drift.p, runs.p));
  if (!(p < orderRisk)) return [];
  return [
    {
      code: 'ORDER_TELLS_OUTCOME',
      severity: 'note',
      message: `The rows of the table are in an order that follows the outcome (${drift.p <= runs.p ? `AUC of the place ${drift.area.toFixed(3)}` : runs.words}, ${chance(p)}). Folds are drawn at random here, so the order by itself does no harm.`,
      remedy:
        'Make sure that no predictor follows it (a running number, a file name, a date), and that splits elsewhere do not go by it.',
      columns: [],
      subjects: [],
    },
  ];
}

/** The last number in a name, and what stands before the first. */
const numberOf = (label: string): number => Number(label.match(/\d+/g)?.at(-1) ?? NaN);
const wordOf = (label: string): string => /^[^\d]*/.exec(label)![0].trim().toLowerCase();

/** Of subjects with a name of their own: whether its letters or its number tell the outcome. */
function identifierFinding({ design, scores: all }: DesignContext): DesignFinding[] {
  if (!design.named) return [];
  const rows = firstRows(design);
  const scores = ofRows(all, rows);
  const labels = rows.map((row) => design.labels[row]!);
  const numbers = Float64Array.from(labels, numberOf);
  const texts = labels.map(wordOf);
  const distinct = [...new Set(texts)];
  const byNumber = associationOf({ kind: 'numeric', values: numbers }, scores);
  const byWord =
    distinct.length > 1 && distinct.length <= labels.length / 4
      ? associationOf(
          { kind: 'category', values: Float64Array.from(texts, (text) => distinct.indexOf(text)) },
          scores,
        )
      : undefined;
  const [what, told] =
    byWord !== undefined && byWord.p <= byNumber.p
      ? [
          `what they begin with (${distinct
            .slice(0, 4)
            .map((text) => `"${text}"`)
            .join(', ')}${distinct.length > 4 ? ', ...' : ''})`,
          byWord,
        ]
      : ['their number', byNumber];
  const p = Math.min(1, 2 * told.p);
  if (!(p < orderRisk && told.area >= weak)) return [];
  return [
    {
      code: 'IDENTIFIER_TELLS_OUTCOME',
      severity: 'question',
      message: `The names of subjects tell the outcome by ${what}: AUC ${told.area.toFixed(3)}, ${chance(p)}. They are no predictors. Were subjects of one outcome collected or scanned apart from the others, elsewhere or at another time?`,
      remedy:
        'If they were only numbered after sorting, nothing is wrong. Else name site, scanner or date, and add subjects of both outcomes from each: image features tell scanners and years apart.',
      columns: [],
      subjects: [],
    },
  ];
}

/** Order of rows and names of subjects that go with the outcome. */
export const orderAndNames: DesignCheck = (context) => [
  ...orderFinding(context),
  ...identifierFinding(context),
];
