import type { Measurement, SpineMeasurements } from '@rachis/spine';
import { RachisError } from '@rachis/volume';
import { type CaseProblem, problemOf } from '../cohort/case.ts';
import { type Manifest, type ManifestRow, resolvePath } from '../cohort/manifest.ts';
import { forSubject } from '../subject-errors.ts';
import { measureFiles, type SpineSettings } from './measure-files.ts';
import { readSpineImage } from './read-files.ts';

/** Columns of a manifest that say for one row what the settings say for all. */
export const spineManifestColumns = [
  ...['scheme', 'also', 'also_scheme', 'orientation', 'posture', 'weighting', 'height'],
  ...['fat', 'water', 'landmarks'],
] as const;

type OwnColumn = (typeof spineManifestColumns)[number];

/** What was measured of a row of a manifest, or why nothing was. */
export interface MeasuredRow {
  /** PatientID of the image, for manifests that name no subject. */
  readonly patient: string;
  readonly measurements: readonly Measurement[];
  /** What was found amiss in a spine that was measured all the same. */
  readonly notes: readonly string[];
  readonly problem?: CaseProblem;
}

/** Of a row that could not be measured. */
export const nothingMeasured: MeasuredRow = { patient: '', measurements: [], notes: [] };

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

const cellsOf = (row: ManifestRow): ReadonlyMap<string, string> =>
  new Map(Object.entries(row.others).map(([name, text]) => [name.toLowerCase(), text]));

/** Label maps and images beside the image and its labels, as the row names them. */
export function filesBeside(manifest: string, row: ManifestRow): string[] {
  const cells = cellsOf(row);
  return ['also', 'fat', 'water', 'landmarks'].flatMap((name) =>
    listOf(cells.get(name) ?? '').map((path) => resolvePath(manifest, path)),
  );
}

/** What a row says, over what the settings say. */
function settingsOf(manifest: string, row: ManifestRow, settings: SpineSettings): SpineSettings {
  const cells = cellsOf(row);
  const cell = (name: OwnColumn) => cells.get(name) ?? '';
  const path = (name: OwnColumn) => (cell(name) === '' ? {} : { [name]: resolvePath(manifest, cell(name)) });
  const text = (name: OwnColumn) => (cell(name) === '' ? {} : { [name]: cell(name) });
  const modality = row.modality.toUpperCase();
  return {
    ...settings,
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
          also: listOf(cell('also')).map((one) => resolvePath(manifest, one)),
          alsoScheme: listOf(cell('also_scheme')),
        }),
  };
}

const notesOf = ({ levels, vertebrae }: SpineMeasurements): string[] => [
  ...levels.notes,
  ...vertebrae.flatMap(([level, one]) =>
    one.found === null ? [`${level} is not measured: ${one.reason}.`] : [],
  ),
];

async function measure(manifest: string, row: ManifestRow, settings: SpineSettings): Promise<MeasuredRow> {
  if (row.problems !== '' || row.image === '' || row.mask === '')
    throw new RachisError(
      'ARGUMENT_INVALID',
      row.problems || 'The manifest names no image, or no label map (column mask).',
    );
  const own = settingsOf(manifest, row, settings);
  const image = await readSpineImage(resolvePath(manifest, row.image), own);
  const { spine, notes } = await measureFiles(image, resolvePath(manifest, row.mask), own, row.subject);
  const { patient } = image;
  return { patient, measurements: spine.measurements, notes: [...notes, ...notesOf(spine)] };
}

/**
 * The spine of a row of a manifest, whose mask is a label map of it; what its own columns (`spineManifestColumns`) say goes before the
 * settings. A row that cannot be measured is a problem of the result.
 */
export async function measureRow(
  manifest: Manifest['path'],
  row: ManifestRow,
  settings: SpineSettings,
): Promise<MeasuredRow> {
  try {
    return await forSubject(row.subject, () => measure(manifest, row, settings));
  } catch (error) {
    return { ...nothingMeasured, problem: problemOf(error) };
  }
}
