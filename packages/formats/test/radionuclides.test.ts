import { describe, expect, test } from 'vitest';
import { isHalfLife, nuclideOf } from '../src/dicom/radionuclides.ts';

describe('nuclides by their codes and names', () => {
  test.each([
    ['C-111A1', '', 'F-18'],
    ['77004003', '', 'F-18'],
    ['35337001', '', 'Ga-68'],
    ['C-168A4', '', 'Zr-89'],
    ['', '^18^Fluorine', 'F-18'],
    ['', '18F-PSMA-1007', 'F-18'],
    ['', 'F18', 'F-18'],
    ['', 'DOTATATE 68Ga', 'Ga-68'],
    ['', 'Rubidium Rb 82', 'Rb-82'],
    ['', 'Carbon-11 choline', 'C-11'],
    ['', 'Tc 94m', 'Tc-94m'],
    ['', 'FDG -- fluorodeoxyglucose', 'F-18'],
    ['', 'PSMA-1007', null],
    ['X-1', 'unknown', null],
  ])('%s %s: %s', (code, text, nuclide) => {
    expect(nuclideOf(code, text)).toBe(nuclide);
  });

  test('half-lives agree within what tables differ by', () => {
    for (const seconds of [
      6586.2, 6588, 6600, 4057.7, 4080, 75, 78, 122.2, 598, 1223, 45_721, 282_240, 360_806,
    ])
      expect(isHalfLife(seconds), String(seconds)).toBe(true);
    for (const seconds of [1, 20, 109.77, 110, 68, 6000, 7200])
      expect(isHalfLife(seconds), String(seconds)).toBe(false);
  });
});
