import { type LearnSettings, learnSchema } from '@rachis/study';
import type { Population } from './population.ts';

/** Settings of learning for a drawn table. */
export const settingsFor = ({ outcome }: Pick<Population, 'outcome'>, more: object = {}): LearnSettings =>
  learnSchema.parse({
    outcome: 'outcome',
    subject: 'subject',
    ...(outcome === 'three classes' ? { kind: 'classes' } : {}),
    ...more,
  });
