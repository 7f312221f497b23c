import type { Random } from '@rachis/statistics';
import type { Json } from '../contract.ts';
import type { Frame } from '../frame/frame.ts';
import { stepOf } from '../steps/registry.ts';
import { type FittedPipeline, fitRead, restorePipelineWith } from './assembled.ts';
import { type Pipeline, readPipeline } from './pipeline.ts';

export { assembled, type FittedPipeline, type Input, modelRandom, pipelineOf } from './assembled.ts';

/**
 * Fits the steps one after the other, then the model, on these rows and no others. Deterministic: the same frame,
 * settings and seed give the same.
 */
export function fitPipeline(pipeline: Pipeline, frame: Frame, random: Random): FittedPipeline {
  return fitRead(readPipeline(pipeline), frame, random);
}

/** A fitted pipeline from its state; predicts the same to the last bit. */
export const restorePipeline = (state: Json): FittedPipeline => restorePipelineWith(stepOf, state);
