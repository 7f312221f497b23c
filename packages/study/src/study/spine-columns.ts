import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { writeWhole } from '@rachis/formats';
import { RachisError } from '@rachis/volume';
import { measureCase } from '../cohort/case-size.ts';
import { type Manifest, type ManifestRow, readManifest, resolvePath } from '../cohort/manifest.ts';
import { matchesName } from '../choose-regions.ts';
import { filesBeside, type MeasuredRow } from '../spine/measure-row.ts';
import { measureRows } from '../spine/measure-rows.ts';
import { wideName } from '../spine/tables.ts';
import { encodeTable } from '../tables/encode-table.ts';
import { version } from '../version.ts';
import { isOfImage } from './image-rows.ts';
import type { StudySpine } from './schema.ts';
import type { FeatureSource } from './subjects.ts';

/** Measurements of the spine, a row a subject. */
export interface SpineColumns extends FeatureSource {
  readonly spine: StudySpine;
  /** What is said of spines that were measured all the same. */
  readonly notes: readonly { readonly subject: string; readonly message: string }[];
}

export interface SpineColumnsOptions {
  readonly workers?: number;
  readonly signal?: AbortSignal;
  readonly onRow?: (name: string, done: number, total: number) => void;
}

/** A row of a subject, with what makes it the same as one that was measured before. */
interface SpineCase {
  readonly row: ManifestRow;
  readonly stamp: string;
}

/** Name of a block in sentences and files. */
export const spineName = ({ name }: StudySpine): string => name ?? 'spine';

const settingsOf = ({ scheme, weighting, plane, planeAxes, components }: StudySpine) => ({
  also: [],
  alsoScheme: [],
  components,
  plane,
  planeAxes,
  ...(scheme === undefined ? {} : { scheme }),
  ...(weighting === undefined ? {} : { weighting }),
});

/** The rows of a manifest whose spine is measured: one a subject. A region chosen for features says nothing here. */
function casesOf(manifest: Manifest, spine: StudySpine): SpineCase[] {
  const rows = new Map<string, ManifestRow>();
  const bySubject = new Map<string, ManifestRow>();
  for (const row of manifest.rows) {
    if (!isOfImage(spine, row)) continue;
    if (spine.mask !== undefined && !matchesName(spine.mask, row.mask)) continue;
    // Rows of one image and label map, for several regions, are one spine.
    const key = JSON.stringify([row.subject, row.image, row.mask]);
    if (rows.has(key)) continue;
    rows.set(key, row);
    const before = bySubject.get(row.subject);
    if (before !== undefined && row.subject !== '')
      throw new RachisError(
        'ARGUMENT_INVALID',
        `Subject ${row.subject} has two label maps that its spine could be measured in: ${before.mask} of ${before.image}, and ${row.mask} of ${row.image}.`,
        {
          subject: row.subject,
          file: manifest.path,
          remedy: 'Choose with modality, series or mask under "spine", or give it a manifest of its own.',
        },
      );
    bySubject.set(row.subject, row);
  }
  const settings = settingsOf(spine);
  return [...rows.values()].map((row) => {
    const files = [row.image, row.mask].map((path) => resolve(resolvePath(manifest.path, path)));
    const beside = filesBeside(manifest.path, row);
    const stamps = [measureCase(files[0]!, files[1]!), ...beside.map((path) => measureCase(path, ''))];
    const said = [version, settings, files, beside, row.others, row.modality, row.series];
    const all = JSON.stringify([...said, ...stamps.map(({ stamp }) => stamp)]);
    return { row, stamp: createHash('sha256').update(all).digest('hex') };
  });
}

/** What earlier runs measured, by stamp; a last line that a killed run left half is passed over. */
function earlier(journal: string): Map<string, MeasuredRow> {
  const found = new Map<string, MeasuredRow>();
  if (!existsSync(journal)) return found;
  for (const line of readFileSync(journal, 'utf8').split('\n')) {
    try {
      const { stamp, measured } = JSON.parse(line) as { stamp: string; measured: MeasuredRow };
      found.set(stamp, measured);
    } catch {}
  }
  return found;
}

