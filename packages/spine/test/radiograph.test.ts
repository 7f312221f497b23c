import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adjustedRandIndex, createRandom, selfOrganisingMap } from '@rachis/statistics';
import { describe, expect, test } from 'vitest';
import {
  cornerVector,
  curveVector,
  frontalPlane,
  lateralLandmarks,
  type Level,
  measureAlignment,
  measureCoronal,
  measureLandmarks,
  normaliseToPelvis,
  planeFromCsv,
  planeKindOf,
  type PlanePoint,
  radiographScale,
  type SagittalLandmarks,
  sagittalLandmarksFrom,
  sagittalOfLandmarks,
} from '../src/index.ts';

interface Golden {
  readonly id: string;
  readonly landmarks: Record<string, Record<string, [number, number]> | [number, number]>;
  readonly expected: Record<string, number>;
  readonly age: number;
  readonly gap: { readonly RPV: number; readonly RLL: number; readonly RSA: number; readonly total: number };
  readonly schwab: Record<'PI_LL' | 'SVA' | 'PT', '0' | '+' | '++'>;
}

const path = join(import.meta.dirname, '../../../conformance/fixtures/golden-spine.json');
const golden: Golden[] = JSON.parse(readFileSync(path, 'utf8')).cases;

const names = {
  ...{ SA: 'superior_anterior', SP: 'superior_posterior', IA: 'inferior_anterior', IP: 'inferior_posterior' },
  ...{ FH_left: 'femoral_head_left', FH_right: 'femoral_head_right' },
  ...{ knee_left: 'knee_left', knee_right: 'knee_right' },
} as const;

/** A golden set as a table; `place` puts a point (anterior, superior) into two columns. */
function tableOf({ landmarks }: Golden, columns: string, place: (p: readonly [number, number]) => unknown[]) {
  const line = (level: string, name: string, point: readonly [number, number]) =>
    ['P1', level, name, ...place(point)].join(',');
  const rows = Object.entries(landmarks).flatMap(([key, value]) => {
    if (Array.isArray(value)) return [line('', names[key as 'FH_left'], value)];
    return Object.entries(value).map(([corner, point]) => line(key, names[corner as 'SA'], point));
  });
  return [`subject,level,point,${columns}`, ...rows].join('\n');
}

describe('lateral radiographs', () => {
  test.for(golden)('$id: points in mm give the golden values', (one) => {
    const set = planeFromCsv(
      tableOf(one, 'anterior_mm,superior_mm', (p) => [...p]),
      'x.csv',
    );
    expect(set).toMatchObject({ subject: 'P1', kind: 'sagittal' });
    const found = measureLandmarks(lateralLandmarks(set), 'standing', one.age).measurements;
    const { RPV, RLL, RSA, total } = one.gap;
    const grades = Object.entries(one.schwab).map(
      ([id, sign]) => [id, ['0', '+', '++'].indexOf(sign)] as const,
    );
    const classes = {
      ...{ GAP_RPV: RPV, GAP_RLL: RLL, GAP_RSA: RSA, GAP_score: total },
      ...Object.fromEntries(grades.map(([id, n]) => [`schwab_${id.replace('_', '_minus_')}`, n])),
      SPA: 180 - one.expected.global_tilt!,
    };
    for (const [id, value] of Object.entries({ ...one.expected, ...classes })) {
      expect(found.find((m) => m.id === id && m.level === '')?.value, id).toBeCloseTo(value, 6);
    }
  });

  test.for(['left', 'right'] as const)('pixels, magnified, of a patient who faces %s', (faces) => {
    const spacing = { rowSpacing: 0.2, columnSpacing: 0.25, calibrated: false, estimatedMagnification: 1.15 };
    const { scale, lengths } = radiographScale(spacing, faces);
    expect(lengths).toBe('');
    const forwards = faces === 'right' ? 1 : -1;
    const text = tableOf(golden[0]!, 'row,column', ([a, s]) => [
      900 - (s * 1.15) / 0.2,
      700 + (forwards * a * 1.15) / 0.25,
    ]);
    const set = planeFromCsv(text, 'x.csv');
    const found = measureLandmarks(lateralLandmarks(set, scale), 'standing').measurements;
    for (const id of ['SVA', 'PI', 'LL_L1S1', 'T1PA'])
      expect(found.find((m) => m.id === id)?.value, id).toBeCloseTo(golden[0]!.expected[id]!, 6);
    expect(() => lateralLandmarks(set)).toThrow('in pixels');
  });

  test('scores and targets need the age, and a patient who stands', () => {
    const set = planeFromCsv(
      tableOf(golden[0]!, 'anterior_mm,superior_mm', (p) => [...p]),
      'x.csv',
    );
    const rows = (posture: 'standing' | 'supine', age?: number) =>
      new Map(
        measureLandmarks(lateralLandmarks(set), posture, age).measurements.map((m) => [m.id, m] as const),
      );
    const target = golden[0]!.expected.PI! - 0.3 * golden[0]!.expected.TK_T4T12! - 30 + 10;
    expect(rows('standing', 60).get('target_LL')!.value).toBeCloseTo(target, 6);
    expect(rows('standing').get('target_LL')).toMatchObject({ value: null, reason: 'the age is not known' });
    expect(rows('standing').get('GAP_RPV')!.value).not.toBeNull();
    for (const id of ['GAP_score', 'schwab_PT', 'roussouly_type', 'target_PT_by_age'])
      expect(rows('supine', 60).get(id)).toMatchObject({
        value: null,
        reason: expect.stringContaining('lies'),
      });
  });
});

