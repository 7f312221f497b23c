import { describe, expect, test } from 'vitest';
import {
  cropLabels,
  labelSchemes,
  measureAlignment,
  measureSpine,
  sagittalLandmarksFrom,
  sagittalNorms,
  sagittalCatalogue,
} from '../src/index.ts';
import { rasterise, type SyntheticVertebra, truePlateTilt, turn } from './anatomy.ts';

const { labels: structures } = labelSchemes.find(({ id }) => id === 'spineps_tptbox')!;

/** Five vertebrae, each leaning 6 degrees further than the one below, L3 wedged. */
const vertebrae = (['L5', 'L4', 'L3', 'L2', 'L1'] as const).map(
  (level, i): SyntheticVertebra => ({
    ...{ level, label: 24 - i, depth: 34, width: 46, posteriorHeight: 26 },
    anteriorHeight: level === 'L3' ? 18 : 26,
    ...{ lean: 6 * i - 10, place: [3 * i, 37 * i] },
  }),
);
const { labels } = rasterise(vertebrae, turn(4, 3, -5), [1, 1, 1], false);
const { measurements } = measureSpine({
  crops: cropLabels(labels),
  structures,
  scan: labels,
  posture: 'supine',
});
const at = (level: string, id: string) => measurements.find((one) => one.level === level && one.id === id);
const tilt = (level: string, which: 'superior' | 'inferior') =>
  truePlateTilt(vertebrae.find((one) => one.level === level)!, which);

describe('angles over several levels', () => {
  test('regional kyphosis about the wedged level, from the level above to the level below', () => {
    const own = at('L3', 'regional_kyphosis')!;
    expect(own.value).toBeCloseTo(tilt('L4', 'inferior') - tilt('L2', 'superior'), 0);
    expect(own.value).toBeGreaterThan(0);
    expect(own.lower).toBeLessThan(own.value!);
  });

  test('junctional angle of a level, to the second above', () => {
    expect(at('L3', 'proximal_junctional_angle')!.value).toBeCloseTo(
      tilt('L3', 'inferior') - tilt('L1', 'superior'),
      0,
    );
  });

  test('no row where the labels end before', () => {
    expect(at('L1', 'regional_kyphosis')).toBeUndefined();
    expect(at('L2', 'proximal_junctional_angle')).toBeUndefined();
  });
});

describe('alignment', () => {
  const landmarks = sagittalLandmarksFrom({
    S1: { SA: [0, 100], SP: [-30, 110] },
    L1: { SA: [10, 300], SP: [-20, 300], IA: [10, 275], IP: [-20, 275] },
    T4: { SA: [0, 500], SP: [-25, 500], IA: [0, 480], IP: [-25, 480] },
    FH_left: [0, 0],
    FH_right: [0, 0],
  });

  test('T4PA - L1PA is the angle between both at the hip axis', () => {
    const value = (id: string) => measureAlignment(landmarks).find((one) => one.id === id)!.value!;
    expect(value('T4PA_minus_L1PA')).toBeCloseTo(value('T4PA') - value('L1PA'), 10);
  });

  test('the hip is in line where knees and sacrum are: 180 degrees, more where it is extended', () => {
    const withKnees = (a: number) =>
      measureAlignment({
        ...landmarks,
        knees: [
          [a, -400],
          [a, -400],
        ],
      }).find(({ id }) => id === 'pelvifemoral_angle')!.value!;
    // The middle of S1 lies at (-15, 105).
    expect(withKnees((15 * 400) / 105)).toBeCloseTo(180, 8);
    expect(withKnees((15 * 400) / 105 - 50)).toBeGreaterThan(180);
  });

  test('every norm is of a measurement of the catalogue', () => {
    const ids = new Set(sagittalCatalogue.map(({ id }) => id));
    for (const { id, deviation } of sagittalNorms) {
      expect(ids.has(id), id).toBe(true);
      expect(deviation).toBeGreaterThan(0);
    }
  });
});
