import type { Subgrouping } from '@rachis/learning';
import { median, type Table } from '@rachis/statistics';
import { RachisError } from '@rachis/volume';
import type { SubgroupSettings } from './settings.ts';

/** Numbers with no more values than this are categories. */
const fewValues = 5;
/** More subgroups than this are too small to say anything. */
const mostLevels = 12;

/**
 * The subgroups that the settings mean, for the rows of a frame. Errors: `ARGUMENT_INVALID` of columns that are not there or cannot part
 * rows.
 */
export function groupingsOf(
  table: Table,
  rows: readonly number[],
  settings: SubgroupSettings,
  file: string,
): Subgrouping[] {
  return settings.map((setting) => {
    const { column: name, cuts } =
      typeof setting === 'string' ? { column: setting, cuts: undefined } : setting;
    const fail = (why: string, remedy: string): never => {
      throw new RachisError('ARGUMENT_INVALID', `${file}: subgroups of ${name}: ${why}`, { file, remedy });
    };
    const column = table.columns.find((one) => one.name === name);
    if (column === undefined) {
      const names = table.columns.map((one) => one.name);
      return fail(
        'there is no such column.',
        `It has ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', ...' : ''}.`,
      );
    }
    if (column.kind === 'time-to-event') return fail('it is the outcome.', 'Name another column.');
    if (column.kind !== 'numeric') {
      if (cuts !== undefined) fail('it has categories, which have no cuts.', 'Leave cuts out.');
      const codes = Int32Array.from(rows, (row) => column.codes[row]!);
      const used = [...new Set(codes)].filter((code) => code >= 0).sort((a, b) => a - b);
      if (used.length < 2) fail('every row is of one.', 'Name another column.');
      if (used.length > mostLevels)
        fail(`there are ${used.length}.`, `Make a column with at most ${mostLevels} groups.`);
      return {
        name,
        levels: used.map((code) => column.categories[code]!),
        codes: codes.map((code) => used.indexOf(code)),
      };
    }
    const values = Float64Array.from(rows, (row) => column.values[row]!);
    const known = values.filter((value) => !Number.isNaN(value));
    const distinct = [...new Set(known)].sort((a, b) => a - b);
    if (distinct.length < 2) fail('every row has one value.', 'Name another column.');
    if (cuts === undefined && distinct.length <= fewValues) {
      return {
        name,
        levels: distinct.map(String),
        codes: Int32Array.from(values, (value) => distinct.indexOf(value)),
      };
    }
    const middle = median(known);
    // A median that is the smallest value would leave nobody below it.
    const starts = [...(cuts ?? [middle > distinct[0]! ? middle : distinct[1]!])].sort((a, b) => a - b);
    const text = (value: number) => String(Number(value.toPrecision(4)));
    const levels = [
      `< ${text(starts[0]!)}`,
      ...starts.slice(1).map((end, at) => `${text(starts[at]!)} to < ${text(end)}`),
      `${text(starts.at(-1)!)} or more`,
    ];
    const codes = Int32Array.from(values, (value) =>
      Number.isNaN(value) ? -1 : starts.filter((start) => value >= start).length,
    );
    return { name, levels, codes };
  });
}
