import { describe, expect, it } from 'vitest';
import { rowPacker } from '../src/tables/packed-rows.ts';

describe('packed rows', () => {
  it('give back the cells of any row, in any order, with letters of every length', () => {
    const { add, rows } = rowPacker();
    const given = Array.from({ length: 5000 }, (_, n) => [
      `S${n}`,
      '',
      'Wirbelsäule 脊柱 🦴',
      'x'.repeat(n % 50),
    ]);
    for (const cells of given) add(cells);
    expect(rows.length).toBe(5000);
    for (const n of [4999, 0, 1, 2500]) expect(rows.at(n)).toEqual(given[n]);
    expect(() => rows.at(5000)).toThrow('no row 5000 of 5000');
  });

  it('lose nothing but the character that stands between cells', () => {
    const { add, rows } = rowPacker();
    add(['a\u0000b', 'c']);
    expect(rows.at(0)).toEqual(['ab', 'c']);
  });
});
