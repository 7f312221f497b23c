import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/exit-codes.ts';
import { expectRefusal, outputIn, rachis, temporaryFolder } from '../support.ts';
import {
  check,
  cleanCohort,
  imageOf,
  maskOf,
  organOf,
  readTable,
  type Row,
  writeCase,
  writeManifest,
} from './check-cohort.ts';

const folder = temporaryFolder();
let clean: Row[] = [];
let manifest = '';
beforeAll(async () => {
  clean = await cleanCohort(folder);
  manifest = writeManifest(join(folder, 'manifest.csv'), clean);
});

describe('rachis cohort check', () => {
  test('ends with 0 where nothing is wrong, and where there are only warnings', async () => {
    const output = outputIn(folder, 'page.html');
    const run = rachis('cohort', 'check', manifest, '--output', output);
    expect(run).toMatchObject({ code: 0, out: '' });
    expect(run.err).toContain(`${clean.length} cases, 0 problems, 0 warnings`);
    const stripe = maskOf((x, y, z) => organOf(50)(x, y, z) || (y === 18 && z === 12));
    const warned = await writeCase(folder, 'Stripe', imageOf(50), stripe);
    const path = writeManifest(join(folder, 'warned.csv'), [...clean, warned]);
    const second = rachis('cohort', 'check', path, '--output', output);
    expect(second.code, second.err).toBe(0);
    expect(second.err).toContain('0 problems, 1 warnings');
  });

  test('ends with 5 where there are problems, which are in the table beside the page', () => {
    const path = writeManifest(join(folder, 'broken.csv'), [
      ...clean,
      { subject: 'X', image: 'nowhere.nii', mask: 'x' },
    ]);
    const output = outputIn(folder, 'page.html');
    const run = rachis('cohort', 'check', path, '--output', output);
    expect(run.code, run.err).toBe(exitCodes.partial);
    expect(readTable(output.replace('.html', '.findings.csv'))).toMatchObject([
      { line: '14', subject: 'X', severity: 'problem', code: 'UNREADABLE', image: 'nowhere.nii' },
    ]);
    expect(readFileSync(output, 'utf8')).toContain('No picture');
  });

  test('writes the same bytes with 1, 2 and 4 workers, and in little memory', () => {
    const runs = [
      ['--workers', '1'],
      ['--workers', '2'],
      ['--workers', '4'],
      ['--memory', '1M'],
    ].map((flags) => {
      const output = outputIn(folder, 'page.html');
      const run = rachis('cohort', 'check', manifest, '--output', output, ...flags);
      expect(run.code, run.err).toBe(0);
      return [output, output.replace('.html', '.findings.csv')].map((path) => readFileSync(path, 'utf8'));
    });
    for (const run of runs.slice(1)) expect(run).toEqual(runs[0]);
  });

  test('shows its help with an example', () => {
    const run = rachis('cohort', 'check', '--help');
    expect(run.code).toBe(0);
    expect(run.out).toContain('rachis cohort check manifest.csv --output check.html');
  });
});

describe('bad input', () => {
  const settings = (text: string) => {
    const path = join(folder, 'check.yaml');
    writeFileSync(path, text);
    return path;
  };
  const refuse = (args: string[], code: number, ...words: string[]) => {
    const output = outputIn(folder, 'page.html');
    expectRefusal(rachis('cohort', 'check', ...args, '--output', output), output, code, ...words);
  };

  test('a manifest that is not there, or that is none', () => {
    refuse([join(folder, 'nowhere.csv')], exitCodes.input, 'no manifest');
    refuse([settings('a,b\n1,2\n').replace('.yaml', '.yaml')], exitCodes.usage, 'is not a manifest');
  });

  test('settings that are wrong, by name', () => {
    refuse([manifest, '--settings', join(folder, 'none.yaml')], exitCodes.input, 'none.yaml');
    refuse([manifest, '--settings', settings('outlierZ: many\n')], exitCodes.usage, 'outlierZ');
    refuse([manifest, '--settings', settings('outliers: 3\n')], exitCodes.usage, 'outliers');
    refuse(
      [manifest, '--settings', settings('severities: {TINY: loud}\n')],
      exitCodes.usage,
      'severities.TINY',
    );
    refuse([manifest, '--settings', settings('severities: {SMALL: off}\n')], exitCodes.usage, 'SMALL');
  });

  test('a page that is not .html, or whose folder is not there', () => {
    const output = outputIn(folder, 'page.pdf');
    expectRefusal(rachis('cohort', 'check', manifest, '-o', output), output, exitCodes.usage, '.html');
    const run = rachis('cohort', 'check', manifest, '-o', join(folder, 'no', 'page.html'));
    expect(run.code).toBe(exitCodes.output);
  });
});

