import { gridOf, indexToPatient, type Mask, type Volume } from '@rachis/volume';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  cropLabels,
  regionKindsFromText,
  type RegionKind,
  schemeFromText,
  type SpineRegions,
  spineRegions,
} from '../src/index.ts';
import { rasterise, type SyntheticVertebra, turn } from './anatomy.ts';

const column = (['L5', 'L4', 'L3'] as const).map(
  (level, i): SyntheticVertebra => ({
    ...{ level, label: 24 - i, depth: 34, width: 46, anteriorHeight: 27, posteriorHeight: 27, lean: 0 },
    place: [0, 38 * i],
  }),
);

const scheme = schemeFromText('24=L5,23=L4,22=L3,30=L4-L5,31=psoas_major_left');

/** Three vertebrae of 1 mm voxels, a round disc of radius 16 mm between the lower two, and a muscle on the left. */
function labelled(): Volume<Uint8Array> {
  const { labels } = rasterise(column, turn(0, 0, 0), [1, 1, 1], true);
  const [nx, ny] = labels.size;
  const data = Uint8Array.from(labels.data);
  for (let i = 0; i < data.length; i++) {
    if (data[i] !== 0) continue;
    const [x, y, z] = indexToPatient(labels, [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))]);
    if (Math.hypot(x, y) <= 16 && z > 14 && z < 24) data[i] = 30;
    else if (Math.hypot(x - 40, y) <= 10 && z > -40 && z < 120) data[i] = 31;
  }
  return { ...labels, data };
}

const labels = labelled();
const crops = cropLabels(labels);

const divide = (...kinds: RegionKind[]): SpineRegions =>
  spineRegions({ crops, structures: scheme, scan: labels, posture: 'supine' }, kinds, 3);

const sizeOf = (mask: Mask): number => mask.data.reduce((sum, v) => sum + v, 0);

const sizes = ({ regions }: SpineRegions) => new Map(regions.map(({ name, mask }) => [name, sizeOf(mask)]));

const voxelsOf = (label: number): number => crops.find((crop) => crop.label === label)!.voxels;

describe('regions that divide a whole add up to it, and do not overlap', () => {
  const overlap = (one: Mask, two: Mask) => one.data.some((v, i) => v !== 0 && two.data[i] !== 0);

  test.each([
    [['body', 'posterior-elements'], ['body', 'posterior_elements'], null],
    [['core', 'shell'], ['core', 'shell'], 'body'],
    [['left-right'], ['left', 'right'], 'body'],
    [['anterior-posterior'], ['anterior', 'posterior'], 'body'],
    [['upper-lower'], ['upper', 'lower'], 'body'],
  ] as const)('%s of a vertebra', (kinds, parts, whole) => {
    const divided = divide(...kinds);
    const bodies = sizes(divide('body'));
    const found = sizes(divided);
    for (const [level, label] of [
      ['L3', 22],
      ['L4', 23],
      ['L5', 24],
    ] as const) {
      const sum = parts.reduce((total, part) => total + found.get(`${level}_${part}`)!, 0);
      expect(sum, level).toBe(whole === null ? voxelsOf(label) : bodies.get(`${level}_body`));
      const [one, two] = parts.map(
        (part) => divided.regions.find(({ name }) => name === `${level}_${part}`)!.mask,
      );
      expect(overlap(one!, two!), level).toBe(false);
    }
  });

  test('nucleus and annulus of a disc', () => {
    const found = sizes(divide('disc', 'disc-parts'));
    expect(found.get('L4-L5_nucleus')! + found.get('L4-L5_annulus')!).toBe(found.get('L4-L5_disc'));
    expect(found.get('L4-L5_nucleus')! / voxelsOf(30)).toBeCloseTo(0.65 ** 2, 1);
  });

  test('a muscle within the levels that are there', () => {
    const found = sizes(divide('muscle-levels'));
    expect([...found.keys()]).toEqual(['psoas_major_left_L3', 'psoas_major_left_L4', 'psoas_major_left_L5']);
    // From the lower endplate of L5 (-13.5 mm) to the upper one of L3 (89.5 mm), 38 mm a level in between.
    expect(found.get('psoas_major_left_L4')! / (Math.PI * 100)).toBeCloseTo(38, -0.3);
    const sum = [...found.values()].reduce((total, size) => total + size, 0);
    expect(Math.abs(sum / (Math.PI * 100) - 103)).toBeLessThan(2);
  });
});

