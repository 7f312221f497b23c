import type { PipelinePlan } from '@rachis/learning';
import { RachisError } from '@rachis/volume';
import type { Study } from './schema.ts';

interface Written {
  readonly steps?: readonly WrittenStep[];
}
interface WrittenStep {
  readonly step: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Steps of a pipeline as they were written, those of scores within it included. */
const stepsOf = ({ steps = [] }: Written): WrittenStep[] =>
  steps.flatMap((one) =>
    one.settings?.pipeline === undefined ? [one] : [one, ...stepsOf(one.settings.pipeline as Written)],
  );

/** A pipeline whose lists of stable features without names are those of the study. */
function withNames<T extends Written>(pipeline: T, stable: readonly string[]): T {
  return {
    ...pipeline,
    steps: pipeline.steps?.map((one) => {
      if (one.step === 'stability-list' && one.settings?.names === undefined) {
        return { ...one, settings: { ...one.settings, names: stable } };
      }
      return one.settings?.pipeline === undefined
        ? one
        : {
            ...one,
            settings: { ...one.settings, pipeline: withNames(one.settings.pipeline as Written, stable) },
          };
    }),
  };
}

/**
 * The pipelines that a study file writes itself, with the study's stable features in every step `stability-list` that names
 * none. `SETTINGS_INVALID` where the file asks for stable features or harmonisation and none of its pipelines does it: what
 * was asked for is never left out in silence.
 */
export function ownPipelines(
  study: Study,
  stable: readonly string[] | undefined,
  file: string,
): PipelinePlan[] | undefined {
  const { pipelines } = study;
  if (pipelines === undefined) return undefined;
  const steps = new Set(pipelines.flatMap((one) => stepsOf(one)).map(({ step }) => step));
  for (const [asked, key, step] of [
    [stable !== undefined, 'stable', 'stability-list'],
    [study.harmonise, 'harmonise', 'combat'],
  ] as const) {
    if (!asked || steps.has(step)) continue;
    throw new RachisError('SETTINGS_INVALID', `The study says ${key}, but none of its pipelines does.`, {
      file,
      remedy: `Add {step: ${step}} to the pipelines that look at features, or leave out ${key}.`,
    });
  }
  return stable === undefined ? [...pipelines] : pipelines.map((one) => withNames(one, stable));
}
