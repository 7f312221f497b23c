import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { complies, type Comparison } from '../conformance/report.ts';
import { compareDicomFiles } from '../conformance/suites/dicom-files.ts';
import { compareDigitalPhantom, compareIbsi1 } from '../conformance/suites/ibsi1.ts';
import { compareIbsi2Phase1 } from '../conformance/suites/ibsi2-phase1.ts';
import { compareIbsi2Phase2 } from '../conformance/suites/ibsi2-phase2.ts';
import { compareLearning } from '../conformance/suites/learning.ts';
import { compareMirp } from '../conformance/suites/mirp.ts';
import { comparePerturbations } from '../conformance/suites/perturbations.ts';
import { comparePyradiomics } from '../conformance/suites/pyradiomics.ts';
import { compareSegmentations } from '../conformance/suites/segmentations.ts';
import { compareStructures } from '../conformance/suites/structures.ts';
import { compareVoxelFiles } from '../conformance/suites/voxel-files.ts';
import { compareStatisticsFixtures } from '../conformance/suites/statistics.ts';
import { compareCombat } from '../conformance/suites/statistics/combat.ts';
import { compareGolden } from '../conformance/suites/statistics/golden.ts';
import { extractPyradiomics, resolveParameters } from '@rachis/features';
import { readImage, readRegions } from '@rachis/formats';
import { thorough } from './support/thorough.ts';

const data = process.env.RACHIS_DATA ?? join(import.meta.dirname, '../../shared');
const missing = !existsSync(join(data, 'data/ibsi1'));
if (missing) console.warn(`Skipped: no test data in ${data} (set RACHIS_DATA).`);

/** One file of so many where nobody asks for all. */
const every = thorough(1, 4);

const missesOf = (comparisons: readonly Comparison[]) =>
  comparisons
    .filter((comparison) => comparison.exception === undefined && !complies(comparison))
    .map(({ group, tag, ours, expected }) => `${group} ${tag}: ${ours} for ${expected}`);

describe('IBSI chapter 1, the digital phantom that travels with the repository', () => {
  it('has every consensus value', () => {
    const comparisons = compareDigitalPhantom();
    expect(missesOf(comparisons)).toEqual([]);
    expect(comparisons.length).toBeGreaterThan(300);
  });
});

describe('DICOM series drawn at random, beside pydicom', () => {
  it('has the same voxels in the same places', async () => {
    const comparisons = await compareDicomFiles(every);
    expect(missesOf(comparisons)).toEqual([]);
    expect(comparisons).toHaveLength((320 / every) * 19);
  });
});

describe('RTSTRUCT regions drawn at random, beside dcmrtstruct2nii', () => {
  it('have the same voxels off their contours', async () => {
    const comparisons = await compareStructures(every);
    expect(missesOf(comparisons)).toEqual([]);
    expect(comparisons).toHaveLength(320 / every);
  });
});

describe('DICOM SEG drawn at random, written by highdicom', () => {
  it('has every voxel of every segment', async () => {
    const comparisons = await compareSegmentations(every);
    expect(missesOf(comparisons)).toEqual([]);
    expect(comparisons.length).toBeGreaterThan(100);
  });
});

describe('MetaImage, NRRD and NIfTI files drawn at random, beside ITK, pynrrd and nibabel', () => {
  it('have the same voxels in the same places, or are refused by name', async () => {
    const comparisons = await compareVoxelFiles(every);
    expect(missesOf(comparisons)).toEqual([]);
    expect(comparisons.filter(({ exception }) => exception === undefined).length).toBeGreaterThan(
      2000 / every - 50,
    );
  });
});

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

describe.skipIf(missing)('MIRP 2.7, rotated, shifted and grown regions of real scans', () => {
  it('agrees to one part in 100,000 wherever no departure is listed', async () => {
    const comparisons = await comparePerturbations();
    expect(missesOf(comparisons)).toEqual([]);
    expect(comparisons.length).toBeGreaterThan(1300);
  });
});

describe.skipIf(missing)('IBSI chapter 2', () => {
  it('gives the 33 response maps of phase 1, every voxel within 1% of their range', async () => {
    const comparisons = await compareIbsi2Phase1();
    expect(missesOf(comparisons)).toEqual([]);
    expect(comparisons).toHaveLength(33);
  });
  it('gives the 323 consensus values of phase 2', async () => {
    const comparisons = await compareIbsi2Phase2();
    expect(missesOf(comparisons)).toEqual([]);
    expect(comparisons).toHaveLength(323);
  });
});

describe.skipIf(missing)('PyRadiomics', () => {
  it('has the values of its own baseline tables', async () => {
    const comparisons = await comparePyradiomics();
    expect(missesOf(comparisons)).toEqual([]);
    expect(comparisons.length).toBeGreaterThan(1900);
  });

  const fixture = JSON.parse(
    readFileSync(join(import.meta.dirname, '../conformance/fixtures/pyradiomics.json'), 'utf8'),
  ) as { cases: { parameters: unknown; values: Record<string, number> }[] };
  it.each(fixture.cases.map((one, i) => [i, one] as const))(
    'gives the columns and numbers of parameter file %i',
    async (_, { parameters, values }) => {
      const image = await readImage(join(data, 'data/pyradiomics/brain2_image.nrrd'));
      const { regions } = await readRegions(join(data, 'data/pyradiomics/brain2_label.nrrd'), { image });
      const result = extractPyradiomics(image.volume, regions[0]!.mask(), resolveParameters(parameters));
      const ours = result.columns.filter(([name]) => !name.startsWith('diagnostics_'));
      expect(ours.map(([name]) => name)).toEqual(Object.keys(values));
      const off = ours.filter(([name, value]) => {
        const expected = values[name]!;
        return !(Math.abs(Number(value) - expected) <= Math.max(1e-6 * Math.abs(expected), 1e-9));
      });
      expect(off).toEqual([]);
    },
  );
});

describe('statistics beside R and Python', () => {
  it('has the numbers of the fixtures', () => {
    const comparisons = compareStatisticsFixtures();
    expect(missesOf(comparisons)).toEqual([]);
    expect(comparisons.length).toBeGreaterThan(2000);
  });
  it('has the golden values', () => {
    const comparisons = compareGolden();
    expect(missesOf(comparisons)).toEqual([]);
    expect(comparisons.length).toBeGreaterThan(missing ? 500 : 1000);
  });
  it.skipIf(missing)('has the golden values of ComBat', () => {
    const comparisons = compareCombat();
    expect(missesOf(comparisons)).toEqual([]);
    expect(comparisons.length).toBeGreaterThanOrEqual(60);
  });
});

describe('learning beside R and Python', () => {
  it('has the numbers of the fixtures', () => {
    const comparisons = compareLearning(thorough(50, 10));
    expect(missesOf(comparisons)).toEqual([]);
    expect(comparisons.length).toBeGreaterThan(20_000);
  });
});
