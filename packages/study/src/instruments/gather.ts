import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Frame, type PipelinePlan, pipelineWith } from '@rachis/learning';
import { chosenOf } from '../methods/pipeline-words.ts';
import type { Manifest } from '../cohort/manifest.ts';
import { splitWords } from '../learn/page.ts';
import type { LearnResult } from '../learn/result.ts';
import { loadSettings } from '../settings-file.ts';
import type { ImageFeatures } from '../study/image-features.ts';
import type { SpineColumns } from '../study/spine-columns.ts';
import { rowsOfImage } from '../study/image-rows.ts';
import type { Study } from '../study/schema.ts';
import type {
  AcquisitionValue,
  ImageEvidence,
  PipelineEvidence,
  RunEvidence,
  StabilityEvidence,
} from './evidence.ts';

/** What a study has at hand when its models are judged. */
export interface FinishedRun {
  readonly path: string;
  readonly study: Study;
  readonly folder: string;
  readonly manifest: Manifest | undefined;
  readonly images: readonly ImageFeatures[];
  readonly spines: readonly SpineColumns[];
  readonly leftOut: number;
  readonly frame: Frame;
  readonly locked: string;
  /** How often other models of the study were judged on the external cohort before. */
  readonly externalBefore: number;
  readonly result: LearnResult;
  readonly files: readonly string[];
}

type Facts = Readonly<Record<string, string | number>>;

/** How many images have each value of their headers, and which values there are. */
export function tallyAcquisition(cases: readonly Facts[]): Record<string, AcquisitionValue> {
  const seen = new Map<string, Map<string, number>>();
  for (const facts of cases) {
    for (const [key, value] of Object.entries(facts)) {
      if (String(value).trim() === '') continue;
      const own = seen.get(key) ?? new Map<string, number>();
      own.set(String(value), (own.get(String(value)) ?? 0) + 1);
      seen.set(key, own);
    }
  }
  return Object.fromEntries(
    [...seen].map(([key, counts]) => [
      key,
      {
        known: [...counts.values()].reduce((sum, count) => sum + count, 0),
        values: [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([value]) => value),
      },
    ]),
  );
}

async function imageEvidence(run: FinishedRun, features: ImageFeatures): Promise<ImageEvidence> {
  const { image, bySubject, columns } = features;
  const provenance = `features/${image.name}.provenance.json`;
  const path = join(run.folder, provenance);
  const read = existsSync(path)
    ? (JSON.parse(await readFile(path, 'utf8')) as {
        cases: { acquisition: Facts; problems: readonly unknown[] }[];
      })
    : { cases: [] };
  const cases = read.cases.filter(({ problems }) => problems.length === 0);
  const modalities = new Set(
    run.manifest === undefined ? [] : rowsOfImage(run.manifest, image).map(({ modality }) => modality),
  );
  const [only] = modalities;
  return {
    name: image.name,
    modality: image.modality ?? (modalities.size === 1 && only !== '' ? only! : null),
    subjects: bySubject.size,
    features: columns.length,
    provenance,
    cases: cases.length,
    acquisition: tallyAcquisition(cases.map(({ acquisition }) => acquisition)),
    settings: await loadSettings(image.settings),
  };
}

/** What the study of stability beside a list says of it. */
async function stabilityEvidence(list: string): Promise<StabilityEvidence> {
  const file = basename(list);
  const path = join(dirname(list), 'summary.json');
  const unknown = { file, design: null, threshold: null, conditions: null };
  if (!existsSync(path)) return unknown;
  const { design, threshold, conditions } = JSON.parse(await readFile(path, 'utf8')) as {
    design?: unknown;
    threshold?: { value?: unknown };
    conditions?: unknown;
  };
  return {
    file,
    design: typeof design === 'string' ? design : null,
    threshold: typeof threshold?.value === 'number' ? threshold.value : null,
    conditions: Array.isArray(conditions) ? conditions.length : null,
  };
}

interface PlannedPipeline {
  readonly steps?: readonly {
    readonly step: string;
    readonly settings?: Readonly<Record<string, unknown>>;
  }[];
  readonly model: { readonly estimator: string; readonly settings?: Readonly<Record<string, unknown>> };
}

const penalised = ['logistic-regression', 'linear-regression', 'cox-regression'];
const isSparse = ({ estimator, settings = {} }: PlannedPipeline['model']): boolean =>
  penalised.includes(estimator) && settings.alpha !== 0 && settings.lambda !== 0;

/** Pipelines inside of a pipeline: those that make scores. */
const withinOf = ({ steps = [] }: PlannedPipeline): PlannedPipeline[] =>
  steps.flatMap(({ step, settings }) =>
    step === 'score' && settings?.pipeline !== undefined
      ? [settings.pipeline as PlannedPipeline, ...withinOf(settings.pipeline as PlannedPipeline)]
      : [],
  );

