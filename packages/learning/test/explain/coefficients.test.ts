import { standardDeviation } from '@rachis/statistics';
import { describe, expect, it } from 'vitest';
import { coefficientsOf, columnSources } from '../../src/index.ts';
import { category } from '../frames.ts';
import { changed, fitted, signalFrame, threeClasses } from './models.ts';

const frame = signalFrame();

describe('coefficients of a linear pipeline', () => {
  it('say the same of the table whatever the columns were scaled by', () => {
    const plain = coefficientsOf(fitted(frame, 'logistic-regression', { lambda: 0.03 }), frame)!;
    for (const method of ['z-score', 'robust', 'min-max']) {
      const steps = [{ step: 'scale', settings: { method } }];
      const found = coefficientsOf(fitted(frame, 'logistic-regression', { lambda: 0.03 }, steps), frame)!;
      for (const { column, coefficient, ratio } of found.given) {
        const wanted = plain.given.find((one) => one.column === column)!;
        expect(coefficient).toBeCloseTo(wanted.coefficient, 6);
        expect(ratio).toBeCloseTo(Math.exp(wanted.coefficient), 5);
      }
      expect(found.columns.map(({ standardised }) => standardised)).toEqual(
        found.columns.map(({ column }) =>
          expect.closeTo(plain.columns.find((one) => one.column === column)!.standardised, 6),
        ),
      );
    }
  });

  it('by a standard deviation are the coefficient times that of the column', () => {
    const { columns } = coefficientsOf(fitted(frame, 'logistic-regression', { lambda: 0.03 }), frame)!;
    const [a] = columns;
    expect(a.standardised).toBeCloseTo(a.coefficient * standardDeviation(frame.columns[0].values), 12);
    expect(a.standardisedRatio).toBeCloseTo(Math.exp(a.standardised), 12);
  });

  it('are divided by ten where a column is given in tenths', () => {
    const settings = { lambda: 0.02 };
    const tenths = changed(frame, 'b', (value) => 10 * value);
    const of = (rows: typeof frame) =>
      coefficientsOf(fitted(rows, 'logistic-regression', settings, [{ step: 'scale' }]), rows)!;
    const [one, other] = [of(frame), of(tenths)].map(
      ({ given }) => given.find(({ column }) => column === 'b')!,
    );
    expect(other.coefficient).toBeCloseTo(one.coefficient / 10, 8);
  });

  it('of principal components are told of the columns that these sum up', () => {
    const values = signalFrame('continuous');
    const few = { ...values, columns: values.columns.slice(0, 3) };
    const all = [{ step: 'principal-components', settings: { components: 3 } }];
    const found = coefficientsOf(fitted(few, 'linear-regression', { lambda: 0 }, all), few)!;
    const plain = coefficientsOf(fitted(few, 'linear-regression', { lambda: 0 }), few)!;
    expect(found.given.map(({ column }) => column)).toEqual(['a', 'b', 'noise']);
    found.given.forEach(({ coefficient }, j) => {
      expect(coefficient).toBeCloseTo(plain.given[j].coefficient, 8);
    });
  });

  it('of categories are told of the columns of 0 and 1', () => {
    const graded = {
      ...frame,
      columns: [
        ...frame.columns,
        category(
          'grade',
          Array.from({ length: 60 }, (_, row) => 'abc'[row % 3]),
        ),
      ],
    };
    const steps = [{ step: 'encode' }, { step: 'scale' }];
    const pipeline = fitted(graded, 'logistic-regression', { alpha: 0, lambda: 0.01 }, steps);
    const { given, columns } = coefficientsOf(pipeline, graded)!;
    const own = columns.find(({ column }) => column === 'grade=b')!;
    const share = given.find(({ column }) => column === 'grade=b')!;
    const spread = standardDeviation(Float64Array.from({ length: 60 }, (_, row) => (row % 3 === 1 ? 1 : 0)));
    expect(share.coefficient * spread).toBeCloseTo(own.coefficient, 10);
  });

  it('are none on the table for columns that were harmonised by site', () => {
    const sites = {
      ...frame,
      sites: Int32Array.from(frame.groups, (row) => row % 2),
      siteNames: ['north', 'south'],
    };
    const steps = [{ step: 'combat' }, { step: 'scale' }];
    const varied = { ...sites, columns: sites.columns.slice(0, 3) };
    const pipeline = fitted(varied, 'logistic-regression', { lambda: 0.01 }, steps);
    const found = coefficientsOf(pipeline, varied)!;
    expect(found.given).toEqual([]);
    expect(found.withoutGiven).toEqual(['a', 'b', 'noise']);
    expect(columnSources(pipeline).every(({ bySite }) => bySite)).toBe(true);
  });

  it('have the words of their model', () => {
    for (const [kind, estimator, ratio] of [
      ['classes', 'logistic-regression', 'odds ratio'],
      ['ordinal', 'ordinal-regression', 'odds ratio'],
      ['survival', 'cox-regression', 'hazard ratio'],
      ['survival', 'fine-gray', 'subdistribution hazard ratio'],
      ['continuous', 'linear-regression', undefined],
    ] as const) {
      const rows = signalFrame(kind);
      expect(coefficientsOf(fitted(rows, estimator, { lambda: 0.05 }), rows)!.ratio).toBe(ratio);
    }
  });

  it('are a set for each of several classes, and none of other models', () => {
    const rows = threeClasses();
    const found = coefficientsOf(fitted(rows, 'logistic-regression', { lambda: 0.05 }), rows)!;
    expect(found.intercepts).toHaveLength(3);
    expect(new Set(found.columns.map(({ classCode }) => classCode))).toEqual(new Set([0, 1, 2]));
    expect(coefficientsOf(fitted(frame, 'random-forest', { trees: 3 }), frame)).toBeUndefined();
  });
});
