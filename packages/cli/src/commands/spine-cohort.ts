import { type WrittenFile, writeTogether } from '@rachis/formats';
import type { SpineMeasurements } from '@rachis/spine';
import { type Manifest, type ManifestRow, problemsPath, readManifest, resolvePath } from '@rachis/study';
import { type Cell, checkOutput, encodeTable, forSubject, type Table } from '@rachis/study/one-image';
import { isRachisError, RachisError } from '@rachis/volume';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';
import { readSpineImage } from './spine-labels.ts';
import { measureFiles, type SpineMeasureOptions } from './spine-measure.ts';
import { longTable, wideTable } from './spine-tables.ts';

/** Columns of a manifest that say for one row what an option says for all. */
const ownColumns = [
  ...['scheme', 'also', 'also_scheme', 'orientation', 'posture', 'weighting', 'height'],
  ...['fat', 'water', 'landmarks'],
] as const;

type OwnColumn = (typeof ownColumns)[number];

interface Problem {
  readonly row: ManifestRow;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

const listOf = (text: string): string[] =>
  text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** One of a few words; `ARGUMENT_INVALID` for others. */
function oneOf<T extends string>(column: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found;
  throw new RachisError('ARGUMENT_INVALID', `The manifest's column ${column} says "${text}".`, {
    remedy: `Write ${allowed.join(' or ')}, or leave it empty.`,
  });
}

function heightOf(text: string): number {
  const height = Number(text);
  if (height >= 0.4 && height <= 2.6) return height;
  throw new RachisError('ARGUMENT_INVALID', `The manifest's column height says "${text}".`, {
    remedy: 'Write the body height in metres, as 1.75.',
  });
}

/** What a row says, over what the command line says. */
function optionsOf(manifest: Manifest, row: ManifestRow, options: SpineMeasureOptions): SpineMeasureOptions {
  const named = new Map(Object.entries(row.others).map(([name, text]) => [name.toLowerCase(), text]));
  const cell = (name: OwnColumn) => named.get(name) ?? '';
  const path = (name: OwnColumn) =>
    cell(name) === '' ? {} : { [name]: resolvePath(manifest.path, cell(name)) };
  const text = (name: OwnColumn) => (cell(name) === '' ? {} : { [name]: cell(name) });
  const modality = row.modality.toUpperCase();
  return {
    ...options,
    ...text('scheme'),
    ...text('orientation'),
    ...path('fat'),
    ...path('water'),
    ...path('landmarks'),
    ...(row.series === '' ? {} : { series: row.series }),
    ...(modality === 'CT' || modality === 'MR' ? { modality } : {}),
    ...(cell('posture') === '' ? {} : { posture: oneOf('posture', cell('posture'), ['supine', 'standing']) }),
    ...(cell('weighting') === '' ? {} : { weighting: oneOf('weighting', cell('weighting'), ['T1', 'T2']) }),
    ...(cell('height') === '' ? {} : { height: heightOf(cell('height')) }),
    ...(cell('also') === ''
      ? {}
      : {
          also: listOf(cell('also')).map((one) => resolvePath(manifest.path, one)),
          alsoScheme: listOf(cell('also_scheme')),
        }),
  };
}

async function measureRow(
  console: Console,
  manifest: Manifest,
  row: ManifestRow,
  options: SpineMeasureOptions,
): Promise<{ readonly spine: SpineMeasurements; readonly notes: readonly string[] }> {
  if (row.problems !== '' || row.image === '' || row.mask === '')
    throw new RachisError(
      'ARGUMENT_INVALID',
      row.problems || 'The manifest names no image, or no label map (column mask).',
    );
  const own = optionsOf(manifest, row, options);
  // Rows come by the hundred: what is said of one file is said in the tables.
  const quiet = { ...console, note: () => {}, progress: () => {} };
  const image = await readSpineImage(quiet, resolvePath(manifest.path, row.image), own);
  const labels = resolvePath(manifest.path, row.mask);
  return measureFiles(quiet, image, labels, own, row.subject);
}

/** Columns of the manifest that a row carries into the table. */
const carried = ({ columns }: Manifest): string[] =>
  columns.filter(
    (name) =>
      ['session', 'site', 'scanner', 'protocol'].includes(name.toLowerCase()) ||
      !(
        ['subject', 'modality', 'image', 'series', 'mask', 'region', 'label', 'problems', ''].includes(
          name.toLowerCase(),
        ) || (ownColumns as readonly string[]).includes(name.toLowerCase())
      ),
  );

const cellOf = (row: ManifestRow, name: string): Cell =>
  row.others[name] ?? (row as unknown as Record<string, string>)[name.toLowerCase()] ?? '';

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

function failureOf(row: ManifestRow, error: unknown): Problem {
  if (!isRachisError(error)) throw error;
  return { row, code: error.code, message: error.message, remedy: error.details.remedy ?? '' };
}

/** What was found amiss in a spine that was measured all the same. */
function notesOf(
  row: ManifestRow,
  { levels, vertebrae }: SpineMeasurements,
  ofFiles: readonly string[],
): Problem[] {
  const texts = [
    ...ofFiles,
    ...levels.notes,
    ...vertebrae.flatMap(([level, one]) =>
      one.found === null ? [`${level} is not measured: ${one.reason}.`] : [],
    ),
  ];
  return texts.map((message) => ({ row, code: 'NOTE', message, remedy: '' }));
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
  const manifest = await readManifest(path);
  const measured: { row: ManifestRow; table: Table }[] = [];
  const problems: Problem[] = [];
  let failed = 0;
  for (const [i, row] of manifest.rows.entries()) {
    console.progress(`measuring ${row.subject || row.image}: ${i + 1} of ${manifest.rows.length}`);
    try {
      const { spine, notes } = await forSubject(row.subject, () =>
        measureRow(console, manifest, row, options),
      );
      const table = options.shape === 'long' ? longTable(row.subject, spine) : wideTable(row.subject, spine);
      measured.push({ row, table });
      problems.push(...notesOf(row, spine, notes));
    } catch (error) {
      problems.push(failureOf(row, error));
      failed++;
    }
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
