import type { FactOf } from '../evidence.ts';
import {
  discretisation,
  families,
  ibsi,
  imageTypes,
  resampling,
  resegmentation,
  robustness,
} from '../facts/extraction.ts';
import { hasKind, headerValues, modality, settingsFact } from '../facts/imaging.ts';
import { collinearity } from '../facts/modelling.ts';
import { againstClinical } from '../facts/performance.ts';
import { checklists } from '../facts/reporting.ts';
import type { Item } from '../item.ts';
import { ask, type Rule, type Rules, told, where, yesOrAsk } from '../rule.ts';

const ct = (...keys: string[]) => yesOrAsk(headerValues(keys, 'CT'));
const mr = (...keys: string[]) => yesOrAsk(headerValues(keys, 'MR'));
const pet = (...keys: string[]) => yesOrAsk(headerValues(keys, 'PET'));

/** Of a family of texture features: how its matrix was made. */
const matrix = (said: Parameters<typeof settingsFact>[0]): Rule => told(settingsFact(said));
const linkage: FactOf = settingsFact(({ settings }) =>
  settings.slicewise
    ? 'Zones link within Chebyshev distance 1 in a slice (8 neighbours)'
    : 'Zones link within Chebyshev distance 1 (26 neighbours)',
);

const rules: Rules = {
  '4a': yesOrAsk(headerValues(['contrastAgent'])),
  '7': yesOrAsk(headerValues(['manufacturer', 'manufacturerModel'])),
  '8': told(modality),
  '14': ct('tubeVoltageKilovolts'),
  '15': ct('tubeCurrentMilliamperes'),
  '18a': mr('scanningSequence'),
  '18b': mr('sequenceVariant'),
  '19': mr('repetitionTimeMilliseconds'),
  '20': mr('echoTimeMilliseconds'),
  '22': mr('inversionTimeMilliseconds'),
  '23': mr('flipAngleDegrees'),
  '27': mr('fieldStrengthTesla'),
  '29': yesOrAsk(headerValues(['sliceThicknessMillimetres'])),
  '30': yesOrAsk(headerValues(['spacingBetweenSlicesMillimetres'])),
  '31a': ct('convolutionKernel'),
  '31c': ct('exposureMilliampereSeconds'),
  '32a': pet('reconstructionMethod'),
  '34a': pet('attenuationCorrection'),
  '34b': pet('scatterCorrection'),
  '38': pet('petUnits'),
  '50a': told(resampling),
  '50d': matrix(({ settings }) =>
    settings.resampling === null
      ? 'No resampling'
      : 'Voxels beyond the outermost voxel centres of the scan are outside of the region',
  ),
  '51': told(resampling),
  '52': matrix(({ settings }) =>
    settings.resampling?.roundIntensities ? 'Rounded to whole numbers' : 'Not rounded',
  ),
  '53': told(resampling),
  '54': told(resampling),
  '55': told(resegmentation),
  '56a': told(discretisation),
  '56b': told(discretisation),
  '56c': matrix(({ settings: { discretisation: one, resegmentation: range } }) =>
    one.method !== 'fixed-bin-size'
      ? 'No bins of fixed width'
      : `From ${one.start ?? range.range?.[0] ?? 'the least intensity of the region'}`,
  ),
  '57': told(imageTypes),
  '58': told(families),
  '59': told(ibsi),
  '60': yesOrAsk(robustness),
  '61': told(ibsi),
  '62': told(families),
  '63': matrix(
    ({ settings }) =>
      `GLCM ${settings.glcm.weighting}, GLRLM ${settings.glrlm.weighting}, NGTDM and NGLDM none`,
  ),
  '64': matrix(() => 'Symmetric'),
  '65': matrix(({ settings }) => `Chebyshev distance ${settings.glcm.distance}`),
  '66': told(linkage),
  '67': told(linkage),
  '68': matrix(() => 'Manhattan distance to the edge of the region'),
  '69': matrix(({ settings }) => `Chebyshev distance ${settings.ngtdm.distance}`),
  '70': matrix(({ settings }) => `Chebyshev distance ${settings.ngldm.distance}`),
  '71': matrix(({ settings }) => `Coarseness ${settings.ngldm.coarseness}`),
  '72': told(checklists),
  '73': yesOrAsk(againstClinical),
  '74': yesOrAsk(collinearity),
  '75': ask('signature.json holds the model and its preparation; say where it can be found.'),
};

const kinds: Readonly<Record<string, 'CT' | 'MR' | 'PET'>> = {
  CT: 'CT',
  PET: 'PET',
  'PET, SPECT': 'PET',
  MRI: 'MR',
  'MRI (brain)': 'MR',
  'DWI-MRI': 'MR',
};

/** Rules of IBSI's reporting guidelines: items of a modality apply where the study has it. */
export const ibsiRules = (items: readonly Item[]): Rules =>
  Object.fromEntries(
    items.map(({ id, condition }) => {
      const kind = kinds[condition];
      const rule = rules[id] ?? ask();
      return [id, kind === undefined ? rule : where(hasKind(kind), `No image is ${kind}.`, rule)];
    }),
  );
