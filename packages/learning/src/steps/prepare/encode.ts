import * as z from 'zod';
import { learningError } from '../../error.ts';
import type { FrameColumn } from '../../frame/frame.ts';
import { columnsInScope, learnedColumns, scope } from '../columns.ts';
import { transformStep } from '../step.ts';

const settings = z.strictObject({
  ...scope,
  reference: z
    .enum(['first', 'most-frequent', 'none'])
    .default('first')
    .describe('The category without a column of its own; `none` gives every category one.'),
  unseen: z
    .enum(['refuse', 'zeros'])
    .default('zeros')
    .describe(
      'A category that no training row had: zeros in all columns (as the reference, where there is one), or refused. A prediction for a patient with one says so.',
    ),
});

const state = z.object({
  unseen: settings.shape.unseen.unwrap(),
  columns: z.array(
    z.object({ name: z.string(), categories: z.array(z.string()), reference: z.string().nullable() }),
  ),
});

type Learned = z.output<typeof state>['columns'][number];

function learn(column: FrameColumn, reference: z.output<typeof settings>['reference']): Learned {
  const all = column.categories ?? [];
  const counts = new Array<number>(all.length).fill(0);
  for (const code of column.values) if (!Number.isNaN(code)) counts[code]!++;
  const categories = all.filter((_, code) => counts[code]! > 0);
  const most = counts.indexOf(Math.max(...counts));
  const left = reference === 'none' ? null : reference === 'first' ? categories[0] : all[most];
  return { name: column.name, categories, reference: left ?? null };
}

/** One column of 0 and 1 for every category but the reference. */
function encoded(column: FrameColumn, learned: Learned, unseen: 'refuse' | 'zeros'): FrameColumn[] {
  const place = (column.categories ?? []).map((category) => learned.categories.indexOf(category));
  const places = Int32Array.from(column.values, (code) => (Number.isNaN(code) ? -2 : place[code]!));
  const missing = places.indexOf(-2);
  if (missing >= 0) {
    throw learningError(
      'DATA_UNSUITABLE',
      `Column ${column.name} is missing in row ${missing + 1}; encode needs it.`,
      {
        column: column.name,
        row: missing,
        remedy: 'Put the step impute before encode.',
      },
    );
  }
  const unknown = places.indexOf(-1);
  if (unknown >= 0 && unseen === 'refuse') {
    const category = column.categories![column.values[unknown]!];
    throw learningError(
      'DATA_UNSUITABLE',
      `Column ${column.name} has "${category}" in row ${unknown + 1}; the training rows had ${learned.categories.join(', ')}.`,
      {
        column: column.name,
        row: unknown,
        remedy: 'Merge rare categories in the table, or set unseen to "zeros".',
      },
    );
  }
  return learned.categories.flatMap((category, at) =>
    category === learned.reference
      ? []
      : [
          {
            name: `${column.name}=${category}`,
            kind: 'numeric' as const,
            ...(column.domain === undefined ? {} : { domain: column.domain }),
            values: Float64Array.from(places, (own) => (own === at ? 1 : 0)),
          },
        ],
  );
}

/** Columns of 0 and 1 in place of columns of categories, by the categories of the training rows. */
export const encode = transformStep({
  id: 'encode',
  name: 'One-hot encoding',
  settings,
  supervised: false,
  state,
  fit: (frame, { reference, unseen, ...chosen }) => ({
    unseen,
    columns: columnsInScope(frame, chosen)
      .filter(({ kind }) => kind === 'category')
      .map((column) => learn(column, reference)),
  }),
  apply(frame, { unseen, columns }) {
    learnedColumns(
      frame,
      columns.map(({ name }) => name),
      'encode',
    );
    const byName = new Map(columns.map((column) => [column.name, column]));
    return {
      ...frame,
      columns: frame.columns.flatMap((column) => {
        const learned = byName.get(column.name);
        return learned === undefined ? [column] : encoded(column, learned, unseen);
      }),
    };
  },
});
