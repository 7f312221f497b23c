import { ibsi, preprocessing, robustness, unstableRemoved } from '../facts/extraction.ts';
import { headerValues } from '../facts/imaging.ts';
import { combined, harmonised, reduction } from '../facts/modelling.ts';
import { inResult } from '../facts/places.ts';
import {
  calibration,
  cutOff,
  decisionCurve,
  discrimination,
  explanation,
  internalTest,
} from '../facts/performance.ts';
import { safeguards, traceability } from '../facts/reporting.ts';
import { ask, either, type Rules, yesOrAsk, yesOrNo } from '../rule.ts';

/** Rules of the Radiomics Quality Score 2.0 (doi 10.1038/s41571-025-01067-1), handcrafted features. */
export const rqs2Rules: Rules = {
  '2': yesOrAsk(headerValues(['manufacturer', 'manufacturerModel'])),
  '6': yesOrAsk(robustness),
  '7': (run) => ({
    kind: 'ask',
    hint: `${preprocessing(run)?.sentence ?? ''} Say why it suits these images.`.trim(),
  }),
  '8': yesOrAsk(harmonised),
  '9': yesOrAsk(ibsi),
  '11': yesOrNo(reduction),
  '12': yesOrNo(unstableRemoved),
  '13': () => ({
    kind: 'answered',
    answer: ['no'],
    evidence: 'The study has no deep learning.',
    where: inResult('plan.pipelines'),
  }),
  '14': yesOrNo(combined),
  '15': yesOrNo(internalTest),
  '16': yesOrAsk(cutOff),
  '17': either(discrimination, ['with resampling'], 'ask'),
  '18': yesOrAsk(calibration),
  '21': ask('Say of which institutes the subjects are on whom a fixed model was judged.'),
  '22': ask('The run compares with its clinical model; say whether that is the clinical standard.'),
  '24': yesOrAsk(decisionCurve),
  '25': yesOrAsk(explanation),
  '34': yesOrNo(traceability),
  '35': yesOrNo(safeguards),
};
