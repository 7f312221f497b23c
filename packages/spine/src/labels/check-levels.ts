import type { Vector3 } from '@rachis/volume';
import { type Level, levelRank, levelsBetween } from '../levels.ts';

/** A vertebra that is in a file, with the patient position (LPS, mm) of its centre. */
export interface PlacedLevel {
  readonly level: Level;
  readonly centre: Vector3;
}

/** What the levels of a file are like, before anything is measured. */
export interface LevelReport {
  /** Cranial to caudal. */
  readonly present: readonly Level[];
  /** Levels that should lie between those that are there. */
  readonly missing: readonly Level[];
  readonly transitional: readonly Level[];
  readonly duplicated: readonly Level[];
  /** Levels that stand in another order in the patient than their names say. */
  readonly swapped: readonly (readonly [Level, Level])[];
  /** Most levels do not run downwards: the file's orientation or the scheme is wrong. */
  readonly inverted: boolean;
  /** All of it in sentences. */
  readonly notes: readonly string[];
}

/** Vertebrae that spines with one fewer do not have. */
const mayLack: readonly Level[] = ['T12', 'L5'];

/** From one vertebra to the next the spine goes down by this part of the way at least, also at a steep sacrum. */
const leastDescent = 0.25;

function swappedPairs(placed: readonly PlacedLevel[]): (readonly [Level, Level])[] {
  const pairs: (readonly [Level, Level])[] = [];
  for (const [i, upper] of placed.entries()) {
    const lower = placed[i + 1];
    if (lower === undefined || upper.level === lower.level) continue;
    const way = upper.centre.map((v, axis) => v - lower.centre[axis]!);
    if (way[2]! < leastDescent * Math.hypot(...way)) pairs.push([upper.level, lower.level]);
  }
  return pairs;
}

/**
 * Missing, supernumerary, duplicated and swapped levels. Levels count as in order when the way from each to the next goes
 * down (LPS z) by a quarter of its length at least.
 */
export function checkLevels(given: readonly PlacedLevel[]): LevelReport {
  const placed = [...given].sort((a, b) => levelRank(a.level) - levelRank(b.level));
  const all = placed.map(({ level }) => level);
  const present = [...new Set(all)];
  const duplicated = present.filter((level) => all.filter((one) => one === level).length > 1);
  const missing = present.flatMap((level, i) => {
    const below = present[i + 1];
    return below === undefined
      ? []
      : levelsBetween(level, below).filter((one) => !(one === 'T12' && present.includes('T13')));
  });
  const transitional = present.filter((level) => level === 'T13' || level === 'L6');
  const swapped = swappedPairs(placed);
  const inverted = present.length > 2 && swapped.length > (present.length - 1) / 2;
  const notes = [
    ...missing.map((level) =>
      mayLack.includes(level)
        ? `${level} is missing between its neighbours: not segmented, or a spine with one vertebra less.`
        : `${level} is missing between its neighbours.`,
    ),
    ...transitional.map(
      (level) => `${level} is there: a spine with one vertebra more; levels are counted by their names.`,
    ),
    ...duplicated.map((level) => `${level} is there more than once; it is not measured.`),
    ...(inverted
      ? [
          'The levels do not run downwards: the orientation in the file is wrong, or its labels follow another scheme.',
        ]
      : swapped.map(
          ([upper, lower]) =>
            `${upper} does not lie above ${lower}: labels are swapped or of another scheme.`,
        )),
  ];
  return { present, missing, transitional, duplicated, swapped, inverted, notes };
}