describe('the page', () => {
  /** Text that would be HTML, in every place that a user can fill. */
  const evil = `<script>globalThis.broken=1</script>"'><img src=x onerror=globalThis.broken=1>&amp;<!--</style></title>`;

  test('takes text of files for text', async () => {
    const row = {
      ...clean[0]!,
      subject: evil,
      session: evil,
      site: evil,
      protocol: evil,
      scanner: evil,
      region: evil,
      label: '1',
    };
    const missing = { ...row, mask: '', problems: evil };
    const { page } = await check(folder, [row, missing, { ...row, image: `${evil}.nii.gz` }]);
    expect(page).not.toMatch(/<img|<script>globalThis|<!--|<\/style><\/title>/);
    expect(page.match(/<script/g)?.length).toBe(1);
    expect(page.match(/<\/script/g)?.length).toBe(1);
    expect(page).toContain('&lt;script&gt;globalThis.broken=1&lt;/script&gt;&quot;&#39;&gt;&lt;img');
  });

  test('asks for nothing outside itself', async () => {
    const { page } = await check(folder, clean);
    const links = [...page.matchAll(/(?:href|src|url)\s*[=(]\s*["']?([^"')\s>]+)/g)].map(([, link]) => link!);
    expect(links.length).toBeGreaterThan(2 * clean.length);
    for (const link of links) expect(link).toMatch(/^(data:|#|URL\.|`|\$)/);
    expect(page).toContain("default-src 'none'");
  });

  test('has pictures of the right slice, as wide as the region asks for, with its outline', async () => {
    const { page } = await check(folder, clean);
    const card = page.split('<li class="card"')[1]!;
    const [near, far] = [...card.matchAll(/<svg.*?<\/svg>/gs)].map(([svg]) => svg);
    // Voxels of 1 x 1 x 2 mm, 40 x 36 x 24 of them: all is less than is shown around a region.
    expect(near).toContain('viewBox="0 0 40 36"');
    expect(near).toContain('axial');
    expect(far).toMatch(/viewBox="0 0 (40|36) 48"/);
    const [, base64] = /base64,([^"]+)"/.exec(near!)!;
    const { width, height, grey } = decodePng(Buffer.from(base64!, 'base64'));
    expect([width, height]).toEqual([40, 36]);
    // The slice that is named is drawn in the window of soft tissue: 40 HU wide 400, in 64 greys.
    const slice = Number(/axial (\d+)\/24/.exec(near!)![1]) - 1;
    const { data } = imageOf(0);
    const expected = Array.from({ length: 40 * 36 }, (_, i) => {
      const share = Math.min(1, Math.max(0, (data[i + 1440 * slice]! + 160) / 400));
      return Math.round(Math.round(share * 63) * (255 / 63));
    });
    expect([...grey]).toEqual(expected);
    // The length of the outline is the number of faces between inside and outside.
    const mask = maskOf(organOf(0)).data;
    const inside = (x: number, y: number) => mask[x + 40 * (y + 36 * slice)]!;
    let faces = 0;
    for (let y = 1; y < 36; y++)
      for (let x = 1; x < 40; x++)
        faces += Number(inside(x, y) !== inside(x - 1, y)) + Number(inside(x, y) !== inside(x, y - 1));
    const path = / d="([^"]+)"/.exec(near!)![1]!;
    const drawn = [...path.matchAll(/[hv](\d+)/g)].reduce((sum, [, length]) => sum + Number(length), 0);
    expect(drawn).toBe(faces);
  });
});

/** A PNG of 8-bit grey, by the filters of its specification (9.2). */
function decodePng(bytes: Buffer): { width: number; height: number; grey: Uint8Array } {
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  expect([...bytes.subarray(24, 26)]).toEqual([8, 0]);
  const start = bytes.indexOf('IDAT') + 4;
  const lines = inflateSync(bytes.subarray(start, start + bytes.readUInt32BE(start - 8)));
  const grey = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (dx: number, dy: number) =>
        x - dx < 0 || y - dy < 0 ? 0 : grey[x - dx + width * (y - dy)]!;
      const [a, b, c] = [at(1, 0), at(0, 1), at(1, 1)];
      const p = a + b - c;
      const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
      const guess = [0, a, b, (a + b) >> 1, pa <= pb && pa <= pc ? a : pb <= pc ? b : c];
      grey[x + width * y] = lines[y * (width + 1) + 1 + x]! + guess[lines[y * (width + 1)]!]!;
    }
  return { width, height, grey };
}
