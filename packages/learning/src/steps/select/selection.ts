import type { Random } from '@rachis/statistics';
import * as z from 'zod';
import type { Frame } from '../../frame/frame.ts';
import { learnedColumns, type Scope, scope, withoutColumns } from '../columns.ts';
import { type Step, transformStep } from '../step.ts';

export { type Scope, scope };

/** Why a selection chose as it did: a number for columns that it looked at, and numbers about the whole. */
const evidenceSchema = z.object({
  /** What the numbers are: `frequency`, `coefficient`, `rank`. */
  measure: z.string(),
  columns: z.array(z.string()),
  /** A number for each of `columns`. */
  values: z.array(z.number()),
  whole: z.record(z.string(), z.number()),
});

/** Why a selection chose as it did; it is kept in the state of the step. */
export type Evidence = z.output<typeof evidenceSchema>;

/** What a selection learned: the columns it looked at and kept, and those it dropped. Others pass by. */
const selectionState = z.object({
  kept: z.array(z.string()),
  dropped: z.array(z.string()),
  evidence: evidenceSchema.optional(),
});

/** What a selection chose. */
export interface Choice {
  readonly seen: readonly string[];
  readonly kept: ReadonlySet<string>;
  readonly evidence?: Evidence;
}

/** A step that keeps some of the columns that it looks at. `choose` gives those seen and those kept. */
export function selectionStep<Schema extends z.ZodType>(selection: {
  readonly id: string;
  readonly name: string;
  readonly settings: Schema;
  readonly supervised: boolean;
  choose(frame: Frame, settings: z.output<Schema>, random: Random): Choice;
}): Step<Schema> {
  return transformStep({
    ...selection,
    state: selectionState,
    fit(frame, settings, random) {
      const { seen, kept, evidence } = selection.choose(frame, settings, random);
      return {
        kept: seen.filter((name) => kept.has(name)),
        dropped: seen.filter((name) => !kept.has(name)),
        ...(evidence === undefined ? {} : { evidence }),
      };
    },
    apply(frame, { kept, dropped }) {
      learnedColumns(frame, kept, selection.id);
      return withoutColumns(frame, dropped);
    },
  });
}
