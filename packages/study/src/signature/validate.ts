import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTogether, writeWhole } from '@rachis/formats';
import {
  eventTimes,
  type FoldResult,
  type Frame,
  type PipelineSummary,
  type Split,
  summarise,
} from '@rachis/learning';
import { RachisError } from '@rachis/volume';
import { readManifest } from '../cohort/manifest.ts';
import { findingLine } from '../design-findings/section.ts';
import { measureTable } from '../learn/tables.ts';
import { sampleSizeSchema } from '../sample-size/settings.ts';
import { type PipelineValidationSize, sizeOfRisks } from '../sample-size/validation.ts';
import {
  featureSource,
  type ImageFeatureOptions,
  type ImageFeatures,
  imageFeatures,
} from '../study/image-features.ts';
import { type Study, studySchema } from '../study/schema.ts';
import { type LeftOut, type SubjectTable, subjectTable } from '../study/subjects.ts';
import { encodeTable } from '../tables/encode-table.ts';
import type { Cell } from '../tables/table.ts';
import { version } from '../version.ts';
import { columnOf, outcomeOf, sitesOf } from './cohort-rows.ts';
import { nearTrainingRows } from './near-training.ts';
import { type ReadSignature, readSignature } from './read.ts';
import { intervalsOf } from './refits/interval.ts';
import { uncertaintyWords } from './refits/words.ts';
import { registerOf, registerPlan, sha256OfFile, timesBefore } from './register.ts';
import { rowOfFrame, siteOfRow } from './row.ts';
import { refuseTrainingRows } from './training-subjects.ts';

export interface ValidateOptions extends ImageFeatureOptions {
  /** Folder for features, predictions and measures. */
  readonly output: string;
  /** Tables with outcome and clinical columns. */
  readonly tables: readonly string[];
  readonly subject?: string;
  /** Column of the outcome, where it is not called as in training. */
  readonly outcome?: string;
  readonly time?: string;
  /** Default: beside the signature, NAME.register.jsonl. */
  readonly register?: string;
}

/** What an external validation found. */
export interface ValidateOutcome {
  readonly summary: PipelineSummary;
  readonly subjects: number;
  readonly leftOut: readonly LeftOut[];
  readonly evaluation: number;
  readonly before: number;
  readonly warnings: readonly string[];
  /** How many subjects would judge it well enough; of signatures of two classes that say risks and know their AUC. */
  readonly sampleSize?: PipelineValidationSize;
  readonly written: readonly string[];
}

/** The study that an evaluation is: the signature's images, the given tables. */
function evaluationStudy({ signature }: ReadSignature, options: ValidateOptions, outcome: string): Study {
  const { classes, kind } = signature.outcome;
  return studySchema.parse({
    name: signature.study,
    tables: options.tables.map((file) => ({ file, subject: options.subject ?? 'subject' })),
    outcome: {
      column: outcome,
      kind,
      ...(kind === 'classes' && classes.length === 2 ? { event: classes[1] } : {}),
      ...(options.time === undefined ? {} : { time: options.time }),
    },
  });
}

async function featuresOf(
  { signature }: ReadSignature,
  manifestPath: string | undefined,
  options: ValidateOptions,
): Promise<ImageFeatures[]> {
  if (signature.images.length === 0) return [];
  if (manifestPath === undefined) {
    throw new RachisError('ARGUMENT_INVALID', 'The signature looks at images: it needs a manifest.', {
      remedy: 'rachis cohort scan FOLDER --output manifest.csv makes one.',
    });
  }
  const manifest = await readManifest(manifestPath);
  const folder = join(options.output, 'features');
  await mkdir(folder, { recursive: true });
  const found: ImageFeatures[] = [];
  for (const { settings, acquisition: _, modalities: _kinds, ...image } of signature.images) {
    const path = join(folder, `${image.name}.settings.json`);
    await writeWhole(path, [new TextEncoder().encode(`${JSON.stringify(settings, null, 2)}\n`)]);
    found.push(await imageFeatures(manifest, { ...image, settings: path } as never, folder, options));
  }
  return found;
}

const isGap = (cell: Cell | undefined) =>
  cell === undefined || cell === null || cell === '' || (typeof cell === 'number' && Number.isNaN(cell));

