import type { PointScore } from './point-score.ts';

/** Revised Tokuhashi score of expected survival. Tokuhashi et al., Spine 2005;30:2186. */
export const tokuhashi: PointScore = {
  id: 'tokuhashi_revised',
  name: 'Revised Tokuhashi score',
  reference: 'Tokuhashi et al. Spine 2005;30:2186',
  standing: 'confirmed',
  range: [0, 15],
  components: [
    {
      id: 'kps',
      from: 'record',
      options: [
        { id: 'poor', points: 0, text: 'Karnofsky 10-40%' },
        { id: 'moderate', points: 1, text: 'Karnofsky 50-70%' },
        { id: 'good', points: 2, text: 'Karnofsky 80-100%' },
      ],
    },
    {
      id: 'extraspinal_bone_metastases',
      from: 'reader',
      options: [
        { id: '3_or_more', points: 0, text: '3 or more' },
        { id: '1_or_2', points: 1, text: '1 or 2' },
        { id: '0', points: 2, text: 'none' },
      ],
    },
    {
      id: 'vertebral_metastases',
      from: 'reader',
      options: [
        { id: '3_or_more', points: 0, text: '3 or more' },
        { id: '2', points: 1, text: '2' },
        { id: '1', points: 2, text: '1' },
      ],
    },
    {
      id: 'major_organ_metastases',
      from: 'record',
      options: [
        { id: 'unremovable', points: 0, text: 'unremovable' },
        { id: 'removable', points: 1, text: 'removable' },
        { id: 'none', points: 2, text: 'none' },
      ],
    },
    {
      id: 'primary',
      from: 'record',
      options: [
        { id: 'lung_group', points: 0, text: 'lung, osteosarcoma, stomach, bladder, oesophagus, pancreas' },
        { id: 'liver_group', points: 1, text: 'liver, gallbladder, unidentified' },
        { id: 'other', points: 2, text: 'others' },
        { id: 'kidney_group', points: 3, text: 'kidney, uterus' },
        { id: 'rectum', points: 4, text: 'rectum' },
        { id: 'breast_group', points: 5, text: 'thyroid, breast, prostate, carcinoid' },
      ],
    },
    {
      id: 'palsy',
      from: 'record',
      options: [
        { id: 'complete', points: 0, text: 'Frankel A, B' },
        { id: 'incomplete', points: 1, text: 'Frankel C, D' },
        { id: 'none', points: 2, text: 'Frankel E' },
      ],
    },
  ],
  categories: [
    { name: '< 6 months', least: 0, most: 8 },
    { name: '>= 6 months', least: 9, most: 11 },
    { name: '>= 12 months', least: 12, most: 15 },
  ],
};
