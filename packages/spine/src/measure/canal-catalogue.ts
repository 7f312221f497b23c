import { catalogueEntry as entry } from './catalogue-entry.ts';

const across = 'in the plane at right angles to the vertebra or disc';
const torg = 'Torg et al. J Bone Joint Surg Am 1986;68:1354; Pavlov et al. Radiology 1987;164:771';

/**
 * Measurements of canal and cord. Those of a level have it as their level, at the middle of the body; those of a disc the
 * pair of levels.
 */
export const canalCatalogue = {
  area: entry(
    'canal_area',
    'area of the spinal canal',
    'mm2',
    `area of canal and cord labels together, without an ossified ligament, ${across}`,
  ),
  compromise: entry(
    'canal_compromise',
    'encroachment on the canal',
    '%',
    '100 (1 - canal_area / mean of canal_area at the bodies of the levels above and below)',
    { sign: 'narrower than its neighbours +', source: 'doi:10.1371/journal.pone.0135735, figure 2' },
  ),
  anteroposterior: entry(
    'canal_diameter_ap',
    'antero-posterior diameter of the canal',
    'mm',
    `through the middle of its section, median over 2 mm of width, ${across}`,
  ),
  transverse: entry(
    'canal_diameter_transverse',
    'transverse diameter of the canal',
    'mm',
    `through the middle of its section, median over 2 mm of depth, ${across}`,
  ),
  cordArea: entry('cord_area', 'area of the spinal cord', 'mm2', `area of the cord label, ${across}`),
  cordAnteroposterior: entry(
    'cord_diameter_ap',
    'antero-posterior diameter of the cord',
    'mm',
    `through the middle of its section, median over 2 mm of width, ${across}`,
  ),
  cordTransverse: entry(
    'cord_diameter_transverse',
    'transverse diameter of the cord',
    'mm',
    `through the middle of its section, median over 2 mm of depth, ${across}`,
  ),
  occupation: entry(
    'cord_occupation',
    'occupation of the canal by the cord',
    '%',
    '100 cord_area / canal_area',
    { source: 'PMC7973381' },
  ),
  compression: entry(
    'cord_compression_ratio',
    'antero-posterior compression ratio of the cord',
    '',
    'antero-posterior over transverse diameter of the cord',
    { source: 'Kang et al. J Clin Med 2023;12:4111' },
  ),
  space: entry(
    'space_available_for_cord',
    'space available for the cord',
    'mm',
    'antero-posterior diameter of the canal, without an ossified ligament, minus that of the cord',
    { source: 'PMC164344' },
  ),
  bodyRatio: entry(
    'canal_body_ratio',
    'canal to body ratio, by the label',
    '',
    'antero-posterior diameter of the canal label, with an ossified ligament in it, at the middle of the body over the depth of the body there',
    { source: torg },
  ),
  torgPavlov: entry(
    'torg_pavlov_ratio',
    'Torg-Pavlov ratio',
    '',
    'shortest way in the mid-sagittal plane from the middle of the back wall of the body to the lamina, over the depth of the body; C3 to C7, from the bone itself where the radiograph shows its shadow',
    { source: torg },
  ),
  ossificationOccupancy: entry(
    'opll_occupancy',
    'occupancy of the canal by an ossified ligament',
    '%',
    '100 x antero-posterior thickness of the ossification / antero-posterior diameter of the canal with it, near the midline',
    { source: 'reference/spine 6: occupancy of OPLL' },
  ),
  smallestArea: entry(
    'canal_area_smallest',
    'smallest area of the canal',
    'mm2',
    'least of canal_area over the levels and discs measured',
  ),
  smallestDiameter: entry(
    'canal_diameter_ap_smallest',
    'smallest antero-posterior diameter of the canal',
    'mm',
    'least of canal_diameter_ap over the levels and discs measured',
  ),
  largestOssification: entry(
    'opll_occupancy_largest',
    'largest occupancy by an ossified ligament',
    '%',
    'largest of opll_occupancy over the levels and discs measured',
  ),
  kLineDistance: entry(
    'k_line_distance',
    'distance of the ossification from the K-line',
    'mm',
    'least anterior distance, near the midline, of the ossification from the line between the middles of the canal at C2 and C7',
    { sign: 'in front of the line +', source: 'Fujiyoshi et al. Spine 2008;33:E990', posture: 'standing' },
  ),
  kLine: entry(
    'k_line_positive',
    'K-line positive',
    '',
    '1 where the ossification stays in front of the K-line, 0 where it reaches it',
    { source: 'Fujiyoshi et al. Spine 2008;33:E990', posture: 'standing' },
  ),
} as const;
