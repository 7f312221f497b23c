import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '@rachis/formats';
import type { Frame } from '@rachis/learning';
import { RachisError } from '@rachis/volume';
import { readManifest } from '../cohort/manifest.ts';
import {
  featureSource,
  type ImageFeatureOptions,
  type ImageFeatures,
  imageFeatures,
} from '../study/image-features.ts';
import { type Study, studySchema } from '../study/schema.ts';
import { type LeftOut, type SubjectTable, subjectTable } from '../study/subjects.ts';
import type { Cell, Table } from '../tables/table.ts';
import { findingLine } from '../design-findings/section.ts';
import { columnOf, outcomeOf, sitesOf } from './cohort-rows.ts';
import { type NearTraining, nearTrainingRows } from './near-training.ts';
import { type ReadSignature, readSignature } from './read.ts';
import {
  type EvaluationPlan,
  type Registered,
  registerOf,
  registerPlan,
  sha256OfFile,
  timesBefore,
} from './register.ts';
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

/** Other subjects as the signature takes them, once the look at their outcomes is registered. */
export interface EvaluationRows {
  readonly read: ReadSignature;
  /** Column of the outcome. */
  readonly outcome: string;
  readonly details: EvaluationPlan;
  readonly registered: Registered;
  readonly table: Table;
  readonly leftOut: readonly LeftOut[];
  readonly cellsOf: (name: string | undefined) => Cell[] | undefined;
  /** Without outcomes. */
  readonly frame: Frame;
  /** With them. */
  readonly judged: Frame;
  readonly near: NearTraining;
  readonly warnings: string[];
}

/**
 * Takes other subjects in: features with the locked settings; then the plan is registered; only then are outcomes read. Errors: `LEAK` of
 * training subjects, `ARGUMENT_INVALID` and `DATA_UNSUITABLE` of tables.
 */
export async function evaluationRows(
  signaturePath: string,
  manifestPath: string | undefined,
  options: ValidateOptions,
  purpose?: string,
): Promise<EvaluationRows> {
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
  const details: EvaluationPlan = {
    signature: signature.hash,
    cohort: manifestPath === undefined ? '' : await sha256OfFile(manifestPath),
    tables: await Promise.all(options.tables.map(sha256OfFile)),
    outcome,
    measures: 'all of the outcome',
    threshold: pipeline.threshold ?? null,
    ...(purpose === undefined ? {} : { purpose }),
  };
  const registered = await registerPlan(options.register ?? registerOf(signaturePath), details);
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
  return {
    read,
    outcome,
    details,
    registered,
    table,
    leftOut,
    cellsOf,
    frame,
    judged,
    near,
    warnings,
  };
}