/** Measures what was not measured before; each spine is written down when it is done. */
async function measureCases(
  manifest: Manifest,
  spine: StudySpine,
  cases: readonly SpineCase[],
  journal: string,
  options: SpineColumnsOptions,
): Promise<readonly MeasuredRow[]> {
  const known = earlier(journal);
  const left = cases.filter(({ stamp }) => !known.has(stamp));
  let done = cases.length - left.length;
  if (existsSync(journal) && left.length > 0) appendFileSync(journal, '\n');
  await measureRows(
    manifest.path,
    left.map(({ row }) => row),
    settingsOf(spine),
    {
      ...(options.workers === undefined ? {} : { workers: options.workers }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      onRow(at, measured) {
        const { stamp } = left[at]!;
        known.set(stamp, measured);
        // What failed is tried again: it may have been for want of memory.
        if (measured.problem === undefined)
          appendFileSync(journal, `${JSON.stringify({ stamp, measured })}\n`);
        options.onRow?.(spineName(spine), ++done, cases.length);
      },
    },
  );
  return cases.map(({ stamp }) => {
    const found = known.get(stamp);
    if (found !== undefined) return found;
    throw new RachisError('STOPPED', `Stopped while ${spineName(spine)} was measured.`, {
      remedy: 'Run the same command again: it goes on where it was.',
    });
  });
}

/** Which measurements a block takes; `ARGUMENT_INVALID` where there is none of a name that it wants. */
function wantedBy(spine: StudySpine, names: readonly string[]): (name: string) => boolean {
  const { measurements: patterns } = spine;
  if (patterns === undefined) return () => true;
  const none = patterns.find((pattern) => !names.some((name) => matchesName(pattern, name)));
  if (none !== undefined && names.length > 0)
    throw new RachisError('ARGUMENT_INVALID', `No measurement of ${spineName(spine)} is called ${none}.`, {
      remedy: `There are ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', ...' : ''}; docs/spine.md lists all.`,
    });
  return (name) => patterns.some((pattern) => matchesName(pattern, name));
}

/**
 * Measurements of the spine of every subject of a manifest, from the label map that each row calls its mask. Spines that an
 * earlier run measured (same files, settings, version) are taken as they are. Columns that no subject has a value of are
 * left out. `ARGUMENT_INVALID` where no row is of the block, a subject has several, or no measurement is called as wanted.
 */
export async function spineColumns(
  cohort: Manifest | undefined,
  spine: StudySpine,
  folder: string,
  options: SpineColumnsOptions = {},
): Promise<SpineColumns> {
  const manifest = spine.manifest === undefined ? cohort! : await readManifest(spine.manifest);
  const name = spineName(spine);
  const cases = casesOf(manifest, spine);
  if (cases.length === 0)
    throw new RachisError('ARGUMENT_INVALID', `No row of the manifest is of ${name}.`, {
      file: manifest.path,
      remedy: 'Its modality, series and mask under "spine" choose rows with an image and a label map.',
    });
  await mkdir(folder, { recursive: true });
  const measured = await measureCases(manifest, spine, cases, join(folder, `${name}.jsonl`), options);
  const values = measured.map(
    ({ measurements }) =>
      new Map(measurements.flatMap((one) => (one.value === null ? [] : [[wideName(one), one.value]]))),
  );
  const all = [...new Set(measured.flatMap(({ measurements }) => measurements.map(wideName)))];
  const wanted = all.filter(wantedBy(spine, all));
  const taken = wanted.filter((one) => values.some((of) => of.has(one)));
  const subjects = cases.map(({ row }, at) => row.subject || measured[at]!.patient);
  const twice = subjects.find((one, at) => one !== '' && subjects.indexOf(one) !== at);
  if (twice !== undefined)
    throw new RachisError('ARGUMENT_INVALID', `Two images are of the patient ${twice}.`, {
      subject: twice,
      file: manifest.path,
      remedy: 'Name the subjects in the manifest, a spine each.',
    });
  const bySubject = new Map(
    cases.flatMap((_, at) =>
      measured[at]!.problem === undefined
        ? [[subjects[at]!, taken.map((one) => values[at]!.get(one) ?? Number.NaN)] as const]
        : [],
    ),
  );
  const prefix = spine.name === undefined ? '' : `${spine.name}_`;
  const columns = taken.map((one) => prefix + one);
  const told = cases.flatMap((_, at) => {
    const subject = subjects[at]!;
    const { problem, notes } = measured[at]!;
    return [
      ...(problem === undefined ? [] : [{ subject, code: problem.code, message: problem.message }]),
      ...notes.map((message) => ({ subject, code: 'NOTE', message })),
    ];
  });
  const table = join(folder, `${name}.csv`);
  await writeWhole(table, [
    await encodeTable(table, {
      columns: ['subject', ...columns],
      text: ['subject'],
      rows: [...bySubject].map(([subject, cells]) => [subject, ...cells]),
    }),
  ]);
  const beside = join(folder, `${name}.problems.csv`);
  const head = ['subject', 'code', 'message'];
  await writeWhole(beside, [
    await encodeTable(beside, {
      columns: head,
      text: head,
      rows: told.map(({ subject, code, message }) => [subject, code, message]),
    }),
  ]);
  return {
    spine,
    name,
    columns,
    bySubject,
    domain: spine.domain,
    what: 'measurements',
    problems: told.filter(({ code }) => code !== 'NOTE'),
    notes: told.filter(({ code }) => code === 'NOTE'),
  };
}
