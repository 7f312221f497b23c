import { removeLeftParts, writeTogether } from '@rachis/formats';
import { columns } from '@rachis/features';
import type { PerturbationSettings } from '@rachis/segment';
import { RachisError } from '@rachis/volume';
import { regionColumns } from '../extract-regions.ts';
import { provenancePath } from '../provenance.ts';
import { tableParts } from '../tables/encode-table.ts';
import { type Cell, linesAsParts, type RowStream } from '../tables/table.ts';
import { version } from '../version.ts';
import type { CaseResult } from './case.ts';
import { journalReader } from './journal.ts';
import type { JournalIndex } from './journal-index.ts';
import type { ManifestList, ManifestRow } from './manifest.ts';
import { type RunSettings, settingsFor, valueColumns } from './run-settings.ts';
import { stemOf } from './shard.ts';

/** `wide`: one row a region, a column a feature. `long`: one row a region and feature. */
export type TableShape = 'wide' | 'long';

/** What a run was asked. */
export interface CohortRun {
  readonly manifest: ManifestList;
  readonly manifestHash: string;
  readonly settings: RunSettings;
  readonly align: boolean;
  readonly diagnostics: boolean;
  readonly perturbations: PerturbationSettings | null;
  readonly shape: TableShape;
  /** Hash of the settings, options and version. */
  readonly key: string;
}

const caseColumns = ['subject', 'session', 'site', 'scanner', 'protocol'] as const;
const pathColumns = ['image', 'series', 'mask'] as const;
const textOfRegion = ['region', 'modality', 'unit'];

/** Columns of a manifest that is not Rachis' must not look like those of the table. */
function identityColumns(run: CohortRun, values: readonly string[]): string[] {
  const { others } = run.manifest;
  const ours = new Set<string>([...regionColumns, ...values, 'feature', 'value']);
  const clash = others.find((name) => ours.has(name));
  if (clash !== undefined) {
    throw new RachisError(
      'ARGUMENT_INVALID',
      `${run.manifest.path} has a column "${clash}", which is also the name of a column of the table.`,
      { file: run.manifest.path, remedy: 'Rename it in the manifest.' },
    );
  }
  return [...caseColumns, ...others, ...pathColumns, ...(run.perturbations === null ? [] : ['perturbation'])];
}

/** A case with its result. */
interface Finished {
  readonly row: ManifestRow;
  readonly result: CaseResult;
}

/** Rows of the table, a case after the other. */
function* wideRows(
  run: CohortRun,
  identity: readonly string[],
  values: readonly string[],
  diagnostics: readonly string[],
  cases: Iterable<Finished>,
): Generator<Cell[]> {
  const places = new Map<object, readonly number[]>();
  const index = new Map(values.map((name, i) => [name, i]));
  for (const { row, result } of cases) {
    if (result.rows.length === 0) continue;
    const settings = settingsFor(run.settings, row.modality || result.modality);
    let place = places.get(settings);
    if (place === undefined) {
      place = columns(settings).map(({ column }) => index.get(column)!);
      places.set(settings, place);
    }
    for (const one of result.rows) {
      const cells: (number | null)[] = new Array(values.length).fill(null);
      place.forEach((at, i) => {
        cells[at] = one.values[i] ?? null;
      });
      const described = new Map(one.diagnostics);
      yield [
        ...identity.map((name) =>
          name === 'perturbation' && one.perturbation !== undefined
            ? one.perturbation
            : identityCell(row, result, name),
        ),
        // The manifest's word for the modality, where it has one.
        ...one.cells.map((cell, i) =>
          regionColumns[i] === 'modality' && row.modality ? row.modality : cell,
        ),
        ...diagnostics.map((name) => described.get(name) ?? null),
        ...cells,
      ];
    }
  }
}

function identityCell(row: ManifestRow, result: CaseResult, name: string): Cell {
  if (name === 'subject') return row.subject || result.patient || null;
  return (
    (Object.hasOwn(row.others, name) ? row.others[name] : (row[name as keyof ManifestRow] as string)) || null
  );
}

