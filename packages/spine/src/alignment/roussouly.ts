import { type Level, levelRank } from '../levels.ts';
import type { Standing } from '../measurement.ts';
import { centroidOf, type SagittalLandmarks } from './sagittal-landmarks.ts';

/** Roussouly type of a standing lordosis. */
export interface Roussouly {
  readonly type: '1' | '2' | '3' | '4' | 'unclassified';
  /**
   * PI and PT lie within one standard deviation of the published means of the anteverted type 3 (PI 48 ± 6, PT 4 ± 3)
   * while SS is above 35: the reader decides.
   */
  readonly anteverted: boolean;
  readonly reason: string;
  /** The limits of the types are still to be confirmed from Roussouly et al. 2005. */
  readonly standing: Standing;
}

/** The lumbar vertebra whose centroid lies furthest forward: the apex of lordosis, as a level; null where none is there. */
export function lordosisApex({ vertebrae }: SagittalLandmarks): Level | null {
  let apex: Level | null = null;
  let furthest = Number.NEGATIVE_INFINITY;
  for (const [level, corners] of Object.entries(vertebrae)) {
    const centroid = level.startsWith('L') ? centroidOf(corners) : null;
    if (centroid === null || centroid[0] <= furthest) continue;
    furthest = centroid[0];
    apex = level as Level;
  }
  return apex;
}

/**
 * Roussouly type from sacral slope (degrees) and the apex of lordosis: 1 SS < 35 with the apex at L5, 2 SS < 35 with
 * the apex above, 3 SS 35 to 45 with the apex at L4 or L3, 4 SS > 45 with the apex at L3 or above. Anything else is
 * unclassified, which is usual (15 of 143 in one cohort).
 */
export function roussoulyType(ss: number, apex: Level | null, pi: number, pt: number): Roussouly {
  const anteverted = ss > 35 && Math.abs(pi - 48) <= 6 && Math.abs(pt - 4) <= 3;
  const result = (type: Roussouly['type'], reason = ''): Roussouly => ({
    type,
    anteverted,
    reason,
    standing: 'unconfirmed',
  });
  if (apex === null) return result('unclassified', 'the apex of lordosis is not known');
  const rank = levelRank(apex);
  const contradicts = () =>
    result('unclassified', `a sacral slope of ${ss.toFixed(1)} degrees does not go with an apex at ${apex}`);
  if (ss < 35) return rank >= levelRank('L5') ? result('1') : result('2');
  if (ss <= 45) return rank <= levelRank('L4') && rank >= levelRank('L3') ? result('3') : contradicts();
  return rank <= levelRank('L3') ? result('4') : contradicts();
}
