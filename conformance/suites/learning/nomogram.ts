import { readFileSync } from 'node:fs';
import { nomogramOf } from '@rachis/learning';
import { fixturePath } from '../../data.ts';
import type { Comparison } from '../../report.ts';

interface GoldenNomogram {
  readonly id: string;
  readonly expected: {
    readonly coef: readonly number[];
    readonly points: readonly { readonly x: readonly number[]; readonly points: readonly number[] }[];
    readonly total: { readonly lp: readonly number[]; readonly points: readonly number[] };
  };
}

/** Points and totals of the golden logistic model beside those of R's rms. */
export function compareNomogram(): Comparison[] {
  const { cases } = JSON.parse(readFileSync(fixturePath('golden-r.json'), 'utf8')) as {
    cases: GoldenNomogram[];
  };
  const { coef, points, total } = cases.find(({ id }) => id === 'lrm_nomogram')!.expected;
  const made = nomogramOf(
    coef[0]!,
    points.map(({ x }, at) => ({
      name: `x${at + 1}`,
      coefficient: coef[at + 1]!,
      minimum: x[0]!,
      maximum: x.at(-1)!,
    })),
  );
  const row = (tag: string, ours: number, expected: number): Comparison => ({
    group: 'nomogram (rms)',
    family: 'points',
    tag,
    ours,
    expected,
    tolerance: 1e-9 * Math.max(1, Math.abs(expected)),
  });
  return [
    ...points.flatMap((own, at) =>
      own.x.map((value, k) => row(`x${at + 1} at ${value}`, made.points(at, value), own.points[k]!)),
    ),
    ...total.lp.map((predictor, k) =>
      row(`total of ${predictor}`, made.totalOf(predictor), total.points[k]!),
    ),
  ];
}
