import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { complies, type Comparison } from '../conformance/report.ts';
import { compareIbsi1 } from '../conformance/suites/ibsi1.ts';
import { compareMirp } from '../conformance/suites/mirp.ts';

const data = process.env.RACHIS_DATA ?? join(import.meta.dirname, '../../shared');
const missing = !existsSync(join(data, 'data/ibsi1'));
if (missing) console.warn(`Skipped: no test data in ${data} (set RACHIS_DATA).`);

const missesOf = (comparisons: readonly Comparison[]) =>
  comparisons
    .filter((comparison) => comparison.exception === undefined && !complies(comparison))
    .map(({ group, tag, ours, expected }) => `${group} ${tag}: ${ours} for ${expected}`);

describe.skipIf(missing)('IBSI chapter 1, all consensus values', () => {
  it.each(['dicom', 'nifti'] as const)('CT phantom from %s, and the digital phantom', async (source) => {
    const comparisons = await compareIbsi1(source);
    expect(missesOf(comparisons)).toEqual([]);
    expect(comparisons).toHaveLength(2104);
  });
});

describe.skipIf(missing)('MIRP 2.7, settings drawn at random on real scans', () => {
  it('agrees to one part in 100,000 wherever no departure is listed', async () => {
    const comparisons = await compareMirp();
    expect(missesOf(comparisons)).toEqual([]);
    expect(comparisons.length).toBeGreaterThan(16000);
  });
});
