import type { Frame, PipelineSummary, Split } from '@rachis/learning';
import { createRandom, type Improvement, improvement, mean, type Reclassification } from '@rachis/statistics';
import { RachisError } from '@rachis/volume';
import * as z from 'zod';
import { escapeHtml } from '../check/html.ts';
import { eventProbabilities, pooledOf } from './curves.ts';
import { htmlTable, pageNumber } from './page-parts.ts';

/** Net reclassification, which is only there where it was asked for. */
export const reclassificationSchema = z
  .strictObject({
    from: z.string().min(1).describe('Pipeline that the other is compared with.'),
    to: z.string().min(1).describe('Pipeline that is asked whether it is better.'),
    cuts: z
      .array(z.number().gt(0).lt(1))
      .min(1)
      .optional()
      .describe('Risks at which categories begin; without them the index without categories alone.'),
  })
  .describe(
    'Net reclassification of one pipeline by another, with why it misleads. Not there unless asked for.',
  );

/** Why the index is no evidence for a marker. Sources: Hilden and Gerds 2014; Pepe et al. 2014, 2015. */
export const reclassificationWarning =
  'Do not judge a model by net reclassification. It can be large for a marker that tells nothing, on subjects that no model was fitted to as well, where risks are miscalibrated, and it can be raised by making risks ' +
  'wrong: it is no proper score (Hilden and Gerds 2014; Pepe et al. 2015). It adds shares of two groups as if an event that is missed ' +
  'and a false alarm weighed alike. There is no p-value here for that reason. The change of the Brier score and the decision curve answer the question.';

/** What `result.json` says of it. */
export interface ReclassificationFacts extends Improvement {
  readonly from: string;
  readonly to: string;
  readonly warning: string;
  /** Brier score of the new model less that of the old; below 0 is better. */
  readonly brierChange: number;
}

/** Refuses, before anything is fitted, what cannot be asked. Errors: `SETTINGS_INVALID`. */
export function refuseReclassification(
  { outcome }: Frame,
  names: readonly string[],
  asked: z.output<typeof reclassificationSchema> | undefined,
): void {
  if (asked === undefined) return;
  if (outcome?.kind !== 'classes' || outcome.classes.length !== 2)
    throw new RachisError('SETTINGS_INVALID', 'reclassification is of an outcome of two classes.', {
      remedy: 'Leave it out.',
    });
  for (const name of [asked.from, asked.to]) {
    if (names.includes(name)) continue;
    throw new RachisError('SETTINGS_INVALID', `reclassification names ${name}, which is no pipeline.`, {
      remedy: `There are ${names.join(', ')}.`,
    });
  }
}

/** Net reclassification in the first repeat of left-out rows; undefined where it was not asked for. */
export function reclassificationFacts(
  frame: Frame,
  pipelines: readonly PipelineSummary[],
  splits: readonly Split[],
  asked: z.output<typeof reclassificationSchema> | undefined,
  { level, seed }: { readonly level: number; readonly seed: string | number },
): ReclassificationFacts | undefined {
  if (asked === undefined) return undefined;
  const saidBy = (name: string) => {
    const summary = pipelines.find((one) => one.name === name);
    if (summary === undefined) return undefined;
    const [first] = pooledOf(summary, splits);
    const [said] = first === undefined ? [] : eventProbabilities(frame, [first]);
    if (said === undefined)
      throw new RachisError('SETTINGS_INVALID', `reclassification: ${name} says no risks.`, {
        remedy: 'Net reclassification is of two classes and of pipelines with probabilities.',
      });
    return { ...said, rows: first!.rows };
  };
  const [old, renewed] = [saidBy(asked.from), saidBy(asked.to)];
  // One of them could not be fitted, which is said elsewhere.
  if (old === undefined || renewed === undefined) return undefined;
  const brier = (said: NonNullable<typeof old>) =>
    mean(said.events.map((y, i) => (y - said.probabilities[i]!) ** 2));
  const groups = old.rows.map((row) => frame.groups[row]!);
  const clustered = new Set(groups).size < groups.length;
  return {
    from: asked.from,
    to: asked.to,
    warning: reclassificationWarning,
    brierChange: brier(renewed) - brier(old),
    ...improvement(old.events, old.probabilities, renewed.probabilities, {
      ...(asked.cuts === undefined ? {} : { cuts: asked.cuts }),
      random: createRandom(seed).split('reclassification'),
      level,
      ...(clustered ? { groups } : {}),
    }),
  };
}

/** The part of the report; '' where it was not asked for. */
export function reclassificationSection(facts: ReclassificationFacts | undefined): string {
  if (facts === undefined) return '';
  const row = (name: string, { events, nonEvents, total }: Reclassification) => [
    name,
    ...[events, nonEvents, total].map(
      ({ value, lower, upper }) => `${pageNumber(value)} (${pageNumber(lower)} to ${pageNumber(upper)})`,
    ),
  ];
  return `<h2 id="reclassification">Net reclassification</h2><p class="headline">${escapeHtml(facts.warning)}</p>
${htmlTable(
  `From ${facts.from} to ${facts.to}, left-out rows of the first repeat`,
  ['', 'with the event', 'without', 'sum'],
  [
    ...(facts.categorical === undefined ? [] : [row('over categories', facts.categorical)]),
    row('without categories', facts.continuous),
    row('change of mean risk (IDI)', facts.integrated),
  ],
)}
<p>The Brier score changes by ${pageNumber(facts.brierChange)} (below 0 is better).</p>`;
}
