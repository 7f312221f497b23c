import { auc, chiSquareTest, harrellConcordance, spearman } from '@rachis/statistics';
import type { Outcome } from '../contract.ts';
import { learningError } from '../error.ts';
import type { Frame, FrameColumn } from '../frame/frame.ts';
import { outcomeOf, subjectsOf } from '../resampling/split.ts';

/** Something about the rows that a reader must know before the results. */
export interface Warning {
  readonly kind:
    | 'tells-outcome'
    | 'site-tells-outcome'
    | 'constant'
    | 'duplicate-columns'
    | 'duplicate-rows'
    | 'all-missing'
    | 'many-missing'
    | 'few-events'
    | 'tiny-class'
    | 'rare-category'
    | 'identifier';
  readonly columns: readonly string[];
  readonly message: string;
}

const list = (names: readonly string[]) =>
  names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');

/** Fewer rows than this of a class or category say nothing: any column may set them apart by chance. */
const fewRows = 5;

/** How well a column alone tells the outcome, 0.5 to 1; NaN where it cannot be said. */
function tells({ kind, values, categories }: FrameColumn, frame: Frame): number {
  const outcome = outcomeOf(frame);
  const rows = Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]!));
  if (rows.length < 10) return NaN;
  const own = rows.map((row) => values[row]!);
  const either = (value: number) => Math.max(value, 1 - value);
  if (outcome.kind === 'survival') {
    if (kind === 'category') return NaN;
    const data = {
      times: rows.map((row) => outcome.times[row]!),
      events: rows.map((row) => (outcome.events[row] === 1 ? 1 : 0)),
    };
    return either(harrellConcordance(data, own).value);
  }
  if (outcome.kind === 'continuous') {
    if (kind === 'category') return NaN;
    return (
      0.5 +
      Math.abs(
        spearman(
          own,
          rows.map((row) => outcome.values[row]!),
        ).value,
      ) /
        2
    );
  }
  const areas = outcome.classes.map((_, code) => {
    const events = rows.map((row) => (outcome.codes[row] === code ? 1 : 0));
    const count = events.reduce<number>((sum, event) => sum + event, 0);
    if (Math.min(count, events.length - count) < fewRows) return NaN;
    if (kind === 'numeric') return either(auc(events, own).value);
    // A category is scored by its share of the class.
    const shares = categories!.map((_name, category) => {
      const inside = own.flatMap((value, at) => (value === category ? [events[at]!] : []));
      return inside.reduce<number>((sum, event) => sum + event, 0) / Math.max(1, inside.length);
    });
    // As many categories as rows tell everything and nothing.
    return categories!.length > rows.length / 4
      ? NaN
      : auc(
          events,
          own.map((value) => shares[value]!),
        ).value;
  });
  const known = areas.filter((area) => !Number.isNaN(area));
  return known.length === 0 ? NaN : Math.max(...known);
}

const keyOf = (values: ArrayLike<number>) => Array.from(values, String).join(' ');

function repeated(items: readonly { readonly name: string; readonly key: string }[]): string[][] {
  const sets = new Map<string, string[]>();
  for (const { name, key } of items) sets.set(key, [...(sets.get(key) ?? []), name]);
  return [...sets.values()].filter((set) => set.length > 1);
}