function* longRows(rows: Iterable<Cell[]>, names: readonly string[], first: number): Generator<Cell[]> {
  for (const row of rows) {
    const who = row.slice(0, first);
    for (let i = first; i < row.length; i++) yield [...who, names[i]!, row[i]!];
  }
}

const problemColumns = [
  'subject',
  'session',
  'site',
  'modality',
  'image',
  'mask',
  'region',
  'label',
  'code',
  'message',
  'remedy',
];

function* problemRows(cases: Iterable<Finished>): Generator<Cell[]> {
  for (const { row, result } of cases) {
    for (const { region, code, message, remedy } of result.problems) {
      yield [
        row.subject || result.patient || null,
        row.session || null,
        row.site || null,
        row.modality || result.modality || null,
        row.image || null,
        row.mask || null,
        region || row.region || null,
        row.label || null,
        code,
        message,
        remedy || null,
      ];
    }
  }
}

function* provenanceLines(run: CohortRun, cases: Iterable<Finished>): Generator<string> {
  const head = {
    rachis: version,
    manifest: { path: run.manifest.path, sha256: run.manifestHash },
    settings: run.settings,
    align: run.align,
    diagnostics: run.diagnostics,
    perturbations: run.perturbations,
  };
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "cases": [`;
  let before = '\n';
  for (const { row, result } of cases) {
    const { inputs, acquisition, sampling, warnings, undefinedValues, problems } = result;
    const about = {
      subject: row.subject || result.patient,
      image: row.image,
      mask: row.mask,
      inputs,
      acquisition,
      ...(sampling === undefined ? {} : { sampling }),
      warnings,
      undefinedValues,
      problems,
    };
    yield `${before}    ${JSON.stringify(about)}`;
    before = ',\n';
  }
  yield '\n  ]\n}\n';
}

/** The path of the table of what could not be used. */
export const problemsPath = (output: string): string => `${stemOf(output)}.problems.csv`;

/**
 * Writes the table of a finished run, its problems and its provenance, all or none. Cases come in the order of the
 * manifest and are read from the journal one at a time. Gives the paths.
 */
export async function writeCohort(
  run: CohortRun,
  output: string,
  index: JournalIndex,
  keyOf: (row: ManifestRow) => string,
): Promise<string[]> {
  const values = valueColumns(run.settings);
  const identity = identityColumns(run, values);
  const reader = journalReader();
  function* cases(): Generator<Finished> {
    for (let i = 0; i < run.manifest.length; i++) {
      const row = run.manifest.row(i);
      const place = index.placeOf(keyOf(row))!;
      yield { row, result: (reader.read(place) as { result: CaseResult }).result };
    }
  }
  try {
    const diagnostics = new Set<string>();
    if (run.diagnostics) {
      for (const { result } of cases())
        for (const { diagnostics: found } of result.rows) for (const [name] of found) diagnostics.add(name);
    }
    const first = identity.length + regionColumns.length;
    const names = [...identity, ...regionColumns, ...diagnostics, ...values];
    const wide = wideRows(run, identity, values, [...diagnostics], cases());
    const text = [...identity, ...textOfRegion];
    const table: RowStream =
      run.shape === 'wide'
        ? { columns: names, text, rows: wide }
        : {
            columns: [...names.slice(0, first), 'feature', 'value'],
            text: [...text, 'feature'],
            rows: longRows(wide, names, first),
          };
    const problems: RowStream = { columns: problemColumns, text: problemColumns, rows: problemRows(cases()) };
    const files = [
      { path: output, parts: await tableParts(output, table) },
      { path: problemsPath(output), parts: await tableParts(problemsPath(output), problems) },
      { path: provenancePath(output), parts: linesAsParts(provenanceLines(run, cases())) },
    ];
    await removeLeftParts(files.map(({ path }) => path));
    await writeTogether(files);
    return files.map(({ path }) => path);
  } finally {
    reader.close();
  }
}
