import type { Signature } from '../signature/schema.ts';
import { classesOfSet } from './thresholds.ts';

/** What a signature says of a patient at a level: the classes, or the interval, that hold the truth so often. */
export type ConformalPrediction =
  | { readonly level: number; readonly classes: readonly string[] }
  | { readonly level: number; readonly lower: number | null; readonly upper: number | null };

/** Sets or intervals at each level; none where the signature keeps no thresholds. Ends that are not known are null. */
export function conformalOf(
  { conformal, outcome }: Pick<Signature, 'conformal' | 'outcome'>,
  score: number,
  probabilities: ArrayLike<number> | undefined,
): ConformalPrediction[] {
  return (conformal?.levels ?? []).flatMap(({ level, thresholds, halfWidth }): ConformalPrediction[] => {
    if (thresholds !== undefined && probabilities !== undefined) {
      const codes = classesOfSet(probabilities, thresholds);
      return [{ level, classes: codes.map((code) => outcome.classes[code]!) }];
    }
    if (halfWidth === undefined) return [];
    return [
      {
        level,
        lower: halfWidth === null ? null : score - halfWidth,
        upper: halfWidth === null ? null : score + halfWidth,
      },
    ];
  });
}

/** What the sets are, in words. */
export const conformalWords =
  'Holds the truth of about so many patients of the same kind as the training patients; made of what the model said of those while they were left out. Of a patient from elsewhere it promises nothing.';
