import {
  type Frame,
  type LearningCurve,
  measureName,
  type PipelineSummary,
  type Split,
  type Subgrouping,
  subgroupResults,
} from '@rachis/learning';
import { escapeHtml } from '../check/html.ts';
import { developmentSize } from '../sample-size/development.ts';
import { type SampleSizeFacts, sampleSizeSection } from '../sample-size/section.ts';
import { conformalSection } from '../conformal/section.ts';
import { type PipelineConformal, pipelineConformal } from '../conformal/thresholds.ts';
import { pipelineValidationSizes } from '../sample-size/validation.ts';
import type { Table } from '../tables/table.ts';
import {
  type ClusteredTest,
  clusteredTestSection,
  clusteredTests,
  clusteredTestTable,
} from './clustered-tests.ts';
import { type ClusteredFacts, clusteredFacts, clusteredSection } from './clustered.ts';
import { type DecisionCurve, decisionCurves, decisionTable, worthRanges } from './decision-curves.ts';
import {
  type ReclassificationFacts,
  reclassificationFacts,
  reclassificationSection,
} from './reclassification.ts';
import type { Figure } from './figure.ts';
import { type ImputationFacts, imputationSection, imputationTable } from './imputations.ts';
import type { MainMeasure } from './main-measure.ts';
import type { BesideResults } from './beside.ts';
import { curveSection, curveTable, optimismSection } from './beside-section.ts';
import { measureTable } from './tables.ts';
import { type PipelineSubgroups, subgroupSection, subgroupTable } from '../subgroups/section.ts';
import type { LearnSettings } from './settings.ts';

/** What `result.json` says beside measures. */
export interface FurtherFacts {
  readonly sampleSize: SampleSizeFacts;
  /** Of classes with probabilities and of numbers. */
  readonly conformal: readonly PipelineConformal[];
  /** Where they were asked for. */
  readonly subgroups?: readonly PipelineSubgroups[];
  /** The bootstrap of the whole plan, where it was asked for. */
  readonly optimism?: readonly Pick<PipelineSummary, 'name' | 'measures' | 'problems'>[];
  /** Multiple imputation, where it was asked for. */
  readonly imputations?: ImputationFacts;
  /** Where they were asked for. */
  readonly learningCurves?: readonly LearningCurve[];
  /** Where subjects have several rows. */
  readonly clustered?: ClusteredFacts;
  /** Features by themselves where subjects have several rows, the first hundred. */
  readonly clusteredTests?: readonly ClusteredTest[];
  /** Where it was asked for. */
  readonly reclassification?: ReclassificationFacts;
}

/** What is looked at beside the measures of the pipelines. */
export interface Further {
  readonly facts: FurtherFacts;
  /** Parts of the page, after the measures. */
  readonly html: string;
  /** Figures of these parts, which stand in `html`. */
  readonly figures: readonly Figure[];
  readonly tables: readonly { readonly name: string; readonly table: Table }[];
}

/** What of a validation the further parts look at. */
export interface Finished {
  readonly frame: Frame;
  readonly pipelines: readonly PipelineSummary[];
  readonly splits: readonly Split[];
  readonly external: Frame | undefined;
  /** Final models on the external table. */
  readonly judged: readonly PipelineSummary[];
  readonly decisions: readonly DecisionCurve[];
  readonly groupings: readonly Subgrouping[];
  readonly main: MainMeasure;
  readonly besides: BesideResults;
  readonly imputed: ImputationFacts | undefined;
  /** What searches look for, where it was set. */
  readonly criterion: string | undefined;
}

/** Decision curves of two classes with their intervals; none of other outcomes. */
export function decisionsOf(
  frame: Frame,
  pipelines: readonly PipelineSummary[],
  splits: readonly Split[],
  { decisionThresholds, level }: LearnSettings,
): DecisionCurve[] {
  const { outcome } = frame;
  return outcome?.kind === 'classes' && outcome.classes.length === 2
    ? decisionCurves(frame, pipelines, splits, decisionThresholds, level)
    : [];
}

function worthSection(decisions: readonly DecisionCurve[]): string {
  if (decisions.length === 0) return '';
  const lines = decisions.map((curve) => {
    const ranges = worthRanges(curve);
    return `${curve.pipeline}: ${ranges.length === 0 ? 'at no threshold' : ranges.join(', ')}`;
  });
  return `<p>Net benefit above that of treating everybody and nobody, by its interval, at thresholds of: ${lines.map(escapeHtml).join('; ')}. Numbers are in decision-curve.csv.</p>`;
}

