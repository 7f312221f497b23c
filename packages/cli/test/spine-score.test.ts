import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectRefusal, outputIn, rachis, temporaryFolder } from './support.ts';

const folder = temporaryFolder();

describe('rachis spine score', () => {
  test('totals, and what is missing', () => {
    const items = join(folder, 'items.csv');
    writeFileSync(
      items,
      'subject,location,pain,bone_lesion,alignment,collapse,posterolateral\nA,junctional,mechanical,lytic,normal,below_half,bilateral\nB,mobile,,mixed,normal,none,none\n',
    );
    const output = outputIn(folder, 'sins.csv');
    expect(rachis('spine', 'score', items, '--score', 'sins', '--output', output).code).toBe(0);
    expect(readFileSync(output, 'utf8').trim().split('\n').slice(1)).toEqual([
      'A,sins,13,unstable,13,13,,confirmed',
      'B,sins,,stable,3,6,pain,confirmed',
    ]);
    writeFileSync(items, 'subject,place\nA,junctional\n');
    const refused = outputIn(folder, 'sins.csv');
    const run = rachis('spine', 'score', items, '--score', 'sins', '--output', refused);
    expectRefusal(run, refused, 2, 'has a column place');
  });
});
