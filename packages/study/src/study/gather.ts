import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '@rachis/formats';
import { encodeManifest, type Manifest, readManifest } from '../cohort/manifest.ts';
import { scanCohort } from '../cohort/scan.ts';
import { hashOf } from '../signature/canonical.ts';
import {
  type Registered,
  registerOf,
  registerPlan,
  sha256OfFile,
  timesBefore,
} from '../signature/register.ts';
import { encodeTable } from '../tables/encode-table.ts';
import {
  featureSource,
  type ImageFeatureOptions,
  type ImageFeatures,
  imageFeatures,
} from './image-features.ts';
import type { Study } from './schema.ts';
import { type SpineColumns, type SpineColumnsOptions, spineColumns, spineName } from './spine-columns.ts';
import { type FeatureSource, type SubjectTable, subjectTable } from './subjects.ts';

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
  /** Called when features and measurements are there, before any table is read. */
  readonly beforeTables?: (
    manifest: Manifest | undefined,
    measured: readonly Pick<FeatureSource, 'columns' | 'bySubject'>[],
  ) => Promise<void>;
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
  await options.beforeTables?.(manifest, [...images, ...spines]);
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

/** The subjects of an external cohort, with the evaluation that they are looked at in. */
export interface ExternalSubjects extends GatheredSubjects {
  readonly evaluation: Registered;
}

/**
 * The subjects of the study's external cohort, by the rules of the study: they are looked at by the final models. Features
 * are taken, then the evaluation is registered beside the signature, then outcomes are read. `models` is the hash of all
 * that decides the models, `names` are theirs. `undefined` where the study has no external cohort.
 */
export async function externalSubjects(
  study: Study,
  folder: string,
  models: { readonly hash: string; readonly names: readonly string[] },
  options: GatherOptions,
): Promise<ExternalSubjects | undefined> {
  if (study.external === undefined) return undefined;
  const own = join(folder, 'external');
  await mkdir(own, { recursive: true });
  const { cohort, tables, spine: manifests = [] } = study.external;
  let next = 0;
  const spine = study.spine.map((one) =>
    one.manifest === undefined ? one : { ...one, manifest: manifests[next++]! },
  );
  let evaluation: Registered | undefined;
  const gathered = await gatherSubjects({ ...study, cohort, tables, spine }, own, {
    ...options,
    async beforeTables(manifest, measured) {
      evaluation = await registerPlan(registerOf(join(folder, 'signature.json')), {
        signature: models.hash,
        models: models.names,
        cohort: manifest === undefined ? '' : await sha256OfFile(manifest.path),
        features: hashOf(measured.map(({ columns, bySubject }) => [columns, [...bySubject].sort()])),
        tables: await Promise.all(tables.map(({ file }) => sha256OfFile(file))),
        outcome: study.outcome.column,
        measures: 'all of the outcome',
        threshold: null,
      });
    },
  });
  return { ...gathered, evaluation: evaluation! };
}

/** What the report says of an external cohort, and of how often its outcomes were looked at. */
export function externalNotes({ table, leftOut, evaluation }: ExternalSubjects): string[] {
  const reasons = [...new Set(leftOut.map(({ reason }) => reason))].slice(0, 3).join('; ');
  const without =
    leftOut.length === 0 ? '' : `, ${leftOut.length} left out (${reasons}; external/left-out.csv)`;
  return [
    `The final models were judged on an external cohort of ${table.rows.length} subjects${without}: evaluation ${evaluation.number} of signature.register.jsonl.`,
    ...(evaluation.before === 0
      ? []
      : [
          `The same external subjects were evaluated ${timesBefore(evaluation.before)}, by other models of this study: the result is no independent evidence any more.`,
        ]),
  ];
}
