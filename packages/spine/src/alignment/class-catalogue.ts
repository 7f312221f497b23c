import type { MeasurementEntry } from '../measurement.ts';

const entry = (
  id: string,
  name: string,
  unit: string,
  definition: string,
  source: string,
  more: Partial<Pick<MeasurementEntry, 'sign' | 'standing'>> = {},
): MeasurementEntry => ({
  id,
  name,
  unit,
  sign: '',
  definition,
  source,
  posture: 'standing',
  standing: 'confirmed',
  ...more,
});

const gap = 'Yilgor et al. J Bone Joint Surg Am 2017;99:1661';
const schwab = 'Schwab et al. Spine 2012;37:1077';
const lafage = 'Lafage et al. Spine 2016;41:62';
const unconfirmed = { standing: 'unconfirmed' } as const;

/** Scores, classes and targets of the alignment of a standing patient. */
export const classCatalogue = {
  RPV: entry('GAP_RPV', 'relative pelvic version', 'deg', 'SS - (0.59 PI + 9)', gap),
  RLL: entry('GAP_RLL', 'relative lumbar lordosis', 'deg', 'LL_L1S1 - (0.62 PI + 29)', gap),
  RSA: entry('GAP_RSA', 'relative spinopelvic alignment', 'deg', 'global_tilt - (0.48 PI - 15)', gap),
  gap: entry(
    'GAP_score',
    'global alignment and proportion score',
    '',
    'points of GAP_RPV, GAP_RLL, LDI, GAP_RSA and age: to 2 proportioned, to 6 moderately, above severely disproportioned',
    gap,
  ),
  schwabMismatch: entry(
    'schwab_PI_minus_LL',
    'SRS-Schwab modifier PI - LL',
    '',
    '0 below 10, 1 (+) to 20, 2 (++) above',
    schwab,
  ),
  schwabAxis: entry(
    'schwab_SVA',
    'SRS-Schwab modifier of global alignment',
    '',
    '0 below 40 mm, 1 (+) to 95, 2 (++) above, of SVA',
    schwab,
  ),
  schwabTilt: entry(
    'schwab_PT',
    'SRS-Schwab modifier of pelvic tilt',
    '',
    '0 below 20, 1 (+) to 30, 2 (++) above',
    schwab,
  ),
  roussouly: entry(
    'roussouly_type',
    'Roussouly type',
    '',
    '1 to 4, from SS and the apex of lordosis; empty where they do not go together',
    'Roussouly et al. Spine 2005;30:346',
    unconfirmed,
  ),
  tiltByIncidence: entry(
    'target_PT_by_incidence',
    'target of pelvic tilt, by class of incidence',
    'deg',
    'of the class that PI is in',
    'PMC4303780, table 3',
  ),
  lordosisByIncidence: entry(
    'target_LL_by_incidence',
    'target of lordosis L1-S1, by class of incidence',
    'deg',
    'PI plus what is added in its class',
    'PMC4303780, table 3',
  ),
  lordosis: entry(
    'target_LL',
    'target of lordosis L1-S1, by kyphosis and age',
    'deg',
    'PI - 0.3 TK_T4T12 - 0.5 age + 10',
    'Lafage et al., eScholarship 8ws6j23q',
  ),
  PT: entry(
    'target_PT_by_age',
    'target of pelvic tilt, by age',
    'deg',
    '(age - 55) / 3 + 20',
    lafage,
    unconfirmed,
  ),
  PI_LL: entry(
    'target_PI_minus_LL_by_age',
    'target of PI - LL, by age',
    'deg',
    '(age - 55) / 2 + 3',
    lafage,
    unconfirmed,
  ),
  SVA_mm: entry('target_SVA_by_age', 'target of SVA, by age', 'mm', '2 (age - 55) + 25', lafage, unconfirmed),
  TPA: entry(
    'target_T1PA_by_age',
    'target of the T1 pelvic angle, by age',
    'deg',
    '(age - 55) / 2 + 16',
    lafage,
    unconfirmed,
  ),
} as const;