/** Without the subjects who lack a value, or have one that the formula does not know: of a published signature nothing is known that could stand in for it. */
function withoutGaps(
  { signature, path }: ReadSignature,
  { table, leftOut }: SubjectTable,
  at: ReadonlyMap<string, number>,
): Pick<SubjectTable, 'table' | 'leftOut'> {
  const names = signature.inputs.map(({ name }) => name);
  const absent = names.filter((name) => !at.has(name));
  if (absent.length > 0) {
    throw new RachisError(
      'ARGUMENT_INVALID',
      `No table has ${absent.join(', ')}, which the signature needs.`,
      {
        file: path,
        remedy: 'Columns are called as in the signature; rename those of the table.',
      },
    );
  }
  const gapsOf = (row: readonly Cell[]) =>
    signature.inputs.flatMap(({ name, categories }) => {
      const cell = row[at.get(name)!];
      if (isGap(cell)) return [`no ${name}`];
      return categories === undefined || categories.includes(String(cell)) ? [] : [`${name} is ${cell}`];
    });
  const rows = table.rows.filter((row) => gapsOf(row).length === 0);
  const without = table.rows.flatMap((row) => {
    const gaps = gapsOf(row);
    return gaps.length === 0 ? [] : [{ subject: String(row[0]), reason: gaps.join(' and ') }];
  });
  if (rows.length === 0) {
    throw new RachisError('ARGUMENT_INVALID', `No subject has all of ${names.join(', ')}.`, { file: path });
  }
  return { table: { ...table, rows }, leftOut: [...leftOut, ...without] };
}

/** Subjects that an evaluation of two classes asks for: with the risks that the signature gives here, and the AUC that it had when it was made. */
function sizeWanted(
  { signature, pipeline }: ReadSignature,
  { outcome }: Frame,
  probabilities: Float64Array | undefined,
): PipelineValidationSize | undefined {
  if (outcome?.kind !== 'classes' || outcome.classes.length !== 2 || probabilities === undefined) return;
  const auc = signature.performance.find(({ measure }) => measure === 'auc')?.value;
  if (auc === undefined || auc === null) return;
  const events = outcome.codes.reduce((sum, code) => sum + code, 0);
  if (events === 0 || events === outcome.codes.length) return;
  return {
    pipeline: signature.name,
    ...sizeOfRisks(
      Array.from(outcome.codes, (_, row) => probabilities[2 * row + 1]!),
      events / outcome.codes.length,
      auc,
      pipeline.threshold,
      sampleSizeSchema.parse({}).widths,
    ),
  };
}

/**
 * Judges a signature on subjects that it was not made from: nothing is fitted, no threshold moved. Features are taken
 * with the locked settings; then the plan is registered; only then are outcomes read. Every evaluation is counted in the
 * register. Writes measures with intervals, predictions and who was left out.
 */
