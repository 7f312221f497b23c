import type { Frame, FrameColumn } from '@rachis/learning';
import type { Column, Table } from '@rachis/statistics';
import { frameFor, type LearnFrame } from '../learn/frame.ts';
import { settingsOutside } from '../learn/external.ts';
import { namesMatching } from '../learn/names.ts';
import type { LearnSettings } from '../learn/settings.ts';

/** A column of the table that is no predictor: left out by the user, or by what it is (dates, row numbers). */
export type OtherColumn = FrameColumn & { readonly leftOut: 'by-user' | 'by-kind' };

/** Another table that the models are judged on. */
export interface ExternalDesign {
  readonly file: string;
  readonly frame: Frame;
  /** Name of each row. */
  readonly labels: readonly string[];
  readonly named: boolean;
  /** How often its outcomes were looked at before; undefined where nobody counts. */
  readonly before?: { readonly count: number; readonly register: string };
}

/** Rows to learn from, with what a table shows beside its predictors. */
export interface Design {
  readonly file: string;
  readonly frame: Frame;
  /** Name of each row of the frame. */
  readonly labels: readonly string[];
  /** Whether rows have a subject of their own, not only a place. */
  readonly named: boolean;
  readonly others: readonly OtherColumn[];
  /** Columns of the table as they are in all of its rows, those without an outcome too. */
  readonly whole: readonly FrameColumn[];
  readonly outcome: string;
  /** Column of times to the event. */
  readonly time?: string;
  /** Columns whose rows are kept together. */
  readonly keptTogetherBy: readonly string[];
  /** Lists of predictors that the user gave, and where. */
  readonly chosen: readonly { readonly columns: readonly string[]; readonly where: string }[];
  readonly external?: ExternalDesign;
}

function frameColumn(column: Column, rows: readonly number[]): FrameColumn | undefined {
  const { name } = column;
  if (column.kind === 'numeric')
    return { name, kind: 'numeric', values: Float64Array.from(rows, (row) => column.values[row]!) };
  if (column.kind === 'time-to-event') return undefined;
  return {
    name,
    kind: 'category',
    categories: column.categories,
    values: Float64Array.from(rows, (row) => (column.codes[row] === -1 ? NaN : column.codes[row]!)),
  };
}

/** Names of rows: subjects, or their place in the file. */
export const labelsOf = (table: Table, rows: readonly number[]): string[] =>
  rows.map((row) => table.subjects?.[row] ?? `row ${row + 1}`);

/** Steps of pipelines that keep columns by name. */
function chosenInPipelines({ pipelines = [] }: LearnSettings): Design['chosen'] {
  return pipelines.flatMap(({ name, steps = [] }) =>
    steps.flatMap(({ step, settings }) => {
      const columns = step === 'keep-columns' ? (settings as { columns?: unknown })?.columns : undefined;
      return Array.isArray(columns) && columns.length > 0
        ? [{ columns: columns.map(String), where: `keep-columns of ${name}` }]
        : [];
    }),
  );
}

/** The design that a table and the settings of learning make; `lists` of predictors that the user gave elsewhere. */
export function designOf(
  table: Table,
  { frame, rows }: Pick<LearnFrame, 'frame' | 'rows'>,
  settings: LearnSettings,
  file: string,
  lists: Design['chosen'] = [],
): Design {
  const { outcome, time, subject, group } = settings;
  const predictors = new Set(frame.columns.map(({ name }) => name));
  const names = table.columns.map(({ name }) => name);
  const excluded = new Set(namesMatching(settings.exclude, names, file));
  const roles = new Set([outcome, time, subject, group].filter((name) => name !== undefined));
  const readable = table.columns.filter(({ name }) => !roles.has(name));
  const all = Array.from({ length: table.rows }, (_, row) => row);
  const chosen = settings.predictors === undefined ? [] : namesMatching(settings.predictors, names, file);
  const eligible = readable.filter(({ name }) => !excluded.has(name));
  return {
    file,
    frame,
    labels: labelsOf(table, rows),
    named: table.subjects !== undefined,
    others: readable.flatMap((column): OtherColumn[] => {
      const own = predictors.has(column.name) ? undefined : frameColumn(column, rows);
      if (own === undefined) return [];
      const byUser = excluded.has(column.name) || settings.predictors !== undefined;
      return [{ ...own, leftOut: byUser ? 'by-user' : 'by-kind' }];
    }),
    whole: readable.flatMap((column) => frameColumn(column, all) ?? []),
    outcome,
    ...(time === undefined ? {} : { time }),
    keptTogetherBy: [subject, group].filter((name) => name !== undefined),
    chosen: [
      ...(chosen.length === 0 || chosen.length >= eligible.length
        ? []
        : [{ columns: chosen, where: 'predictors' }]),
      ...chosenInPipelines(settings),
      ...lists,
    ],
  };
}

/** The external part of a design. */
export const externalOf = (
  table: Table,
  { frame, rows }: Pick<LearnFrame, 'frame' | 'rows'>,
  file: string,
): ExternalDesign => ({ file, frame, labels: labelsOf(table, rows), named: table.subjects !== undefined });

/** A table that was read, with what it is called. */
export interface NamedTable {
  readonly table: Table;
  readonly file: string;
}

/** The design of a table and, where there is one, of the external table beside it, as learning would take them. */
export function designOfTables(own: NamedTable, settings: LearnSettings, external?: NamedTable): Design {
  const design = designOf(own.table, frameFor(own.table, settings, own.file), settings, own.file);
  if (external === undefined) return design;
  const names = external.table.columns.map(({ name }) => name);
  const framed = frameFor(external.table, settingsOutside(settings, names), external.file);
  return { ...design, external: externalOf(external.table, framed, external.file) };
}