describe('the size of pixels', () => {
  const pixel = { rowSpacing: 0.2, columnSpacing: 0.2, calibrated: false, estimatedMagnification: null };
  const magnification = (more: object, given?: number) =>
    radiographScale({ ...pixel, ...more }, 'left', given).scale.magnification;

  test('what the user says, then calibration, then what the header estimates', () => {
    expect(magnification({ calibrated: true, estimatedMagnification: 1.2 }, 1.1)).toBe(1.1);
    expect(magnification({ calibrated: true, estimatedMagnification: 1.2 })).toBe(1);
    expect(magnification({ estimatedMagnification: 1.2 })).toBe(1.2);
  });

  test('where nothing tells it, lengths are not those of the patient', () => {
    expect(radiographScale(pixel, 'left').lengths).toContain('nothing tells the magnification');
  });
});

describe('frontal radiographs', () => {
  const body = (level: string, right: number, superior: number, tilt: number) =>
    (['superior_right', 'superior_left', 'inferior_right', 'inferior_left'] as const).map((name) => {
      const [l, h] = [name.endsWith('right') ? 20 : -20, name.startsWith('superior') ? 12 : -12];
      const t = (tilt * Math.PI) / 180;
      const at = [right + l * Math.cos(t) - h * Math.sin(t), superior + l * Math.sin(t) + h * Math.cos(t)];
      return `P1,${level},${name},${at.join(',')}`;
    });
  const lines = [
    'subject,level,point,right_mm,superior_mm',
    ...['P1,S1,superior_right,25,0', 'P1,S1,superior_left,-25,0'],
    ...body('L3', 10, 80, 12),
    ...body('T12', 30, 180, 0),
    ...body('T6', 12, 300, -18),
    ...body('C7', 6, 420, 0),
    ...['P1,,femoral_head_right,90,-60', 'P1,,femoral_head_left,-90,-70'],
  ];

  test('Cobb angle with its ends, balance, apex, pelvis', () => {
    const found = measureCoronal(planeFromCsv(lines.join('\n'), 'x.csv'));
    const of = (id: string) => found.find((m) => m.id === id)!;
    expect(of('cobb_angle')).toMatchObject({ level: 'T6-L3', value: expect.closeTo(30, 6) });
    expect(of('coronal_balance').value).toBeCloseTo(6, 6);
    expect(of('apical_translation')).toMatchObject({ level: 'T12', value: expect.closeTo(30, 6) });
    expect(of('pelvic_obliquity').value).toBeCloseTo((Math.atan2(10, 180) * 180) / Math.PI, 6);
  });

  test('mirrored or upside down, they are refused: a Cobb angle of 30 degrees would be one of 330', () => {
    const turned = (right: 1 | -1, up: 1 | -1) =>
      lines
        .map((line, i) => {
          const [subject, level, point, r, s] = line.split(',');
          return i === 0 ? line : [subject, level, point, right * Number(r), up * Number(s)].join();
        })
        .join('\n');
    expect(() => planeFromCsv(turned(-1, 1), 'x.csv')).toThrow(
      'x.csv: S1 superior_right does not lie to the right of superior_left',
    );
    expect(() => planeFromCsv(turned(1, -1), 'x.csv')).toThrow(
      'x.csv: L3 superior_right does not lie above inferior_right',
    );
    expect(measureCoronal(planeFromCsv(turned(1, 1), 'x.csv')).length).toBe(8);
  });

  test('what is not marked is empty, with the reason', () => {
    const found = measureCoronal(planeFromCsv([...lines.slice(0, 1), ...lines.slice(3, 7)].join('\n'), 'x'));
    expect(found.map(({ value, reason }) => [value, reason !== ''])).toEqual(
      Array.from({ length: 6 }, () => [null, true]),
    );
  });

  /** The same points in pixels of 0.2 x 0.25 mm, magnified by 1.15, the patient's right on either side of the image. */
  const inPixels = (right: 1 | -1, of = lines) =>
    of
      .map((line, i) => {
        if (i === 0) return 'subject,level,point,row,column';
        const [subject, level, point, r, s] = line.split(',');
        const at = [3000 - (Number(s) * 1.15) / 0.2, 1500 + (right * Number(r) * 1.15) / 0.25];
        return [subject, level, point, ...at].join();
      })
      .join('\n');
  const size = { rowSpacing: 0.2, columnSpacing: 0.25, magnification: 1.15 };

  test.for([1, -1] as const)('in pixels: the right of the patient at %s of the image', (right) => {
    const set = planeFromCsv(inPixels(right), 'x.csv');
    expect(set.kind).toBe('frontal_pixels');
    const known = measureCoronal(planeFromCsv(lines.join('\n'), 'x.csv'));
    for (const [i, one] of measureCoronal(frontalPlane(set, size, 'x.csv')).entries()) {
      expect(one).toMatchObject({ id: known[i]!.id, level: known[i]!.level });
      if (known[i]!.value !== null) expect(one.value).toBeCloseTo(known[i]!.value, 6);
    }
  });

  test('pixels whose names contradict each other, or do not tell the side', () => {
    const swapped = lines.map((line) =>
      line.startsWith('P1,T6')
        ? line.replace('right', 'x').replace('left', 'right').replace('x', 'left')
        : line,
    );
    const plane = (of: string[]) => frontalPlane(planeFromCsv(inPixels(1, of), 'x.csv'), size, 'x.csv');
    expect(() => plane(swapped)).toThrow('x.csv: some points called right lie to the left');
    expect(() => plane(lines.slice(0, 2))).toThrow('which way the right lies is not known');
  });

  test('pelvic tilt is estimated from the sacrum, the heads and the pubis', () => {
    // Straight up from a head to the sacrum, and to the pubis 60 degrees from that on each side.
    const own = [
      ...[lines[0]!, 'P1,S1,superior_right,25,0', 'P1,S1,superior_left,-25,0'],
      ...['P1,,femoral_head_right,0,-100', `P1,,pubic_symphysis,${50 * Math.sin(Math.PI / 3)},-75`],
    ];
    const found = measureCoronal(planeFromCsv(own.join('\n'), 'x.csv'));
    const of = (id: string) => found.find((m) => m.id === id)!.value;
    expect(of('sacro_femoral_pubic_angle')).toBeCloseTo(60, 9);
    expect(of('PT_estimate_frontal')).toBeCloseTo(15, 9);
    expect(() =>
      planeFromCsv('subject,level,point,anterior_mm,superior_mm\nA,,pubic_symphysis,1,2', 'x'),
    ).toThrow('is no landmark of such a radiograph');
  });
});

