import { catalogue } from '@rachis/features';
import { RachisError } from '@rachis/volume';
import { readCells } from '../tables/read-cells.ts';
import type { tableFormats } from './settings.ts';

type Format = (typeof tableFormats)[number];

/** Our name for a column of another program's table; null where we have no such feature. */
export type NameMap = (theirs: string) => string | null;

/** Features of ours by the code of the IBSI manual. */
const byCode = new Map(catalogue.map((entry) => [entry.code, entry]));

/**
 * PyRadiomics' names by the code of the feature that they are (its documentation says which); those that it defines in
 * another way than IBSI are left out: flatness and elongation it has alike, kurtosis without the 3, energies of voxels.
 */
const pyradiomicsCodes: Readonly<Record<string, string>> = {
  shape_MeshVolume: 'RNU0',
  shape_VoxelVolume: 'YEKZ',
  shape_SurfaceArea: 'C0JK',
  shape_SurfaceVolumeRatio: '2PR5',
  shape_Sphericity: 'QCFX',
  shape_Maximum3DDiameter: 'L0JK',
  shape_MajorAxisLength: 'TDIC',
  shape_MinorAxisLength: 'P9VJ',
  shape_LeastAxisLength: '7J51',
  shape_Elongation: 'Q3CK',
  shape_Flatness: 'N17B',
  firstorder_Mean: 'Q4LE',
  firstorder_Variance: 'ECT3',
  firstorder_Skewness: 'KE2A',
  firstorder_Kurtosis: 'IPH6',
  firstorder_Median: 'Y12H',
  firstorder_Minimum: '1GSF',
  firstorder_10Percentile: 'QG58',
  firstorder_90Percentile: '8DWT',
  firstorder_Maximum: '84IY',
  firstorder_InterquartileRange: 'SALO',
  firstorder_Range: '2OJQ',
  firstorder_MeanAbsoluteDeviation: '4FUA',
  firstorder_RobustMeanAbsoluteDeviation: '1128',
  firstorder_Energy: 'N8CA',
  firstorder_RootMeanSquared: '5ZWQ',
  firstorder_Entropy: 'TLU2',
  firstorder_Uniformity: 'BJ5W',
  glcm_MaximumProbability: 'GYBY',
  glcm_JointAverage: '60VM',
  glcm_SumSquares: 'UR99',
  glcm_JointEntropy: 'TU9B',
  glcm_DifferenceAverage: 'TF7R',
  glcm_DifferenceVariance: 'D3YU',
  glcm_DifferenceEntropy: 'NTRS',
  glcm_SumAverage: 'ZGXS',
  glcm_SumEntropy: 'P6QZ',
  glcm_JointEnergy: '8ZQL',
  glcm_Contrast: 'ACUI',
  glcm_Id: 'IB1Z',
  glcm_Idn: 'NDRX',
  glcm_Idm: 'WF0Z',
  glcm_Idmn: '1QCO',
  glcm_InverseVariance: 'E8JP',
  glcm_Correlation: 'NI2N',
  glcm_Autocorrelation: 'QWB0',
  glcm_ClusterTendency: 'DG8W',
  glcm_ClusterShade: '7NFM',
  glcm_ClusterProminence: 'AE86',
  glcm_Imc1: 'R8DG',
  glcm_Imc2: 'JN9H',
  glrlm_ShortRunEmphasis: '22OV',
  glrlm_LongRunEmphasis: 'W4KF',
  glrlm_LowGrayLevelRunEmphasis: 'V3SW',
  glrlm_HighGrayLevelRunEmphasis: 'G3QZ',
  glrlm_ShortRunLowGrayLevelEmphasis: 'HTZT',
  glrlm_ShortRunHighGrayLevelEmphasis: 'GD3A',
  glrlm_LongRunLowGrayLevelEmphasis: 'IVPO',
  glrlm_LongRunHighGrayLevelEmphasis: '3KUM',
  glrlm_GrayLevelNonUniformity: 'R5YN',
  glrlm_GrayLevelNonUniformityNormalized: 'OVBL',
  glrlm_RunLengthNonUniformity: 'W92Y',
  glrlm_RunLengthNonUniformityNormalized: 'IC23',
  glrlm_RunPercentage: '9ZK5',
  glrlm_GrayLevelVariance: '8CE5',
  glrlm_RunVariance: 'SXLW',
  glrlm_RunEntropy: 'HJ9O',
  glszm_SmallAreaEmphasis: '5QRC',
  glszm_LargeAreaEmphasis: '48P8',
  glszm_LowGrayLevelZoneEmphasis: 'XMSY',
  glszm_HighGrayLevelZoneEmphasis: '5GN9',
  glszm_SmallAreaLowGrayLevelEmphasis: '5RAI',
  glszm_SmallAreaHighGrayLevelEmphasis: 'HW1V',
  glszm_LargeAreaLowGrayLevelEmphasis: 'YH51',
  glszm_LargeAreaHighGrayLevelEmphasis: 'J17V',
  glszm_GrayLevelNonUniformity: 'JNSA',
  glszm_GrayLevelNonUniformityNormalized: 'Y1RO',
  glszm_SizeZoneNonUniformity: '4JP3',
  glszm_SizeZoneNonUniformityNormalized: 'VB3A',
  glszm_ZonePercentage: 'P30P',
  glszm_GrayLevelVariance: 'BYLV',
  glszm_ZoneVariance: '3NSA',
  glszm_ZoneEntropy: 'GU8N',
  ngtdm_Coarseness: 'QCDE',
  ngtdm_Contrast: '65HE',
  ngtdm_Busyness: 'NQ30',
  ngtdm_Complexity: 'HDEZ',
  ngtdm_Strength: '1X9X',
  gldm_SmallDependenceEmphasis: 'SODN',
  gldm_LargeDependenceEmphasis: 'IMOQ',
  gldm_LowGrayLevelEmphasis: 'TL9H',
  gldm_HighGrayLevelEmphasis: 'OAE7',
  gldm_SmallDependenceLowGrayLevelEmphasis: 'EQ3F',
  gldm_SmallDependenceHighGrayLevelEmphasis: 'JA6D',
  gldm_LargeDependenceLowGrayLevelEmphasis: 'NBZI',
  gldm_LargeDependenceHighGrayLevelEmphasis: '9QMG',
  gldm_GrayLevelNonUniformity: 'FP8K',
  gldm_DependenceNonUniformity: 'Z87G',
  gldm_DependenceNonUniformityNormalized: 'OKJI',
  gldm_GrayLevelVariance: '1PFV',
  gldm_DependenceVariance: 'DNX2',
  gldm_DependenceEntropy: 'FCBV',
};