export async function validateSignature(
  signaturePath: string,
  manifestPath: string | undefined,
  options: ValidateOptions,
): Promise<ValidateOutcome> {
  const read = await readSignature(signaturePath);
  const { signature, pipeline } = read;
  const outcome = options.outcome ?? signature.outcome.column;
  if (options.tables.length === 0) {
    throw new RachisError('ARGUMENT_INVALID', 'There is no table with the outcomes.', {
      remedy: 'Give one with --table FILE.',
    });
  }
  if (signature.outcome.kind === 'survival' && options.time === undefined) {
    throw new RachisError('ARGUMENT_INVALID', 'The signature is of survival: it needs the column of times.', {
      remedy: 'Name it with --time COLUMN.',
    });
  }
  await mkdir(options.output, { recursive: true });
  const images = await featuresOf(read, manifestPath, options);
  const registered = await registerPlan(options.register ?? registerOf(signaturePath), {
    signature: signature.hash,
    cohort: manifestPath === undefined ? '' : await sha256OfFile(manifestPath),
    tables: await Promise.all(options.tables.map(sha256OfFile)),
    outcome,
    measures: 'all of the outcome',
    threshold: pipeline.threshold ?? null,
  });
  const joined = await subjectTable(evaluationStudy(read, options, outcome), images.map(featureSource));
  const at = new Map(joined.table.columns.map((name, place) => [name, place]));
  const { table, leftOut } = signature.published === undefined ? joined : withoutGaps(read, joined, at);
  const cellsOf = (name: string | undefined): Cell[] | undefined => {
    const place = name === undefined ? undefined : at.get(name);
    return place === undefined ? undefined : table.rows.map((row) => row[place]!);
  };
  refuseTrainingRows(read, cellsOf);
  const warnings: string[] = [];
  const absent = signature.inputs.filter(({ name, used }) => used && !at.has(name)).map(({ name }) => name);
  if (absent.length > 0) {
    warnings.push(`Not in the tables, so taken as in a typical training patient: ${absent.join(', ')}.`);
  }
  if (registered.before > 0) {
    warnings.push(
      `The same subjects were evaluated ${timesBefore(registered.before)}: this result is no independent evidence any more.`,
    );
  }
  const rows = table.rows.length;
  const frame: Frame = {
    rows,
    columns: signature.inputs.map((input) =>
      columnOf(input, cellsOf(input.name) ?? new Array<Cell>(rows).fill(null)),
    ),
    groups: Int32Array.from({ length: rows }, (_, row) => row),
    ...sitesOf(read, cellsOf(signature.site?.column)),
  };
  const near = await nearTrainingRows(read, frame, cellsOf('subject')!);
  warnings.push(...near.findings.map(findingLine));
  const judged: Frame = {
    ...frame,
    outcome: outcomeOf(read, cellsOf(outcome)!, cellsOf(options.time) ?? [], cellsOf('subject')!),
  };
  const { scores, probabilities, survivalAt } = pipeline.predict(frame);
  const truth = judged.outcome!;
  const survival =
    truth.kind === 'survival' && survivalAt !== undefined && signature.published === undefined
      ? survivalAt(eventTimes(truth)).data
      : undefined;
  const test = Array.from({ length: rows }, (_, row) => row);
  const result: FoldResult = {
    pipeline: 0,
    split: 0,
    test: {
      rows: test,
      scores,
      ...(probabilities === undefined ? {} : { probabilities: probabilities.data }),
      ...(survival === undefined ? {} : { survival }),
    },
    chosen: {},
    innerScore: NaN,
    score: NaN,
    columns: pipeline.columns,
    ...(pipeline.threshold === undefined ? {} : { threshold: pipeline.threshold }),
  };
  const split: Split = { name: 'external', repeat: 0, fold: 0, training: [], test };
  const summary = summarise(signature.name, judged, [result], [split], { seed: 1 });
  const { classes, kind } = signature.outcome;
  const intervals = intervalsOf(read);
  const { cutoff } = signature.published ?? {};
  const named = kind === 'continuous' ? ['value'] : classes.map((name) => `probability_${name}`);
  /** Lower and upper end of each, empty where there is no interval. */
  const endsOf = (row: number): Cell[] => {
    const found = intervals(rowOfFrame(frame, row), siteOfRow(frame, row));
    return named.flatMap((_, at): Cell[] => {
      const ends = typeof found === 'string' ? undefined : found.ends[at];
      return [ends?.lower ?? null, ends?.upper ?? null];
    });
  };
  const sampleSize = sizeWanted(read, judged, probabilities?.data);
  const facts = {
    rachis: version,
    signature: { study: signature.study, name: signature.name, hash: signature.hash },
    evaluation: registered.number,
    plan: registered.plan,
    subjects: rows,
    leftOut,
    warnings,
    findings: near.findings,
    lookedFor: near.lookedFor,
    intervals: uncertaintyWords(signature),
    ...(sampleSize === undefined ? {} : { sampleSize }),
    measures: summary.measures,
    training: signature.performance,
  };
  const files = [
    { name: 'validation.json', bytes: new TextEncoder().encode(`${JSON.stringify(facts, null, 2)}\n`) },
    { name: 'measures.csv', bytes: await encodeTable('measures.csv', measureTable([summary])) },
    {
      name: 'predictions.csv',
      bytes: await encodeTable('predictions.csv', {
        columns: [
          'subject',
          'outcome',
          'score',
          ...classes.map((name) => `probability_${name}`),
          ...named.flatMap((name) => [`${name}_lower`, `${name}_upper`]),
          ...(cutoff === undefined ? [] : ['above_cutoff']),
        ],
        text: ['subject'],
        rows: table.rows.map((row, n): Cell[] => [
          row[0]!,
          cellsOf(outcome)![n]!,
          scores[n]!,
          ...classes.map((_, code) => probabilities?.data[n * classes.length + code] ?? null),
          ...endsOf(n),
          ...(cutoff === undefined ? [] : [scores[n]! >= cutoff ? 1 : 0]),
        ]),
      }),
    },
  ];
  await writeTogether(files.map(({ name, bytes }) => ({ path: join(options.output, name), parts: [bytes] })));
  await registered.finish(summary.measures);
  return {
    summary,
    subjects: rows,
    leftOut,
    evaluation: registered.number,
    before: registered.before,
    warnings,
    ...(sampleSize === undefined ? {} : { sampleSize }),
    written: files.map(({ name }) => join(options.output, name)),
  };
}
