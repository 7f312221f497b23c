import { describe, expect, it } from 'vitest';
import {
  createRandom,
  cumulativeIncidence,
  grayTest,
  harrellConcordance,
  incidenceAt,
  kaplanMeier,
  logRank,
  survivalAt,
  survivalQuantile,
  timeDependentAuc,
  unoConcordance,
} from '../src/index.ts';

const data = {
  times: [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17],
  events: [1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
};

describe('survival', () => {
  it('without censoring is the share left', () => {
    const curve = kaplanMeier({ times: [1, 2, 3, 4], events: [1, 1, 1, 1] });
    expect(Array.from(curve.survival)).toEqual([0.75, 0.5, 0.25, 0]);
    expect(survivalQuantile(curve).value).toBe(2.5);
    expect(survivalAt(curve, 0.5).value).toBe(1);
    expect(survivalAt(curve, 9).reason).toContain('Beyond');
  });
  it('without events stays 1, without a median', () => {
    const curve = kaplanMeier({ times: [1, 2], events: [0, 0] });
    expect(Array.from(curve.survival)).toEqual([1, 1]);
    expect(survivalQuantile(curve)).toMatchObject({ value: NaN, reason: expect.any(String) });
  });
  it('is one minus incidence where nothing competes', () => {
    const curve = kaplanMeier(data);
    const incidence = cumulativeIncidence(data);
    for (const time of [6, 10, 20]) {
      expect(incidenceAt(incidence, time).value).toBeCloseTo(1 - survivalAt(curve, time).value, 12);
    }
  });
  it('refuses negative and missing times', () => {
    expect(() => kaplanMeier({ times: [-1], events: [1] })).toThrow(RangeError);
    expect(() => kaplanMeier({ times: [NaN], events: [1] })).toThrow(RangeError);
    expect(() => kaplanMeier({ times: [1, 2], events: [1] })).toThrow(RangeError);
  });
});

describe('tests of survival', () => {
  it('have no answer for one group or no event', () => {
    expect(logRank({ times: [1, 2], events: [1, 1] }, ['a', 'a']).reason).toContain('one group');
    expect(logRank({ times: [1, 2], events: [0, 0] }, ['a', 'b']).p).toBeNaN();
    expect(grayTest({ times: [1, 2], events: [0, 0] }, ['a', 'b']).p).toBeNaN();
  });
  it("Gray's statistic knows no names of groups and no scale of time", () => {
    const random = createRandom('gray');
    const times = Array.from({ length: 60 }, () => 1 + random.integer(12));
    const events = times.map(() => random.integer(3));
    const groups = times.map(() => 'abc'[random.integer(3)]!);
    const { statistic, degrees } = grayTest({ times, events }, groups);
    expect(degrees).toBe(2);
    const renamed = grayTest(
      { times: times.map((time) => time ** 2), events },
      groups.map((group) => ({ a: 'z', b: 'm', c: 'a' })[group]!),
    );
    expect(renamed.statistic).toBeCloseTo(statistic, 10);
    // Nor a group that left before anything happened.
    const early = grayTest({ times: [...times, 0.5], events: [...events, 0] }, [...groups, 'd']);
    expect([early.degrees, early.statistic]).toEqual([2, expect.closeTo(statistic, 10)]);
  });
  it("without competing events Gray's statistic has about the p-value of the log-rank", () => {
    const labels = data.times.map((_, i) => (i % 2 === 0 ? 'a' : 'b'));
    expect(Math.abs(grayTest(data, labels).p - logRank(data, labels).p)).toBeLessThan(0.05);
  });
});

describe('concordance', () => {
  it('is 1 for the order of events, 0 reversed, half for a constant', () => {
    const times = [1, 2, 3, 4];
    const events = [1, 1, 1, 1];
    expect(harrellConcordance({ times, events }, [4, 3, 2, 1]).value).toBe(1);
    expect(harrellConcordance({ times, events }, [1, 2, 3, 4]).value).toBe(0);
    expect(harrellConcordance({ times, events }, [1, 1, 1, 1]).value).toBe(0.5);
    expect(unoConcordance({ times, events }, [4, 3, 1, 2]).value).toBe(
      harrellConcordance({ times, events }, [4, 3, 1, 2]).value,
    );
  });
  it('refuses missing risks', () => {
    expect(() => harrellConcordance({ times: [1, 2], events: [1, 1] }, [NaN, 1])).toThrow(/missing/);
    expect(() => timeDependentAuc({ times: [1, 2], events: [1, 1] }, [1], 1)).toThrow(RangeError);
  });
  it('is NaN with a reason where no pair can be compared', () => {
    expect(harrellConcordance({ times: [1, 2], events: [0, 0] }, [1, 2]).reason).toContain('No two subjects');
    expect(timeDependentAuc({ times: [1, 2], events: [0, 1] }, [1, 2], 0.5).reason).toContain('No event');
    expect(timeDependentAuc({ times: [1, 2], events: [1, 1] }, [1, 2], 5).reason).toBeDefined();
  });
});
