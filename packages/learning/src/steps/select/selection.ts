import * as z from 'zod';
import type { Frame } from '../../frame/frame.ts';
import { learnedColumns, type Scope, scope, withoutColumns } from '../columns.ts';
import { type Step, transformStep } from '../step.ts';

export { type Scope, scope };

/** What a selection learned: the columns it looked at and kept, and those it dropped. Others pass by. */
const selectionState = z.object({ kept: z.array(z.string()), dropped: z.array(z.string()) });

/** A step that keeps some of the columns that it looks at. `choose` gives those seen and those kept. */
export function selectionStep<Schema extends z.ZodType>(selection: {
  readonly id: string;
  readonly name: string;
  readonly settings: Schema;
  readonly supervised: boolean;
  choose(
    frame: Frame,
    settings: z.output<Schema>,
  ): { readonly seen: readonly string[]; readonly kept: ReadonlySet<string> };
}): Step<Schema> {
  return transformStep({
    ...selection,
    state: selectionState,
    fit(frame, settings) {
      const { seen, kept } = selection.choose(frame, settings);
      return {
        kept: seen.filter((name) => kept.has(name)),
        dropped: seen.filter((name) => !kept.has(name)),
      };
    },
    apply(frame, { kept, dropped }) {
      learnedColumns(frame, kept, selection.id);
      return withoutColumns(frame, dropped);
    },
  });
}
