import type { PointScore } from './point-score.ts';

/** Survival with spinal metastases by the Dutch Bone Metastasis Study. Points as printed at medicalalgorithms.com. */
export const vanDerLinden: PointScore = {
  id: 'van_der_linden',
  name: 'Score of van der Linden',
  reference: 'van der Linden et al. Cancer 2005;103:320',
  standing: 'confirmed',
  range: [0, 6],
  components: [
    {
      id: 'karnofsky',
      from: 'record',
      options: [
        { id: 'good', points: 2, text: 'Karnofsky 80-100' },
        { id: 'fair', points: 1, text: 'Karnofsky 50-70' },
        { id: 'poor', points: 0, text: 'Karnofsky 20-40' },
      ],
    },
    {
      id: 'primary',
      from: 'record',
      options: [
        { id: 'breast', points: 3, text: 'breast' },
        { id: 'prostate', points: 2, text: 'prostate' },
        { id: 'lung', points: 1, text: 'lung' },
        { id: 'other', points: 0, text: 'other' },
      ],
    },
    {
      id: 'visceral_metastases',
      from: 'record',
      options: [
        { id: 'absent', points: 1, text: 'absent' },
        { id: 'present', points: 0, text: 'present' },
      ],
    },
  ],
  categories: [
    { name: 'A', least: 0, most: 3 },
    { name: 'B', least: 4, most: 5 },
    { name: 'C', least: 6, most: 6 },
  ],
};

/**
 * Katagiri's revised score. Its six factors and groups are those of PMC4302686 and of its validation (score 0-3, 4-6, 7-10); the points
 * of each answer add up to 10 and are still to be confirmed.
 */
export const katagiri: PointScore = {
  id: 'katagiri_revised',
  name: 'Revised Katagiri score',
  reference: 'Katagiri et al. Cancer Med 2014;3:1359',
  standing: 'unconfirmed',
  range: [0, 10],
  components: [
    {
      id: 'primary_growth',
      from: 'record',
      options: [
        { id: 'slow', points: 0, text: 'slow growth' },
        { id: 'moderate', points: 2, text: 'moderate growth' },
        { id: 'rapid', points: 3, text: 'rapid growth' },
      ],
    },
    {
      id: 'visceral_or_cerebral',
      from: 'record',
      options: [
        { id: 'none', points: 0, text: 'none' },
        { id: 'nodular', points: 1, text: 'nodular visceral or cerebral metastases' },
        { id: 'disseminated', points: 2, text: 'disseminated metastases' },
      ],
    },
    {
      id: 'laboratory',
      from: 'record',
      options: [
        { id: 'normal', points: 0, text: 'normal' },
        { id: 'abnormal', points: 1, text: 'abnormal' },
        { id: 'critical', points: 2, text: 'critical' },
      ],
    },
    {
      id: 'ecog',
      from: 'record',
      options: [
        { id: '0_to_2', points: 0, text: 'ECOG 0 to 2' },
        { id: '3_or_4', points: 1, text: 'ECOG 3 or 4' },
      ],
    },
    {
      id: 'chemotherapy_before',
      from: 'record',
      options: [
        { id: 'no', points: 0, text: 'no chemotherapy before' },
        { id: 'yes', points: 1, text: 'chemotherapy before' },
      ],
    },
    {
      id: 'skeletal_metastases',
      from: 'reader',
      options: [
        { id: 'single', points: 0, text: 'single' },
        { id: 'multiple', points: 1, text: 'multiple' },
      ],
    },
  ],
  categories: [
    { name: 'low risk', least: 0, most: 3 },
    { name: 'intermediate risk', least: 4, most: 6 },
    { name: 'high risk', least: 7, most: 10 },
  ],
};
