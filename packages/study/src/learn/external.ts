import {
  eventTimes,
  type FinalModel,
  type Frame,
  type FoldResult,
  type Outcome,
  type PipelineSummary,
  refuseShared,
  restorePipeline,
  type Split,
  summarise,
} from '@rachis/learning';
import { StatisticsError } from '@rachis/statistics';
import { matchesName } from '../choose-regions.ts';
import type { LearnSettings } from './settings.ts';

/**
 * Settings for an external table: what it need not have is not asked of it, as columns that are no predictors. A predictor
 * that it lacks is missed by the models, which name it.
 */
export function settingsOutside(settings: LearnSettings, names: readonly string[]): LearnSettings {
  const there = (pattern: string) => names.some((name) => matchesName(pattern, name));
  return {
    ...settings,
    exclude: settings.exclude.filter(there),
    domains: Object.fromEntries(
      Object.entries(settings.domains).map(([domain, patterns]) => [domain, (patterns ?? []).filter(there)]),
    ),
  };
}

/**
 * An external outcome with the classes of the training one, in their order: a table may lack some of them, and its own
 * order would give a subject the probability of another class. `DATA_UNSUITABLE` for a class that the models do not know,
 * and for another kind of outcome.
 */
export function outcomeAsTrained(
  training: Outcome,
  external: Outcome,
  column: string,
  file: string,
): Outcome {
  if (training.kind !== external.kind) {
    throw new StatisticsError(
      'DATA_UNSUITABLE',
      `${file}: ${column} is of the kind ${external.kind}, and the models were trained on ${training.kind}.`,
      { file, column, remedy: 'Write the outcome as in the training table.' },
    );
  }
  if (!('classes' in training) || !('classes' in external)) return external;
  const strange = external.classes.find((name) => !training.classes.includes(name));
  if (strange !== undefined) {
    throw new StatisticsError(
      'DATA_UNSUITABLE',
      `${file}: ${column} is ${strange}; the models know ${training.classes.join(', ')}.`,
      { file, column, remedy: 'Write the outcome as in the training table.' },
    );
  }
  return {
    ...external,
    classes: training.classes,
    codes: external.codes.map((code) => training.classes.indexOf(external.classes[code]!)),
  };
}

/** Final models judged on subjects that none of them has seen. */
export function judgeExternal(
  finals: readonly FinalModel[],
  frame: Frame,
  { level, seed }: LearnSettings,
): PipelineSummary[] {
  const rows = Array.from({ length: frame.rows }, (_, row) => row);
  const split: Split = { name: 'external', repeat: 0, fold: 0, training: [], test: rows };
  const { outcome, ...unseen } = frame;
  return finals.map(({ name, state, chosen, columns }, pipeline) => {
    const fitted = restorePipeline(state);
    const { scores, probabilities, survivalAt } = fitted.predict(unseen);
    const survival = outcome?.kind === 'survival' ? survivalAt?.(eventTimes(outcome)).data : undefined;
    const result: FoldResult = {
      pipeline,
      split: 0,
      test: {
        rows,
        scores,
        ...(probabilities === undefined ? {} : { probabilities: probabilities.data }),
        ...(survival === undefined ? {} : { survival }),
      },
      chosen,
      innerScore: NaN,
      score: NaN,
      ...(fitted.threshold === undefined ? {} : { threshold: fitted.threshold }),
      columns,
    };
    return summarise(name, frame, [result], [split], { level, seed });
  });
}

/** Refuses an external table with subjects of the training table, where both name their subjects. */
export function refuseSharedSubjects(
  training: readonly string[] | undefined,
  external: readonly string[] | undefined,
): void {
  if (training !== undefined && external !== undefined) refuseShared(training, external);
}
