import { createRandom } from '@rachis/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bootstrap,
  crossValidation,
  type Frame,
  heldOut,
  leaveOneSiteOut,
  type Split,
  temporal,
} from '../src/index.ts';
import { binary, frameOf, numeric } from './frames.ts';

/** A frame of subjects with one to several rows each, most of which share an outcome. */
const frames = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 12, maxLength: 60 }),
    prevalence: fc.double({ min: 0.2, max: 0.8, noNaN: true }),
    seed: fc.nat(),
  })
  .map(({ sizes, prevalence, seed }): Frame => {
    const random = createRandom(seed);
    const groups = random.shuffle(Int32Array.from(sizes.flatMap((size, at) => new Array(size).fill(at))));
    const own = sizes.map((_, at) => (at < 5 ? 1 : at < 10 ? 0 : random.uniform() < prevalence ? 1 : 0));
    const sites = sizes.map((_, at) => at % 3);
    return frameOf([numeric('x', groups)], {
      outcome: binary(Array.from(groups, (group) => own[group]!))!,
      groups,
      sites: Int32Array.from(groups, (group) => sites[group]!),
      siteNames: ['north', 'south', 'west'],
    });
  });

function sharesNoSubject({ groups }: Frame, { training, test }: Split): void {
  const inside = new Set(training.map((row) => groups[row]!));
  expect(test.filter((row) => inside.has(groups[row]!))).toEqual([]);
}

const tested = (splits: readonly Split[]) => splits.flatMap(({ test }) => test).sort((a, b) => a - b);
const allRows = ({ rows }: Frame) => Array.from({ length: rows }, (_, row) => row);

const single = (codes: readonly number[]) => frameOf([numeric('x', codes)], { outcome: binary(codes)! });

describe('no subject is on both sides', () => {
  it('in cross-validation, which tests every row once a repeat', () => {
    fc.assert(
      fc.property(frames, fc.integer({ min: 2, max: 5 }), fc.boolean(), (frame, folds, stratified) => {
        const splits = crossValidation(frame, { folds, repeats: 2, stratified }, createRandom(1));
        expect(splits).toHaveLength(2 * folds);
        for (const split of splits) {
          sharesNoSubject(frame, split);
          expect(split.training.length + split.test.length).toBe(frame.rows);
        }
        for (const repeat of [0, 1]) {
          expect(tested(splits.filter((split) => split.repeat === repeat))).toEqual(allRows(frame));
        }
      }),
    );
  });
  it('in a held-out set', () => {
    fc.assert(
      fc.property(frames, fc.double({ min: 0.15, max: 0.5, noNaN: true }), (frame, share) => {
        const split = heldOut(frame, { share }, createRandom(2));
        sharesNoSubject(frame, split);
        expect([...split.training, ...split.test].sort((a, b) => a - b)).toEqual(allRows(frame));
        const { codes } = frame.outcome as { codes: Int32Array };
        for (const side of [split.training, split.test]) {
          expect(new Set(side.map((row) => codes[row])).size).toBe(2);
        }
      }),
    );
  });
  it('in a bootstrap, whose test rows are those of subjects not drawn', () => {
    fc.assert(
      fc.property(frames, fc.boolean(), (frame, stratified) => {
        const subjects = new Set(frame.groups).size;
        for (const split of bootstrap(frame, { resamples: 3, stratified }, createRandom(3))) {
          sharesNoSubject(frame, split);
          const drawn = new Set(split.training.map((row) => frame.groups[row]!));
          const left = allRows(frame).filter((row) => !drawn.has(frame.groups[row]!));
          expect(split.test).toEqual(left);
          // All rows of a subject come, equally often, and the subjects are as many as before.
          const times = new Map<number, number>();
          for (const row of split.training) times.set(row, (times.get(row) ?? 0) + 1);
          let draws = 0;
          for (const group of drawn) {
            const own = allRows(frame).filter((row) => frame.groups[row] === group);
            expect(new Set(own.map((row) => times.get(row))).size).toBe(1);
            draws += times.get(own[0]!)!;
          }
          expect(draws).toBe(subjects);
        }
      }),
    );
  });
  it('where sites are left out, and when the past predicts the future', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const splits = leaveOneSiteOut(frame);
        expect(tested(splits)).toEqual(allRows(frame));
        for (const split of splits) {
          sharesNoSubject(frame, split);
          expect(new Set(split.test.map((row) => frame.sites![row])).size).toBe(1);
        }
        const dates = Float64Array.from(frame.groups, (group, row) => group + (row % 4));
        for (const split of temporal(frame, dates, { cuts: [11] })) {
          sharesNoSubject(frame, split);
          expect(Math.max(...split.training.map((row) => dates[row]!))).toBeLessThan(11);
        }
      }),
    );
  });
});

