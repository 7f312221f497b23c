import { expect, test } from 'vitest';
import { checkPlainData, parsePlainData } from '../src/index.ts';

test('plain data are given back as the parser read them', () => {
  expect(parsePlainData('{"a":[1,{"b":null}],"[[[":"]"}', JSON.parse)).toEqual({
    a: [1, { b: null }],
    '[[[': ']',
  });
});

test('a text that is nested 200,000 deep is refused before it is parsed, and one nested 101 deep after', () => {
  for (const depth of [101, 2000, 200_000]) {
    const text = '['.repeat(depth) + ']'.repeat(depth);
    expect(() => parsePlainData(text, JSON.parse)).toThrow(/nested deeper than 100 levels/);
  }
  expect(parsePlainData('['.repeat(100) + ']'.repeat(100), JSON.parse)).toHaveLength(1);
});

test('data that refer to themselves are refused', () => {
  const own: unknown[] = [];
  own.push({ own });
  expect(() => checkPlainData(own)).toThrow(/refers to itself/);
});

test('data that references make larger than memory are refused', () => {
  let value: unknown = Array.from({ length: 10 }, () => 0);
  for (let i = 0; i < 9; i++) value = Array.from({ length: 10 }, () => value);
  expect(() => checkPlainData(value)).toThrow(/more than 10000000 values/);
});
