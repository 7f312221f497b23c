import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { writeNifti } from '@rachis/formats';
import { describe, expect, test } from 'vitest';
import { mayNeedPairSums } from '../src/pair-sums-thread.ts';
import { expectWritten, outputIn, rachis, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const grid = {
  size: [40, 40, 40],
  spacing: [1, 1, 1],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
} as const;
const count = 40 ** 3;

describe('the thread for pairs of voxels', () => {
  test('gives the bytes of one thread, region after region', async () => {
    const image = join(folder, 'image.nii.gz');
    const mask = join(folder, 'mask.nii.gz');
    const settings = join(folder, 'settings.json');
    await writeNifti(image, {
      ...grid,
      data: Int16Array.from({ length: count }, (_, i) => (i * 7919) % 1009),
      unit: 'arbitrary',
    });
    await writeNifti(mask, {
      ...grid,
      data: Uint8Array.from({ length: count }, (_, i) => (i < 20_000 ? 1 : i < 30_000 ? 2 : 0)),
    });
    writeFileSync(settings, JSON.stringify({ families: ['morphology'] }));
    const extract = (...more: string[]) => {
      const output = outputIn(folder);
      expectWritten(
        rachis('extract', image, mask, '--settings', settings, '--output', output, ...more),
        output,
      );
      return readFileSync(output, 'utf8');
    };
    const one = extract('--workers', '1');
    expect(one).toContain('morphology_moran_i');
    expect(extract('--workers', '2')).toBe(one);
  });

  test('does what it takes, and lies still over what was taken from it', async () => {
    const script = new URL('../dist/pair-sums-worker.js', import.meta.url);
    const worker = new Worker(script);
    const shared = (values: Float64Array) => {
      const own = new Float64Array(new SharedArrayBuffer(values.byteLength));
      own.set(values);
      return own;
    };
    const ask = (state: number) => {
      const task = {
        intensities: shared(Float64Array.of(1, 2)),
        mean: 1.5,
        mask: Uint8Array.of(1, 1),
        size: [2, 1, 1],
        spacing: [2, 1, 1],
        state: new Int32Array(new SharedArrayBuffer(4)).fill(state),
        sums: new Float64Array(new SharedArrayBuffer(24)),
      };
      worker.postMessage(task);
      return task;
    };
    const taken = ask(1);
    const waiting = ask(0);
    for (let round = 0; round < 400 && Atomics.load(waiting.state, 0) < 2; round++) {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    await worker.terminate();
    expect(Atomics.load(waiting.state, 0)).toBe(2);
    // Two ordered pairs, 2 mm apart, deviations of a half to each side.
    for (const [at, value] of [1, -0.25, 0.25].entries()) expect(waiting.sums[at]).toBeCloseTo(value, 12);
    expect([...taken.sums]).toEqual([0, 0, 0]);
    expect(Atomics.load(taken.state, 0)).toBe(1);
  });
});

describe('whether the thread may be needed', () => {
  const said = (text: string) => {
    const path = join(folder, 'words.yaml');
    writeFileSync(path, text);
    return mayNeedPairSums(path);
  };

  test('without settings, with built-in ones and with a file of which nothing is known: yes', () => {
    expect(mayNeedPairSums(undefined)).toBe(true);
    expect(mayNeedPairSums('CT')).toBe(true);
    expect(said('discretisation: {method: none}')).toBe(true);
    expect(said('families: [morphology, glcm]')).toBe(true);
  });

  test('where the settings leave spatial correlation or all of morphology out: no', () => {
    expect(said('morphology:\n  spatialCorrelation: false')).toBe(false);
    expect(said('{"morphology": {"spatialCorrelation": false}}')).toBe(false);
    expect(said('families: [statistics, glcm]')).toBe(false);
  });
});
