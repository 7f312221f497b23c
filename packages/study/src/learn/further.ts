import type { Frame, PipelineSummary, Split } from '@rachis/learning';
import { developmentSize } from '../sample-size/development.ts';
import { type SampleSizeFacts, sampleSizeSection } from '../sample-size/section.ts';
import { pipelineValidationSizes } from '../sample-size/validation.ts';
import type { LearnSettings } from './settings.ts';

/** What `result.json` says beside measures. */
export interface FurtherFacts {
  readonly sampleSize: SampleSizeFacts;
}

/** What is looked at beside the measures of the pipelines. */
export interface Further {
  readonly facts: FurtherFacts;
  /** Parts of the page, after the measures. */
  readonly html: string;
}

/** What of a validation the further parts look at. */
export interface Finished {
  readonly frame: Frame;
  readonly pipelines: readonly PipelineSummary[];
  readonly splits: readonly Split[];
  readonly external: Frame | undefined;
}

/** The parts of the page that a reviewer asks for beside measures. */
export function furtherParts(
  { frame, pipelines, splits, external }: Finished,
  settings: LearnSettings,
): Further {
  const sampleSize: SampleSizeFacts = {
    development: developmentSize(frame, settings.sampleSize),
    validation: pipelineValidationSizes(frame, pipelines, splits, settings.sampleSize),
  };
  const outside = external && new Set(external.groups).size;
  return { facts: { sampleSize }, html: sampleSizeSection(sampleSize, outside) };
}
