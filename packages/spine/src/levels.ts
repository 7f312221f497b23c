/** Vertebral levels from cranial to caudal; T13 and L6 are of spines with one vertebra more. */
export const levels = [
  ...(['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7'] as const),
  ...(['T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'T8', 'T9', 'T10', 'T11', 'T12', 'T13'] as const),
  ...(['L1', 'L2', 'L3', 'L4', 'L5', 'L6'] as const),
  ...(['S1', 'S2', 'S3', 'S4', 'S5'] as const),
] as const;

/** The name of a vertebral level, the one key that measurements go by. */
export type Level = (typeof levels)[number];

const ranks: ReadonlyMap<string, number> = new Map(levels.map((level, rank) => [level, rank]));

/** Whether a text is the name of a level. */
export const isLevel = (name: string): name is Level => ranks.has(name);

/** Place of a level from cranial (0) to caudal: sort by this, never by a label's number. */
export const levelRank = (level: Level): number => ranks.get(level)!;

/** Region of the spine by the first letter of a level's name. */
export type Region = 'cervical' | 'thoracic' | 'lumbar' | 'sacral';

const regions: Readonly<Record<string, Region>> = {
  C: 'cervical',
  T: 'thoracic',
  L: 'lumbar',
  S: 'sacral',
};

/** The region that a level belongs to. */
export const regionOf = (level: Level): Region => regions[level[0]!]!;

/** Levels that only some spines have. */
const supernumerary: readonly Level[] = ['T13', 'L6'];

/**
 * The levels that may come directly below one: two where a supernumerary or missing vertebra is usual (T12 is followed
 * by T13 or L1, L5 by L6 or S1, T11 and L4 by the next but one in spines with one vertebra less).
 */
export function levelsBelow(level: Level): readonly Level[] {
  const usual: Partial<Record<Level, readonly Level[]>> = {
    T11: ['T12', 'L1'],
    T12: ['T13', 'L1'],
    L4: ['L5', 'S1'],
    L5: ['L6', 'S1'],
  };
  const next = levels[levelRank(level) + 1];
  return usual[level] ?? (next === undefined ? [] : [next]);
}

/** Levels that should be there between two that are, cranial to caudal, without those that only some spines have. */
export function levelsBetween(upper: Level, lower: Level): readonly Level[] {
  return levels
    .slice(levelRank(upper) + 1, levelRank(lower))
    .filter((level) => !supernumerary.includes(level));
}

/** The cord ends at about this level: below, labels called cord hold the thecal sac. */
export const lowestCord: Level = 'L2';
