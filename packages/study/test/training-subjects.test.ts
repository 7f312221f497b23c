import type { Frame } from '@rachis/learning';
import { createRandom } from '@rachis/statistics';
import { describe, expect, it } from 'vitest';
import type { SignatureInput } from '../src/signature/schema.ts';
import { refuseTrainingRows, trainingRows } from '../src/signature/training-subjects.ts';

const random = createRandom('training subjects');
const names = ['CT_a', 'CT_b', 'CT_c', 'CT_d', 'age', 'size'];
const rows = 12;
const values = new Map(
  names.map((name) => [
    name,
    Float64Array.from({ length: rows }, () =>
      name === 'age' ? 40 + random.integer(30) : name === 'size' ? random.integer(9) : 1000 * random.normal(),
    ),
  ]),
);
const frame: Frame = {
  rows,
  columns: names.map((name) => ({ name, kind: 'numeric', values: values.get(name)! })),
  groups: Int32Array.from({ length: rows }, (_, row) => row),
};
const inputs = names.map((name): SignatureInput => ({ name, kind: 'numeric', used: true }));
const images = [{ name: 'CT' }];
const kept = trainingRows(frame, inputs, images, 'table');

/** Refuses, or does not, a cohort of training row 5 with changed values, called X, beside a stranger. */
const judge = (change: (value: number, name: string) => number | null) => {
  const read = { signature: { inputs, training: { rows: kept }, example: { inputs: names.map(() => 0) } } };
  refuseTrainingRows(read as never, (name) =>
    name === 'subject' ? ['X', 'Y'] : [change(values.get(name)![5]!, name), 17.123456 + name.length],
  );
};

describe('training subjects in a signature', () => {
  it('are kept as hashes by image and of the tables, with no value and no name', () => {
    expect(kept.groups.map(({ columns }) => columns)).toEqual([
      ['CT_a', 'CT_b', 'CT_c', 'CT_d'],
      ['age', 'size'],
    ]);
    expect(kept.groups[0]!.hashes).toHaveLength(rows);
    for (const hash of kept.groups[0]!.hashes) expect(hash).toMatch(/^[0-9a-f]{32}$/);
    expect([...kept.groups[0]!.hashes].sort()).toEqual(kept.groups[0]!.hashes);
  });
  it('are not kept where their values could be guessed', () => {
    expect(kept.groups[1]!.hashes).toEqual([]);
  });
  it('have other hashes in another signature', () => {
    const other = trainingRows(frame, inputs, images, 'other table');
    expect(other.groups[0]!.hashes.some((hash) => kept.groups[0]!.hashes.includes(hash))).toBe(false);
  });
  it('are known again by the values of one image, whatever the tables say', () => {
    expect(() => judge((value, name) => (name === 'age' ? 12 : value))).toThrow(
      /1 of 2 subjects .*: X\. The cohort/,
    );
  });
  it('are known again where the last digits differ', () => {
    expect(() => judge((value) => value * (1 + 1e-10))).toThrow('X');
  });
  it('are not seen in others', () => {
    expect(() => judge((value) => value * 1.01)).not.toThrow();
    expect(() => judge((value, name) => (name === 'CT_c' ? null : value))).not.toThrow();
  });
});
