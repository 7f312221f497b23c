import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { journalLine, journalReader } from '../src/cohort/journal.ts';
import { journalIndex } from '../src/cohort/journal-index.ts';

const folder = mkdtempSync(join(tmpdir(), 'rachis-journal-'));
afterAll(() => rmSync(folder, { recursive: true }));

const keyOf = (n: number) => createHash('sha256').update(String(n)).digest('hex').slice(0, 32);

describe('the index of journals', () => {
  const [one, two] = [join(folder, 'one.journal'), join(folder, 'two.journal')];
  const count = 5000;
  const line = (n: number, stamp: string, failed: boolean) =>
    journalLine({ key: keyOf(n), stamp, failed }, { n, stamp });
  writeFileSync(
    one,
    [
      journalLine({ key: 'run', stamp: '', failed: false }, { header: 1 }),
      ...Array.from({ length: count }, (_, n) => line(n, `${n}@1`, n % 7 === 0)),
      'rubbish that is no line\n',
      line(3, '3@2', true),
    ].join(''),
  );
  writeFileSync(two, line(7, '7@1', false) + line(count, 'last', false).slice(0, -5));
  const index = journalIndex([one, join(folder, 'not there.journal'), two]);

  it('finds the last whole line of every case, in whichever journal', () => {
    const reader = journalReader();
    expect(index.size).toBe(count);
    for (let n = 0; n < count; n++) {
      const found = reader.read(index.placeOf(keyOf(n))!);
      expect(found).toMatchObject({ key: keyOf(n), n, stamp: n === 3 ? '3@2' : `${n}@1` });
    }
    reader.close();
  });

  it('knows which cases are done: without problems, and of the same files', () => {
    expect(index.isDone(keyOf(1), '1@1')).toBe(true);
    expect(index.isDone(keyOf(1), '1@2')).toBe(false);
    expect(index.isDone(keyOf(3), '3@2')).toBe(false);
    expect(index.isDone(keyOf(14), '14@1')).toBe(false);
    // A later run mended it.
    expect(index.isDone(keyOf(7), '7@1')).toBe(true);
  });

  it('has nothing for cases without a whole line, nor for what is no case', () => {
    expect(index.has(keyOf(count))).toBe(false);
    expect(index.placeOf(keyOf(count + 1))).toBeUndefined();
    expect(index.has('run')).toBe(false);
    expect(journalIndex([]).has(keyOf(1))).toBe(false);
  });
});
