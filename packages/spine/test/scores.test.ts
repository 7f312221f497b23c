import { expect, test } from 'vitest';
import {
  gradeRank,
  levels,
  meyerdingGrade,
  pointScores,
  readerGrades,
  sinsCollapse,
  sinsLocation,
  spinalFractureIndex,
  sumScore,
} from '../src/index.ts';

const sins = pointScores.find(({ id }) => id === 'sins')!;

test('a score with everything answered, and with answers missing', () => {
  const answers = {
    location: 'junctional',
    pain: 'mechanical',
    bone_lesion: 'lytic',
    alignment: 'normal',
    collapse: 'below_half',
    posterolateral: 'bilateral',
  };
  expect(sumScore(sins, answers)).toMatchObject({ total: 13, category: 'unstable', missing: [] });
  // Whatever the pain, the total stays in one category.
  expect(sumScore(sins, { ...answers, location: 'rigid', bone_lesion: 'blastic', pain: '' })).toMatchObject({
    total: null,
    possible: [5, 8],
    category: null,
    missing: ['pain'],
  });
  expect(sumScore(sins, { ...answers, posterolateral: 'none', pain: '' })).toMatchObject({
    total: null,
    possible: [7, 10],
    category: 'potentially unstable',
  });
});

test('an unknown component or answer is an error that lists what there is', () => {
  expect(() => sumScore(sins, { place: 'junctional' })).toThrow('has no component place');
  expect(() => sumScore(sins, { location: 'thoracic' })).toThrow('"thoracic" is no answer to location');
});

test('SINS location of every level, collapse but not at exactly one half', () => {
  expect(levels.filter((level) => sinsLocation(level) === 'mobile')).toEqual([
    'C3',
    'C4',
    'C5',
    'C6',
    'L2',
    'L3',
    'L4',
  ]);
  expect(levels.filter((level) => sinsLocation(level) === 'semirigid')).toHaveLength(8);
  expect(levels.filter((level) => sinsLocation(level) === 'rigid')).toEqual(['S2', 'S3', 'S4', 'S5']);
  expect(sinsCollapse(50, 10)).toBe('');
  expect(sinsCollapse(51, 10)).toBe('above_half');
  expect(sinsCollapse(0, 60)).toBe('none_body_involved');
});

test('grades', () => {
  const pfirrmann = readerGrades.find(({ id }) => id === 'pfirrmann')!;
  expect(gradeRank(pfirrmann, 'IV')).toBe(3);
  expect(() => gradeRank(pfirrmann, 'VI')).toThrow('has no grade "VI"');
  expect(spinalFractureIndex([0, 1, 3])).toBeCloseTo(4 / 3);
  expect(spinalFractureIndex([])).toBeNull();
  expect([-30, 3, 25, 101].map((slip) => meyerdingGrade(slip, 5))).toEqual([2, 0, 1, 5]);
});