/** Aggregation of PyRadiomics: directional matrices averaged, all others one for the volume. */
const averaged = new Set(['glcm', 'glrlm']);

/** Our column for a feature of the image itself, by its code. */
function columnOfCode(code: string, aggregation: string): string | null {
  const entry = byCode.get(code);
  if (entry === undefined) return null;
  return entry.aggregation === 'none' || aggregation === '' ? entry.id : `${entry.id}_${aggregation}`;
}

const pyradiomicsName: NameMap = (theirs) => {
  const name = theirs.replace(/^original_/, '');
  const code = Object.hasOwn(pyradiomicsCodes, name) ? pyradiomicsCodes[name] : undefined;
  if (theirs === name || code === undefined) return null;
  return columnOfCode(code, averaged.has(name.split('_')[0]!) ? '3D_avg' : '3D');
};

/** IBSI's tags, which MIRP's names begin with, by our ids; longest first, since some begin like others. */
const byTag = catalogue
  .filter(({ ibsiTag }) => ibsiTag !== '')
  .map((entry) => [entry.ibsiTag, entry] as const)
  .sort((a, b) => b[0].length - a[0].length);

const mirpName: NameMap = (theirs) => {
  const found = byTag.find(([tag]) => theirs === tag || theirs.startsWith(`${tag}_`));
  if (found === undefined) return null;
  const [tag, entry] = found;
  const rest = theirs.slice(tag.length + 1).toLowerCase();
  // What follows is aggregation and discretisation: cm_contrast_d1_3d_avg_fbs_w25.0.
  if (
    !/^(d\d(\.\d)?_?)?(a\d(\.\d)?_?)?((2d|2\.5d|3d)(_avg|_s_avg|_v_avg|_s_mrg|_v_mrg|_comb)?_?)?(fb[sn]_\w+(\.\d+)?)?$/.test(
      rest,
    )
  )
    return null;
  if (entry.aggregation === 'none') return entry.id;
  const dimension = /(2\.5d|2d|3d)/.exec(rest)?.[1];
  if (dimension === undefined) return null;
  const merged = /_(v_mrg|comb)/.test(rest) ? '_comb' : /_(v_avg|avg)/.test(rest) ? '_avg' : '';
  return `${entry.id}_${dimension.toUpperCase().replace('2.5D', '2_5D')}${merged}`;
};

/** Names that contain a code of the manual between other letters: `GLCM_Contrast[IBSI:ACUI]`. */
const ibsiName: NameMap = (theirs) => {
  const code = theirs
    .split(/[^A-Z0-9]+/)
    .filter((part) => part.length === 4)
    .find((part) => byCode.has(part));
  return code === undefined ? null : columnOfCode(code, '3D_avg');
};

const maps: Readonly<Record<Format, NameMap>> = {
  rachis: (theirs) => theirs,
  pyradiomics: pyradiomicsName,
  mirp: mirpName,
  ibsi: ibsiName,
};

/** Names by a file with the columns `theirs` and `ours`. */
async function fileNames(path: string): Promise<NameMap> {
  const [head, ...rows] = await readCells(
    path,
    'map of names',
    'Write a CSV with the columns theirs and ours.',
  );
  const place = (name: string) => head?.findIndex((cell) => cell.trim().toLowerCase() === name) ?? -1;
  const [theirs, ours] = [place('theirs'), place('ours')];
  if (theirs < 0 || ours < 0) {
    throw new RachisError('ARGUMENT_INVALID', `${path} needs the columns theirs and ours.`, {
      file: path,
      remedy: 'One row a feature: glcm_contrast_avgS,glcm_contrast_3D_avg.',
    });
  }
  const names = new Map(rows.map((row) => [row[theirs]!.trim(), row[ours]!.trim()]));
  return (name) => names.get(name) ?? null;
}

/** The map of names of a format, with that of a file before it. */
export async function nameMap(format: Format, file: string | undefined): Promise<NameMap> {
  if (file === undefined) return maps[format];
  const own = await fileNames(file);
  return (theirs) => own(theirs) ?? maps[format](theirs);
}
