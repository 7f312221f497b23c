import { catalogueEntry as entry } from './catalogue-entry.ts';

const genant = 'Genant et al. J Bone Miner Res 1993;8:1137; Wang doi:10.21037/qims.2019.02.04';

/** Measurements of a vertebra. */
export const vertebraCatalogue = {
  anterior: entry(
    'height_anterior',
    'anterior height',
    'mm',
    'distance between the anterior corners on the rims of the endplates (spurs beyond endplate and wall left out), along the axis of the body',
  ),
  middle: entry(
    'height_middle',
    'middle height',
    'mm',
    'distance between the middles of the endplates near the midline (their curve, which bridges Schmorl nodes), along the axis of the body',
  ),
  posterior: entry(
    'height_posterior',
    'posterior height',
    'mm',
    'distance between the posterior corners on the rims of the endplates (spurs beyond endplate and wall left out), along the axis of the body',
  ),
  depthSuperior: entry(
    'depth_superior',
    'depth of the upper endplate',
    'mm',
    'distance between its anterior and posterior corner on the rim',
  ),
  depthInferior: entry(
    'depth_inferior',
    'depth of the lower endplate',
    'mm',
    'distance between its anterior and posterior corner on the rim',
  ),
  wedgeRatio: entry('wedge_ratio', 'wedge ratio', '', 'anterior over posterior height', { source: genant }),
  biconcaveRatio: entry('biconcave_ratio', 'biconcavity ratio', '', 'middle over posterior height', {
    source: genant,
  }),
  wedgeAngle: entry(
    'wedge_angle',
    'wedge angle',
    'deg',
    'angle between the planes of its own endplates in its sagittal plane',
    { sign: 'front lower (kyphotic) +' },
  ),
  lossAnterior: entry(
    'height_loss_anterior',
    'loss of anterior height',
    '%',
    '100 (1 - height / that height between the nearest intact vertebrae above and below, by level); intact: no height 20% or more below the course of heights over the levels, and no wedge or concavity of 20%',
    { source: genant, sign: 'lower than its neighbours +' },
  ),
  lossMiddle: entry(
    'height_loss_middle',
    'loss of middle height',
    '%',
    '100 (1 - height / that height between the nearest intact vertebrae above and below, by level); intact: no height 20% or more below the course of heights over the levels, and no wedge or concavity of 20%',
    { source: genant, sign: 'lower than its neighbours +' },
  ),
  lossPosterior: entry(
    'height_loss_posterior',
    'loss of posterior height',
    '%',
    '100 (1 - height / that height between the nearest intact vertebrae above and below, by level); intact: no height 20% or more below the course of heights over the levels, and no wedge or concavity of 20%',
    { source: genant, sign: 'lower than its neighbours +' },
  ),
  genant: entry(
    'genant_grade',
    'grade of deformity (Genant, by number)',
    '',
    'T4 to L4, from the largest loss of height (of corners without middles, of the front and back ones): 1 from 20%, 2 from 25%, 3 above 40%; a deformity is not yet a fracture',
    { source: genant },
  ),
  volume: entry('volume', 'volume of the mask', 'mm3', 'voxels of the whole vertebra times their volume'),
  coreMean: entry(
    'core_mean',
    'mean intensity of the trabecular core',
    'HU',
    'mean over the body, without its outer 3 mm',
  ),
  coreMedian: entry(
    'core_median',
    'median intensity of the trabecular core',
    'HU',
    'median over the same voxels',
  ),
  coreDeviation: entry(
    'core_standard_deviation',
    'standard deviation of the trabecular core',
    'HU',
    'over the same voxels',
  ),
} as const;

/** Measurements between a vertebra and the next one below. */
export const discCatalogue = {
  anterior: entry(
    'disc_height_anterior',
    'anterior disc height',
    'mm',
    'between the anterior corners of the two endplates, on their rims, along the middle of their normals',
  ),
  middle: entry(
    'disc_height_middle',
    'middle disc height',
    'mm',
    'between the middles of the two endplates, along the middle of their normals',
  ),
  posterior: entry(
    'disc_height_posterior',
    'posterior disc height',
    'mm',
    'between the posterior corners of the two endplates, on their rims, along the middle of their normals',
  ),
  index: entry(
    'disc_height_index',
    'disc height index',
    '',
    'mean of the three disc heights over the mean middle height of the two vertebrae',
    { source: 'spinebase' },
  ),
  indexOfDepth: entry(
    'disc_height_index_farfan',
    'disc height index, by depth',
    '',
    'anterior plus posterior disc height over the mean depth of the two endplates at the disc',
    { source: 'Farfan 1973', standing: 'unconfirmed' },
  ),
  indexOfThree: entry(
    'disc_height_index_three_heights',
    'disc height index, three heights of each vertebra',
    '',
    'twice the sum of the three disc heights over the sum of the three heights of both vertebrae',
    { source: 'Rachis', standing: 'unconfirmed' },
  ),
  angle: entry('disc_angle', 'disc angle', 'deg', 'angle between the two endplates at the disc', {
    sign: 'lordosis +',
  }),
  segment: entry(
    'segment_angle',
    'segmental angle',
    'deg',
    'angle between the upper endplate of the upper and the lower endplate of the lower vertebra',
    { sign: 'lordosis +' },
  ),
  slip: entry(
    'slip',
    'slip of the upper vertebra',
    'mm',
    'offset at the disc of where back walls and endplates meet (of a mask: rims and their rounding left out), in the plane midway between its two endplates',
    { sign: 'forwards +', source: 'Meyerding 1932' },
  ),
  slipAnterior: entry(
    'slip_anterior',
    'slip of the upper vertebra, in front',
    'mm',
    'offset at the disc of where front walls and endplates meet (of a mask: rims and their rounding left out), in the plane midway between its two endplates',
    { sign: 'forwards +' },
  ),
  slipPercent: entry(
    'slip_percent',
    'slip, relative',
    '%',
    'slip over the depth of the upper endplate of the lower vertebra, from wall to wall',
    { sign: 'forwards +', source: 'Meyerding 1932' },
  ),
  meyerding: entry(
    'meyerding_grade',
    'grade of the slip (Meyerding)',
    '',
    'from slip_percent: 0 below 10% or where the front did not go along by 10%, 1 up to 25%, 2 up to 50%, 3 up to 75%, 4 up to 100%, 5 beyond; either direction',
    { source: 'Meyerding 1932' },
  ),
} as const;

/** Slips smaller than this, %, are within the error of corners found in a mask, and of healthy spines. */
export const leastSlipPercent = 10;
