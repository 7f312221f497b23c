import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { columns } from '@rachis/features';
import { writeWhole } from '@rachis/formats';
import { RachisError } from '@rachis/volume';
import { measureCase } from '../cohort/case-size.ts';
import { encodeManifest, type Manifest, resolvePath } from '../cohort/manifest.ts';
import { type CohortProgress, extractCohort } from '../cohort/run.ts';
import { loadSettings } from '../settings-file.ts';
import { readCells } from '../tables/read-cells.ts';
import { version } from '../version.ts';
import { rowsOfImage } from './image-rows.ts';
import type { StudyImage } from './schema.ts';
import type { FeatureSource } from './subjects.ts';
import { type RegionFeatures, subjectFeatures } from './subject-features.ts';

/** Features of an image, a row a subject. */
export interface ImageFeatures {
  readonly image: StudyImage;
  /** Names of the columns: the image's name, then the feature's. */
  readonly columns: readonly string[];
  readonly bySubject: ReadonlyMap<string, readonly number[]>;
  /** Cases that could not be used: subject and sentence. */
  readonly problems: readonly { readonly subject: string; readonly message: string }[];
  /** Whether an earlier run had made them. */
  readonly kept: boolean;
}

export interface ImageFeatureOptions {
  readonly workers?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (image: string, progress: CohortProgress) => void;
}

/** Features of an image as columns of subjects. */
export const featureSource = (features: ImageFeatures): FeatureSource => ({
  ...features,
  name: features.image.name,
  what: 'features',
  domain: 'radiomic',
});

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Name of a feature of an image in tables and signatures. */
export const featureName = (image: string, column: string): string => `${image}_${column}`;

/**
 * Extracts the features of one image of every subject, or takes those of an earlier run where manifest, files, settings
 * and version are the same. A run that was stopped goes on where it was.
 */
export async function imageFeatures(
  manifest: Manifest,
  image: StudyImage,
  folder: string,
  options: ImageFeatureOptions,
): Promise<ImageFeatures> {
  const settings = await loadSettings(image.settings);
  const rows = rowsOfImage(manifest, image);
  if (rows.length === 0) {
    const kinds = [
      ...new Set(manifest.rows.map(({ modality, protocol }) => `${modality} ${protocol}`.trim())),
    ];
    throw new RachisError('ARGUMENT_INVALID', `No image of the cohort with a region is ${image.name}.`, {
      file: manifest.path,
      remedy: `Its modality and series are compared with ${kinds.slice(0, 8).join(', ')}.`,
    });
  }
  await mkdir(folder, { recursive: true });
  const own: Manifest = {
    path: join(folder, `${image.name}.manifest.csv`),
    columns: [],
    rows: rows.map((row) => ({
      ...row,
      image: resolve(resolvePath(manifest.path, row.image)),
      mask: resolve(resolvePath(manifest.path, row.mask)),
    })),
  };
  const table = join(folder, `${image.name}.csv`);
  const stampPath = join(folder, `${image.name}.stamp`);
  const bytes = await encodeManifest(own);
  const stamps = own.rows.map((row) => measureCase(row.image, row.mask).stamp);
  const stamp = sha256(JSON.stringify([version, settings, Buffer.from(bytes).toString('utf8'), stamps]));
  const kept = existsSync(table) && existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp;
  if (!kept) {
    await writeWhole(own.path, [bytes]);
    const outcome = await extractCohort(own.path, {
      output: table,
      ...(image.settings === undefined ? {} : { settings: [image.settings] }),
      ...(options.workers === undefined ? {} : { workers: options.workers }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      onProgress: (progress) => options.onProgress?.(image.name, progress),
    });
    if (!outcome.finished) {
      throw new RachisError('STOPPED', `Stopped while features of ${image.name} were extracted.`, {
        remedy: 'Run the same command again: it goes on where it was.',
      });
    }
    await writeWhole(stampPath, [new TextEncoder().encode(stamp)]);
  }
  const names = columns(settings).map(({ column }) => column);
  const [head, ...lines] = await readCells(table, 'table of features', '');
  const at = (name: string) => head!.indexOf(name);
  const places = names.map(at);
  const number = (text: string | undefined) => (text === undefined || text === '' ? NaN : Number(text));
  const regions = lines.map(
    (line): RegionFeatures => ({
      subject: line[at('subject')] ?? '',
      region: line[at('region')] ?? '',
      voxels: number(line[at('voxels')]),
      values: places.map((place) => number(line[place])),
    }),
  );
  return {
    image,
    columns: names.map((name) => featureName(image.name, name)),
    bySubject: subjectFeatures(regions, image),
    problems: await problemsOf(table),
    kept,
  };
}

async function problemsOf(table: string): Promise<ImageFeatures['problems']> {
  const path = table.replace(/\.csv$/, '.problems.csv');
  if (!existsSync(path)) return [];
  const [head, ...lines] = await readCells(path, 'table of problems', '');
  const [subject, message] = [head!.indexOf('subject'), head!.indexOf('message')];
  return lines.map((line) => ({ subject: line[subject] ?? '', message: line[message] ?? '' }));
}