function columnWarnings(frame: Frame): Warning[] {
  const found: Warning[] = [];
  const { columns, rows } = frame;
  const filled = columns.filter(({ values }) => !values.every(Number.isNaN));
  const empty = columns.filter((column) => !filled.includes(column)).map(({ name }) => name);
  if (empty.length > 0) {
    const message = `Without a single value: ${list(empty)}. Imputation drops them.`;
    found.push({ kind: 'all-missing', columns: empty, message });
  }
  const gaps = filled
    .filter(({ values }) => values.filter(Number.isNaN).length > rows / 2)
    .map(({ name }) => name);
  if (gaps.length > 0) {
    const message = `Missing in more than half of the rows: ${list(gaps)}.`;
    found.push({ kind: 'many-missing', columns: gaps, message });
  }
  const constant = filled
    .filter(({ values }) => new Set(values.filter((value) => !Number.isNaN(value))).size === 1)
    .map(({ name }) => name);
  if (constant.length > 0) {
    const message = `The same in every row: ${list(constant)}.`;
    found.push({ kind: 'constant', columns: constant, message });
  }
  const varied = filled.filter(({ name }) => !constant.includes(name));
  const equal = repeated(varied.map(({ name, values }) => ({ name, key: keyOf(values) })));
  if (equal.length > 0) {
    const some = equal.slice(0, 3).map(list).join('; ');
    const message =
      equal.length > 3
        ? `${equal.length} sets of columns have the same values: ${some} ...`
        : `The same values: ${some}.`;
    found.push({ kind: 'duplicate-columns', columns: equal.flat(), message });
  }
  for (const { name, kind, categories } of varied) {
    if (kind !== 'category' || categories!.length <= Math.max(20, rows / 2)) continue;
    const message = `${name} has ${categories!.length} different texts in ${rows} rows, as an identifier has.`;
    found.push({ kind: 'identifier', columns: [name], message });
  }
  found.push(...rareCategories(varied));
  for (const column of varied) {
    const how = tells(column, frame);
    if (!(how > 0.99)) continue;
    const message = `${column.name} alone tells the outcome (AUC ${how.toFixed(3)}): is it known before the outcome?`;
    found.push({ kind: 'tells-outcome', columns: [column.name], message });
  }
  return found;
}

/** Categories that a split may have in its test rows alone. */
function rareCategories(columns: readonly FrameColumn[]): Warning[] {
  return columns.flatMap(({ name, kind, categories, values }) => {
    if (kind !== 'category') return [];
    const counts = categories!.map((category, code) => ({
      category,
      count: values.filter((value) => value === code).length,
    }));
    const rare = counts.filter(({ count }) => count > 0 && count < fewRows);
    if (rare.length === 0 || rare.length > 10) return [];
    const words = rare.map(({ category, count }) => `${category} (${count})`);
    const message = `${name} has categories of few rows: ${list(words)}. Where no training row has one, it counts as the reference category; correct a misspelling, or merge them.`;
    return [{ kind: 'rare-category' as const, columns: [name], message }];
  });
}

/** Classes that are too small to learn or to judge, with the sizes of all. */
function tinyClasses(outcome: Outcome): Warning[] {
  if (!('codes' in outcome)) return [];
  const counts = outcome.classes.map((name, code) => ({
    name,
    count: outcome.codes.filter((own) => own === code).length,
  }));
  const tiny = counts.filter(({ count }) => count < fewRows);
  if (tiny.length === 0) return [];
  const sizes = counts.map(({ name, count }) => `${name} ${count}`);
  const message = `The outcome has ${tiny.length === 1 ? 'a class' : 'classes'} of fewer than ${fewRows} rows (${list(sizes)}): correct a misspelling, merge ${tiny.length === 1 ? 'it' : 'them'} with another, or leave those rows out.`;
  return [{ kind: 'tiny-class', columns: [], message }];
}

/** Refuses rows that nothing can be learned from, and subjects that stand in several sets. */
function refuse(frame: Frame): void {
  for (const { name, values } of frame.columns) {
    const row = values.findIndex((value) => value === Infinity || value === -Infinity);
    if (row < 0) continue;
    throw learningError('DATA_UNSUITABLE', `Column ${name} is infinite in row ${row + 1}.`, {
      column: name,
      row: row + 1,
      remedy: 'Correct the value or leave it empty.',
    });
  }
}

