import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  csvlOffset,
  frontalApex,
  largestCobb,
  type Level,
  measureAlignment,
  type PlanePoint,
  planeOfRadiograph,
  roussoulyType,
  sagittalCatalogue,
  type SagittalCorners,
  type SagittalLandmarks,
  sagittalLandmarksFrom,
} from '../src/index.ts';

const stacked: readonly Level[] = [
  'S1',
  'L5',
  'L4',
  'L3',
  'L2',
  'L1',
  'T12',
  'T10',
  'T9',
  'T5',
  'T4',
  'T2',
  'T1',
  'C7',
  'C2',
];

/** A plausible spine: bodies stacked upwards from the sacrum, each tilted and shifted by chance. */
const spines: fc.Arbitrary<SagittalLandmarks> = fc
  .tuple(
    fc.array(
      fc.tuple(fc.double({ min: -35, max: 35, noNaN: true }), fc.double({ min: -9, max: 9, noNaN: true })),
      {
        minLength: stacked.length,
        maxLength: stacked.length,
      },
    ),
    fc.double({ min: 20, max: 60, noNaN: true }),
    fc.double({ min: 10, max: 60, noNaN: true }),
  )
  .map(([shapes, slope, forwards]) => {
    const vertebrae: Partial<Record<Level, SagittalCorners>> = {};
    let at: [number, number] = [0, 100];
    for (const [i, level] of stacked.entries()) {
      const [angle, shift] = shapes[i]!;
      const radians = ((level === 'S1' ? -slope : angle) * Math.PI) / 180;
      const [c, s] = [Math.cos(radians), Math.sin(radians)];
      const point = (along: number, up: number): PlanePoint => [
        at[0] + along * c - up * s,
        at[1] + along * s + up * c,
      ];
      vertebrae[level] = {
        superiorAnterior: point(16, 12),
        superiorPosterior: point(-16, 12),
        inferiorAnterior: point(16, -12),
        inferiorPosterior: point(-16, -12),
      };
      at = [at[0] + shift, at[1] + 34];
    }
    return {
      vertebrae,
      femoralHeads: [
        [forwards, 20],
        [forwards + 2, 22],
      ],
      knees: [
        [forwards + 5, -400],
        [forwards + 7, -402],
      ],
    };
  });

const valuesOf = (landmarks: SagittalLandmarks) =>
  Object.fromEntries(measureAlignment(landmarks).map(({ id, value }) => [id, value ?? Number.NaN]));

function moved(landmarks: SagittalLandmarks, how: (p: PlanePoint) => PlanePoint): SagittalLandmarks {
  const vertebrae = Object.fromEntries(
    Object.entries(landmarks.vertebrae).map(([level, corners]) => [
      level,
      Object.fromEntries(Object.entries(corners).map(([name, p]) => [name, how(p as PlanePoint)])),
    ]),
  ) as SagittalLandmarks['vertebrae'];
  return { vertebrae, femoralHeads: landmarks.femoralHeads.map(how), knees: landmarks.knees.map(how) };
}

const close = (a: number, b: number, tolerance = 1e-8) =>
  expect(Math.abs(a - b)).toBeLessThanOrEqual(tolerance);

