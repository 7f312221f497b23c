// Times our own run over an image and its filtered images; started by filters.ts, once for each number of threads.
import { readFileSync } from 'node:fs';
import { resolveSettings } from '@rachis/features';
import { readSubject } from '../conformance/extract.ts';
import { extractionThreads } from '../packages/cli/build/extract-threads.js';
import type { BenchmarkCase } from './cases.ts';

const [casesFile, threads, seconds] = process.argv.slice(2) as [string, string, string];
const cases = JSON.parse(readFileSync(casesFile, 'utf8')) as BenchmarkCase[];

/** As the peers: shape once, neither Moran's I, Geary's C nor local peaks; 32 bins of filtered images. */
function settingsOf({ resample, range, binWidth }: BenchmarkCase): unknown {
  return {
    resampling:
      resample === null ? null : { spacing: [resample, resample, resample], roundIntensities: true },
    resegmentation: { range },
    discretisation: { method: 'fixed-bin-size', size: binWidth },
    families: [
      'morphology',
      'statistics',
      'histogram',
      'volume-histogram',
      'glcm',
      'glrlm',
      'glszm',
      'gldzm',
      'ngtdm',
      'ngldm',
    ],
    morphology: { spatialCorrelation: false },
    aggregations: ['3D_comb'],
    filters: [
      { type: 'laplacian-of-gaussian', sigma: [1, 3, 5] },
      { type: 'separable-wavelet', wavelet: 'coif1' },
    ],
    filteredImages: { discretisation: { method: 'fixed-bin-number', number: 32 } },
  };
}

const pool = extractionThreads(Number(threads));
const rows = [];
for (const one of cases) {
  const { volume, mask } = await readSubject(one.image, one.mask, { label: 1 });
  const settings = resolveSettings(settingsOf(one));
  const run = () => pool.extract(volume, mask, settings);
  const warmUpEnd = performance.now() + 1000;
  let features = 0;
  do features = (await run()).values.size;
  while (performance.now() < warmUpEnd);
  const times: number[] = [];
  for (let spent = 0; times.length < 3 || (spent < Number(seconds) && times.length < 200); ) {
    const started = performance.now();
    await run();
    times.push((performance.now() - started) / 1000);
    spent += times.at(-1)!;
  }
  times.sort((a, b) => a - b);
  rows.push({
    case: one.name,
    features,
    minimum: times[0]!,
    median: times[times.length >> 1]!,
    repeats: times.length,
  });
}
await pool.close();
console.log(JSON.stringify({ rows }));