describe('stratified folds', () => {
  it('have every class within one row of an even share, and sizes within one, where subjects have one row', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 1), { minLength: 10, maxLength: 90 }),
        fc.integer({ min: 2, max: 5 }),
        (codes, folds) => {
          const all = [...codes, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
          const events = all.filter((code) => code === 1).length;
          for (const { test } of crossValidation(single(all), { folds }, createRandom(4))) {
            const own = test.filter((row) => all[row] === 1).length;
            expect(Math.abs(own - events / folds)).toBeLessThan(1);
            expect(Math.abs(test.length - all.length / folds)).toBeLessThan(1);
          }
        },
      ),
    );
  });
  it('share out subjects of equal size evenly too', () => {
    // 40 patients with three lesions each, 10 of whom have the event.
    const groups = Int32Array.from({ length: 120 }, (_, row) => row % 40);
    const codes = Array.from(groups, (group) => (group < 10 ? 1 : 0));
    const frame = { ...single(codes), groups };
    for (const { test } of crossValidation(frame, { folds: 5 }, createRandom(5))) {
      expect(test).toHaveLength(24);
      expect(test.filter((row) => codes[row] === 1)).toHaveLength(6);
    }
  });
  it('spread the events of survival times and the quarters of numbers', () => {
    const events = Uint8Array.from({ length: 50 }, (_, row) => (row % 5 === 0 ? 1 : 0));
    const survival = {
      ...single([...events]),
      outcome: { kind: 'survival', times: Float64Array.from(events, (_, row) => row + 1), events } as const,
    };
    for (const { test } of crossValidation(survival, { folds: 5 }, createRandom(6))) {
      expect(test.filter((row) => events[row] === 1)).toHaveLength(2);
    }
    const values = Float64Array.from({ length: 40 }, (_, row) => (row * 17) % 40);
    const continuous = {
      ...single([...events].slice(0, 40)),
      outcome: { kind: 'continuous', values } as const,
    };
    for (const { test } of crossValidation(continuous, { folds: 5 }, createRandom(7))) {
      const quarters = test.map((row) => Math.floor(values[row]! / 10));
      expect([0, 1, 2, 3].map((quarter) => quarters.filter((own) => own === quarter).length)).toEqual([
        2, 2, 2, 2,
      ]);
    }
  });
  it('depend on the seed and the repeat alone', () => {
    const frame = single(Array.from({ length: 40 }, (_, row) => row % 2));
    const make = (seed: number, repeats: number) =>
      crossValidation(frame, { folds: 4, repeats }, createRandom(seed));
    expect(make(1, 3)).toEqual(make(1, 3));
    expect(
      make(1, 3)
        .slice(0, 4)
        .map(({ test }) => test),
    ).toEqual(make(1, 1).map(({ test }) => test));
    expect(make(1, 1)[0]!.test).not.toEqual(make(2, 1)[0]!.test);
    expect(make(1, 2)[0]!.test).not.toEqual(make(1, 2)[4]!.test);
  });
});

describe('a bootstrap', () => {
  it('leaves out about 0.368 of the subjects', () => {
    const frame = single(Array.from({ length: 200 }, (_, row) => row % 2));
    const splits = bootstrap(frame, { resamples: 200 }, createRandom(8));
    const share = splits.reduce((sum, { test }) => sum + test.length / 200, 0) / 200;
    // (1 - 1/200)^200 = 0.367; the mean of 200 draws has a standard error of 0.0016.
    expect(Math.abs(share - 0.995 ** 200)).toBeLessThan(0.005);
  });
  it('draws as many of each class where stratified', () => {
    const codes = Array.from({ length: 50 }, (_, row) => (row < 10 ? 1 : 0));
    for (const { training } of bootstrap(
      single(codes),
      { resamples: 5, stratified: true },
      createRandom(9),
    )) {
      expect(training.filter((row) => codes[row] === 1)).toHaveLength(10);
    }
  });
});

