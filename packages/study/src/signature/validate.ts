import { join } from 'node:path';
import { writeTogether } from '@rachis/formats';
import {
  eventTimes,
  type FoldResult,
  type Frame,
  type PipelineSummary,
  type Split,
  summarise,
} from '@rachis/learning';
import { proportion } from '@rachis/statistics';
import { type ConformalPrediction, conformalOf } from '../conformal/predict.ts';
import { measureTable } from '../learn/tables.ts';
import { sampleSizeSchema } from '../sample-size/settings.ts';
import { type PipelineValidationSize, sizeOfRisks } from '../sample-size/validation.ts';
import type { LeftOut } from '../study/subjects.ts';
import { encodeTable } from '../tables/encode-table.ts';
import { evaluationRows, type ValidateOptions } from './evaluation.ts';
import type { Cell } from '../tables/table.ts';
import { version } from '../version.ts';
import type { ReadSignature } from './read.ts';
import { intervalsOf } from './refits/interval.ts';
import { uncertaintyWords } from './refits/words.ts';
import { rowOfFrame, siteOfRow } from './row.ts';
import type { Signature } from './schema.ts';

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

/** How often the sets or intervals of a signature held the truth of other subjects, at each level. */
function conformalCoverage(
  { outcome: { classes } }: Signature,
  { outcome }: Frame,
  sets: readonly (readonly ConformalPrediction[])[],
) {
  const holds = (one: ConformalPrediction, row: number) => {
    if ('classes' in one) return 'codes' in outcome! && one.classes.includes(classes[outcome.codes[row]!]!);
    const value = outcome?.kind === 'continuous' ? outcome.values[row]! : NaN;
    return one.lower === null || one.upper === null || (value >= one.lower && value <= one.upper);
  };
  return (sets[0] ?? []).map(({ level }, at) => {
    const held = sets.filter((own, row) => holds(own[at]!, row)).length;
    const { lower, upper } = proportion(held, sets.length);
    return { level, coverage: held / sets.length, lower, upper };
  });
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
  const { read, outcome, registered, table, leftOut, cellsOf, frame, judged, near, warnings } =
    await evaluationRows(signaturePath, manifestPath, options);
  const { signature, pipeline } = read;
  const rows = table.rows.length;
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
  const sets = Array.from({ length: rows }, (_, n) =>
    conformalOf(
      signature,
      scores[n]!,
      probabilities?.data.subarray(n * classes.length, (n + 1) * classes.length),
    ),
  );
  const conformal = conformalCoverage(signature, judged, sets);
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
    ...(conformal.length === 0 ? {} : { conformal }),
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
          ...(sets[0] ?? []).flatMap((one) =>
            'classes' in one
              ? [`conformal_${100 * one.level}`]
              : [`conformal_${100 * one.level}_lower`, `conformal_${100 * one.level}_upper`],
          ),
        ],
        text: [
          'subject',
          ...(sets[0] ?? []).flatMap((one) => ('classes' in one ? [`conformal_${100 * one.level}`] : [])),
        ],
        rows: table.rows.map((row, n): Cell[] => [
          row[0]!,
          cellsOf(outcome)![n]!,
          scores[n]!,
          ...classes.map((_, code) => probabilities?.data[n * classes.length + code] ?? null),
          ...endsOf(n),
          ...(cutoff === undefined ? [] : [scores[n]! >= cutoff ? 1 : 0]),
          ...sets[n]!.flatMap((one): Cell[] =>
            'classes' in one ? [one.classes.join('|')] : [one.lower, one.upper],
          ),
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
