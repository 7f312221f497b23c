import { expect, test } from 'vitest';
import { extentOf } from '../src/learn/extent.ts';

test('the extent of more values than a call takes arguments', () => {
  const values = Float64Array.from({ length: 400_000 }, (_, i) => (i * 7919) % 400_000);
  expect(extentOf(values)).toEqual([0, 399_999]);
  expect(extentOf([3])).toEqual([3, 3]);
});
