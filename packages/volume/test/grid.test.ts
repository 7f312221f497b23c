import { describe, expect, it } from 'vitest';
import { alignMask } from '../src/align-mask.ts';
import { boundingBox, cropData, cropGrid, growBox } from '../src/box.ts';
import { isRachisError, RachisError } from '../src/error.ts';
import {
  checkGrid,
  describeGrid,
  type Grid,
  gridsMatch,
  identityDirection,
  indexToPatient,
  invertMatrix3,
  type Matrix3,
  patientToIndex,
  voxelVolume,
} from '../src/grid.ts';
import { checkDataLength, type Mask, maskCount } from '../src/volume.ts';

const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
const turned: Matrix3 = [c, -s, 0, s, c, 0, 0, 0, 1];
const oblique: Grid = { size: [4, 5, 6], spacing: [0.5, 2, 3], origin: [10, -20, 5], direction: turned };
const plain: Grid = { size: [4, 5, 6], spacing: [1, 1, 1], origin: [0, 0, 0], direction: identityDirection };

describe('positions', () => {
  it('of the first voxel is the origin; steps follow the directions', () => {
    expect(indexToPatient(oblique, [0, 0, 0])).toEqual([10, -20, 5]);
    const [x, y, z] = indexToPatient(oblique, [2, 0, 1]);
    expect([x, y, z]).toEqual([expect.closeTo(10 + c, 12), expect.closeTo(-20 + s, 12), 8]);
  });

  it("and indices are each other's inverse, on oblique and sheared grids", () => {
    for (const direction of [turned, [1, 0.2, 0, 0, 0.98, 0, 0, 0, -1] as const]) {
      const found = patientToIndex(
        { ...oblique, direction },
        indexToPatient({ ...oblique, direction }, [1.5, -2, 4.25]),
      );
      [1.5, -2, 4.25].forEach((value, a) => {
        expect(found[a]).toBeCloseTo(value, 10);
      });
    }
  });

  it('voxel volume is the product of the spacings', () => {
    expect(voxelVolume(oblique)).toBe(3);
  });

  it('a direction that does not span space cannot be inverted', () => {
    expect(() => invertMatrix3([1, 0, 0, 1, 0, 0, 0, 0, 1])).toThrow('cannot be inverted');
  });
});

describe('comparing grids', () => {
  it('takes the rounding of headers for equal, and a hundredth of a voxel for different', () => {
    expect(gridsMatch(plain, { ...plain, origin: [0.004, 0, 0] })).toBe(true);
    expect(gridsMatch(plain, { ...plain, origin: [0.02, 0, 0] })).toBe(false);
    expect(gridsMatch(plain, { ...plain, spacing: [1.001, 1, 1] })).toBe(true);
    expect(gridsMatch(plain, { ...plain, spacing: [1.01, 1, 1] })).toBe(false);
    expect(gridsMatch(plain, { ...plain, size: [4, 5, 7] })).toBe(false);
    expect(gridsMatch(oblique, { ...oblique, direction: identityDirection })).toBe(false);
  });

  it('describes them in words', () => {
    expect(describeGrid(plain)).toBe('4 x 5 x 6 voxels, spacing 1 x 1 x 1 mm, origin (0, 0, 0)');
    expect(describeGrid(oblique)).toContain('direction [0.9553 -0.2955 0');
  });
});

describe('checking grids', () => {
  it.each([
    [{ ...plain, size: [0, 5, 6] }, 'at least 1'],
    [{ ...plain, size: [1.5, 5, 6] }, 'whole number'],
    [{ ...plain, spacing: [1, 0, 1] }, 'above zero'],
    [{ ...plain, spacing: [1, -1, 1] }, 'above zero'],
    [{ ...plain, spacing: [1, Number.NaN, 1] }, 'above zero'],
    [{ ...plain, origin: [Number.POSITIVE_INFINITY, 0, 0] }, 'not finite'],
    [{ ...plain, direction: [1, 0, 0, 1, 0, 0, 0, 0, 1] }, 'does not span space'],
  ] as [Grid, string][])('refuses %o', (grid, words) => {
    expect(() => checkGrid(grid, 'scan.nii')).toThrow(words);
    expect(() => checkGrid(grid, 'scan.nii')).toThrow(/^scan\.nii /);
  });

  it('counts the voxel values', () => {
    expect(() => checkDataLength(plain, new Uint8Array(119), 'scan.nii')).toThrow(
      'scan.nii has 119 voxel values where its size 4 x 5 x 6 asks for 120.',
    );
  });
});

