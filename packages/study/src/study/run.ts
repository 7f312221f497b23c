import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '@rachis/formats';
import { type Frame, type Json, reviewFrame } from '@rachis/learning';
import { StatisticsError } from '@rachis/statistics';
import { RachisError } from '@rachis/volume';
import type { Manifest } from '../cohort/manifest.ts';
import { loadSettings } from '../settings-file.ts';
import { frameFor } from '../learn/frame.ts';
import { readSubjects } from '../learn/read-subjects.ts';
import type { LearnResult } from '../learn/result.ts';
import { modelFileName } from '../learn/run.ts';
import type { LearnSettings } from '../learn/settings.ts';
import { hashOf } from '../signature/canonical.ts';
import { lockSignature } from '../signature/lock.ts';
import { readSignature } from '../signature/read.ts';
import type { Signature } from '../signature/schema.ts';
import { trainingScans } from '../signature/likeness/training-scans.ts';
import type { Table } from '../tables/table.ts';
import { version } from '../version.ts';
import { externalNotes, externalSubjects, gatherSubjects } from './gather.ts';
import type { ImageFeatureOptions } from './image-features.ts';
import { chosenLists, learnSettings } from './learn-settings.ts';
import { loadStudy } from './load.ts';
import { studyPipelines } from './models.ts';
import { reportParts } from './report-parts.ts';
import { type ModelsOutcome, studyModels } from './models-stage.ts';
import { rowsOfImage } from './image-rows.ts';
import { ownPipelines } from './own-pipelines.ts';
import type { Study, StudyImage } from './schema.ts';
import type { SpineColumnsOptions } from './spine-columns.ts';
import { stableNames } from './stable.ts';
import type { LeftOut } from './subjects.ts';

export interface StudyRunOptions extends ImageFeatureOptions, SpineColumnsOptions {
  readonly onStage?: (sentence: string) => void;
  readonly onFits?: (done: number, total: number) => void;
}

/** What a study came to. */
export interface StudyOutcome {
  readonly folder: string;
  readonly report: string;
  readonly signature: string;
  readonly subjects: number;
  readonly leftOut: readonly LeftOut[];
  readonly learned: ModelsOutcome;
}

/** A column that alone tells the outcome mostly is the outcome, or came after it. */
function refuseTelltales(study: Study, frame: Frame, file: string): void {
  const found = reviewFrame(frame)
    .filter(({ kind }) => kind === 'tells-outcome')
    .flatMap(({ columns }) => columns)
    .filter((name) => !study.allow.includes(name));
  if (found.length === 0) return;
  throw new StatisticsError(
    'LEAK',
    `${found.join(', ')} alone ${found.length === 1 ? 'tells' : 'tell'} the outcome ${study.outcome.column} (AUC above 0.99).`,
    {
      file,
      column: found[0]!,
      remedy: 'Put it under "exclude"; or under "allow", where it was known before the outcome.',
    },
  );
}

/**
 * Carries a study out, from images to the report and a locked signature, into a folder. Features that an earlier run made
 * of the same files with the same settings are taken as they are. Errors: those of the study file and of what it names;
 * what is wrong with one subject leaves that subject out, with the reason in `left-out.csv` and in the report.
 */
