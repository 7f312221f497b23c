import { isRachisError, type Volume } from '@rachis/volume';
import { describe, expect, test } from 'vitest';
import { cropLabels, labelSchemes, measureSpine, type SpineMeasurements } from '../src/index.ts';
import { syntheticSpine } from './anatomy.ts';
import { damages, type LabelMap } from './damage.ts';
import { thorough } from '../../../test/support/thorough.ts';
import { compareDamaged } from './robustness.ts';

const { labels: structures } = labelSchemes.find(({ id }) => id === 'spineps_tptbox')!;

function measure(labels: Volume): SpineMeasurements | string {
  try {
    return measureSpine({ crops: cropLabels(labels), structures, scan: labels, posture: 'supine' });
  } catch (error) {
    if (!isRachisError(error)) throw error;
    return error.message;
  }
}

/** Five vertebrae with posterior elements, of which L2 is wedged. */
const spine = syntheticSpine(20, [1.2, 1.2, 1.2], { rim: 2, waist: 1.5, hollow: 1 });
const map: LabelMap = {
  labels: spine.labels,
  levels: [...spine.vertebrae].reverse().map(({ level, label }) => ({ level, label })),
};
const whole = measure(spine.labels) as SpineMeasurements;
const kindOf = (name: string) => damages.find(({ kind }) => kind === name)!;
const damaged = (name: string, strength: number) => measure(kindOf(name).make(map, strength, 1));
const valueAt = (one: SpineMeasurements, level: string, id: string) =>
  one.measurements.find((m) => m.level === level && m.id === id)!.value!;
const reasonOf = (one: SpineMeasurements, level: string) =>
  one.measurements.find((m) => m.level === level && m.id === 'height_middle')!.reason;
const middle = map.levels[map.levels.length >> 1]!.level;
const next = map.levels[(map.levels.length >> 1) + 1]!.level;

describe('a damaged label map changes no measurement without a word', () => {
  // One strength of five, every other kind where nobody asks for all; all of them over real maps: npm run conformance -- spine-robustness.
  for (const { kind, strengths } of damages.filter((_, at) => at % thorough(1, 2) === 0))
    test.each([strengths[2]!])(`${kind}, %f`, (strength) => {
      const after = damaged(kind, strength);
      const { silent } = compareDamaged(whole, after, map.labels, kind.startsWith('mirrored'));
      expect(silent).toEqual([]);
    });
});

describe('what is safe is mended, and said', () => {
  test('2% of voxels missing: pedicle lines and slips stay', () => {
    const after = damaged('voxels missing', 0.02) as SpineMeasurements;
    const pair = `${middle}-${next}`;
    expect(valueAt(after, pair, 'slip_percent')).toBeCloseTo(valueAt(whole, pair, 'slip_percent'), 0);
    for (const id of ['pedicle_line_rotation', 'pedicle_line_tilt'])
      expect(Math.abs(valueAt(after, middle, id) - valueAt(whole, middle, id))).toBeLessThan(1);
    expect(after.levels.notes.join(' ')).toContain(`Voxels that are missing within`);
  });

  test('a hole, a stray blob, a single empty slice', () => {
    const said = (kind: string, strength: number) =>
      (damaged(kind, strength) as SpineMeasurements).levels.notes.join(' ');
    expect(said('hole in a body', 3)).toContain(`missing within ${middle}`);
    expect(said('blob far away', 5)).toMatch(new RegExp(`left out: .*${middle} \\(\\d+ voxels\\)`));
    expect(said('empty slices', 1)).toContain('Empty slices within');
  });

  test('a whole map is left as it is', () => {
    const bodies = syntheticSpine(5, [2, 2, 2]);
    const spine = measure(bodies.labels) as SpineMeasurements;
    expect(spine.levels.notes.filter((note) => !note.includes('which way is front'))).toEqual([]);
  });
});

describe('what is not safe is refused by name and cause', () => {
  test('half a level under the next name: both', () => {
    const after = damaged('lower part under the next name', 0.5) as SpineMeasurements;
    expect(reasonOf(after, next)).toContain('it holds part of another vertebra');
    expect(reasonOf(after, middle)).toContain(`part of it has the label of ${next}`);
  });

  test('several slices, one side, two places', () => {
    expect(reasonOf(damaged('empty slices', 4) as SpineMeasurements, middle)).toContain(
      'slices within it are empty',
    );
    expect(reasonOf(damaged('one side not labelled', 0.55) as SpineMeasurements, middle)).toMatch(
      /not of one whole vertebra|faces another way|part of it is not labelled/,
    );
    expect(reasonOf(damaged('blob far away', 12) as SpineMeasurements, middle)).toMatch(
      /at two places|lies apart from it|slices within it/,
    );
  });

  test('a file of discs, of the cord, of wrong voxel sizes', () => {
    expect(damaged('wrong spacing', 0.25)).toContain('mm high and');
    expect(damaged('wrong spacing', 3)).toContain('which neighbouring vertebrae do not');
    expect(damaged('discs in place of vertebrae', 0.35)).toMatch(/vertebral bodies/);
    expect(damaged('cord in place of vertebrae', 6)).toMatch(/spinal cord|No vertebral bodies/);
  });

  test('bodies alone: which way is front is said to be the file’s', () => {
    const bodies = syntheticSpine(5, [2, 2, 2]);
    expect(bodies.posteriorElements).toBe(false);
    expect((measure(bodies.labels) as SpineMeasurements).levels.notes.join(' ')).toContain(
      'which way is front is taken from the orientation in the file',
    );
  });
});
