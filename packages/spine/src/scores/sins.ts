import type { Level } from '../levels.ts';
import type { PointScore } from './point-score.ts';

/** Spinal Instability Neoplastic Score. Fisher et al., Spine 2010;35:E1221. */
export const sins: PointScore = {
  id: 'sins',
  name: 'Spinal Instability Neoplastic Score',
  reference: 'Fisher et al. Spine 2010;35:E1221',
  standing: 'confirmed',
  range: [0, 18],
  components: [
    {
      id: 'location',
      from: 'image',
      ofLevel: (level) => sinsLocation(level),
      options: [
        { id: 'junctional', points: 3, text: 'occiput-C2, C7-T2, T11-L1, L5-S1' },
        { id: 'mobile', points: 2, text: 'C3-C6, L2-L4' },
        { id: 'semirigid', points: 1, text: 'T3-T10' },
        { id: 'rigid', points: 0, text: 'S2-S5' },
      ],
    },
    {
      id: 'pain',
      from: 'record',
      options: [
        { id: 'mechanical', points: 3, text: 'better lying, worse with movement or loading' },
        { id: 'occasional', points: 1, text: 'occasional, not mechanical' },
        { id: 'none', points: 0, text: 'free of pain' },
      ],
    },
    {
      id: 'bone_lesion',
      from: 'reader',
      options: [
        { id: 'lytic', points: 2, text: 'lytic' },
        { id: 'mixed', points: 1, text: 'lytic and blastic' },
        { id: 'blastic', points: 0, text: 'blastic' },
      ],
    },
    {
      id: 'alignment',
      from: 'reader',
      options: [
        { id: 'subluxation', points: 4, text: 'subluxation or translation' },
        { id: 'deformity', points: 2, text: 'de novo kyphosis or scoliosis' },
        { id: 'normal', points: 0, text: 'normal' },
      ],
    },
    {
      id: 'collapse',
      from: 'image',
      options: [
        { id: 'above_half', points: 3, text: 'more than 50% collapse' },
        { id: 'below_half', points: 2, text: 'less than 50% collapse' },
        { id: 'none_body_involved', points: 1, text: 'no collapse, more than 50% of the body involved' },
        { id: 'none', points: 0, text: 'none of these' },
      ],
    },
    {
      id: 'posterolateral',
      from: 'reader',
      options: [
        { id: 'bilateral', points: 3, text: 'both sides' },
        { id: 'unilateral', points: 1, text: 'one side' },
        { id: 'none', points: 0, text: 'none' },
      ],
    },
  ],
  categories: [
    { name: 'stable', least: 0, most: 6 },
    { name: 'potentially unstable', least: 7, most: 12 },
    { name: 'unstable', least: 13, most: 18 },
  ],
};

const junctional: readonly Level[] = [
  'C1',
  'C2',
  'C7',
  'T1',
  'T2',
  'T11',
  'T12',
  'T13',
  'L1',
  'L5',
  'L6',
  'S1',
];
const mobile: readonly Level[] = ['C3', 'C4', 'C5', 'C6', 'L2', 'L3', 'L4'];

/** SINS location of a level; T13 and L6, of which the paper does not speak, are junctional as their neighbours are. */
export function sinsLocation(level: Level): 'junctional' | 'mobile' | 'semirigid' | 'rigid' {
  if (junctional.includes(level)) return 'junctional';
  if (mobile.includes(level)) return 'mobile';
  return level.startsWith('T') ? 'semirigid' : 'rigid';
}

/**
 * SINS collapse from height loss and the part of the body that the lesion takes, both %. '' (for the reader) at exactly
 * 50% loss, of which the score does not speak. What counts as collapse at all is the reader's: loss above 0.
 */
export function sinsCollapse(lossPercent: number, bodyInvolvedPercent: number): string {
  if (lossPercent === 50) return '';
  if (lossPercent > 50) return 'above_half';
  if (lossPercent > 0) return 'below_half';
  return bodyInvolvedPercent > 50 ? 'none_body_involved' : 'none';
}
