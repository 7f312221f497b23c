import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { expectRefusal, outputIn, rachis, temporaryFolder } from './support.ts';

const folder = temporaryFolder();

/** Three upright bodies of 60 by 40 pixels, 12 apart, as grey values 1 to 3; the upper two lean by no degree. */
const [width, height] = [200, 220];
const data = new Uint8Array(width * height);
for (let r = 0; r < height; r++)
  for (let c = 0; c < width; c++)
    for (const label of [1, 2, 3]) {
      const top = 20 + 52 * (label - 1);
      if (r >= top && r < top + 40 && c >= 70 && c < 130) data[c + width * r] = label;
    }
const mask = join(folder, 'mask.png');
writeFileSync(mask, encode({ width, height, data, channels: 1 }));

describe('rachis spine film', () => {
  test('corners from a PNG mask, measured with the size of a pixel', () => {
    const points = outputIn(folder, 'points.csv');
    const run = rachis(
      ...[
        'spine',
        'film',
        mask,
        '--scheme',
        '1=L3,2=L4,3=L5',
        '--faces',
        'left',
        '--subject',
        'P1',
        '--output',
        points,
      ],
    );
    expect(run.code, run.err).toBe(0);
    const [header, ...rows] = readFileSync(points, 'utf8').trim().split('\n');
    expect(header).toBe('subject,level,point,row,column');
    expect(rows).toHaveLength(12);
    const measured = (size: string) => {
      const output = outputIn(folder, 'spine.csv');
      const own = rachis(
        ...['spine', 'measure', '--landmarks', points, '--faces', 'left', '--pixel-size', size],
        ...['--posture', 'standing', '--output', output],
      );
      expect(own.code, own.err).toBe(0);
      const cells = readFileSync(output, 'utf8')
        .split('\n')
        .map((line) => line.split(','));
      return (level: string, id: string) => cells.find((row) => row[1] === level && row[2] === id)!;
    };
    // 40 pixels high, 12 apart, of half a millimetre.
    const half = measured('0.5');
    expect(Number(half('L4', 'height_posterior')[3])).toBeCloseTo(20, 0);
    expect(Number(half('L3-L4', 'disc_height_anterior')[3])).toBeCloseTo(6, 0);
    expect(Math.abs(Number(half('L3-L4', 'slip_percent')[3]))).toBeLessThan(2);
    const unknown = measured('unknown');
    expect(unknown('L4', 'height_posterior').slice(3, 6)).toEqual([
      '',
      'mm',
      'the size of a pixel is not known',
    ]);
    expect(Number(unknown('L4', 'wedge_ratio')[3])).toBeCloseTo(1, 1);
  });

  test('without a calibration, and of colours, it is refused', () => {
    const points = outputIn(folder, 'points.csv');
    rachis('spine', 'film', mask, '--scheme', '1=L3,2=L4,3=L5', '--faces', 'left', '--output', points);
    const output = outputIn(folder, 'spine.csv');
    expectRefusal(
      rachis('spine', 'measure', '--landmarks', points, '--faces', 'left', '--output', output),
      output,
      2,
      '--pixel-size unknown',
    );
    const colours = join(folder, 'colours.png');
    const rgb = new Uint8Array(width * height * 3);
    rgb[1] = 200;
    writeFileSync(colours, encode({ width, height, data: rgb, channels: 3 }));
    const none = outputIn(folder, 'none.csv');
    expectRefusal(
      rachis('spine', 'film', colours, '--scheme', '1=L3', '--faces', 'left', '--output', none),
      none,
      2,
      'is in colours',
    );
  });
});
