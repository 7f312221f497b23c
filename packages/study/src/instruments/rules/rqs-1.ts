import { stabilityBy } from '../facts/extraction.ts';
import { acquisition } from '../facts/imaging.ts';
import { combined, reduction } from '../facts/modelling.ts';
import { independent } from '../facts/leaks.ts';
import {
  calibration,
  cutOff,
  decisionCurve,
  discrimination,
  external,
  internalTest,
} from '../facts/performance.ts';
import { ask, either, type Rule, type Rules, yesOrAsk, yesOrNo } from '../rule.ts';

const statistic = ['statistic with significance reported', 'resampling also applied'];
const clinical =
  'The run compares with its clinical model where there is one; say whether that is the standard of care.';

/** What the run shows is the least: that another table is of another institute is for the user to say. */
const validation: Rule = (run) => {
  const tested = independent(external)(run) ?? internalTest(run)!;
  return {
    kind: 'answered',
    answer: [tested.holds ? 'dataset from the same institute' : 'missing'],
    evidence: tested.sentence,
    where: tested.where,
  };
};

/** Rules of the Radiomics Quality Score 1.0 (doi 10.1038/nrclinonc.2017.141). */
export const rqs1Rules: Rules = {
  '1': either(
    acquisition,
    ['protocols well documented'],
    'ask',
    'Name the protocol, and where it is public.',
  ),
  '2': yesOrAsk(stabilityBy(['readers', 'perturbation', 'software'], 'Variability of the segmentation')),
  '3': yesOrAsk(stabilityBy(['scanners'], 'Phantom on scanners')),
  '4': yesOrAsk(stabilityBy(['test-retest'], 'Repeated imaging')),
  '5': either(reduction, ['either'], ['neither']),
  '6': yesOrNo(combined),
  '8': yesOrAsk(cutOff),
  '9': either(discrimination, statistic, 'ask'),
  '10': either(calibration, statistic, 'ask'),
  '12': validation,
  '13': ask(clinical),
  '14': yesOrAsk(decisionCurve),
};
