import {
  alikeIdentifiers,
  type Column,
  type Domain,
  missingTexts,
  nearIdentifiers,
} from '@rachis/statistics';
import { RachisError } from '@rachis/volume';
import { readPlainTable } from '../learn/read-subjects.ts';
import { namesMatching } from '../learn/names.ts';
import { readCells } from '../tables/read-cells.ts';
import type { Cell, Table } from '../tables/table.ts';
import type { Study } from './schema.ts';

/** A subject who is not in the study, and why. */
export interface LeftOut {
  readonly subject: string;
  readonly reason: string;
}

/** Columns of numbers that are made from images, and who has them. */
export interface FeatureSource {
  /** What it is called in sentences. */
  readonly name: string;
  /** What its columns are: features, measurements. */
  readonly what: 'features' | 'measurements';
  readonly domain: Domain;
  readonly columns: readonly string[];
  readonly bySubject: ReadonlyMap<string, readonly number[]>;
  /** Cases that could not be used. */
  readonly problems: readonly { readonly subject: string; readonly message: string }[];
}

/** One row a subject: everything that is known of it. */
export interface SubjectTable {
  readonly table: Table;
  /** What each column of predictors is about. */
  readonly domains: ReadonlyMap<string, Domain>;
  readonly leftOut: readonly LeftOut[];
  readonly notes: readonly string[];
}

interface Joined {
  readonly name: string;
  readonly domain: Domain;
  cell(subject: string): Cell;
}

function cellOf(column: Column, row: number): Cell {
  if (column.kind === 'numeric') return column.values[row]!;
  if (column.kind === 'time-to-event') return column.times[row]!;
  return column.codes[row] === -1 ? null : column.categories[column.codes[row]!]!;
}

/** The columns of a table, by subject. `ARGUMENT_INVALID` where a subject has two rows. */
async function columnsOfTable(
  { file, subject, domain, columns }: Study['tables'][number],
  study: Study,
): Promise<{ subjects: readonly string[]; joined: Joined[]; notes: readonly string[] }> {
  const categories = Object.fromEntries(
    study.categories.map((name) => [name, { kind: 'category' as const }]),
  );
  // The first column may have no name, as R and pandas write it.
  const head = (await readCells(file, 'table', 'Check the path.'))[0]!.map((name) => name.trim());
  if (subject !== '' && !head.includes(subject)) {
    throw new RachisError('ARGUMENT_INVALID', `${file} has no column ${subject}.`, {
      file,
      remedy: `Say which column holds the subjects; it has ${head.slice(0, 12).join(', ')}.`,
    });
  }
  const names = head.filter((name) => name !== '');
  const wanted = new Set(columns === undefined ? names : namesMatching(columns, names, file));
  // Columns that are not taken need not be readable as numbers.
  const unread = Object.fromEntries(
    names
      .filter((name) => name !== subject && !wanted.has(name))
      .map((name) => [name, { kind: 'category' as const }]),
  );
  const declared = Object.fromEntries(Object.entries(categories).filter(([name]) => names.includes(name)));
  const table = await readPlainTable(file, {
    subject,
    columns: { ...declared, ...unread },
    ...(study.missing.length === 0 ? {} : { missing: [...missingTexts, ...study.missing] }),
  });
  const subjects = table.subjects!;
  const twice = subjects.find((one, row) => subjects.indexOf(one) !== row);
  if (twice !== undefined) {
    throw new RachisError('ARGUMENT_INVALID', `${file} has two rows of subject ${twice}.`, {
      file,
      subject: twice,
      remedy: 'A study has one row a subject: take the row that counts.',
    });
  }
  const rowOf = new Map(subjects.map((one, row) => [one, row]));
  return {
    subjects,
    notes: (table.notes ?? []).filter(
      (note) => !Object.keys(unread).some((name) => note.includes(`column ${name}`)),
    ),
    joined: table.columns
      .filter(({ name }) => name !== subject && wanted.has(name))
      .map((column) => ({
        name: column.name,
        domain,
        cell(one) {
          const row = rowOf.get(one);
          return row === undefined ? null : cellOf(column, row);
        },
      })),
  };
}

/** What a subject lacks: `no features of CT and no measurements of spine`. */
const lackOf = (without: readonly FeatureSource[]): string =>
  (['features', 'measurements'] as const)
    .map((kind) => without.filter(({ what }) => what === kind).map(({ name }) => name))
    .flatMap((names, at) =>
      names.length === 0 ? [] : [`no ${at === 0 ? 'features' : 'measurements'} of ${names.join(', ')}`],
    )
    .join(' and ');

const empty = (cell: Cell) =>
  cell === null || cell === '' || (typeof cell === 'number' && Number.isNaN(cell));