describe('alignment', () => {
  test('PI is SS + PT and the angle at the sacrum; TPA is T1SPi + PT; GT and SSA go by the lean of C7', () => {
    fc.assert(
      fc.property(spines, (spine) => {
        const v = valuesOf(spine);
        close(v.PI!, v.SS! + v.PT!);
        close(v.PI!, v.PI_direct!);
        close(v.T1PA!, v.T1SPi! + v.PT!);
        close(v.LL_L1S1!, v.LL_L1L4! + v.LL_L4S1!);
        close(v.global_tilt! + v.SSA!, v.PI! + 90);
      }),
    );
  });

  test('moving the patient changes nothing', () => {
    fc.assert(
      fc.property(
        spines,
        fc.double({ min: -500, max: 500, noNaN: true }),
        fc.double({ min: -500, max: 500, noNaN: true }),
        (spine, a, s) => {
          const [before, after] = [valuesOf(spine), valuesOf(moved(spine, (p) => [p[0] + a, p[1] + s]))];
          for (const { id } of sagittalCatalogue) close(after[id]!, before[id]!, 1e-6);
        },
      ),
    );
  });

  test('pixels of a radiograph of either side, and of any size, give the same', () => {
    fc.assert(
      fc.property(spines, fc.double({ min: 0.05, max: 2, noNaN: true }), (spine, spacing) => {
        const before = valuesOf(spine);
        for (const faces of ['left', 'right'] as const) {
          const scale = { rowSpacing: spacing, columnSpacing: spacing, faces, magnification: 1.15 };
          const forwards = faces === 'right' ? 1 : -1;
          const seen = moved(spine, (p) =>
            planeOfRadiograph((-p[1] * 1.15) / spacing, (forwards * p[0] * 1.15) / spacing, scale),
          );
          for (const [id, value] of Object.entries(valuesOf(seen))) close(value, before[id]!, 1e-6);
        }
      }),
    );
  });

  test('what is missing leaves its measurements empty, with the reason', () => {
    const landmarks = sagittalLandmarksFrom({
      S1: { SA: [20, -10], SP: [-10, 10] },
      L1: { SA: [10, 160], SP: [-20, 155], IA: [12, 130], IP: [-18, 128] },
      FH_left: [30, -80],
    });
    const found = new Map(measureAlignment(landmarks).map((m) => [m.id, m]));
    expect(found.get('LL_L1S1')?.value).not.toBeNull();
    expect(found.get('PT')).toMatchObject({ value: null, reason: 'femoral heads: two are needed, 1 given' });
    expect(found.get('LL_L4S1')).toMatchObject({ value: null, reason: 'L4 is missing' });
  });

  test('says which landmark is wrong', () => {
    const corners = { SA: [1, 1], SP: [0, 0] };
    expect(() => sagittalLandmarksFrom({ L9: corners })).toThrow('Landmark L9 is unknown.');
    expect(() => sagittalLandmarksFrom({ L1: { SA: [1, null], SP: [0, 0] } })).toThrow('L1.SA');
    expect(() => sagittalLandmarksFrom({ L1: { SA: [1, 1] } })).toThrow('lacks its upper corners');
    expect(() => sagittalLandmarksFrom({ L1: { SA: [1, 1], SP: [1, 1] } })).toThrow('at one place');
    expect(() =>
      planeOfRadiograph(1, 1, { rowSpacing: 0, columnSpacing: 1, faces: 'left', magnification: 1 }),
    ).toThrow('rowSpacing is 0');
  });

  test('every entry of the catalogue says what it is', () => {
    expect(new Set(sagittalCatalogue.map(({ id }) => id)).size).toBe(33);
    for (const { name, definition, source } of sagittalCatalogue)
      expect([name, definition, source].every((text) => text.length > 2)).toBe(true);
  });
});

describe('frontal plane', () => {
  const body = (right: number, up: number, angle: number) => {
    const [c, s] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
    const at = (r: number, h: number) => [right + r * c - h * s, up + r * s + h * c] as const;
    return {
      superiorRight: at(20, 12),
      superiorLeft: at(-20, 12),
      inferiorRight: at(20, -12),
      inferiorLeft: at(-20, -12),
    };
  };
  const vertebrae = {
    S1: body(0, 0, 0),
    L4: body(5, 60, 12),
    L2: body(24, 130, -2),
    T12: body(8, 200, -25),
  };

  test('Cobb between the two most tilted endplates, apex furthest from the sacral line', () => {
    const cobb = largestCobb(vertebrae)!;
    expect(cobb).toMatchObject({ upperEnd: 'T12', lowerEnd: 'L4' });
    close(cobb.angle, 37);
    expect(frontalApex(vertebrae).level).toBe('L2');
    close(csvlOffset(vertebrae, 'L2'), 24 - -12 * 0, 1e-9);
    expect(() => csvlOffset({ L2: vertebrae.L2 }, 'L2')).toThrow('S1 is missing');
  });
});

test('Roussouly types, and what is none', () => {
  expect(roussoulyType(30, 'L5', 40, 10).type).toBe('1');
  expect(roussoulyType(30, 'L4', 40, 10).type).toBe('2');
  expect(roussoulyType(40, 'L4', 52, 12).type).toBe('3');
  expect(roussoulyType(50, 'L3', 62, 12).type).toBe('4');
  expect(roussoulyType(50, 'L5', 62, 12)).toMatchObject({
    type: 'unclassified',
    reason: expect.stringContaining('L5'),
  });
  expect(roussoulyType(42, 'L4', 46, 4).anteverted).toBe(true);
});