export async function runStudy(
  path: string,
  folder: string,
  options: StudyRunOptions = {},
): Promise<StudyOutcome> {
  const { study } = await loadStudy(path);
  const say = options.onStage ?? (() => {});
  await mkdir(folder, { recursive: true }).catch((cause) => {
    throw new RachisError('FILE_NOT_WRITABLE', `The folder ${folder} cannot be made.`, {
      file: folder,
      cause,
    });
  });
  const gathered = await gatherSubjects(study, folder, options);
  const {
    manifest,
    images,
    spines,
    table,
    domains,
    leftOut,
    notes,
    path: subjectsPath,
    sha256: subjectsHash,
  } = gathered;

  const base = learnSettings(study, domains);
  const { frame } = frameFor(await readSubjects(subjectsPath, base), base, subjectsPath);
  refuseTelltales(study, frame, subjectsPath);
  const stable = study.stable === undefined ? undefined : await stableNames(study.stable, frame);
  const present = new Set(frame.columns.flatMap(({ domain }) => (domain === undefined ? [] : [domain])));
  const pipelines =
    ownPipelines(study, stable, path) ?? studyPipelines(frame.outcome!.kind, study, present, stable);
  const names = pipelines.map(({ name }) => name);
  const chosen = study.signature.pipeline ?? names.at(-1)!;
  if (!names.includes(chosen)) {
    throw new RachisError(
      'SETTINGS_INVALID',
      `The study locks the pipeline ${chosen}, which it does not have.`,
      { file: path, remedy: `Its pipelines are ${names.join(', ')}.` },
    );
  }
  const planned: LearnSettings = { ...base, pipelines };
  const models = { hash: hashOf({ version, subjects: subjectsHash, settings: planned }), names };
  const outside = await externalSubjects(study, folder, models, options);
  const settings = outside === undefined ? planned : { ...planned, external: outside.path };
  say('Models');
  const reportFolder = join(folder, 'report');
  const { outcome: learned } = await studyModels(
    subjectsPath,
    { subjects: subjectsHash + (outside?.sha256 ?? ''), study },
    reportFolder,
    settings,
    {
      needed: chosen,
      chosen: await chosenLists(study, frame),
      ...(outside === undefined
        ? {}
        : { looksBefore: { count: outside.evaluation.before, register: 'signature.register.jsonl' } }),
      ...(options.workers === undefined ? {} : { workers: options.workers }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(options.onFits === undefined
        ? {}
        : { onProgress: ({ done, total }) => options.onFits!(done, total) }),
      study: {
        name: study.name,
        description: study.description,
        images: images.map(({ image, bySubject, columns }) => ({
          name: image.name,
          subjects: bySubject.size,
          features: columns.length,
        })),
        spines: spines.map(({ name, bySubject, columns }) => ({
          name,
          subjects: bySubject.size,
          measurements: columns.length,
        })),
        leftOut,
        notes: [...notes, ...(outside === undefined ? [] : externalNotes(outside))],
      },
      async add(result, files, learnedFrame, said) {
        return reportParts({
          path,
          study,
          folder,
          manifest,
          images,
          spines,
          leftOut: leftOut.length,
          frame: learnedFrame,
          locked: chosen,
          externalBefore: outside?.evaluation.before ?? 0,
          result,
          files,
          said: said(chosen),
        });
      },
    },
  );

  say('Signature');
  const summary = learned.pipelines.find(({ name }) => name === chosen)!;
  const stored = JSON.parse(await readFile(join(reportFolder, modelFileName(chosen)), 'utf8')) as {
    pipeline: Json;
  };
  const { plan, finals, external, conformal } = JSON.parse(
    await readFile(join(reportFolder, 'result.json'), 'utf8'),
  ) as LearnResult;
  const signaturePath = join(folder, 'signature.json');
  const before = await readSignature(signaturePath).catch(() => undefined);
  const signature = await lockSignature(
    {
      rachis: version,
      name: chosen,
      study: study.name,
      intendedUse: study.signature.intendedUse,
      outcome: study.outcome.column,
      ...(study.outcome.event === undefined
        ? {}
        : {
            codes: {
              event: String(study.outcome.event),
              competing: study.outcome.competing.map(String),
            },
          }),
      ...(study.site === undefined ? {} : { site: study.site }),
      images: await Promise.all(
        study.images.map(async ({ settings: source, ...image }) => ({
          ...image,
          settings: JSON.parse(JSON.stringify(await loadSettings(source))) as Record<string, unknown>,
          modalities: modalitiesOf(manifest!, { settings: source, ...image }),
          acquisition: await trainingScans(join(folder, 'features'), image.name, subjectsIn(table)),
        })),
      ),
      pipeline: stored.pipeline,
      ...conformalPart(conformal, chosen),
      performance: summary.measures.map(({ id, value, lower, upper }) => ({
        measure: id,
        value: finite(value),
        lower: finite(lower),
        upper: finite(upper),
      })),
      table: subjectsHash,
      refits: {
        pipeline: plan.pipelines.find(({ name }) => name === chosen)!,
        chosen: finals.find(({ name }) => name === chosen)!.chosen,
        inner: plan.inner,
        threshold: plan.threshold,
        ...(plan.criterion === undefined ? {} : { criterion: plan.criterion }),
        seed: plan.seed,
        resamples: study.signature.bootstrap,
        ...(options.workers === undefined ? {} : { workers: options.workers }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
        ...(options.onFits === undefined ? {} : { onProgress: options.onFits }),
        ...(before?.signature.uncertainty === undefined || before.signature.training.table !== subjectsHash
          ? {}
          : { before: before.signature.uncertainty }),
      },
    },
    frame,
  );
  await writeSignature(signaturePath, signature);
  await outside?.evaluation.finish(external, signature.hash);
  return {
    folder,
    report: join(reportFolder, 'index.html'),
    signature: signaturePath,
    subjects: learned.subjects,
    leftOut,
    learned,
  };
}

const subjectsIn = ({ rows }: Table): Set<string> => new Set(rows.map(([subject]) => String(subject)));

/** Thresholds of a pipeline, as a signature keeps them. */
function conformalPart(found: LearnResult['conformal'] | undefined, chosen: string) {
  const own = found?.find(({ pipeline }) => pipeline === chosen);
  if (own === undefined) return {};
  return {
    conformal: {
      subjects: own.subjects,
      levels: own.levels.map(({ level, thresholds, halfWidth }) => ({
        level,
        ...(thresholds === undefined ? {} : { thresholds: [...thresholds] }),
        ...(halfWidth === undefined ? {} : { halfWidth }),
      })),
    },
  };
}

/** Modalities of the images of a kind; none where the manifest leaves some open. */
function modalitiesOf(manifest: Manifest, image: StudyImage): string[] {
  const found = new Set(rowsOfImage(manifest, image).map(({ modality }) => modality));
  return found.has('') ? [] : [...found].sort();
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const writeSignature = (path: string, signature: Signature): Promise<void> =>
  writeWhole(path, [new TextEncoder().encode(`${JSON.stringify(signature, null, 1)}\n`)]);
