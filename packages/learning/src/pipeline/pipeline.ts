import { stepOf } from '../steps/registry.ts';
import { type Pipeline, type ReadPipeline, readPipelineWith } from './pipeline-schema.ts';

export { type Pipeline, pipelineSchema, type ReadPipeline } from './pipeline-schema.ts';

/** Looks up steps and model and checks their settings; a mistake is named by step and key. */
export const readPipeline = (pipeline: Pipeline): ReadPipeline => readPipelineWith(stepOf, pipeline);