describe('the past and the future', () => {
  const frame = single(Array.from({ length: 30 }, (_, row) => row % 2));
  const dates = Float64Array.from({ length: 30 }, (_, row) => 2000 + row);
  it('train on all before and test on the period that follows', () => {
    const splits = temporal(frame, dates, { folds: 2 });
    expect(splits.map(({ training, test }) => [training.length, test.length])).toEqual([
      [10, 10],
      [20, 10],
    ]);
    expect(splits[1]!.test[0]).toBe(20);
  });
  it('test a subject whose rows lie on both sides of a cut', () => {
    const groups = Int32Array.from({ length: 30 }, (_, row) => (row === 25 ? 3 : row));
    const [split] = temporal({ ...frame, groups }, dates, { cuts: [2015] });
    expect(split!.test).toContain(3);
    expect(split!.training).not.toContain(3);
  });
  it('name a cut that leaves a side empty, and a missing date', () => {
    expect(() => temporal(frame, dates, { cuts: [1990] })).toThrow(
      'The cut at 1990 leaves 0 subjects before it',
    );
    expect(() =>
      temporal(
        frame,
        dates.map((date, row) => (row === 4 ? NaN : date)),
        { cuts: [2015] },
      ),
    ).toThrow('The date of row 5 is missing.');
    expect(() => temporal(frame, new Float64Array(30), { folds: 2 })).toThrow('1 different dates');
  });
});

describe('what cannot be split is refused with numbers', () => {
  const random = createRandom(10);
  it('one class', () => {
    expect(() => crossValidation(single(new Array(20).fill(0)), { folds: 5 }, random)).toThrow(
      'All 20 subjects are of the class no; a model needs two.',
    );
  });
  it('fewer events than folds, counted by subject', () => {
    const codes = Array.from({ length: 20 }, (_, row) => (row < 6 ? 1 : 0));
    const groups = Int32Array.from(codes, (_, row) => (row < 6 ? row % 3 : row));
    expect(() => crossValidation({ ...single(codes), groups }, { folds: 5 }, random)).toThrow(
      '3 subjects have the class yes, too few for 5 folds',
    );
  });
  it('fewer subjects than folds', () => {
    const groups = Int32Array.from({ length: 20 }, (_, row) => row % 4);
    const frame = { ...single(Array.from({ length: 20 }, (_, row) => row % 2)), groups };
    expect(() => crossValidation(frame, { folds: 5 }, random)).toThrow(
      '4 subjects cannot be spread over 5 folds.',
    );
  });
  it('one subject, or none, with a remedy that there is', () => {
    for (const [rows, said] of [
      [1, 'One subject cannot be spread over 5 folds.'],
      [0, '0 subjects cannot be spread over 5 folds.'],
    ] as const) {
      const frame = single(Array.from({ length: rows }, () => 1));
      expect(() => crossValidation(frame, { folds: 5 }, random)).toThrow(
        expect.objectContaining({
          message: said,
          details: expect.objectContaining({
            remedy: expect.stringMatching(/^Folds need at least two subjects/),
          }),
        }),
      );
    }
  });
  it('no event among survival times', () => {
    const events = new Uint8Array(20);
    const outcome = { kind: 'survival', times: new Float64Array(20).fill(3), events } as const;
    expect(() => crossValidation({ ...single([...events]), outcome }, { folds: 5 }, random)).toThrow(
      'None of the 20 subjects has the event.',
    );
  });
  it('a subject of two sites, one site, an unknown site', () => {
    const base = single(Array.from({ length: 12 }, (_, row) => row % 2));
    const sites = Int32Array.from({ length: 12 }, (_, row) => (row < 6 ? 0 : 1));
    const siteNames = ['north', 'south'];
    const groups = Int32Array.from({ length: 12 }, (_, row) => (row === 11 ? 0 : row));
    expect(() => leaveOneSiteOut({ ...base, sites, siteNames, groups })).toThrow(
      'A subject has rows of two sites: row 1 of north, row 12 of south.',
    );
    expect(() => leaveOneSiteOut({ ...base, sites: new Int32Array(12), siteNames })).toThrow(
      'All 12 rows are of one site',
    );
    expect(() => leaveOneSiteOut({ ...base, sites: new Int32Array(12).fill(-1), siteNames })).toThrow(
      'row 1 is not known',
    );
    expect(() => leaveOneSiteOut(base)).toThrow('no sites to leave out');
  });
  it('sites that leave one class for training', () => {
    const base = single(Array.from({ length: 12 }, (_, row) => (row < 6 ? row % 2 : 0)));
    const sites = Int32Array.from({ length: 12 }, (_, row) => (row < 6 ? 0 : 1));
    expect(() => leaveOneSiteOut({ ...base, sites, siteNames: ['north', 'south'] })).toThrow(
      'Without the site north: All 6 subjects are of the class no',
    );
  });
  it('counts and shares that are none', () => {
    const frame = single(Array.from({ length: 12 }, (_, row) => row % 2));
    expect(() => crossValidation(frame, { folds: 1 }, random)).toThrow('"folds" is 1');
    expect(() => heldOut(frame, { share: 1.2 }, random)).toThrow('"share" is 1.2');
    expect(() => bootstrap(frame, { resamples: 0 }, random)).toThrow('"resamples" is 0');
  });
});
