import { describe, expect, it } from 'vitest';
import {
  applyCombat,
  applyScaling,
  createRandom,
  fitCombat,
  fitRobustScaling,
  fitZScore,
  mean,
} from '../src/index.ts';

const random = createRandom('combat');
const batch = Array.from({ length: 30 }, (_, i) => ['north', 'south', 'west'][i % 3]!);
const age = Array.from({ length: 30 }, () => 60 + 10 * random.normal());
const features = Array.from({ length: 12 }, (_, g) =>
  batch.map(
    (name, i) => g + 0.1 * age[i]! + (name === 'south' ? 3 : 0) + (name === 'west' ? 2 : 1) * random.normal(),
  ),
);
const covariates = [{ name: 'age', values: age }];

describe('ComBat', () => {
  it('brings the batches together', () => {
    const fit = fitCombat(features, batch, { covariates });
    const adjusted = applyCombat(fit, features, batch, covariates);
    const gap = (values: ArrayLike<number>) => {
      const of = (name: string) => mean(Array.from(values).filter((_, i) => batch[i] === name));
      return Math.abs(of('south') - of('north'));
    };
    const before = mean(features.map(gap));
    expect(mean(adjusted.map(gap))).toBeLessThan(0.3 * before);
  });
  it('is the same for a subject alone as among the others, and from JSON', () => {
    const fit = fitCombat(features, batch, { covariates });
    const all = applyCombat(fit, features, batch, covariates);
    const kept = JSON.parse(JSON.stringify(fit)) as typeof fit;
    const one = applyCombat(
      kept,
      features.map((feature) => [feature[4]!]),
      [batch[4]!],
      [{ name: 'age', values: [age[4]!] }],
    );
    expect(one.map((feature) => feature[0])).toEqual(all.map((feature) => feature[4]));
  });
  it('leaves the reference batch as it is', () => {
    const fit = fitCombat(features, batch, { reference: 'north' });
    const adjusted = applyCombat(fit, features, batch);
    batch.forEach((name, i) => {
      if (name === 'north') expect(adjusted[3]![i]).toBe(features[3]![i]);
    });
  });
  it('refuses batches it does not know', () => {
    const fit = fitCombat(features, batch);
    expect(() =>
      applyCombat(
        fit,
        features.map((f) => [f[0]!]),
        ['east'],
      ),
    ).toThrow(expect.objectContaining({ code: 'BATCH_UNKNOWN', message: expect.stringContaining('east') }));
    expect(() => fitCombat(features, batch, { reference: 'east' })).toThrow(/reference batch east/);
  });
  it('refuses the outcome as a covariate', () => {
    expect(() => fitCombat(features, batch, { covariates, forbidden: ['age'] })).toThrow(/it is the outcome/);
  });
  it('refuses covariates that the batches determine', () => {
    const same = [{ name: 'site', values: batch.map((name) => (name === 'west' ? 1 : 0)) }];
    expect(() => fitCombat(features, batch, { covariates: same })).toThrow(/determined by the batches/);
  });
  it('refuses missing values and a single batch', () => {
    expect(() => fitCombat([batch.map((_, i) => (i === 2 ? NaN : i))], batch)).toThrow(/complete features/);
    expect(() =>
      fitCombat(
        features,
        batch.map(() => 'one'),
      ),
    ).toThrow(/two batches/);
  });
  it('refuses a reference of one subject and more unknowns than subjects', () => {
    const lonely = batch.map((name, i) => (i === 0 ? 'alone' : name));
    expect(() => fitCombat(features, lonely, { reference: 'alone' })).toThrow(/has one subject/);
    expect(() => fitCombat([[1, 2, 3]], ['a', 'b', 'c'])).toThrow(/too few/);
  });
  it('leaves features alone that are constant within a batch, and says so', () => {
    const constant = batch.map((name, i) => (name === 'west' ? 5 : i));
    const fit = fitCombat([...features, constant], batch);
    expect(Array.from(applyCombat(fit, [...features, constant], batch)[12]!)).toEqual(constant);
    expect(fit.notes.join()).toContain('constant');
  });
  it('adjusts only means where a batch has one subject, and says so', () => {
    const lonely = batch.map((name, i) => (i === 0 ? 'alone' : name));
    const fit = fitCombat(features, lonely);
    expect(fit.notes.join()).toContain('alone');
    expect(fit.scale.flat().every((value) => value === 1)).toBe(true);
  });
});

