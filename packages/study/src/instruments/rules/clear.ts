import {
  allParameters,
  discretisation,
  families,
  featureNumbers,
  ibsi,
  imageTypes,
  preprocessing,
  resampling,
  robustness,
} from '../facts/extraction.ts';
import { acquisition } from '../facts/imaging.ts';
import { independent, leakage, openSelection } from '../facts/leaks.ts';
import {
  algorithm,
  balanced,
  confounders,
  missingData,
  reduction,
  scaling,
  tuning,
} from '../facts/modelling.ts';
import {
  againstClinical,
  comparisons,
  explanation,
  measuresTold,
  testing,
  uncertainty,
} from '../facts/performance.ts';
import { checklists, pipelineTold, sampleSize, selected, subjectFlow, tableOne } from '../facts/reporting.ts';
import { ask, askWhile, type Rules, told, yesOrAsk } from '../rule.ts';

const shared = (what: string) => ask(`The run writes ${what}; say where it can be found by others.`);

/** Rules of CLEAR (doi 10.1186/s13244-023-01415-8). */
export const clearRules: Rules = {
  '7': told(checklists),
  '9': (run) => ({ kind: 'ask', hint: `${sampleSize(run)!.sentence} Say why that many.` }),
  '12': told(pipelineTold),
  '15': told(leakage),
  '16': yesOrAsk(acquisition),
  '17': ask('The run knows which columns are predictors; say what they mean.'),
  '21': told(preprocessing),
  '22': told(resampling),
  '23': told(discretisation),
  '24': told(imageTypes),
  '25': told(ibsi),
  '26': told(families),
  '27': told(featureNumbers),
  '28': told(allParameters),
  '29': told(missingData),
  '30': told(balanced),
  '31': yesOrAsk(robustness),
  '32': told(scaling),
  '33': askWhile(openSelection, told(reduction)),
  '34': told(algorithm),
  '35': told(tuning),
  '36': yesOrAsk(confounders),
  '37': told(tuning),
  '38': told(independent(testing)),
  '39': yesOrAsk(measuresTold),
  '40': yesOrAsk(uncertainty),
  '41': yesOrAsk(comparisons),
  '42': yesOrAsk(againstClinical),
  '43': yesOrAsk(explanation),
  '44': yesOrAsk(tableOne),
  '45': told(subjectFlow),
  '46': told(selected),
  '47': ask('Performance on rows that were left out is in report/measures.csv; add example cases.'),
  '48': yesOrAsk(againstClinical),
  '54': shared('subjects.csv'),
  '55': shared('the extraction settings (signature.json)'),
  '56': shared('the study file and every version'),
  '57': shared('signature.json'),
  '58': shared('a signature that `rachis predict` applies'),
};