describe('where regions lie', () => {
  test('cores and endplate bands of one depth do not touch one another', () => {
    const { regions } = divide('core', 'endplates');
    const taken = new Map<string, string>();
    for (const { name, mask } of regions) {
      const [nx, ny] = mask.size;
      for (let i = 0; i < mask.data.length; i++) {
        if (mask.data[i] === 0) continue;
        const at = indexToPatient(mask, [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))]).join();
        expect(taken.get(at), `${name} and`).toBeUndefined();
        taken.set(at, name);
      }
    }
    expect(regions.map(({ name }) => name).slice(0, 3)).toEqual([
      'L3_core',
      'L3_endplate_superior',
      'L3_endplate_inferior',
    ]);
  });

  test('a band is as deep as it is told', () => {
    const found = sizes(divide('body', 'endplates'));
    // Bodies are 27 mm high.
    for (const part of ['superior', 'inferior'])
      expect((27 * found.get(`L4_endplate_${part}`)!) / found.get('L4_body')!).toBeCloseTo(3, 0);
  });

  test('left, anterior and upper are on their side', () => {
    const { regions } = divide('left-right', 'anterior-posterior', 'upper-lower');
    const middle = (name: string) => {
      const { mask } = regions.find((region) => region.name === name)!;
      const sum = [0, 0, 0];
      const [nx, ny] = mask.size;
      mask.data.forEach((v, i) => {
        if (v === 0) return;
        const place = indexToPatient(mask, [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))]);
        for (const axis of [0, 1, 2]) sum[axis]! += place[axis]!;
      });
      return sum.map((s) => s / sizeOf(mask));
    };
    expect(middle('L4_left')[0]).toBeGreaterThan(middle('L4_right')[0]! + 10);
    expect(middle('L4_anterior')[1]).toBeLessThan(middle('L4_posterior')[1]! - 10);
    expect(middle('L4_upper')[2]).toBeGreaterThan(middle('L4_lower')[2]! + 10);
  });
});

describe('names and numbers are the same in every subject', () => {
  let all: SpineRegions;
  beforeAll(() => {
    all = divide('body', 'core', 'endplates', 'disc-parts', 'muscle-levels');
  });

  test('numbers that files may hold', () => {
    const numbers = Object.fromEntries(all.regions.map(({ name, number }) => [name, number]));
    expect(numbers).toMatchObject({
      ...{ L3_body: 2301, L3_core: 2303, L3_endplate_superior: 2305, L3_endplate_inferior: 2306 },
      ...{ 'L4-L5_nucleus': 2452, 'L4-L5_annulus': 2453, psoas_major_left_L3: 12_223 },
    });
    expect(new Set(Object.values(numbers)).size).toBe(all.regions.length);
    for (const number of Object.values(numbers)) expect(number).toBeLessThan(65_536);
  });

  test('masks are cut-outs of the scan', () => {
    for (const { mask } of all.regions) expect(gridOf(mask).spacing).toEqual(labels.spacing);
  });
});

describe('what cannot be divided is named', () => {
  test('kinds that there are not', () => {
    expect(regionKindsFromText('core, endplates')).toEqual(['core', 'endplates']);
    expect(() => regionKindsFromText('core,marrow')).toThrow('There are no regions called marrow');
    expect(() => regionKindsFromText(' , ')).toThrow('No region is named');
  });

  test('bodies that are not found, discs without neighbours', () => {
    const specks = {
      ...labels,
      data: labels.data.map((v, i) => (v === 30 || (v > 0 && i % 997 === 0) ? v : 0)),
    };
    const { regions, missing } = spineRegions(
      { crops: cropLabels(specks), structures: scheme, scan: specks, posture: 'supine' },
      ['core', 'disc-parts'],
    );
    expect(regions).toEqual([]);
    expect(missing).toEqual(
      expect.arrayContaining([
        expect.stringContaining('L4: too few voxels'),
        expect.stringContaining('L4-L5: the vertebrae beside it are not there'),
      ]),
    );
  });
});
