import { catalogueEntry as entry } from './catalogue-entry.ts';

const vbq = (region: string, levels: string, fluid: string, source: string) =>
  entry(
    `vbq_${region}`,
    `vertebral bone quality, ${region}`,
    '',
    `median of the medians of the mid-sagittal trabecular cores of ${levels} over the median of the cerebrospinal fluid at ${fluid}; T1 without contrast; field strengths must not be mixed`,
    { sign: 'higher is worse', source },
  );

const pooled = (region: string, levels: string, fluid: string, source: string) =>
  entry(
    `vbq_${region}_pooled`,
    `vertebral bone quality, ${region}, pooled`,
    '',
    `median over the voxels of the cores of ${levels} together over the median of the cerebrospinal fluid at ${fluid}`,
    { sign: 'higher is worse', source },
  );

const razzouk = 'Razzouk et al. Eur Spine J 2022, doi:10.1007/s00586-022-07484-5';

/** Intensities by region: of bone in HU or on T1, of discs on T2. */
export const signalCatalogue = {
  ellipseMean: entry(
    'trabecular_ellipse_mean',
    'mean intensity of an ellipse in the middle of the body',
    'HU',
    'mean over an ellipse of 0.6 of the width and depth of the body, in the plane at right angles to its axis through its middle',
  ),
  ellipseMedian: entry(
    'trabecular_ellipse_median',
    'median intensity of an ellipse in the middle of the body',
    'HU',
    'median over the same voxels',
  ),
  cylinderMean: entry(
    'trabecular_cylinder_mean',
    'mean intensity of a cylinder in the middle of the body',
    'HU',
    'mean over a cylinder of 5 mm radius, 5 mm up and down the axis of the body from its middle',
    { source: 'after Comp2Comp, github StanfordMIMI/Comp2Comp' },
  ),
  cylinderMedian: entry(
    'trabecular_cylinder_median',
    'median intensity of a cylinder in the middle of the body',
    'HU',
    'median over the same voxels',
    { source: 'after Comp2Comp, github StanfordMIMI/Comp2Comp' },
  ),
  fluid: entry(
    'csf_median',
    'median intensity of the cerebrospinal fluid',
    '',
    'over 10 mm of height about the level: a label csf, or the canal without the cord, 1 mm in from its walls; down to L2 only where cord or csf is labelled',
  ),
  lumbar: vbq('lumbar', 'L1 to L4', 'L3', razzouk),
  lumbarPooled: pooled('lumbar', 'L1 to L4', 'L3', razzouk),
  cervical: vbq('cervical', 'C3 to C6', 'C5', razzouk),
  cervicalPooled: pooled('cervical', 'C3 to C6', 'C5', razzouk),
  thoracic: vbq('thoracic', 'T5 to T8', 'T7', razzouk),
  thoracicPooled: pooled('thoracic', 'T5 to T8', 'T7', razzouk),
  discIndex: entry(
    'disc_signal_index',
    'disc signal index',
    '',
    'mean of the mid-sagittal disc over the mean of the cerebrospinal fluid at the disc; T2',
    { source: 'PMC11290383' },
  ),
} as const;
