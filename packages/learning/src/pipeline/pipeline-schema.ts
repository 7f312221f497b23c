import * as z from 'zod';
import type { Estimator } from '../contract.ts';
import { estimatorOf } from '../models/registry.ts';
import { readSettings } from '../models/settings.ts';
import { type Step, stepSettings } from '../steps/step.ts';

const stepChoice = z.strictObject({
  step: z.string().describe('Kind of the step: impute, scale, mrmr, smote, ...'),
  settings: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('Settings of the step; others keep defaults.'),
});

const modelChoice = z.strictObject({
  estimator: z.string().describe('Kind of the model: logistic-regression, random-forest, ...'),
  settings: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('Settings of the model; others keep defaults.'),
});

/** Steps in their order, then a model: as a user writes it. */
export const pipelineSchema = z.strictObject({
  steps: z
    .array(stepChoice)
    .default([])
    .describe('What is done to the columns and rows before the model, in order.'),
  model: modelChoice,
});

/** Steps in their order, then a model. */
export type Pipeline = z.output<typeof pipelineSchema>;

/** A pipeline with every setting read and checked. */
export interface ReadPipeline {
  readonly steps: readonly { readonly step: Step; readonly settings: unknown; readonly key: string }[];
  readonly estimator: Estimator;
  readonly settings: unknown;
}

/** Looks up steps (by `find`) and model and checks their settings; a mistake is named by step and key. */
export function readPipelineWith(find: (id: string) => Step, { steps, model }: Pipeline): ReadPipeline {
  const estimator = estimatorOf(model.estimator);
  return {
    steps: steps.map((choice) => {
      const step = find(choice.step);
      const settings = stepSettings(step, choice.settings);
      return { step, settings, key: `${step.id} ${JSON.stringify(settings)}` };
    }),
    estimator,
    settings: readSettings(estimator, model.settings),
  };
}
