import type { Standing } from '../measurement.ts';

/** A target of alignment, with whether its formula was found in a source that can be cited. */
export interface Target {
  readonly id: string;
  /** Degrees, or mm for SVA. */
  readonly value: number;
  readonly source: string;
  readonly standing: Standing;
}

/** Theoretical PT and LL by class of PI, degrees: upper limit of the class in whole degrees, PT, LL - PI. */
export const incidenceClasses: readonly {
  readonly upTo: number;
  readonly pt: number;
  readonly llMinusPi: number;
}[] = [
  { upTo: 37, pt: 4, llMinusPi: 18 },
  { upTo: 47, pt: 8, llMinusPi: 13 },
  { upTo: 57, pt: 12, llMinusPi: 9 },
  { upTo: 67, pt: 16, llMinusPi: 6 },
  { upTo: 77, pt: 20, llMinusPi: 2 },
  { upTo: Number.POSITIVE_INFINITY, pt: 24, llMinusPi: -5 },
];

/**
 * Theoretical PT and LL (L1-S1) for a pelvic incidence, degrees; PI is rounded to whole degrees to find its class.
 * PMC4303780, table 3 (which leaves out 78 itself: it is taken with the last class).
 */
export function incidenceTargets(pi: number): { readonly pt: number; readonly ll: number } {
  const { pt, llMinusPi } = incidenceClasses.find(({ upTo }) => Math.round(pi) <= upTo)!;
  return { pt, ll: pi + llMinusPi };
}

/** Target of lumbar lordosis L1-S1, degrees: PI - 0.3 TK - 0.5 age + 10. Lafage et al. (eScholarship 8ws6j23q). */
export const lordosisTarget = (pi: number, thoracicKyphosis: number, age: number): number =>
  pi - 0.3 * thoracicKyphosis - 0.5 * age + 10;

/** Age-adjusted targets; their formulas are still to be confirmed from Lafage et al., Spine 2016;41:62. */
export const ageAdjustedTargets = (
  age: number,
): Readonly<Record<'PT' | 'PI_LL' | 'SVA_mm' | 'TPA', number>> => ({
  PT: (age - 55) / 3 + 20,
  PI_LL: (age - 55) / 2 + 3,
  SVA_mm: 2 * (age - 55) + 25,
  TPA: (age - 55) / 2 + 16,
});

/** Every target for a patient, standing; without age or kyphosis those that need them are left out. */
export function alignmentTargets(
  pi: number,
  thoracicKyphosis: number | null,
  age: number | null,
): readonly Target[] {
  const byClass = incidenceTargets(pi);
  const table = { source: 'PMC4303780 table 3', standing: 'confirmed' } as const;
  const adjusted = age === null ? null : ageAdjustedTargets(age);
  return [
    { id: 'PT_by_incidence', value: byClass.pt, ...table },
    { id: 'LL_by_incidence', value: byClass.ll, ...table },
    ...(age === null || thoracicKyphosis === null
      ? []
      : [
          {
            id: 'LL_Lafage',
            value: lordosisTarget(pi, thoracicKyphosis, age),
            source: 'eScholarship 8ws6j23q',
            standing: 'confirmed',
          } as const,
        ]),
    ...Object.entries(adjusted ?? {}).map(
      ([id, value]): Target => ({
        id: `${id}_age_adjusted`,
        value,
        source: 'Lafage et al. Spine 2016;41:62',
        standing: 'unconfirmed',
      }),
    ),
  ];
}
