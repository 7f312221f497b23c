import { describe, expect, test } from 'vitest';
import { filmCorners, type FilmMask, frontalCurves, type Level } from '../src/index.ts';

type Point = readonly [number, number];

/** Bodies as quadrilaterals of known corners (row, column) on a film; rounded by `rim` pixels. */
function film(bodies: readonly { label: number; corners: readonly Point[] }[], rim = 0): FilmMask {
  const [rows, columns] = [420, 300];
  const data = new Uint8Array(rows * columns);
  for (const { label, corners } of bodies) {
    const inside = (r: number, c: number, by: number) =>
      corners.every(([r0, c0], i) => {
        const [r1, c1] = corners[(i + 1) % corners.length]!;
        const length = Math.hypot(r1 - r0, c1 - c0);
        return ((c1 - c0) * (r - r0) - (r1 - r0) * (c - c0)) / length >= by;
      });
    const core: Point[] = [];
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++) {
        if (rim === 0 && inside(r, c, 0)) data[c + columns * r] = label;
        if (rim > 0 && inside(r, c, rim)) core.push([r, c]);
      }
    for (const [r, c] of core)
      for (let dr = -rim; dr <= rim; dr++)
        for (let dc = -rim; dc <= rim; dc++)
          if (Math.hypot(dr, dc) <= rim) data[c + dc + columns * (r + dr)] = label;
  }
  return { rows, columns, data };
}

/** Corners of a tilted body, clockwise on the screen from the upper left. */
const body = (row: number, column: number, tilt: number, wedge = 0): Point[] => {
  const [cos, sin] = [Math.cos((tilt * Math.PI) / 180), Math.sin((tilt * Math.PI) / 180)];
  return (
    [
      [-22 + wedge, -30],
      [-22, 30],
      [22, 30],
      [22, -30],
    ] as const
  ).map(([r, c]) => [row + r * cos + c * sin, column - r * sin + c * cos]);
};

const bodies = [
  { label: 1, corners: body(80, 150, -8) },
  { label: 2, corners: body(150, 155, 0, 12) },
  { label: 3, corners: body(220, 150, 10) },
  { label: 4, corners: body(300, 140, 20) },
];
const levels = new Map<number, Level>([
  [1, 'L2'],
  [2, 'L3'],
  [3, 'L4'],
  [4, 'L5'],
]);

describe('corners of vertebrae from the mask of a film', () => {
  const names = ['superior_anterior', 'superior_posterior', 'inferior_posterior', 'inferior_anterior'];
  test('of sharp bodies within a pixel and a half; the patient faces left', () => {
    const { points, missing } = filmCorners(film(bodies), levels, 'left');
    expect(missing).toEqual([]);
    expect(points).toHaveLength(16);
    for (const { label, corners } of bodies)
      for (const [i, name] of names.entries()) {
        const { at } = points.find((p) => p.level === levels.get(label) && p.name === name)!;
        expect(Math.hypot(at[0] - corners[i]![0], at[1] - corners[i]![1]), `${label} ${name}`).toBeLessThan(
          1.5,
        );
      }
  });

  test('facing right, front and back change places', () => {
    const left = filmCorners(film(bodies), levels, 'left').points;
    const right = filmCorners(film(bodies), levels, 'right').points;
    const at = (points: typeof left, name: string) =>
      points.find((p) => p.level === 'L4' && p.name === name)!.at;
    const [p, q] = [at(left, 'superior_anterior'), at(right, 'superior_posterior')];
    expect(Math.hypot(p[0] - q[0], p[1] - q[1])).toBeLessThan(0.5);
  });

  test('of rounded bodies on the rim, within two pixels of its outermost point', () => {
    const rim = 6;
    const { points } = filmCorners(film(bodies, rim), levels, 'left');
    for (const [i, name] of names.entries()) {
      const corners = bodies[0]!.corners;
      const { at } = points.find((p) => p.level === 'L2' && p.name === name)!;
      const middle = [80, 150];
      const away = Math.hypot(corners[i]![0] - middle[0]!, corners[i]![1] - middle[1]!);
      // The outermost point of a quarter circle lies (sqrt(2) - 1) of its radius inside of the sharp corner.
      const inside = (Math.SQRT2 - 1) * rim;
      expect(away).toBeGreaterThan(0);
      expect(
        Math.abs(Math.hypot(at[0] - corners[i]![0], at[1] - corners[i]![1]) - inside),
        name,
      ).toBeLessThan(2);
    }
  });

  test('what the film cuts and what is too small has none, with the reason', () => {
    const cut = film([{ label: 1, corners: body(10, 150, 0) }, bodies[2]!]);
    const { missing } = filmCorners(cut, levels, 'left');
    expect(missing).toEqual([
      { level: 'L2', reason: 'the film cuts it' },
      { level: 'L3', reason: 'fewer than 40 pixels have its label' },
      { level: 'L5', reason: 'fewer than 40 pixels have its label' },
    ]);
  });
});

describe('every curve of a frontal film', () => {
  /** Vertebrae 40 wide and 20 high, whose tilts (right higher +) make two curves. */
  const tilts: readonly (readonly [Level, number])[] = [
    ...([
      ['T4', 0],
      ['T5', 18],
      ['T6', 14],
      ['T7', 8],
      ['T8', 0],
      ['T9', -8],
      ['T10', -14],
      ['T11', -18],
    ] as const),
    ...([
      ['T12', -12],
      ['L1', -10],
      ['L2', -1],
      ['L3', 7],
      ['L4', 14],
    ] as const),
  ];
  let x = 0;
  const vertebrae = Object.fromEntries(
    tilts.map(([level, tilt], i) => {
      const angle = (tilt * Math.PI) / 180;
      const y = -30 * i;
      // Going down, a vertebra that is higher on its right leads to the right.
      x += 30 * Math.tan(angle);
      const corner = (w: number, h: number): [number, number] => [
        x + w * Math.cos(angle) - h * Math.sin(angle),
        y + w * Math.sin(angle) + h * Math.cos(angle),
      ];
      return [
        level,
        {
          superiorRight: corner(20, 10),
          superiorLeft: corner(-20, 10),
          inferiorRight: corner(20, -10),
          inferiorLeft: corner(-20, -10),
        },
      ];
    }),
  );

  test('its ends, apex, side and region', () => {
    const curves = frontalCurves(vertebrae);
    expect(
      curves.map(({ upperEnd, lowerEnd, region, convex }) => [upperEnd, lowerEnd, region, convex]),
    ).toEqual([
      ['T5', 'T11', 'thoracic', 1],
      ['T11', 'L4', 'lumbar', -1],
    ]);
    expect(curves[0]!.angle).toBeCloseTo(36, 8);
    expect(curves[0]!.apex).toBe('T8');
    expect(curves[0]!.offset).toBeGreaterThan(0);
    expect(curves[1]!.angle).toBeCloseTo(32, 8);
    expect(curves[1]!.offset).toBeLessThan(0);
  });

  test('a straight spine has none', () => {
    expect(frontalCurves({ T8: vertebrae.T8!, T9: vertebrae.T9! })).toEqual([]);
  });
});