describe('files that are wrong', () => {
  const head = 'subject,level,point,anterior_mm,superior_mm';
  test.each([
    [`${head}\nA,L3,superior_anterior,1,2\nB,L3,superior_posterior,1,2`, 'landmarks of A and B'],
    [`${head}\nA,L3,top,1,2`, 'line 2: "L3 top" is no landmark'],
    [`${head}\nA,L3,superior_anterior,,2`, 'line 2: anterior_mm and superior_mm must be numbers'],
    [`${head}\nA,L3,superior_anterior,1,2\nA,L3,superior_anterior,1,2`, 'more than once'],
    [head, 'no landmark in it'],
    ['subject,level', 'no columns of points in a plane'],
  ])('%s', (text, message) => {
    expect(() => planeFromCsv(text, 'x.csv')).toThrow(message);
  });

  test('tables in space are told apart', () => {
    expect(planeKindOf('subject,level,point,left_mm,posterior_mm,superior_mm')).toBeNull();
    expect(planeKindOf('level,point,row,column')).toBe('pixels');
  });
});

describe('one pelvis for all', () => {
  const levels: Level[] = ['L5', 'L4', 'L3', 'L2', 'L1', 'T12'];
  /** A spine whose bodies lean more and more by `bend` degrees a level, of any size, place and turn. */
  function spineOf(bend: number, size: number, shift: PlanePoint): SagittalLandmarks {
    const put = ([a, s]: PlanePoint): PlanePoint => [size * a + shift[0], size * s + shift[1]];
    const vertebrae: Record<string, unknown> = { S1: { SA: put([-15, 100]), SP: put([-45, 120]) } };
    let [a, s, lean] = [-30, 110, 25];
    for (const level of levels) {
      const t = (lean * Math.PI) / 180;
      a += 35 * Math.sin(t);
      s += 35 * Math.cos(t);
      const corner = (forward: number, up: number): PlanePoint =>
        put([a + forward * Math.cos(t) + up * Math.sin(t), s - forward * Math.sin(t) + up * Math.cos(t)]);
      vertebrae[level] = {
        SA: corner(15, 12),
        SP: corner(-15, 12),
        IA: corner(15, -12),
        IP: corner(-15, -12),
      };
      lean -= bend;
    }
    return sagittalLandmarksFrom({ ...vertebrae, FH_left: put([2, 1]), FH_right: put([-2, -1]) });
  }

  test('the hip axis at 0, the sacrum at distance 1; place and size make no difference', () => {
    const [one, other] = [spineOf(6, 1, [0, 0]), spineOf(6, 2.3, [140, -60])].map((spine) =>
      cornerVector(normaliseToPelvis(spine)),
    );
    expect([...one!.keys()].slice(-4)).toEqual([
      'S1_superior_anterior_a',
      'S1_superior_anterior_s',
      'S1_superior_posterior_a',
      'S1_superior_posterior_s',
    ]);
    for (const [name, value] of one!) expect(other!.get(name), name).toBeCloseTo(value, 9);
    const sacrum = ['a', 's'].map(
      (axis) => (one!.get(`S1_superior_anterior_${axis}`)! + one!.get(`S1_superior_posterior_${axis}`)!) / 2,
    );
    expect(Math.hypot(...sacrum)).toBeCloseTo(1, 9);
  });

  test('a patient who faces the other side is refused, as the vector would be mirrored', () => {
    const { vertebrae, femoralHeads, knees } = spineOf(6, 1, [0, 0]);
    const flip = ([a, s]: PlanePoint): PlanePoint => [-a, s];
    const mirrored = {
      ...{ femoralHeads: femoralHeads.map(flip), knees },
      vertebrae: Object.fromEntries(
        Object.entries(vertebrae).map(([level, corners]) => [
          level,
          Object.fromEntries(Object.entries(corners).map(([name, point]) => [name, flip(point)])),
        ]),
      ),
    } as unknown as SagittalLandmarks;
    expect(() => normaliseToPelvis(mirrored)).toThrow('the patient faces the other side');
  });

  test('angles stay; pelvic tilt goes only where it is asked for', () => {
    const spine = spineOf(6, 1.4, [20, 30]);
    const value = (landmarks: SagittalLandmarks, id: string) =>
      measureAlignment(landmarks).find((m) => m.id === id)!.value!;
    const [kept, upright] = [normaliseToPelvis(spine), normaliseToPelvis(spine, { upright: true })];
    for (const id of ['PI', 'LL_L1S1']) {
      expect(value(kept, id)).toBeCloseTo(value(spine, id), 9);
      expect(value(upright, id)).toBeCloseTo(value(spine, id), 9);
    }
    expect(value(kept, 'PT')).toBeCloseTo(value(spine, 'PT'), 9);
    expect(value(upright, 'PT')).toBeCloseTo(0, 9);
  });

  test('the line from the sacrum up, evenly spread; a level that is missing changes it little', () => {
    const spine = normaliseToPelvis(spineOf(6, 1, [0, 0]));
    const whole = curveVector(spine, 'T12', 12);
    expect(whole.size).toBe(24);
    const { L3: _, ...rest } = spine.vertebrae;
    const gap = curveVector({ ...spine, vertebrae: rest }, 'T12', 12);
    for (const [name, value] of whole) expect(Math.abs(gap.get(name)! - value), name).toBeLessThan(0.03);
    expect(() => curveVector(spine, 'C7', 12)).toThrow('needs S1, C7');
    expect(() => normaliseToPelvis({ ...spine, femoralHeads: [] })).toThrow('two femoral heads');
  });

  test('a self-organising map of such rows finds the two shapes that there are, whatever their size and place', () => {
    const truth = Int32Array.from({ length: 40 }, (_, i) => i % 2);
    const rows = Array.from(truth, (kind, i) => {
      const spine = spineOf(kind === 0 ? 4 : 10, 0.8 + (i % 7) / 10, [i, -3 * i]);
      return [...curveVector(normaliseToPelvis(spine), 'T12', 10).values()];
    });
    const map = selfOrganisingMap(rows, { width: 2, height: 1, random: createRandom(3) });
    expect(adjustedRandIndex(map.labels, truth)).toBe(1);
  });

  test('landmarks in space and in the plane are the same', () => {
    const plane = spineOf(6, 1, [0, 0]);
    const points = Object.entries(plane.vertebrae).flatMap(([level, corners]) =>
      (
        [
          ['superior_anterior', corners.superiorAnterior],
          ['superior_posterior', corners.superiorPosterior],
        ] as const
      ).map(([name, [a, s]]) => ({ level: level as Level, name, position: [7, -a, s] as const })),
    );
    expect(sagittalOfLandmarks(points).vertebrae.L3!.superiorAnterior).toEqual(
      plane.vertebrae.L3!.superiorAnterior,
    );
  });
});