/** Clustered AUCs of left-out rows, and of the external table where its subjects have several rows too. */
function clusteredOf(
  { frame, pipelines, splits, external, judged }: Finished,
  level: number,
): ClusteredFacts | undefined {
  const own = clusteredFacts(frame, pipelines, splits, level);
  if (own === undefined || external === undefined) return own;
  const test = Array.from({ length: external.rows }, (_, row) => row);
  const whole: Split = { name: 'external', repeat: 0, fold: 0, training: [], test };
  const outside = clusteredFacts(external, judged, [whole], level);
  return { ...own, ...(outside === undefined ? {} : { external: outside }) };
}

/** Subgroups of every pipeline, with a forest of the measure that a reader looks at first. */
async function subgroupParts(
  { frame, pipelines, splits, groupings, main }: Finished,
  { level }: LearnSettings,
): Promise<{ subgroups: PipelineSubgroups[]; figures: Figure[] }> {
  if (groupings.length === 0) return { subgroups: [], figures: [] };
  const { forestFigure } = await import('../subgroups/figure.ts');
  const subgroups = pipelines.flatMap((summary): PipelineSubgroups[] => {
    const columns = subgroupResults(frame, summary, splits, groupings, level);
    return columns.length === 0 ? [] : [{ pipeline: summary.name, columns }];
  });
  const figures = subgroups.flatMap(({ pipeline, columns }, at) => {
    const ids = columns.flatMap(({ tests }) => tests.map(({ measure }) => measure));
    const { measures } = pipelines.find(({ name }) => name === pipeline)!;
    const id = ids.includes(main.id) ? main.id : ids[0];
    const overall = measures.find((one) => one.id === id);
    if (id === undefined || overall === undefined) return [];
    const word = id === main.id ? main.word : measureName(id);
    const figure = forestFigure(pipeline, { id, word }, overall, columns, `subgroups-${at + 1}.svg`);
    return figure === undefined ? [] : [figure];
  });
  return { subgroups, figures };
}

/** The parts of the page that a reviewer asks for beside measures. */
export async function furtherParts(finished: Finished, settings: LearnSettings): Promise<Further> {
  const { frame, pipelines, splits, external, decisions } = finished;
  const { subgroups, figures } = await subgroupParts(finished, settings);
  const { besides, imputed } = finished;
  const { optimism, curves } = besides;
  const word = finished.criterion ?? finished.main.word;
  const curve =
    curves.length === 0
      ? undefined
      : (await import('./learning-curve-figure.ts')).learningCurveFigure(curves, word);
  const sampleSize: SampleSizeFacts = {
    development: developmentSize(frame, settings.sampleSize),
    validation: pipelineValidationSizes(frame, pipelines, splits, settings.sampleSize),
  };
  const conformal = pipelineConformal(frame, pipelines, splits, settings.seed);
  const classes = 'classes' in frame.outcome! ? frame.outcome.classes : [];
  const clustered = clusteredOf(finished, settings.level);
  const tests = clusteredTests(frame, settings.level);
  const reclassification = reclassificationFacts(
    frame,
    pipelines,
    splits,
    settings.reclassification,
    settings,
  );
  const outside = external && new Set(external.groups).size;
  return {
    facts: {
      sampleSize,
      conformal,
      ...(subgroups.length === 0 ? {} : { subgroups }),
      ...(optimism.length === 0
        ? {}
        : { optimism: optimism.map(({ name, measures, problems }) => ({ name, measures, problems })) }),
      ...(curves.length === 0 ? {} : { learningCurves: curves }),
      ...(imputed === undefined ? {} : { imputations: imputed }),
      ...(clustered === undefined ? {} : { clustered }),
      ...(tests === undefined ? {} : { clusteredTests: tests.slice(0, 100) }),
      ...(reclassification === undefined ? {} : { reclassification }),
    },
    html: [
      worthSection(decisions),
      subgroupSection(subgroups, figures),
      imputationSection(imputed, pipelines),
      optimismSection(optimism, pipelines),
      curveSection(curves, curve, word),
      clusteredSection(clustered),
      clusteredTestSection(tests),
      conformalSection(conformal, classes),
      reclassificationSection(reclassification),
      sampleSizeSection(sampleSize, outside),
    ].join('\n'),
    figures: [...figures, ...(curve === undefined ? [] : [curve])],
    tables: [
      ...(imputed === undefined || imputed.pipelines.length === 0
        ? []
        : [{ name: 'imputations.csv', table: imputationTable(imputed) }]),
      ...(tests === undefined ? [] : [{ name: 'clustered-tests.csv', table: clusteredTestTable(tests) }]),
      ...(optimism.length === 0 ? [] : [{ name: 'optimism.csv', table: measureTable(optimism) }]),
      ...(curves.length === 0 ? [] : [{ name: 'learning-curve.csv', table: curveTable(curves) }]),
      ...(decisions.length === 0 ? [] : [{ name: 'decision-curve.csv', table: decisionTable(decisions) }]),
      ...(subgroups.length === 0 ? [] : [{ name: 'subgroups.csv', table: subgroupTable(subgroups) }]),
    ],
  };
}