/** What the columns that a pipeline keeps are about. */
function domainsOf({ steps = [] }: PlannedPipeline, present: readonly string[]): string[] {
  const kept = steps.find(({ step, settings }) => step === 'keep-columns' && settings?.domains !== undefined);
  const domains = kept?.settings?.domains;
  return Array.isArray(domains) ? present.filter((one) => domains.includes(one)) : [...present];
}

/** What instruments ask of a pipeline, as its final model is. */
export function pipelineEvidence(
  plan: PipelinePlan,
  result: LearnResult,
  present: readonly string[],
): PipelineEvidence {
  // As the final model is: a ridge penalty that a search chose reduces nothing, whatever the plan begins with.
  const settled = pipelineWith(plan, chosenOf(result, plan.name));
  const all: readonly PlannedPipeline[] = [settled, ...withinOf(settled)];
  const summary = result.pipelines.find(({ name }) => name === plan.name);
  return {
    name: plan.name,
    steps: all.flatMap(({ steps = [] }) => steps.map(({ step }) => step)),
    estimator: plan.model.estimator,
    sparse: all.some(({ model }) => isSparse(model)),
    domains: domainsOf(settled, present),
    measures: (summary?.measures ?? []).flatMap(({ id, value, lower, upper }) =>
      [value, lower, upper].every(Number.isFinite) ? [id] : [],
    ),
    columns: result.finals.find(({ name }) => name === plan.name)?.columns.length ?? 0,
    searched: plan.search !== undefined,
    calibration: plan.calibration,
  };
}

/** Subjects of the rarest class, or with the event. */
function eventsOf({ outcome }: Frame): number | null {
  if (outcome === undefined || outcome.kind === 'continuous') return null;
  if (outcome.kind === 'survival') return outcome.events.filter((event) => event === 1).length;
  return Math.min(...outcome.classes.map((_, code) => outcome.codes.filter((one) => one === code).length));
}

/** What the sample size criteria ask for, where they say anything of the outcome. */
function neededOf({ sampleSize: { development } }: FinishedRun['result']): Pick<RunEvidence, 'needed'> {
  if ('reason' in development) return {};
  return { needed: { subjects: development.needed, assumption: development.assumption } };
}

/** Everything of a run that instruments ask about. */
export async function gatherEvidence(run: FinishedRun): Promise<RunEvidence> {
  const { study, frame, result, manifest, images } = run;
  const { plan } = result;
  const domains = [
    ...new Set(frame.columns.flatMap(({ domain }) => (domain === undefined ? [] : [domain as string]))),
  ].sort();
  const { rule, ...details } = plan.threshold;
  const sites = images.flatMap(({ image }) => rowsOfImage(manifest!, image).map(({ site }) => site));
  return {
    version: result.rachis,
    studyFile: basename(run.path),
    images: await Promise.all(images.map((image) => imageEvidence(run, image))),
    spines: run.spines.map(({ spine, name, bySubject, columns }) => ({
      name,
      subjects: bySubject.size,
      measurements: columns.length,
      scheme: spine.scheme ?? null,
    })),
    institutions: [...new Set(sites.filter((site) => site !== ''))].sort(),
    tables: study.tables.map(({ file, domain }) => ({ file: basename(file), domain })),
    domains,
    subjects: result.subjects,
    leftOut: run.leftOut,
    rows: result.rows,
    predictors: result.predictors,
    ...neededOf(result),
    missingCells: frame.columns.reduce((sum, { values }) => sum + values.filter(Number.isNaN).length, 0),
    outcome: {
      column: result.outcome,
      kind: result.kind,
      classes: result.classes,
      events: eventsOf(frame),
    },
    main: result.main,
    level: result.settings.level,
    pipelines: plan.pipelines.map((one) => pipelineEvidence(one, result, domains)),
    locked: run.locked,
    outer: { kind: plan.outer.kind, words: splitWords(plan.outer) },
    seed: String(plan.seed),
    threshold: [rule, ...Object.entries(details).map(([name, value]) => `${name} ${value}`)].join(', '),
    comparisons: result.comparisons.length,
    permutations: result.permutations.length,
    explained: result.explanations.length,
    shap: result.explanations.filter(({ shap }) => shap !== null).length,
    external: result.external.length > 0,
    externalBefore: run.externalBefore,
    findings: result.findings,
    files: run.files,
    site: study.site ?? null,
    date: study.date ?? null,
    harmonise: study.harmonise,
    stability: study.stable === undefined ? null : await stabilityEvidence(study.stable),
  };
}
