// Tables that look like those of a radiomics study, drawn from a seed: a few things that differ between patients move
// many features, as in real tables.
import { writeFileSync } from 'node:fs';
import { createRandom } from '@rachis/statistics';

export { createRandom };

/** Columns as `rachis extract` names them, of every family. */
export const featureNames = [
  'morphology_volume',
  'morphology_sphericity',
  'morphology_major_axis_length',
  'statistics_mean',
  'statistics_variance',
  'statistics_skewness',
  'statistics_kurtosis',
  'statistics_10th_percentile',
  'statistics_90th_percentile',
  'histogram_entropy',
  'histogram_uniformity',
  'glcm_contrast_3D_comb',
  'glcm_correlation_3D_comb',
  'glcm_joint_entropy_3D_comb',
  'glcm_inverse_difference_3D_comb',
  'glrlm_short_runs_emphasis_3D_comb',
  'glrlm_run_entropy_3D_comb',
  'glrlm_grey_level_non_uniformity_3D_comb',
  'glszm_small_zone_emphasis_3D',
  'glszm_zone_percentage_3D',
  'gldzm_zone_distance_entropy_3D',
  'ngtdm_coarseness_3D',
  'ngtdm_busyness_3D',
  'ngldm_dependence_count_entropy_3D',
];

/** How strongly each of `factors` hidden causes moves each feature; the same for one name whatever the cohort. */
function loadings(name, factors) {
  const random = createRandom('loadings').split(name);
  return Array.from({ length: factors }, () => random.normal());
}

/**
 * Features of one subject from its hidden causes: a row of numbers, one a name. `noise` is the part that nothing explains.
 */
export function featuresOf(random, names, causes, noise = 0.7) {
  return names.map((name) => {
    const weights = loadings(name, causes.length);
    return causes.reduce((sum, cause, at) => sum + cause * weights[at], 0) + noise * random.normal();
  });
}

/** The hidden causes of one subject. */
export const causesOf = (random, count) => Array.from({ length: count }, () => random.normal());

export const subjectName = (prefix, at) => `${prefix}${String(at + 1).padStart(3, '0')}`;

/** Whether something of this log odds happens. */
export const happens = (random, logOdds) => random.uniform() < 1 / (1 + Math.exp(-logOdds));

const cellText = (cell) =>
  typeof cell === 'number' ? String(Number(cell.toPrecision(8))) : cell === null ? '' : String(cell);

/** Writes a CSV. */
export function writeCsv(path, head, rows) {
  writeFileSync(path, `${[head, ...rows].map((row) => row.map(cellText).join(',')).join('\n')}\n`);
}