describe('scaling', () => {
  it('uses what was fitted on new values', () => {
    const fit = fitZScore([1, 2, 3, NaN]);
    expect(fit).toEqual({ method: 'z-score', centre: 2, scale: 1 });
    expect(Array.from(applyScaling(fit, [4, NaN]))).toEqual([2, NaN]);
    expect(fitRobustScaling([1, 2, 3, 4, 100])).toEqual({ method: 'robust', centre: 3, scale: 2 });
  });
  it('has no scale for constant columns', () => {
    expect(fitZScore([5, 5]).scale).toBeNaN();
    expect(fitRobustScaling([5, 5, 5]).scale).toBeNaN();
  });
});

describe('ComBat of columns that say the same', () => {
  const base = features[0]!;
  const multiples = [1, 1e-3, -2, 1e6].map((factor) => base.map((value) => factor * value));
  const options = [
    {},
    { prior: 'non-parametric' },
    { meanOnly: true },
    { reference: 'south' },
    { empiricalBayes: false },
    { covariates },
  ] as const;

  it.each(options)('gives finite numbers for multiples of one column: %o', (option) => {
    const fit = fitCombat(multiples, batch, option);
    const adjusted = applyCombat(fit, multiples, batch, 'covariates' in option ? covariates : []);
    for (const column of adjusted) expect([...column].every(Number.isFinite)).toBe(true);
    expect(JSON.parse(JSON.stringify(fit))).toEqual(fit);
  });

  it('adjusts positive multiples as each alone: all have one estimate, and nothing else to shrink to', () => {
    const factors = [1, 1e-3, 7, 1e6];
    const positive = factors.map((factor) => base.map((value) => factor * value));
    const together = applyCombat(fitCombat(positive, batch), positive, batch);
    const [alone] = applyCombat(fitCombat([base], batch), [base], batch);
    factors.forEach((factor, at) => {
      together[at]!.forEach((value, i) => {
        expect(value / factor).toBeCloseTo(alone![i]!, 8);
      });
    });
  });

  it('leaves a column alone that a covariate and the batches determine', () => {
    const copy = age.map((value, i) => 3 * value + (batch[i] === 'south' ? 5 : 0));
    const given = [...features.slice(0, 3), copy];
    const fit = fitCombat(given, batch, { covariates });
    const adjusted = applyCombat(fit, given, batch, covariates);
    expect([...adjusted[3]!]).toEqual(copy);
    expect(fit.notes.join(' ')).toMatch(/1 features follow from batches and covariates alone/);
    for (const column of adjusted) expect([...column].every(Number.isFinite)).toBe(true);
  });

  it('gives finite numbers whatever multiples and sums are drawn', () => {
    for (let draw = 0; draw < 40; draw++) {
      const own = createRandom(`collinear ${draw}`);
      const basis = Array.from({ length: 1 + (draw % 3) }, () =>
        batch.map(() => Math.round(10 * own.normal())),
      );
      const given = Array.from({ length: 5 }, () => {
        const weights = basis.map(() => Math.round(4 * own.normal()));
        return batch.map((_, i) => basis.reduce((sum, column, b) => sum + weights[b]! * column[i]!, 0));
      });
      for (const option of options.slice(0, 4)) {
        const adjusted = applyCombat(fitCombat(given, batch, option), given, batch);
        for (const column of adjusted) expect([...column].every(Number.isFinite)).toBe(true);
      }
    }
  });
});
