import { preprocessing } from '../facts/extraction.ts';
import {
  algorithm,
  balanced,
  confounders,
  missingData,
  predictors,
  scaling,
  tuning,
} from '../facts/modelling.ts';
import { leakage } from '../facts/leaks.ts';
import { calibration, comparisons, measuresTold, testing, uncertainty } from '../facts/performance.ts';
import { modelOutput, safeguards, sampleSize, signature, subjectFlow, tableOne } from '../facts/reporting.ts';
import { allTold, ask, type Rules, told, where, yesOrAsk } from '../rule.ts';

const evaluated = (rule: Rules[string]) =>
  where((run) => run.external, 'No other data set was evaluated.', rule);

/** Rules of TRIPOD+AI (doi 10.1136/bmj-2023-078378). */
export const tripodAiRules: Rules = {
  '7': told(preprocessing),
  '9a': told(predictors),
  '10': (run) => ({ kind: 'ask', hint: `${sampleSize(run)!.sentence} Say why that many.` }),
  '11': told(missingData),
  '12a': told(leakage),
  '12b': told(scaling),
  '12c': allTold(algorithm, tuning, testing),
  '12d': yesOrAsk(confounders),
  '12e': allTold(measuresTold, calibration, comparisons),
  '12f': evaluated(ask()),
  '12g': evaluated(told(signature)),
  '13': told(balanced),
  '15': told(modelOutput),
  '16': where((run) => run.external, 'No other data set was evaluated.', ask()),
  '18e': ask('Say where the data can be found, or why not.'),
  '18f': ask('Say where the study file and this program can be found.'),
  '20a': told(subjectFlow),
  '20b': yesOrAsk(tableOne),
  '20c': evaluated(ask()),
  '21': told(sampleSize),
  '22': told(signature),
  '23a': yesOrAsk(uncertainty),
  '24': evaluated(ask()),
  '27a': told(safeguards),
};
