import {
  blandAltman,
  blandAltmanRepeated,
  coefficientOfVariation,
  cohenKappa,
  concordance,
  gwetAgreement,
  type IntraclassForm,
  intraclassCorrelations,
  overallConcordance,
  quartileDispersion,
  repeatability,
} from '@rachis/statistics';
import type { Computations } from './fixture.ts';

/** The order of psych's rows. */
const psychForms: readonly IntraclassForm[] = ['1,1', '2,1', '3,1', '1,k', '2,k', '3,k'];

/** The six forms as columns, in psych's names. */
export function intraclassColumns(ratings: number[][], level = 0.95) {
  const { forms } = intraclassCorrelations(ratings, { level });
  const column = (name: 'value' | 'lower' | 'upper' | 'f' | 'degrees1' | 'degrees2' | 'p') =>
    psychForms.map((form) => forms[form][name]);
  return {
    icc: column('value'),
    lower: column('lower'),
    upper: column('upper'),
    f: column('f'),
    df1: column('degrees1'),
    df2: column('degrees2'),
    p: column('p'),
  };
}

export const agreement: Computations = {
  ratings: ({ ratings, level }: { ratings: number[][]; level: number }) => {
    const first = ratings.map((row) => row[0]!);
    const second = ratings.map((row) => row[1]!);
    const ccc = concordance(first, second);
    const limits = blandAltman(first, second);
    const { slope, p } = limits.proportionalBias;
    const repeated = repeatability(ratings);
    const overall = overallConcordance(ratings);
    return {
      psych: intraclassColumns(ratings),
      psych_level: intraclassColumns(ratings, level),
      pingouin: intraclassColumns(ratings),
      epir: {
        ccc: ccc.value,
        lower: ccc.lower,
        upper: ccc.upper,
        scale_shift: ccc.scaleShift,
        location_shift: ccc.locationShift,
        accuracy: ccc.accuracy,
        mean_difference: limits.bias.value,
        sd_difference: limits.deviation,
      },
      epir_overall: { value: overall.value, precision: overall.precision, accuracy: overall.accuracy },
      scipy: {
        slope: slope.value,
        slope_lower: slope.lower,
        slope_upper: slope.upper,
        slope_p: p,
        cv: coefficientOfVariation(ratings[0]!).value,
        qcd: quartileDispersion(first).value,
        within_deviation: repeated.withinSubjectDeviation.value,
        within_variation: repeated.withinSubjectVariation.value,
      },
    };
  },
  kappa: (input: { a: number[]; b: number[]; c: (number | null)[]; categories: number[] }) => {
    const { a, b, c, categories } = input;
    const of = (weights: 'unweighted' | 'linear' | 'quadratic') => {
      const { value, lower, upper, standardError } = cohenKappa(a, b, { weights, categories });
      return { value, lower, upper, error: standardError };
    };
    const readers = { unweighted: of('unweighted'), linear: of('linear'), quadratic: of('quadratic') };
    const gwet = gwetAgreement(
      a.map((rating, i) => [rating, b[i]!, c[i]!]),
      { categories },
    );
    return {
      psych: readers,
      statsmodels: readers,
      irrcac: { ...gwet, error: gwet.standardError, reason: null },
    };
  },
  repeated: ({ x, y, subject }: { x: number[]; y: number[]; subject: number[] }) => {
    const { bias, deviation } = blandAltmanRepeated(x, y, subject);
    return { epir: { bias, deviation } };
  },
};
