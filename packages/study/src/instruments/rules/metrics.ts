import type { FactOf } from '../evidence.ts';
import { allParameters, ibsi, preprocessing, unstableRemoved } from '../facts/extraction.ts';
import { acquisition, institutions } from '../facts/imaging.ts';
import { columnsForSample, confounders, redundancy } from '../facts/modelling.ts';
import { leakage } from '../facts/leaks.ts';
import { inResult } from '../facts/places.ts';
import {
  againstClinical,
  baseline,
  calibration,
  internalTest,
  measuresTold,
  uncertainty,
} from '../facts/performance.ts';
import { ask, type Rule, type Rules, yesOrAsk, yesOrNo } from '../rule.ts';

const segmentation: FactOf = ({ images }) =>
  images.length === 0
    ? undefined
    : {
        holds: true,
        sentence: `Features are of regions in ${images.map(({ name }) => name).join(', ')}.`,
        where: 'manifest: mask, region',
      };
const single: FactOf = ({ images }) =>
  images.length === 0
    ? undefined
    : {
        holds: images.length === 1,
        sentence:
          images.length === 1
            ? `Features are of ${images[0]!.name} alone.`
            : `${images.length} images are used together, and not each alone on the same folds.`,
        where: 'study file: images',
      };
const always =
  (answer: string, evidence: string): Rule =>
  () => ({ kind: 'answered', answer: [answer], evidence, where: inResult('plan.pipelines') });

/** Rules of METRICS (doi 10.1186/s13244-023-01572-w). Item 1 follows from the filled checklists. */
export const metricsRules: Rules = {
  condition_1: yesOrAsk(segmentation),
  condition_3: yesOrAsk(segmentation, 'Say whether the features in the tables are hand-crafted.'),
  condition_4: always('yes', 'The models take tables of features.'),
  condition_5: always('no', 'There is no end-to-end deep learning in the study.'),
  '1': ask(
    'Counts once CLEAR or TRIPOD+AI has no open question here; or name the checklist that was followed.',
  ),
  '4': yesOrAsk(institutions),
  '6': yesOrAsk(acquisition),
  '11': yesOrAsk(preprocessing),
  '12': yesOrAsk(ibsi),
  '13': yesOrAsk(allParameters),
  '14': yesOrNo(unstableRemoved),
  '15': yesOrNo(redundancy),
  '16': yesOrNo(columnsForSample),
  '18': yesOrNo(leakage),
  '19': yesOrAsk(confounders),
  '20': yesOrNo(measuresTold),
  '21': yesOrNo(uncertainty),
  '22': yesOrNo(calibration),
  '23': yesOrNo(single),
  '24': yesOrNo(againstClinical),
  '25': yesOrAsk(baseline),
  '26': yesOrNo(internalTest),
  '27': ask('The run cannot know of which institution other tables are.'),
};