describe('boxes', () => {
  const mask = (size: Grid['size'], inside: readonly number[]): Mask => {
    const data = new Uint8Array(size[0] * size[1] * size[2]);
    for (const i of inside) data[i] = 1;
    return { ...plain, size, data };
  };

  it('hold the mask, whatever the row length and where it lies in memory', () => {
    for (const nx of [3, 4, 5, 8, 13]) {
      const at = (x: number, y: number, z: number) => x + nx * (y + 5 * z);
      const found = boundingBox(mask([nx, 5, 6], [at(1, 2, 3), at(2, 4, 3), at(2, 3, 5)]));
      expect(found).toEqual({ start: [1, 2, 3], size: [2, 3, 3] });
      const shifted = new Uint8Array(nx * 30 + 1).subarray(1);
      shifted[at(nx - 1, 4, 5)] = 7;
      expect(boundingBox({ ...plain, size: [nx, 5, 6], data: shifted })).toEqual({
        start: [nx - 1, 4, 5],
        size: [1, 1, 1],
      });
    }
    expect(boundingBox(mask([4, 5, 6], []))).toBeNull();
  });

  it('grow to the edge of the grid and no further', () => {
    expect(growBox({ start: [1, 2, 3], size: [1, 1, 1] }, [2, 2, 5], plain)).toEqual({
      start: [0, 0, 0],
      size: [4, 5, 6],
    });
  });

  it('cut out grid and data together', () => {
    const box = { start: [1, 2, 3], size: [2, 2, 2] } as const;
    const data = Float32Array.from({ length: 120 }, (_, i) => i);
    const cut = cropData(data, plain.size, box, new Float64Array(8));
    const grid = cropGrid(oblique, box);
    expect(cut[7]).toBe(data[2 + 4 * (3 + 5 * 4)]);
    indexToPatient(grid, [1, 1, 1]).forEach((value, a) => {
      expect(value).toBeCloseTo(indexToPatient(oblique, [2, 3, 4])[a]!, 12);
    });
  });
});

describe('a mask on another grid', () => {
  const data = new Uint8Array(120);
  data[1 + 4 * (2 + 5 * 3)] = 1;
  const mask: Mask = { ...plain, data };

  it('of the same space keeps its place', () => {
    const shifted = alignMask(mask, { ...plain, origin: [-1, -1, -1], size: [6, 7, 8] });
    expect(maskCount(shifted)).toBe(1);
    expect(shifted.data[2 + 6 * (3 + 7 * 4)]).toBe(1);
  });

  it('with finer voxels fills the place of the old voxel', () => {
    expect(
      maskCount(
        alignMask(mask, {
          ...plain,
          spacing: [0.5, 0.5, 0.5],
          origin: [-0.25, -0.25, -0.25],
          size: [8, 10, 12],
        }),
      ),
    ).toBe(8);
  });

  it('with mirrored axes is mirrored back', () => {
    const mirrored: Grid = { ...plain, direction: [-1, 0, 0, 0, 1, 0, 0, 0, 1], origin: [3, 0, 0] };
    expect(alignMask(mask, mirrored).data[2 + 4 * (2 + 5 * 3)]).toBe(1);
  });

  it('elsewhere is empty', () => {
    expect(maskCount(alignMask(mask, { ...plain, origin: [100, 0, 0] }))).toBe(0);
  });
});

describe('errors of users', () => {
  it('are told from others, also across copies of the package', () => {
    const error = new RachisError('GRID_MISMATCH', 'no', { file: 'a.nii' });
    expect(isRachisError(error)).toBe(true);
    expect(
      isRachisError(Object.assign(new Error('no'), { name: 'RachisError', code: 'GRID_MISMATCH' })),
    ).toBe(true);
    expect(isRachisError(new Error('no'))).toBe(false);
  });
});
