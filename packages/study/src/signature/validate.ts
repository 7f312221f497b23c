import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTogether, writeWhole } from '@rachis/formats';
import {
  eventTimes,
  type FoldResult,
  type Frame,
  type FrameColumn,
  type Outcome,
  type PipelineSummary,
  type Split,
  summarise,
} from '@rachis/learning';
import { StatisticsError } from '@rachis/statistics';
import { RachisError } from '@rachis/volume';
import { readManifest } from '../cohort/manifest.ts';
import { measureTable } from '../learn/tables.ts';
import { type ImageFeatureOptions, type ImageFeatures, imageFeatures } from '../study/image-features.ts';
import { type Study, studySchema } from '../study/schema.ts';
import { type LeftOut, subjectTable } from '../study/subjects.ts';
import { encodeTable } from '../tables/encode-table.ts';
import type { Cell } from '../tables/table.ts';
import { version } from '../version.ts';
import { type ReadSignature, readSignature } from './read.ts';
import { intervalsOf } from './refits/interval.ts';
import { registerPlan } from './register.ts';
import { rowOfFrame, siteOfRow } from './row.ts';

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
  readonly resamples?: number;
}

/** What an external validation found. */
export interface ValidateOutcome {
  readonly summary: PipelineSummary;
  readonly subjects: number;
  readonly leftOut: readonly LeftOut[];
  readonly evaluation: number;
  readonly before: number;
  readonly warnings: readonly string[];
  readonly written: readonly string[];
}

const sha256 = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

/** Where evaluations of a signature are counted unless told. */
export const registerOf = (signature: string): string => `${signature.replace(/\.json$/, '')}.register.jsonl`;

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

/** Cells of a column as the pipeline of the signature takes them. */
function columnOf(
  { name, kind, domain }: ReadSignature['signature']['inputs'][number],
  cells: readonly Cell[],
): FrameColumn {
  const shared = {
    name,
    ...(domain === undefined ? {} : { domain: domain as FrameColumn['domain'] & string }),
  };
  const missing = (cell: Cell) =>
    cell === null || cell === '' || (typeof cell === 'number' && Number.isNaN(cell));
  if (kind === 'numeric') {
    const values = Float64Array.from(cells, (cell) => (missing(cell) ? NaN : Number(cell)));
    const bad = cells.findIndex((cell, row) => !missing(cell) && Number.isNaN(values[row]!));
    if (bad >= 0) {
      throw new RachisError('ARGUMENT_INVALID', `${name} is "${cells[bad]}"; the signature wants a number.`, {
        remedy: 'Write the column as in the training table.',
      });
    }
    return { ...shared, kind, values };
  }
  const categories = [...new Set(cells.filter((cell) => !missing(cell)).map(String))].sort();
  return {
    ...shared,
    kind,
    categories,
    values: Float64Array.from(cells, (cell) => (missing(cell) ? NaN : categories.indexOf(String(cell)))),
  };
}

/** Sites of the rows, where the signature harmonises by them. */
function sitesOf(
  { signature }: ReadSignature,
  cells: readonly Cell[] | undefined,
): Pick<Frame, 'sites' | 'siteNames'> {
  if (signature.site === undefined) return {};
  if (cells === undefined) {
    throw new RachisError('ARGUMENT_INVALID', `No table has the column ${signature.site.column}.`, {
      remedy: 'The signature harmonises by it.',
    });
  }
  const siteNames = [...new Set(cells.map(String))].sort();
  return { siteNames, sites: Int32Array.from(cells, (cell) => siteNames.indexOf(String(cell))) };
}

/** Events by the codes of the training table: what is not named there is censored, where an event was named. */
function eventsOf({ signature }: ReadSignature, cells: readonly Cell[]): Uint8Array {
  const { event, competing = [], column } = signature.outcome;
  return Uint8Array.from(cells, (cell) => {
    const text = String(cell);
    if (event !== undefined) {
      if (text === event) return 1;
      const place = competing.indexOf(text);
      return place < 0 ? 0 : 2 + place;
    }
    if (text === '0' || text === '1' || text === 'true' || text === 'false')
      return Number(text === '1' || text === 'true');
    throw new StatisticsError('DATA_UNSUITABLE', `${column} is ${text}; events are 1, censored ones 0.`, {
      column,
      remedy: 'Write the outcome as in the training table.',
    });
  });
}

