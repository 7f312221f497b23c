import type { PointScore } from './point-score.ts';

/** Tomita score; its points are still to be confirmed from Tomita et al., Spine 2001;26:298. */
export const tomita: PointScore = {
  id: 'tomita',
  name: 'Tomita score',
  reference: 'Tomita et al. Spine 2001;26:298',
  standing: 'unconfirmed',
  range: [2, 10],
  components: [
    {
      id: 'primary_growth',
      from: 'record',
      options: [
        { id: 'slow', points: 1, text: 'breast, prostate, thyroid and others' },
        { id: 'moderate', points: 2, text: 'kidney, uterus and others' },
        { id: 'rapid', points: 4, text: 'lung, stomach and others' },
      ],
    },
    {
      id: 'visceral',
      from: 'record',
      options: [
        { id: 'none', points: 0, text: 'none' },
        { id: 'treatable', points: 2, text: 'treatable' },
        { id: 'untreatable', points: 4, text: 'untreatable' },
      ],
    },
    {
      id: 'bone',
      from: 'reader',
      options: [
        { id: 'solitary', points: 1, text: 'solitary or isolated' },
        { id: 'multiple', points: 2, text: 'multiple' },
      ],
    },
  ],
  categories: [
    { name: 'long-term local control: wide/marginal excision', least: 2, most: 3 },
    { name: 'middle-term: marginal/intralesional', least: 4, most: 5 },
    { name: 'short-term palliation', least: 6, most: 7 },
    { name: 'terminal care', least: 8, most: 10 },
  ],
};
