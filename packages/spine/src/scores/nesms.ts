import type { PointScore } from './point-score.ts';

/**
 * New England Spinal Metastasis Score, 0 to 3. Components and range are confirmed; that each gives one point is
 * inferred from the range. Ghori et al., Spine J 2015; Schoenfeld et al. 2021.
 */
export const nesms: PointScore = {
  id: 'nesms',
  name: 'New England Spinal Metastasis Score',
  reference: 'Ghori et al. Spine J 2015; Schoenfeld et al. 2021',
  standing: 'unconfirmed',
  range: [0, 3],
  components: [
    {
      id: 'modified_bauer',
      from: 'record',
      options: [
        { id: '3_or_more', points: 1, text: 'modified Bauer score of 3 or 4' },
        { id: '2_or_less', points: 0, text: 'modified Bauer score of 0 to 2' },
      ],
    },
    {
      id: 'ambulatory',
      from: 'record',
      options: [
        { id: 'independent', points: 1, text: 'walks independently' },
        { id: 'impaired', points: 0, text: 'walking impaired or impossible' },
      ],
    },
    {
      id: 'albumin',
      from: 'record',
      options: [
        { id: 'normal', points: 1, text: 'serum albumin of 3.5 g/dL or more' },
        { id: 'low', points: 0, text: 'serum albumin below 3.5 g/dL' },
      ],
    },
  ],
  categories: [],
};
