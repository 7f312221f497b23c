import type { MeasurementEntry } from '../measurement.ts';
import type { LevelPlane } from '../section/plane.ts';
import type { SectionAxes } from '../section/section.ts';
import { catalogueEntry } from './catalogue-entry.ts';

/** What is measured of a muscle; its id is `<muscle>_<side>_<key>`, of a section `…_<plane>_<axes>` after it. */
export interface MuscleEntry extends MeasurementEntry {
  /** Measured where a plane cuts the muscle, of its whole mask, or of the part between a level's endplates. */
  readonly of: 'section' | 'whole' | 'level';
}

const entry = (
  of: MuscleEntry['of'],
  id: string,
  name: string,
  unit: string,
  definition: string,
  more: Partial<MeasurementEntry> = {},
): MuscleEntry => ({ of, ...catalogueEntry(id, name, unit, definition, more) });

const attenuation = 'Aubrey et al. Acta Physiol 2014;210:489';
const mixture = 'MuscleMap, github MuscleMap/MuscleMap 6e1e1eb, mm_extract_metrics (gmm)';

/** Measurements of muscles. */
export const muscleCatalogue = {
  area: entry('section', 'csa', 'cross-sectional area', 'mm2', 'area of the mask in the plane'),
  lean: entry(
    'section',
    'lean_csa',
    'lean cross-sectional area',
    'mm2',
    'area of the voxels that are lean: fat fraction below one half (Dixon), -29 to 150 HU (CT), darkest component (mixture)',
    { source: attenuation },
  ),
  leanRatio: entry('section', 'lean_ratio', 'lean part of the area', '', 'lean_csa over csa'),
  overBody: entry(
    'section',
    'csa_over_body',
    'area relative to the vertebral body',
    '',
    'csa over the area of the vertebral body in the plane through its middle',
  ),
  index: entry(
    'section',
    'index',
    'muscle index',
    'cm2/m2',
    'csa of both sides over the square of the body height; of the psoas at the middle of L3: the psoas muscle index',
    { source: 'PMC7519899, table 1' },
  ),
  asymmetry: entry(
    'section',
    'asymmetry',
    'asymmetry of the area',
    '%',
    '100 (left - right) / mean of both areas',
    { sign: 'left larger +' },
  ),
  dixon: entry(
    'section',
    'fat_fraction_dixon',
    'fat fraction (Dixon)',
    '%',
    'mean over the section of fat / (fat + water), voxels without signal left out',
  ),
  attenuation: entry(
    'section',
    'attenuation',
    'muscle attenuation',
    'HU',
    'mean over the voxels of the section from -29 to 150 HU',
    { source: attenuation },
  ),
  intermuscular: entry(
    'section',
    'fat_ct',
    'fat by attenuation',
    '%',
    'area of the voxels from -190 to -30 HU over csa',
    { source: attenuation },
  ),
  mixture: entry(
    'section',
    'fat_fraction_mixture',
    'fat fraction (mixture model)',
    '%',
    'area of the voxels in the brightest component of a Gaussian mixture of the whole muscle, over csa',
    { source: mixture },
  ),
  levelVolume: entry(
    'level',
    'volume',
    'volume at the level',
    'mm3',
    "voxels between the planes through the middles of the level's two endplates, which lie as the sections do",
  ),
  volume: entry('whole', 'volume', 'volume of the muscle', 'mm3', 'voxels of the mask times their volume'),
  wholeDixon: entry(
    'whole',
    'fat_fraction_dixon',
    'fat fraction of the muscle (Dixon)',
    '%',
    'mean over the mask of fat / (fat + water)',
  ),
  wholeAttenuation: entry(
    'whole',
    'attenuation',
    'attenuation of the muscle',
    'HU',
    'mean over the voxels of the mask from -29 to 150 HU',
    { source: attenuation },
  ),
  wholeMixture: entry(
    'whole',
    'fat_fraction_mixture',
    'fat fraction of the muscle (mixture model)',
    '%',
    'voxels in the brightest component over all',
    { source: mixture },
  ),
  meanArea: entry(
    'whole',
    'mean_csa',
    'mean cross-sectional area',
    'mm2',
    "volume over the muscle's length along the scan's axis nearest to superior",
  ),
  largestArea: entry(
    'whole',
    'largest_csa',
    'largest cross-sectional area',
    'mm2',
    "largest area in a slice of the scan's axis nearest to superior",
  ),
  wholeAsymmetry: entry(
    'whole',
    'volume_asymmetry',
    'asymmetry of the volume',
    '%',
    '100 (left - right) / mean of both volumes',
    { sign: 'left larger +' },
  ),
} as const;

/** The entry of one muscle: its id has the muscle, the side, and the plane where there is one. */
export function muscleEntry(
  key: keyof typeof muscleCatalogue,
  muscle: string,
  where?: { readonly place: LevelPlane; readonly axes: SectionAxes },
): MeasurementEntry {
  const { of, ...entry } = muscleCatalogue[key];
  const plane = of === 'section' && where !== undefined ? `_${where.place}_${where.axes}` : '';
  return { ...entry, id: `${muscle}_${entry.id}${plane}` };
}