/**
 * Joins features and tables by subject, one row each, and says who is left out and why: without an outcome, without an
 * image that others have (unless `incomplete` is `impute`), unknown to every table.
 */
export async function subjectTable(study: Study, images: readonly FeatureSource[]): Promise<SubjectTable> {
  const tables = await Promise.all(study.tables.map((table) => columnsOfTable(table, study)));
  const joined: Joined[] = tables.flatMap((table) => table.joined);
  const names = new Set<string>();
  for (const { name } of joined) {
    if (names.has(name)) {
      throw new RachisError('ARGUMENT_INVALID', `Two tables have a column ${name}.`, {
        remedy: 'Take it from one of them: name the columns of the other under "columns".',
      });
    }
    names.add(name);
  }
  const { column: outcome, time } = study.outcome;
  for (const needed of [outcome, time]) {
    if (needed === undefined || names.has(needed)) continue;
    throw new RachisError('ARGUMENT_INVALID', `No table has the column ${needed} of the outcome.`, {
      remedy: `There are ${[...names].slice(0, 15).join(', ')}.`,
    });
  }
  const features = images.flatMap(({ columns, bySubject, domain }) =>
    columns.map((name, at): Joined => ({ name, domain, cell: (one) => bySubject.get(one)?.[at] ?? null })),
  );
  const everyone = [
    ...new Set([
      ...images.flatMap(({ bySubject }) => [...bySubject.keys()]),
      ...tables.flatMap((table) => table.subjects),
    ]),
  ].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  // ComBat cannot take a subject whose site is not known.
  const needed = [outcome, time, ...(study.harmonise ? [study.site] : [])];
  const neededCells = joined.filter(({ name }) => needed.includes(name));
  const leftOut: LeftOut[] = [];
  const notes: string[] = tables.flatMap((table) => table.notes);
  const inImages = new Set(images.flatMap(({ bySubject }) => [...bySubject.keys()]));
  const inTables = new Set(tables.flatMap((table) => table.subjects));
  const near = new Map([...nearIdentifiers(inTables, inImages), ...nearIdentifiers(inImages, inTables)]);
  const nearTo = (subject: string) =>
    near.has(subject) ? `; did you mean the subject "${near.get(subject)}"?` : '';
  for (const set of alikeIdentifiers(inTables)) {
    notes.push(
      `Subjects ${set.map((one) => `"${one}"`).join(' and ')} differ only in case, blanks or zeros: are they one patient?`,
    );
  }
  const kept = everyone.filter((subject) => {
    const without = images.filter(({ bySubject }) => !bySubject.has(subject));
    const problem = images
      .flatMap(({ problems }) => problems)
      .find((one) => one.subject === subject)?.message;
    const because = problem === undefined ? '' : ` (${problem})`;
    if (images.length > 0 && without.length === images.length) {
      leftOut.push({ subject, reason: `${lackOf(without)}${because}${nearTo(subject)}` });
      return false;
    }
    if (without.length > 0 && study.incomplete === 'leave-out') {
      leftOut.push({ subject, reason: `${lackOf(without)}${because}${nearTo(subject)}` });
      return false;
    }
    const missing = neededCells.filter(({ cell }) => empty(cell(subject)));
    if (missing.length > 0) {
      leftOut.push({
        subject,
        reason: `no ${missing.map(({ name }) => name).join(' and ')}${nearTo(subject)}`,
      });
      return false;
    }
    if (without.length > 0) {
      notes.push(`${subject} has ${lackOf(without)}: imputed.`);
    }
    return true;
  });
  if (kept.length === 0) {
    const example = leftOut[0];
    throw new RachisError(
      'ARGUMENT_INVALID',
      `No subject has images and outcome.${example === undefined ? '' : ` The first, ${example.subject}: ${example.reason}.`}`,
      { remedy: 'Check that tables and folders name subjects alike.' },
    );
  }
  for (const { name } of features) {
    if (names.has(name))
      throw new RachisError('ARGUMENT_INVALID', `Two sources have a column ${name}.`, {
        remedy: 'Give the block of "spine" a name, or name the columns or measurements to take.',
      });
    names.add(name);
  }
  const all = [...joined, ...features];
  const roles = new Set(
    [outcome, time, study.site, study.group, study.date].filter((name) => name !== undefined),
  );
  return {
    table: {
      columns: ['subject', ...all.map(({ name }) => name)],
      text: ['subject'],
      rows: kept.map((subject) => [subject, ...all.map(({ cell }) => cell(subject))]),
    },
    domains: new Map(all.filter(({ name }) => !roles.has(name)).map(({ name, domain }) => [name, domain])),
    leftOut,
    notes,
  };
}
