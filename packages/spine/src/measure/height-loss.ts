import { type Level, levelRank, levelsBetween } from '../levels.ts';
import type { Heights, HeightPlace, ValueOrReason } from './vertebra-measures.ts';

/**
 * Loss of height of a vertebra against its neighbours. A neighbour that is itself crushed is no measure of health, and one
 * side alone says less than both: heights grow by some 3% a level.
 */

/** A vertebra that lost this share of its height is no reference. */
const mostLost = 0.2;
/** Two vertebrae under one label, or half a disc with one, are taller than the course of heights by this factor. */
const mostGrown = 1.25;
/** References lie no more levels away than this: further off, the course of heights is too uncertain. */
const mostLevelsAway = 3;

const places: readonly HeightPlace[] = ['anterior', 'middle', 'posterior'];

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Places of levels along the spine, in levels from the first. */
function stepsOf(levels: readonly Level[]): number[] {
  let at = 0;
  return levels.map((level, i) => {
    if (i > 0) {
      const before = levels[i - 1]!;
      at += levelRank(level) - levelRank(before) <= 1 ? 1 : levelsBetween(before, level).length + 1;
    }
    return at;
  });
}

/**
 * The course of one height over the levels, that up to a quarter of crushed levels do not bend: the line of medians through
 * logarithms of heights (Theil 1950, Sen 1968). Of three levels their median; of fewer none.
 */
function courseOf(
  steps: readonly number[],
  heights: readonly (number | null)[],
): ((step: number) => number) | null {
  const known = heights.flatMap((height, i) =>
    height !== null && height > 0 ? [[steps[i]!, Math.log(height)] as const] : [],
  );
  if (known.length < 3) return null;
  const slopes = known.flatMap(([x, y], i) =>
    known.slice(i + 1).map(([otherX, otherY]) => (otherY - y) / (otherX - x)),
  );
  const slope = known.length > 3 ? median(slopes) : 0;
  const offset = median(known.map(([x, y]) => y - slope * x));
  return (step) => Math.exp(offset + slope * step);
}

/** Levels that keep their height and shape, so that others may be compared with them. */
function intactLevels(steps: readonly number[], heights: readonly Heights[]): boolean[] {
  const courses = new Map(
    places.map(
      (place) =>
        [
          place,
          courseOf(
            steps,
            heights.map((own) => own[place].value),
          ),
        ] as const,
    ),
  );
  return heights.map((own, i) => {
    const { anterior, middle, posterior } = own;
    if (anterior.value === null || posterior.value === null) return false;
    if (anterior.value / posterior.value < 1 - mostLost) return false;
    if (middle.value !== null && middle.value / posterior.value < 1 - mostLost) return false;
    return places.every((place) => {
      const height = own[place].value;
      const course = courses.get(place)?.(steps[i]!);
      if (height === null || course === undefined) return true;
      return height > (1 - mostLost) * course && height < mostGrown * course;
    });
  });
}

/**
 * Losses of height, %, of each level of a run, cranial to caudal: against the height at its place between the nearest
 * intact levels above and below, neither more than three levels away. A level without both has a reason and no loss.
 */
export function heightLosses(
  levels: readonly Level[],
  heights: readonly Heights[],
): Readonly<Record<HeightPlace, ValueOrReason>>[] {
  const steps = stepsOf(levels);
  const intact = intactLevels(steps, heights);
  const near = (i: number, j: number) => Math.abs(steps[i]! - steps[j]!) <= mostLevelsAway;
  return levels.map((_, i) => {
    const above = levels.findLastIndex((_level, j) => j < i && intact[j]! && near(i, j));
    const below = levels.findIndex((_level, j) => j > i && intact[j]! && near(i, j));
    const loss = (place: HeightPlace): ValueOrReason => {
      const own = heights[i]![place];
      if (own.value === null) return own;
      const upper = above < 0 ? null : heights[above]![place].value;
      const lower = below < 0 ? null : heights[below]![place].value;
      if (upper === null || lower === null) {
        const where =
          upper === null && lower === null ? 'above or below' : upper === null ? 'above' : 'below';
        return {
          value: null,
          reason: `no intact vertebra within ${mostLevelsAway} levels ${where} to compare with`,
        };
      }
      const share = (steps[i]! - steps[above]!) / (steps[below]! - steps[above]!);
      const reference = upper + share * (lower - upper);
      return { value: 100 * (1 - own.value / reference) };
    };
    return { anterior: loss('anterior'), middle: loss('middle'), posterior: loss('posterior') };
  });
}
