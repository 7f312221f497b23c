import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readImage } from '../src/index.ts';
import { errorOf, expected, fixtures } from './support.ts';

// 12-bit JPEG Extended needs a decoder that no maintained JavaScript package has.
const refused = ['jpeg-extended-u12'];
const names = Object.keys(expected.syntaxes).filter((name) => !refused.includes(name));

test.each(names)('%s', async (name) => {
  const { sum, first, tolerance } = expected.syntaxes[name]!;
  const { volume } = await readImage(join(fixtures, 'syntaxes', `${name}.dcm`));
  expect(volume.size).toEqual([64, 48, 1]);
  const found = Array.from(volume.data.subarray(100, 112));
  for (const [i, value] of found.entries()) {
    expect(Math.abs(value - first[i]!), `voxel ${100 + i}: ${value}, ${first[i]}`).toBeLessThanOrEqual(
      tolerance,
    );
  }
  const total = Array.from(volume.data).reduce((a, b) => a + b, 0);
  expect(Math.abs(total - sum)).toBeLessThanOrEqual(tolerance * 64 * 48);
});

test.each(refused)('%s is refused with a reason', async (name) => {
  const error = await errorOf(readImage(join(fixtures, 'syntaxes', `${name}.dcm`)));
  expect(error.code).toBe('UNSUPPORTED_TRANSFER_SYNTAX');
});
