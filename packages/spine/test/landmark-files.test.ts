import { readImage } from '@rachis/formats';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  cropLabels,
  labelSchemes,
  landmarkEndings,
  landmarksFromText,
  landmarksOfSpine,
  landmarksToText,
  type LandmarkSet,
  measureLandmarks,
  measureSpine,
  type NamedLandmark,
  readLabels,
  schemeFromText,
  type SpineMeasurements,
} from '../src/index.ts';
import { syntheticSpine } from './anatomy.ts';
import { sharedPath } from './data.ts';

const { labels: structures } = labelSchemes.find(({ id }) => id === 'spineps_tptbox')!;
const { labels } = syntheticSpine(12, [1, 1, 1]);
const input = { crops: cropLabels(labels), structures, scan: labels, posture: 'supine' } as const;
const spine = measureSpine(input);
const set: LandmarkSet = { subject: 'P1', landmarks: landmarksOfSpine(spine) };

const rowOf = ({ measurements }: SpineMeasurements, level: string, id: string) =>
  measurements.find((m) => m.level === level && m.id === id)!;

const moved = (label: string, by: readonly [number, number, number]): NamedLandmark[] =>
  set.landmarks.map((one) =>
    `${one.level} ${one.name}` === label
      ? { ...one, position: [one.position[0] + by[0], one.position[1] + by[1], one.position[2] + by[2]] }
      : one,
  );

