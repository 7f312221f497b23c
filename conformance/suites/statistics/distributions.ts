import {
  betaTails,
  chiSquareQuantile,
  chiSquareTails,
  fTails,
  logGamma,
  normalQuantile,
  normalTails,
  type Tails,
  tTails,
} from '@rachis/statistics';
import type { Computations } from './fixture.ts';

const both = (tails: readonly Tails[]) => ({
  lower: tails.map(({ lower }) => lower),
  upper: tails.map(({ upper }) => upper),
});

type Points = Readonly<Record<'x' | 'p', number[]>> &
  Readonly<Record<'df' | 'd1' | 'd2' | 'a' | 'b', number>>;

export const distributions: Computations = {
  normal: ({ x, p }: Points) => {
    const { lower, upper } = both(x.map((value) => normalTails(value)));
    return { R: { cdf: lower, upper, quantile: p.map((value) => normalQuantile(value)) } };
  },
  t: ({ x, df }: Points) => ({ R: both(x.map((value) => tTails(value, df))) }),
  f: ({ x, d1, d2 }: Points) => ({ R: both(x.map((value) => fTails(value, d1, d2))) }),
  chi: ({ x, df, p }: Points) => ({
    R: {
      ...both(x.map((value) => chiSquareTails(value, df))),
      quantile: p.map((value) => chiSquareQuantile(value, df)),
    },
  }),
  beta: ({ x, a, b }: Points) => ({
    R: { ...both(x.map((value) => betaTails(value, a, b))), log_gamma: [logGamma(a), logGamma(b)] },
  }),
};
