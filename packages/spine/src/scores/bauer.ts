import type { PointScore, ScoreComponent } from './point-score.ts';

const yesOrNo = (id: string, from: ScoreComponent['from'], text: string): ScoreComponent => ({
  id,
  from,
  options: [
    { id: 'yes', points: 1, text },
    { id: 'no', points: 0, text: `not: ${text}` },
  ],
});

/** Modified Bauer score. Leithner et al., Eur Spine J 2008;17:1488 (points as reproduced at dss.dign.eu, 46). */
export const bauer: PointScore = {
  id: 'modified_bauer',
  name: 'Modified Bauer score',
  reference: 'Leithner et al. Eur Spine J 2008;17:1488',
  standing: 'confirmed',
  range: [0, 4],
  components: [
    yesOrNo('no_visceral_metastases', 'record', 'no visceral metastases'),
    yesOrNo('not_lung_cancer', 'record', 'the primary is not lung cancer'),
    yesOrNo(
      'primary_breast_kidney_lymphoma_myeloma',
      'record',
      'the primary is of breast or kidney, lymphoma or myeloma',
    ),
    yesOrNo('one_skeletal_metastasis', 'reader', 'a single skeletal metastasis'),
  ],
  categories: [
    { name: 'poor', least: 0, most: 1 },
    { name: 'moderate', least: 2, most: 2 },
    { name: 'good', least: 3, most: 4 },
  ],
};
