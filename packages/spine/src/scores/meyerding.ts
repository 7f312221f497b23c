/** Meyerding's grade; 0 where there is no slip. */
export type MeyerdingGrade = 0 | 1 | 2 | 3 | 4 | 5;

/** Roman numerals of the grades, as reports write them. */
export const meyerdingNames = ['0', 'I', 'II', 'III', 'IV', 'V'] as const;

/**
 * Meyerding's grade from a slip in % of the depth of the lower vertebra's upper endplate, forwards or backwards alike:
 * I up to a quarter, II up to a half, III up to three quarters, IV up to the whole, V beyond (spondyloptosis; its limit
 * is still to be confirmed). 0 where the slip is smaller than `least` %, the error of measurement.
 */
export function meyerdingGrade(slipPercent: number, least = 0): MeyerdingGrade {
  const slip = Math.abs(slipPercent);
  if (slip <= least) return 0;
  if (slip <= 25) return 1;
  if (slip <= 50) return 2;
  if (slip <= 75) return 3;
  return slip <= 100 ? 4 : 5;
}
