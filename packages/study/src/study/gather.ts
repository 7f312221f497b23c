import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '@rachis/formats';
import { encodeManifest, type Manifest, readManifest } from '../cohort/manifest.ts';
import { scanCohort } from '../cohort/scan.ts';
import { encodeTable } from '../tables/encode-table.ts';
import {
  featureSource,
  type ImageFeatureOptions,
  type ImageFeatures,
  imageFeatures,
} from './image-features.ts';
import type { Study } from './schema.ts';
import { type SpineColumns, type SpineColumnsOptions, spineColumns, spineName } from './spine-columns.ts';
import { type SubjectTable, subjectTable } from './subjects.ts';

/** Subjects with everything that is known of them, as they were written down. */
export interface GatheredSubjects extends SubjectTable {
  readonly manifest: Manifest | undefined;
  readonly images: readonly ImageFeatures[];
  readonly spines: readonly SpineColumns[];
  readonly path: string;
  readonly sha256: string;
}

export interface GatherOptions extends ImageFeatureOptions, SpineColumnsOptions {
  readonly onStage?: (sentence: string) => void;
}

/** The cohort's manifest: that of the study file, or a new one of its folder. */
async function cohortOf(study: Study, folder: string): Promise<Manifest | undefined> {
  const { cohort } = study;
  if (cohort === undefined) return undefined;
  if (cohort.manifest !== undefined) return readManifest(cohort.manifest);
  const path = join(folder, 'manifest.csv');
  const manifest = await scanCohort(cohort.folder!, {
    output: path,
    ...(cohort.layout === undefined ? {} : { layout: cohort.layout }),
  });
  await writeWhole(path, [await encodeManifest(manifest)]);
  return readManifest(path);
}

/** Features and tables of a cohort joined by subject, into `subjects.csv` and `left-out.csv` of a folder. */
export async function gatherSubjects(
  study: Study,
  folder: string,
  options: GatherOptions,
): Promise<GatheredSubjects> {
  const say = options.onStage ?? (() => {});
  const manifest = await cohortOf(study, folder);
  const images: ImageFeatures[] = [];
  for (const image of study.images) {
    say(`Features of ${image.name}`);
    images.push(await imageFeatures(manifest!, image, join(folder, 'features'), options));
  }
  const spines: SpineColumns[] = [];
  for (const spine of study.spine) {
    say(`Measurements of ${spineName(spine)}`);
    spines.push(await spineColumns(manifest, spine, join(folder, 'spine'), options));
  }
  say('Subjects');
  const subjects = await subjectTable(study, [...images.map(featureSource), ...spines]);
  const path = join(folder, 'subjects.csv');
  const bytes = await encodeTable(path, subjects.table);
  await writeWhole(path, [bytes]);
  const out = join(folder, 'left-out.csv');
  await writeWhole(out, [
    await encodeTable(out, {
      columns: ['subject', 'reason'],
      text: ['subject', 'reason'],
      rows: subjects.leftOut.map(({ subject, reason }) => [subject, reason]),
    }),
  ]);
  return {
    ...subjects,
    manifest,
    images,
    spines,
    path,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

/**
 * The subjects of the study's external cohort, by the rules of the study: they are looked at once, by the final models.
 * `undefined` where the study has none.
 */
export async function externalSubjects(
  study: Study,
  folder: string,
  options: GatherOptions,
): Promise<GatheredSubjects | undefined> {
  if (study.external === undefined) return undefined;
  const own = join(folder, 'external');
  await mkdir(own, { recursive: true });
  const { cohort, tables, spine: manifests = [] } = study.external;
  let next = 0;
  const spine = study.spine.map((one) =>
    one.manifest === undefined ? one : { ...one, manifest: manifests[next++]! },
  );
  return gatherSubjects({ ...study, cohort, tables, spine }, own, options);
}

/** What the report says of an external cohort. */
export function externalNote({ table, leftOut }: GatheredSubjects): string {
  const reasons = [...new Set(leftOut.map(({ reason }) => reason))].slice(0, 3).join('; ');
  const without =
    leftOut.length === 0 ? '' : `, ${leftOut.length} left out (${reasons}; external/left-out.csv)`;
  return `The final models were judged once on an external cohort of ${table.rows.length} subjects${without}.`;
}
