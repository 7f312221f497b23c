import type { Frame, PipelineSummary, Split } from '@rachis/learning';
import { mean, median, StatisticsError, type ValidationSize, validationSize } from '@rachis/statistics';
import { eventProbabilities, pooledOf } from '../learn/curves.ts';
import type { SampleSizeSettings } from './settings.ts';

/** How many other subjects would judge a pipeline well enough, with the risks it gave to subjects it had not seen. */
export interface PipelineValidationSize {
  readonly pipeline: string;
  readonly size?: ValidationSize;
  readonly reason?: string;
}

const logit = (p: number) => {
  const inside = Math.min(Math.max(p, 1e-4), 1 - 1e-4);
  return Math.log(inside / (1 - inside));
};

/** Of the risks given to some subjects, their share of events and an AUC that is expected. */
export function sizeOfRisks(
  risks: readonly number[],
  prevalence: number,
  concordance: number,
  threshold: number | undefined,
  widths: SampleSizeSettings['widths'],
): Pick<PipelineValidationSize, 'size' | 'reason'> {
  if (!(concordance > 0.5 && concordance < 1))
    return { reason: `With an AUC of ${concordance.toFixed(3)} there is nothing to validate.` };
  const values = risks.map(logit);
  if (values.every((one) => Math.abs(one - values[0]!) < 1e-9))
    return { reason: 'Every subject gets the same risk.' };
  try {
    return {
      size: validationSize({
        prevalence,
        concordance,
        linearPredictor: { kind: 'values', values },
        ...(threshold === undefined || !(threshold > 0 && threshold < 1) ? {} : { threshold }),
        widths,
      }),
    };
  } catch (error) {
    if (!(error instanceof StatisticsError)) throw error;
    return { reason: error.message };
  }
}

/** Of every pipeline of two classes that says probabilities; from what it said of left-out rows. */
export function pipelineValidationSizes(
  frame: Frame,
  pipelines: readonly PipelineSummary[],
  splits: readonly Split[],
  { threshold, widths }: SampleSizeSettings,
): PipelineValidationSize[] {
  const { outcome } = frame;
  if (outcome?.kind !== 'classes' || outcome.classes.length !== 2) return [];
  return pipelines.flatMap((pipeline): PipelineValidationSize[] => {
    const repeats = eventProbabilities(frame, pooledOf(pipeline, splits));
    if (repeats.length === 0) return [];
    const risks = repeats.flatMap(({ probabilities }) => probabilities);
    const auc = pipeline.measures.find(({ id }) => id === 'auc')?.value ?? NaN;
    const cuts = pipeline.results.flatMap((one) => (one.threshold === undefined ? [] : [one.threshold]));
    const cut = threshold ?? (cuts.length === 0 ? undefined : median(cuts));
    const prevalence = mean(repeats.flatMap(({ events }) => events));
    return [{ pipeline: pipeline.name, ...sizeOfRisks(risks, prevalence, auc, cut, widths) }];
  });
}
