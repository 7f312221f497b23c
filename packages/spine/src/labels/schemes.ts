import { type Level, levels } from '../levels.ts';
import { bystanders } from './bystanders.ts';
import { discBelow, other, sacrum, type Structure, structureOfName, vertebra } from './structure.ts';

/** A convention of what the numbers of a label map mean. */
export interface LabelScheme {
  readonly id: string;
  readonly modality: string;
  /** Repository and commit that the numbers were read from. */
  readonly source: string;
  readonly labels: ReadonlyMap<number, Structure>;
  /** Labels of organs that are no part of a spine: known, but not counted where a scheme is recognised. */
  readonly bystanders: ReadonlyMap<number, Structure>;
}

type Entry = readonly [number, Structure];

const usual = levels.filter((level) => /^[CTL]/.test(level) && !['T13', 'L6'].includes(level));

/** Consecutive labels for the usual levels from `first` to `last`, in either direction. */
function run(start: number, first: Level, last: Level): Entry[] {
  const [from, to] = [usual.indexOf(first), usual.indexOf(last)];
  const taken = from <= to ? usual.slice(from, to + 1) : usual.slice(to, from + 1).reverse();
  return taken.map((level, i) => [start + i, vertebra(level)]);
}

const named = (names: Readonly<Record<number, string>>): Entry[] =>
  Object.entries(names).map(([label, name]) => [Number(label), structureOfName(name)]);

const verse: Entry[] = [
  ...run(1, 'C1', 'L5'),
  [25, vertebra('L6')],
  [26, sacrum],
  [27, other('coccyx')],
  [28, vertebra('T13')],
];

/** SPINEPS: the disc below a vertebra is 100 more, its endplate 200 more. */
const spineps: Entry[] = verse.flatMap(([label, structure]): Entry[] => {
  const { level } = structure;
  if (level === null) return [[label, structure]];
  return [
    [label, structure],
    [100 + label, discBelow(level)],
    [200 + label, { kind: 'endplate', name: `endplate ${level}`, level }],
  ];
});

const discRun = (start: number, first: Level, count: number): Entry[] =>
  usual
    .slice(usual.indexOf(first))
    .slice(0, count)
    .map((level, i) => [start + i, discBelow(level)]);

const totalSegmentator = 'github wasserth/TotalSegmentator 0e65a44, map_to_binary.py';

const scheme = (id: string, modality: string, source: string, entries: readonly Entry[]): LabelScheme => ({
  id,
  modality,
  source,
  labels: new Map(entries),
  bystanders: new Map(
    (id in bystanders ? bystanders[id as keyof typeof bystanders] : []).map(([label, name]) => [
      label,
      other(name),
    ]),
  ),
});

/** Every scheme that is known. */
export const labelSchemes: readonly LabelScheme[] = [
  scheme('verse', 'CT', 'github anjany/verse 02b292b', verse),
  scheme('totalsegmentator_total_v2', 'CT', totalSegmentator, [
    [25, sacrum],
    [26, vertebra('S1')],
    ...run(27, 'L5', 'C1'),
    ...named({ 75: 'femur_left', 76: 'femur_right', 77: 'hip_left', 78: 'hip_right', 79: 'spinal_cord' }),
    ...named({ 86: 'autochthon_left', 87: 'autochthon_right', 88: 'iliopsoas_left', 89: 'iliopsoas_right' }),
  ]),
  scheme('totalsegmentator_total_v1', 'CT', totalSegmentator, [
    ...run(18, 'L5', 'C1'),
    ...named({ 88: 'femur_left', 89: 'femur_right', 90: 'hip_left', 91: 'hip_right', 92: 'sacrum' }),
    ...named({
      100: 'autochthon_left',
      101: 'autochthon_right',
      102: 'iliopsoas_left',
      103: 'iliopsoas_right',
    }),
  ]),
  scheme('totalsegmentator_total_mr', 'MR', totalSegmentator, [
    ...named({ 18: 'sacrum', 19: 'vertebrae', 20: 'intervertebral_discs', 21: 'spinal_cord' }),
    ...named({ 36: 'femur_left', 37: 'femur_right', 38: 'hip_left', 39: 'hip_right' }),
    ...named({ 46: 'autochthon_left', 47: 'autochthon_right', 48: 'iliopsoas_left', 49: 'iliopsoas_right' }),
  ]),
  scheme('totalsegmentator_vertebrae_mr', 'MR', totalSegmentator, [[1, sacrum], ...run(2, 'L5', 'C1')]),
  scheme('totalsegmentator_vertebrae_pp', 'CT', totalSegmentator, run(1, 'C1', 'L5')),
  scheme(
    'totalsegmentator_vertebrae_body',
    'CT',
    totalSegmentator,
    named({ 1: 'vertebrae_body', 2: 'intervertebral_discs' }),
  ),
  scheme(
    'totalsegmentator_abdominal_muscles',
    'CT',
    totalSegmentator,
    ['erector_spinae', 'transversospinalis', 'psoas_major', 'quadratus_lumborum'].flatMap(
      (name, i): Entry[] => [
        [15 + 2 * i, other(`${name}_right`)],
        [16 + 2 * i, other(`${name}_left`)],
      ],
    ),
  ),
  scheme(
    'totalsegmentator_tissue_4_types',
    'CT',
    totalSegmentator,
    named({ 1: 'subcutaneous_fat', 2: 'torso_fat', 3: 'skeletal_muscle', 4: 'intermuscular_fat' }),
  ),
  scheme('totalspineseg', 'MR', 'github neuropoly/totalspineseg ddab04b, tss_map.json', [
    ...named({ 1: 'SC', 2: 'CSF' }),
    ...run(11, 'C1', 'C7'),
    ...run(21, 'T1', 'T12'),
    ...run(41, 'L1', 'L5'),
    [46, vertebra('L6')],
    [47, other('L7')],
    [50, sacrum],
    ...discRun(63, 'C2', 5),
    ...discRun(71, 'C7', 12),
    ...discRun(91, 'T12', 5),
    ...named({ 100: 'L5-S' }),
  ]),
  scheme('spineps_tptbox', 'CT, MR', 'github Hendrik-code/TPTBox f43f7fb, vert_constants', spineps),
  scheme('spineps_subregions', 'CT, MR', 'github Hendrik-code/TPTBox f43f7fb, vert_constants', [
    ...named({ 26: 'sacrum', 60: 'spinal_cord', 61: 'spinal_canal' }),
  ]),
  scheme(
    'musclemap',
    'CT, MR',
    'github MuscleMap/MuscleMap 6e1e1eb',
    named({
      5101: 'multifidus_left',
      5102: 'multifidus_right',
      5111: 'erector_spinae_left',
      5112: 'erector_spinae_right',
      5121: 'psoas_major_left',
      5122: 'psoas_major_right',
      5131: 'quadratus_lumborum_left',
      5132: 'quadratus_lumborum_right',
      1111: 'semispinalis_cervicis_and_multifidus_left',
      1112: 'semispinalis_cervicis_and_multifidus_right',
      6160: 'sacrum',
    }),
  ),
];
