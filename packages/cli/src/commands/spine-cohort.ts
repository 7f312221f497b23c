import { type WrittenFile, writeTogether } from '@rachis/formats';
import { checkScheme } from '@rachis/spine';
import { type Manifest, type ManifestRow, problemsPath, readManifest } from '@rachis/study';
import { type Cell, checkOutput, encodeTable, type Table } from '@rachis/study/one-image';
import {
  longTable,
  type MeasuredRow,
  measureRows,
  spineManifestColumns,
  wideTable,
} from '@rachis/study/spine';
import { RachisError } from '@rachis/volume';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';
import type { SpineMeasureOptions } from './spine-measure.ts';

interface Problem {
  readonly row: ManifestRow;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** Columns of the manifest that a row carries into the table. */
const carried = ({ columns }: Manifest): string[] =>
  columns.filter(
    (name) =>
      ['session', 'site', 'scanner', 'protocol'].includes(name.toLowerCase()) ||
      !(
        ['subject', 'modality', 'image', 'series', 'mask', 'region', 'label', 'problems', ''].includes(
          name.toLowerCase(),
        ) || (spineManifestColumns as readonly string[]).includes(name.toLowerCase())
      ),
  );

const cellOf = (row: ManifestRow, name: string): Cell =>
  (Object.hasOwn(row.others, name) ? row.others[name] : undefined) ??
  (row as unknown as Record<string, string>)[name.toLowerCase()] ??
  '';

/** Tables of one row each put below one another; a measurement that a subject has not is empty. */
function joined(
  manifest: Manifest,
  measured: readonly { readonly row: ManifestRow; readonly table: Table }[],
): Table {
  const extra = carried(manifest);
  const names = [...new Set(measured.flatMap(({ table }) => table.columns.slice(1)))].filter(
    (name) => !extra.includes(name),
  );
  return {
    columns: ['subject', ...extra, ...names],
    text: [...new Set(['subject', ...extra, ...measured.flatMap(({ table }) => table.text ?? [])])],
    rows: measured.flatMap(({ row, table }) => {
      const place = new Map(table.columns.map((name, i) => [name, i]));
      return [...table.rows].map((cells): Cell[] => [
        row.subject,
        ...extra.map((name) => cellOf(row, name) || null),
        ...names.map((name) => cells[place.get(name) ?? -1] ?? null),
      ]);
    }),
  };
}

function problemsTable(problems: readonly Problem[]): Table {
  const columns = ['subject', 'session', 'image', 'mask', 'code', 'message', 'remedy'];
  return {
    columns,
    text: columns,
    rows: problems.map(({ row, code, message, remedy }) => [
      ...[row.subject, row.session, row.image, row.mask].map((text) => text || null),
      ...[code, message, remedy || null],
    ]),
  };
}

/**
 * `rachis spine measure MANIFEST --output TABLE`: every row of a manifest whose masks are label maps, one row a subject, with
 * a table of problems. A row that cannot be measured is a problem, not the end of the run.
 */
export async function spineMeasureCohort(
  console: Console,
  path: string,
  options: SpineMeasureOptions,
): Promise<number> {
  await checkOutput(options.output);
  for (const [name, value] of [
    ['--picture', options.picture],
    ['--landmarks', options.landmarks],
    ['--subject', options.subject],
  ])
    if (value !== undefined)
      throw new RachisError('ARGUMENT_INVALID', `${name} is of one subject, not of a manifest.`, {
        remedy: name === '--landmarks' ? 'Name landmark files in a column "landmarks".' : 'Leave it out.',
      });
  // A mistake of the command is no problem of each subject.
  for (const scheme of [options.scheme ?? [], options.alsoScheme].flat()) checkScheme(scheme);
  const manifest = await readManifest(path);
  const done: (MeasuredRow | undefined)[] = manifest.rows.map(() => undefined);
  let count = 0;
  await measureRows(manifest.path, manifest.rows, options, {
    ...(options.workers === undefined ? {} : { workers: options.workers }),
    onRow(at, measured) {
      done[at] = measured;
      console.progress(`measured ${++count} of ${manifest.rows.length}`);
    },
  });
  const measured: { row: ManifestRow; table: Table }[] = [];
  const problems: Problem[] = [];
  let failed = 0;
  for (const [i, row] of manifest.rows.entries()) {
    const one = done[i];
    if (one === undefined)
      throw new RachisError('STOPPED', 'Stopped before every spine was measured: nothing is written.', {
        remedy: 'Run it again.',
      });
    if (one.problem !== undefined) {
      problems.push({ row, ...one.problem });
      failed++;
      continue;
    }
    const shaped = options.shape === 'long' ? longTable : wideTable;
    measured.push({ row, table: shaped(row.subject, one.measurements, options.intervals) });
    problems.push(...one.notes.map((message) => ({ row, code: 'NOTE', message, remedy: '' })));
  }
  console.progress('');
  const files: WrittenFile[] = [];
  if (measured.length > 0)
    files.push({
      path: options.output,
      parts: [await encodeTable(options.output, joined(manifest, measured))],
    });
  const beside = problemsPath(options.output);
  files.push({ path: beside, parts: [await encodeTable(beside, problemsTable(problems))] });
  await writeTogether(files);
  console.note(
    `${manifest.rows.length} rows, ${failed} could not be measured. Written: ${files.map((file) => file.path).join(', ')}`,
  );
  if (failed === manifest.rows.length) return exitCodes.input;
  return failed > 0 ? exitCodes.partial : exitCodes.ok;
}
