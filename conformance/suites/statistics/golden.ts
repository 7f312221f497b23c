import { readFileSync } from 'node:fs';
import {
  blandAltman,
  coefficientOfVariation,
  concordance,
  percentRange,
  quartileDispersion,
  repeatability,
} from '@rachis/statistics';
import { referencePath } from '../../data.ts';
import type { Comparison } from '../../report.ts';
import { intraclassColumns } from './agreement.ts';
import { type Case, compare, type Numbers } from './fixture.ts';

type Golden = Readonly<Record<string, (input: Case['input']) => Numbers>>;

function goldenIntraclass(ratings: number[][]): Numbers {
  const columns = intraclassColumns(ratings);
  return { ...columns, F: columns.f };
}

const ofR: Golden = {
  icc_shrout_fleiss: ({ ratings }) => goldenIntraclass(ratings),
  icc_20x3: ({ ratings }) => goldenIntraclass(ratings),
  ccc_bland_altman_pefr: ({ x, y }: { x: number[]; y: number[] }) => {
    const ccc = concordance(x, y);
    const { bias, deviation, lowerLimit, upperLimit } = blandAltman(x, y);
    return {
      ccc: ccc.value,
      ccc_lower: ccc.lower,
      ccc_upper: ccc.upper,
      scale_shift: ccc.scaleShift,
      location_shift: ccc.locationShift,
      Cb: ccc.accuracy,
      mean_diff: bias.value,
      sd_diff: deviation,
      loa_lower: lowerLimit.value,
      loa_upper: upperLimit.value,
      se_mean: deviation / Math.sqrt(x.length),
      repeatability_coefficient: repeatability(x.map((value, i) => [value, y[i]!])).repeatabilityCoefficient
        .value,
    };
  },
};

const ofPython: Golden = {
  cv_qcd_range: ({ x }) => ({
    cv_percent: coefficientOfVariation(x).value,
    qcd: quartileDispersion(x).value,
    percent_range: percentRange(x).value,
  }),
};

/** The golden values of the data folder that this package answers for; models belong to `learning`. */
export function compareGolden(): Comparison[] {
  return [['golden_r', ofR] as const, ['golden_py', ofPython] as const].flatMap(([name, computations]) => {
    const text = readFileSync(referencePath(`golden/${name}.json`), 'utf8');
    const { cases } = JSON.parse(text) as { cases: Case[] };
    return cases.flatMap(({ id, input, expected }) =>
      computations[id] === undefined ? [] : compare(name, id, computations[id](input), expected),
    );
  });
}
