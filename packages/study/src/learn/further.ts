import type { Frame, PipelineSummary, Split } from '@rachis/learning';
import { escapeHtml } from '../check/html.ts';
import { developmentSize } from '../sample-size/development.ts';
import { type SampleSizeFacts, sampleSizeSection } from '../sample-size/section.ts';
import { pipelineValidationSizes } from '../sample-size/validation.ts';
import type { Table } from '../tables/table.ts';
import { type ClusteredFacts, clusteredFacts, clusteredSection } from './clustered.ts';
import { type DecisionCurve, decisionCurves, decisionTable, worthRanges } from './decision-curves.ts';
import {
  type ReclassificationFacts,
  reclassificationFacts,
  reclassificationSection,
} from './reclassification.ts';
import type { LearnSettings } from './settings.ts';

/** What `result.json` says beside measures. */
export interface FurtherFacts {
  readonly sampleSize: SampleSizeFacts;
  /** Where subjects have several rows. */
  readonly clustered?: ClusteredFacts;
  /** Where it was asked for. */
  readonly reclassification?: ReclassificationFacts;
}

/** What is looked at beside the measures of the pipelines. */
export interface Further {
  readonly facts: FurtherFacts;
  /** Parts of the page, after the measures. */
  readonly html: string;
  readonly tables: readonly { readonly name: string; readonly table: Table }[];
}

/** What of a validation the further parts look at. */
export interface Finished {
  readonly frame: Frame;
  readonly pipelines: readonly PipelineSummary[];
  readonly splits: readonly Split[];
  readonly external: Frame | undefined;
  readonly decisions: readonly DecisionCurve[];
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

/** The parts of the page that a reviewer asks for beside measures. */
export function furtherParts(
  { frame, pipelines, splits, external, decisions }: Finished,
  settings: LearnSettings,
): Further {
  const sampleSize: SampleSizeFacts = {
    development: developmentSize(frame, settings.sampleSize),
    validation: pipelineValidationSizes(frame, pipelines, splits, settings.sampleSize),
  };
  const clustered = clusteredFacts(frame, pipelines, splits, settings.level);
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
      ...(clustered === undefined ? {} : { clustered }),
      ...(reclassification === undefined ? {} : { reclassification }),
    },
    html: [
      worthSection(decisions),
      clusteredSection(clustered),
      reclassificationSection(reclassification),
      sampleSizeSection(sampleSize, outside),
    ].join('\n'),
    tables: decisions.length === 0 ? [] : [{ name: 'decision-curve.csv', table: decisionTable(decisions) }],
  };
}