/** Whether the site tells the class: each site with rows of one class alone is an error, an uneven share a warning. */
function siteWarnings(frame: Frame): Warning[] {
  const { sites, siteNames } = frame;
  const outcome = outcomeOf(frame);
  if (sites === undefined || siteNames === undefined || !('codes' in outcome)) return [];
  const present = siteNames.flatMap((_, site) => (sites.includes(site) ? [site] : []));
  if (present.length < 2) return [];
  const counts = present.map((site) =>
    outcome.classes.map(
      (_, code) => outcome.codes.filter((own, row) => own === code && sites[row] === site).length,
    ),
  );
  if (counts.every((own) => own.filter((count) => count > 0).length === 1)) {
    throw learningError(
      'LEAK',
      `Every site has one class alone (${present
        .slice(0, 3)
        .map(
          (site, at) => `${siteNames[site]}: ${outcome.classes[counts[at]!.findIndex((count) => count > 0)]}`,
        )
        .join('; ')}): a model would learn the site.`,
      { remedy: 'Add subjects of the other class to each site.' },
    );
  }
  const { p } = chiSquareTest(counts);
  if (!(p < 0.01)) return [];
  const shares = present.map((site, at) => {
    const total = counts[at]!.reduce((sum, count) => sum + count, 0);
    return `${siteNames[site]} ${((100 * counts[at]!.at(-1)!) / total).toFixed(0)}%`;
  });
  const message = `Sites differ in the outcome (${outcome.classes.at(-1)}: ${list(shares)}; p ${p.toPrecision(2)}): a model can gain by telling the sites apart.`;
  return [{ kind: 'site-tells-outcome', columns: [], message }];
}

/**
 * Looks at rows before anything is learned from them. Errors: infinite values, sites that each have one class. Warnings:
 * columns that alone tell the outcome (AUC above 0.99), constant, empty and equal columns, equal rows of different
 * subjects, few events for the number of predictors, sites of uneven outcome, identifiers.
 */
export function reviewFrame(frame: Frame): Warning[] {
  refuse(frame);
  const found = [...tinyClasses(outcomeOf(frame)), ...siteWarnings(frame), ...columnWarnings(frame)];
  const subjects = subjectsOf(frame);
  const keys = subjects.flatMap(({ rows, group }) =>
    rows.map((row) => ({
      name: `${group}`,
      key: keyOf(frame.columns.map(({ values }) => values[row]!)),
      row,
    })),
  );
  const twins = repeated(keys).filter((set) => new Set(set).size > 1);
  if (twins.length > 0 && frame.columns.length > 3) {
    const rows = twins.slice(0, 3).map((set) =>
      keys
        .filter(({ key }) => key === keys.find(({ name }) => name === set[0])!.key)
        .map(({ row }) => row + 1)
        .join(' and '),
    );
    const message = `Rows of different subjects are equal in all ${frame.columns.length} columns: ${rows.join('; ')}. One subject under two names would be in training and test.`;
    found.push({ kind: 'duplicate-rows', columns: [], message });
  }
  const outcome = outcomeOf(frame);
  const events =
    outcome.kind === 'survival'
      ? outcome.events.filter((event) => event === 1).length
      : outcome.kind === 'continuous'
        ? frame.rows
        : Math.min(...outcome.classes.map((_, code) => outcome.codes.filter((own) => own === code).length));
  if (events < 10 * frame.columns.length) {
    const message = `${events} events (subjects of the rarest class) for ${frame.columns.length} predictors, ${(events / frame.columns.length).toPrecision(2)} each: expect wide intervals, and trust only what was validated.`;
    found.push({ kind: 'few-events', columns: [], message });
  }
  return found;
}

/** Refuses a subject that is in the training set and in an external one. */
export function refuseShared(training: readonly string[], external: readonly string[]): void {
  const known = new Set(training);
  const both = [...new Set(external.filter((subject) => known.has(subject)))];
  if (both.length === 0) return;
  throw learningError(
    'LEAK',
    `${both.length} ${both.length === 1 ? 'subject is' : 'subjects are'} in the training set and in the external set: ${list(both)}.`,
    { remedy: 'Take them out of one of the two.' },
  );
}