/** A cohort with a training subject in it is no external one: its example row is in the signature. */
function refuseTrainingRows(
  { signature }: ReadSignature,
  cellsOf: (name: string) => readonly Cell[] | undefined,
): void {
  const compared = signature.inputs.flatMap(({ name, kind, used }, at) => {
    const value = signature.example.inputs[at];
    const cells = used && kind === 'numeric' && typeof value === 'number' ? cellsOf(name) : undefined;
    return cells === undefined ? [] : [{ value, cells }];
  });
  if (compared.length < 3) return;
  const row = compared[0]!.cells.findIndex((_, at) =>
    compared.every(({ value, cells }) => cells[at] === value),
  );
  if (row < 0) return;
  throw new StatisticsError(
    'LEAK',
    `Subject ${cellsOf('subject')![row]} has the values of a training subject in all ${compared.length} columns: the cohort is not external.`,
    { remedy: 'Take the training subjects out.' },
  );
}

function outcomeOf(read: ReadSignature, cells: readonly Cell[], times: readonly Cell[]): Outcome {
  const { signature } = read;
  const { kind, classes, column } = signature.outcome;
  if (kind === 'continuous') return { kind, values: Float64Array.from(cells, Number) };
  if (kind === 'survival') {
    const bad = times.find((cell) => !(Number(cell) >= 0 && Number(cell) < Infinity));
    if (bad !== undefined) {
      throw new RachisError('ARGUMENT_INVALID', `A time to the event is "${bad}".`, {
        remedy: 'Times are numbers from 0.',
      });
    }
    return { kind, times: Float64Array.from(times, Number), events: eventsOf(read, cells) };
  }
  const codes = Int32Array.from(cells, (cell) => classes.indexOf(String(cell)));
  const strange = cells.find((_, row) => codes[row] === -1);
  if (strange !== undefined) {
    throw new StatisticsError(
      'DATA_UNSUITABLE',
      `${column} is ${strange}; the signature knows ${classes.join(', ')}.`,
      {
        column,
        remedy: 'Write the outcome as in the training table.',
      },
    );
  }
  return { kind, classes, codes };
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
    cohort: manifestPath === undefined ? '' : await sha256(manifestPath),
    tables: await Promise.all(options.tables.map(sha256)),
    outcome,
    measures: 'all of the outcome',
    threshold: pipeline.threshold ?? null,
  });
  const { table, leftOut } = await subjectTable(evaluationStudy(read, options, outcome), images);
  const at = new Map(table.columns.map((name, place) => [name, place]));
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
      `The same subjects were evaluated ${registered.before} times before: this result is no independent evidence any more.`,
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
  const judged: Frame = {
    ...frame,
    outcome: outcomeOf(read, cellsOf(outcome)!, cellsOf(options.time) ?? []),
  };
  const { scores, probabilities, survivalAt } = pipeline.predict(frame);
  const truth = judged.outcome!;
  const survival =
    truth.kind === 'survival' && survivalAt !== undefined ? survivalAt(eventTimes(truth)).data : undefined;
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
  const summary = summarise(signature.name, judged, [result], [split], {
    resamples: options.resamples ?? 1000,
    seed: 1,
  });
  const { classes, kind } = signature.outcome;
  const intervals = intervalsOf(signature);
  const named = kind === 'continuous' ? ['value'] : classes.map((name) => `probability_${name}`);
  /** Lower and upper end of each, empty where there is no interval. */
  const endsOf = (row: number): Cell[] => {
    const found = intervals(rowOfFrame(frame, row), siteOfRow(frame, row));
    return named.flatMap((_, at): Cell[] => {
      const ends = typeof found === 'string' ? undefined : found.ends[at];
      return [ends?.lower ?? null, ends?.upper ?? null];
    });
  };
  const facts = {
    rachis: version,
    signature: { study: signature.study, name: signature.name, hash: signature.hash },
    evaluation: registered.number,
    plan: registered.plan,
    subjects: rows,
    leftOut,
    warnings,
    intervals:
      signature.uncertainty?.kind === 'bootstrap'
        ? `${100 * signature.uncertainty.level}% of ${signature.uncertainty.refits} refits on bootstrap resamples of the training subjects: how sure the model is of a row, not what becomes of the patient`
        : `none: ${signature.uncertainty?.reason ?? 'the signature is of a format that kept no refits.'}`,
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
        ],
        text: ['subject'],
        rows: table.rows.map((row, n): Cell[] => [
          row[0]!,
          cellsOf(outcome)![n]!,
          scores[n]!,
          ...classes.map((_, code) => probabilities?.data[n * classes.length + code] ?? null),
          ...endsOf(n),
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
    written: files.map(({ name }) => join(options.output, name)),
  };
}