describe('landmark files', () => {
  test.for(landmarkEndings)('%s holds what was written', (ending) => {
    const read = landmarksFromText(landmarksToText(set, `x${ending}`), `x${ending}`);
    expect(read.subject).toBe('P1');
    expect(read.landmarks.length).toBe(set.landmarks.length);
    for (const [i, one] of read.landmarks.entries()) {
      const { fitError, ...rest } = set.landmarks[i]!;
      const { fitError: read, ...found } = one;
      expect(found).toEqual(rest);
      if (fitError === null) expect(read).toBeNull();
      else expect(read).toBeCloseTo(fitError, 3);
    }
  });

  test.for(landmarkEndings)('%s holds them too where nobody says whose they are', (ending) => {
    const text = landmarksToText({ ...set, subject: '' }, `x${ending}`);
    const read = landmarksFromText(text, `x${ending}`);
    expect(read.subject).toBe('');
    expect(read.landmarks.map(({ position }) => position)).toEqual(
      set.landmarks.map(({ position }) => position),
    );
  });

  test.for(landmarkEndings)('%s of an unchanged spine changes no measurement', (ending) => {
    const { landmarks } = landmarksFromText(landmarksToText(set, `x${ending}`), `x${ending}`);
    expect(measureSpine({ ...input, landmarks }).measurements).toEqual(spine.measurements);
  });

  test('point lists of 3D Slicer say that they are LPS, and are read in RAS too', () => {
    const file = JSON.parse(landmarksToText(set, 'x.mrk.json'));
    expect(file.markups[0]).toMatchObject({
      type: 'Fiducial',
      coordinateSystem: 'LPS',
      coordinateUnits: 'mm',
    });
    const [{ label, position }] = file.markups[0].controlPoints;
    expect(label).toBe(`${set.landmarks[0]!.level} ${set.landmarks[0]!.name}`);
    expect(position).toEqual(set.landmarks[0]!.position);
    file.markups[0].coordinateSystem = 'RAS';
    for (const point of file.markups[0].controlPoints) {
      point.position[0] *= -1;
      point.position[1] *= -1;
    }
    const read = landmarksFromText(JSON.stringify(file), 'x.mrk.json');
    expect(read.landmarks.map(({ position: p }) => p)).toEqual(set.landmarks.map(({ position: p }) => p));
    file.markups[0].coordinateSystem = 'IJK';
    expect(() => landmarksFromText(JSON.stringify(file), 'x.mrk.json')).toThrow('coordinate system "IJK"');
  });

  test('points that were not placed do not count, and lists are read together', () => {
    const text = JSON.stringify({
      markups: [
        { coordinateSystem: 'LPS', controlPoints: [{ label: 'L3 centroid', position: [1, 2, 3] }] },
        {
          coordinateSystem: 'RAS',
          controlPoints: [
            { label: 'femoral_head_left', position: [-4, -5, 6] },
            { label: 'L4 centroid', position: [0, 0, 0], positionStatus: 'undefined' },
          ],
        },
      ],
    });
    expect(landmarksFromText(text, 'x.mrk.json').landmarks.map(({ position }) => position)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  test('what is wrong with a file is said', () => {
    const point = (label: string, position: unknown = [1, 2, 3]) =>
      JSON.stringify({ markups: [{ controlPoints: [{ label, position }] }] });
    expect(() => landmarksFromText(point('F-1'), 'a.mrk.json')).toThrow('"F-1" is no landmark');
    expect(() => landmarksFromText(point('L9 centroid'), 'a.mrk.json')).toThrow('"L9 centroid"');
    expect(() => landmarksFromText(point('L3 centroid', [1, null, 3]), 'a.json')).toThrow(
      'three finite numbers',
    );
    const head3 = 'level,point,left_mm,posterior_mm,superior_mm';
    expect(() => landmarksFromText(`${head3}\nL3,centroid,NaN,2,3`, 'a.csv')).toThrow(
      'a.csv: L3 centroid is at (NaN, 2, 3) where three finite numbers',
    );
    expect(() => landmarksFromText('{"markups": [null]}', 'a.json')).toThrow('a.json: there is no landmark');
    expect(() => landmarksFromText('{"markups": [{"controlPoints": [7]}]}', 'a.json')).toThrow(
      'a.json: "" is no landmark',
    );
    expect(() => landmarksFromText('{"markups": []}', 'a.json')).toThrow('no landmark in it');
    expect(() => landmarksFromText('{"x": 1}', 'a.json')).toThrow('neither "landmarks" nor');
    expect(() => landmarksFromText('[', 'a.json')).toThrow('a.json is no JSON');
    expect(() => landmarksFromText('', 'a.txt')).toThrow('no landmark file by its ending');
    const head = 'subject,level,point,left_mm,posterior_mm,superior_mm';
    expect(() => landmarksFromText('level,point\nL3,centroid', 'a.csv')).toThrow('no column left_mm');
    expect(() => landmarksFromText(`${head}\nA,L3,centroid,1,2,3\nB,L4,centroid,1,2,3`, 'a.csv')).toThrow(
      'A and B',
    );
    expect(() => landmarksFromText(`${head}\nA,L3,centroid,1,2,3\nA,L3,centroid,1,2,3`, 'a.csv')).toThrow(
      'more than once',
    );
    expect(() => landmarksFromText(`${head}\nA,L3,centroid,1,,3`, 'a.csv')).toThrow('three finite numbers');
  });
});

describe('corrections by hand', () => {
  test('a corner that is moved up by 5 mm moves what depends on it, and nothing else', () => {
    const up = spine.vertebrae.find(([level]) => level === 'L4')![1].found!.box.axes.superior;
    const by = up.map((v) => 5 * v) as unknown as [number, number, number];
    const corrected = measureSpine({ ...input, landmarks: moved('L4 superior_anterior', by) });
    const change = (level: string, id: string) =>
      rowOf(corrected, level, id).value! - rowOf(spine, level, id).value!;
    // The axis turns with the plate, so that heights change by about what the corner moved.
    expect(change('L4', 'height_anterior')).toBeGreaterThan(4.5);
    expect(change('L4', 'height_anterior')).toBeLessThan(5.5);
    expect(Math.abs(change('L4', 'height_posterior'))).toBeLessThan(0.7);
    const depth = rowOf(spine, 'L4', 'depth_superior').value!;
    expect(change('L4', 'wedge_angle')).toBeCloseTo((-Math.atan2(5, depth) * 180) / Math.PI, 0);
    expect(change('L3-L4', 'disc_angle')).toBeCloseTo((-Math.atan2(5, depth) * 180) / Math.PI, 0);
    expect(change('L5', 'height_anterior')).toBe(0);
    expect(corrected.levels.notes[0]).toBe('Corrected by hand: L4 superior_anterior.');
    const { source } = corrected.vertebrae.find(([level]) => level === 'L4')![1].found!.points
      .superior_anterior!;
    expect(source).toContain('by hand; before: mask');
  });

  test('a centroid is not taken, and that is said', () => {
    const { levels, measurements } = measureSpine({ ...input, landmarks: moved('L4 centroid', [9, 9, 9]) });
    expect(measurements).toEqual(spine.measurements);
    expect(levels.notes).toContain(
      'L4 centroid: it follows from the corners; where the file has it is not taken.',
    );
  });
});

describe('landmarks that cannot be of these labels', () => {
  const reasonOf = (landmarks: readonly NamedLandmark[]) =>
    rowOf(measureSpine({ ...input, landmarks }), 'L4', 'height_anterior');
  const at = (change: (one: NamedLandmark) => NamedLandmark) => set.landmarks.map(change);

  test('RAS in a file that says LPS', () => {
    const flipped = at((one) => {
      const [l, p, s] = one.position;
      return { ...one, position: [-l, -p, s] };
    });
    expect(reasonOf(flipped)).toMatchObject({ value: null, reason: expect.stringContaining('not in LPS') });
  });

  test('of another scan', () => {
    const away = at((one) => ({
      ...one,
      position: [one.position[0], one.position[1], one.position[2] + 300],
    }));
    expect(reasonOf(away)).toMatchObject({
      value: null,
      reason: expect.stringMatching(/lies 3\d\d mm from the body in the labels/),
    });
  });

  test('upper and lower corners that are swapped, with labels and alone', () => {
    const other = (name: string) =>
      (name.startsWith('superior')
        ? name.replace('superior', 'inferior')
        : name.replace('inferior', 'superior')) as NamedLandmark['name'];
    const swapped = at((one) => (one.level === 'L4' ? { ...one, name: other(one.name) } : one));
    const said = { value: null, reason: expect.stringContaining('lies below the inferior one') };
    expect(reasonOf(swapped)).toMatchObject(said);
    expect(rowOf(measureLandmarks(swapped, 'supine'), 'L4', 'height_anterior')).toMatchObject(said);
  });
});

test('a body of one endplate keeps its middle and height where a corner is moved', () => {
  // The same bones by names of the neck: C2 has a lower endplate only.
  const neck = {
    ...{ crops: cropLabels(labels).filter(({ label }) => label >= 22), scan: labels },
    posture: 'supine' as const,
    structures: schemeFromText('24=C4,23=C3,22=C2'),
  };
  const bodyOf = (landmarks: readonly NamedLandmark[]) =>
    measureSpine({ ...neck, landmarks }).vertebrae.find(([level]) => level === 'C2')![1].found!;
  const before = bodyOf([]);
  const { position } = before.points.inferior_anterior!;
  const by = before.box.axes.superior;
  const corner: NamedLandmark = {
    ...{ level: 'C2', name: 'inferior_anterior', source: 'by hand', fitError: null },
    position: [position[0] - by[0], position[1] - by[1], position[2] - by[2]],
  };
  const corrected = bodyOf([corner]);
  expect(corrected.points.inferior_anterior!.source).toContain('by hand');
  expect(corrected.centroid.position).toEqual(before.centroid.position);
  expect(corrected.box.halfHeight).toBe(before.box.halfHeight);
});

describe('landmarks alone', () => {
  const alone = measureLandmarks(set.landmarks, 'supine');

  test('give what their mask gave: lengths and angles', () => {
    for (const id of ['height_anterior', 'height_posterior', 'depth_superior', 'wedge_ratio'])
      expect(Math.abs(rowOf(alone, 'L4', id).value! - rowOf(spine, 'L4', id).value!)).toBeLessThan(0.3);
    // Planes of the mask see all of an endplate, corners its midline.
    for (const [level, id] of [
      ['L4', 'wedge_angle'],
      ['L4-L5', 'disc_angle'],
    ] as const)
      expect(Math.abs(rowOf(alone, level, id).value! - rowOf(spine, level, id).value!)).toBeLessThan(1.5);
    expect(rowOf(alone, 'L4-L5', 'slip').value).toBeCloseTo(rowOf(spine, 'L4-L5', 'slip').value!, 1);
  });

  test('a level without two corners of an endplate says so', () => {
    const few = set.landmarks.filter(({ level, name }) => level !== 'L4' || name === 'superior_anterior');
    expect(rowOf(measureLandmarks(few, 'supine'), 'L4', 'height_anterior').reason).toContain(
      'no two corners',
    );
  });

  test('two levels whose names are swapped are not measured', () => {
    const swap = { L4: 'L5', L5: 'L4' } as const;
    const swapped = set.landmarks.map((one) => ({
      ...one,
      level: one.level === 'L4' || one.level === 'L5' ? swap[one.level] : one.level,
    }));
    expect(rowOf(measureLandmarks(swapped, 'supine'), 'L4', 'height_anterior').reason).toContain(
      'do not run downwards',
    );
  });

  test('of a standing patient, with femoral heads, PT is measured', () => {
    const at = (level: 'S1' | 'L1', name: NamedLandmark['name'], a: number, s: number): NamedLandmark => ({
      ...{ level, name, position: [0, -a, s], source: 'by hand', fitError: null },
    });
    const heads = (['left', 'right'] as const).map(
      (side): NamedLandmark => ({
        ...{ level: '', name: `femoral_head_${side}`, source: 'by hand', fitError: null },
        position: [side === 'left' ? 85 : -85, 0, 0],
      }),
    );
    // The sacral plate slopes by 45 degrees, its middle 100 mm above and 20 mm behind the hips.
    const points = [
      at('S1', 'superior_anterior', -10, 90),
      at('S1', 'superior_posterior', -30, 110),
      ...heads,
    ];
    const standing = measureLandmarks(points, 'standing');
    expect(rowOf(standing, '', 'SS').value).toBeCloseTo(45, 6);
    expect(rowOf(standing, '', 'PT').value).toBeCloseTo((Math.atan2(20, 100) * 180) / Math.PI, 6);
    expect(rowOf(standing, '', 'PI').value).toBeCloseTo(45 + (Math.atan2(20, 100) * 180) / Math.PI, 6);
    expect(rowOf(measureLandmarks(points, 'supine'), '', 'PT').reason).toContain('this one lies');
  });
});

const folder = sharedPath('data', 'spine');

describe.skipIf(folder === null)('real CT of TotalSegmentator', () => {
  let real: SpineMeasurements;
  let again: SpineMeasurements;

  beforeAll(async () => {
    const { volume } = await readImage(`${folder}/totalsegmentator/example_seg_fast_force_split.nii.gz`);
    const crops = cropLabels(volume);
    const read = readLabels(
      crops.map(({ label }) => ({ label })),
      'x',
    );
    const given = { crops, structures: read.structures, scan: volume, posture: 'supine' } as const;
    real = measureSpine(given);
    const text = landmarksToText({ subject: '', landmarks: landmarksOfSpine(real) }, 'x.mrk.json');
    again = measureSpine({ ...given, landmarks: landmarksFromText(text, 'x.mrk.json').landmarks });
  });

  test('a round by 3D Slicer changes nothing', () => {
    expect(again.measurements).toEqual(real.measurements);
    expect(again.levels.notes).toEqual(real.levels.notes);
  });

  test('landmarks alone give the same pelvic incidence', () => {
    const alone = measureLandmarks(landmarksOfSpine(real), 'supine');
    expect(rowOf(alone, '', 'PI').value).toBeCloseTo(rowOf(real, '', 'PI').value!, 0);
  });
});
