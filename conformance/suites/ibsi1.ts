import { readFileSync } from 'node:fs';
import type { Grid, Mask, Volume } from '@rachis/volume';
import { dataPath, fixturePath, referencePath } from '../data.ts';
import { featuresByTag, type RegionChoice, readSubject, type Subject } from '../extract.ts';
import { groupBy } from '../group.ts';
import { type Comparison, complies } from '../report.ts';

const inSlices = ['2D_avg', '2D_comb', '2_5D_avg', '2_5D_comb'];
const inVolume = ['3D_avg', '3D_comb'];
const fixedBinNumber = { method: 'fixed-bin-number', number: 32 };
const fixedBinSize = { method: 'fixed-bin-size', size: 25 };

/** What every resampled configuration has in common. */
const rounded = { mask: 'linear', maskThreshold: 0.5, roundIntensities: true };

/** The configurations of the IBSI 1 reference table (manual, chapter 5), in our settings. */
export const configurations: Readonly<Record<string, unknown>> = {
  digital_phantom: {
    discretisation: { method: 'none' },
    volumeHistogram: { method: 'none' },
    aggregations: [...inSlices, ...inVolume],
  },
  ct_A: {
    slicewise: true,
    resegmentation: { range: [-500, 400] },
    discretisation: fixedBinSize,
    volumeHistogram: { method: 'none' },
    aggregations: inSlices,
  },
  ct_B: {
    slicewise: true,
    resampling: { spacing: [2, 2], image: 'linear', ...rounded },
    resegmentation: { range: [-500, 400] },
    discretisation: fixedBinNumber,
    volumeHistogram: { method: 'none' },
    aggregations: inSlices,
  },
  ct_C: {
    resampling: { spacing: [2, 2, 2], image: 'linear', ...rounded },
    resegmentation: { range: [-1000, 400] },
    discretisation: fixedBinSize,
    volumeHistogram: { method: 'fixed-bin-size', size: 2.5 },
    aggregations: inVolume,
  },
  ct_D: {
    resampling: { spacing: [2, 2, 2], image: 'linear', ...rounded },
    resegmentation: { outliers: 3 },
    discretisation: fixedBinNumber,
    volumeHistogram: { method: 'none' },
    aggregations: inVolume,
  },
  ct_E: {
    resampling: { spacing: [2, 2, 2], image: 'cubic-spline', ...rounded },
    resegmentation: { range: [-1000, 400], outliers: 3 },
    discretisation: fixedBinNumber,
    volumeHistogram: { method: 'fixed-bin-number', number: 1000 },
    aggregations: inVolume,
  },
};

/** Where a phantom's image and region are, inside the data folder. */
interface PhantomFiles {
  readonly image: string;
  readonly mask: string;
  readonly region: RegionChoice;
}

const digitalPhantom: PhantomFiles = {
  image: 'ibsi1/digital_phantom/nifti/image/phantom.nii.gz',
  mask: 'ibsi1/digital_phantom/nifti/mask/mask.nii.gz',
  region: { label: 1 },
};

const ctPhantom: Readonly<Record<'dicom' | 'nifti', PhantomFiles>> = {
  dicom: {
    image: 'ibsi1/ct_phantom/dicom/image',
    mask: 'ibsi1/ct_phantom/dicom/mask/DCM_RS_00060.dcm',
    region: { name: 'GTV-1' },
  },
  nifti: {
    image: 'ibsi1/ct_phantom/nifti/image/phantom.nii.gz',
    mask: 'ibsi1/ct_phantom/nifti/mask/mask.nii.gz',
    region: { label: 1 },
  },
};

const readPhantom = ({ image, mask, region }: PhantomFiles): Promise<Subject> =>
  readSubject(dataPath(image), dataPath(mask), region);

/** A consensus value and how far from it is agreement. */
interface ReferenceRow {
  readonly tag: string;
  readonly value: number;
  readonly tolerance: number;
}

/** Rows of the reference table by configuration; rows without a consensus value are left out. */
function readReference(): Map<string, ReferenceRow[]> {
  const [, ...lines] = readFileSync(referencePath('ibsi/ibsi1_reference_values.csv'), 'utf8')
    .trim()
    .split(/\r?\n/);
  const rows = lines
    .map((line) => line.split(','))
    .filter((cells) => cells[2] !== '')
    .map(([group, tag, value, tolerance]) => ({
      group: group!,
      tag: tag!,
      value: Number(value),
      tolerance: Number(tolerance),
    }));
  return groupBy(rows, ({ group }) => group);
}

/** Consensus values of one configuration, from the data folder. */
export const referenceRows = (group: string): readonly ReferenceRow[] => readReference().get(group) ?? [];

/** The digital phantom, from the files of the data folder. */
export const digitalPhantomFromFiles = (): Promise<Subject> => readPhantom(digitalPhantom);

/** The digital phantom and its consensus values as they travel with the repository: 80 grey levels. */
export function compareDigitalPhantom(): Comparison[] {
  const { grid, levels, inside, values } = JSON.parse(
    readFileSync(fixturePath('ibsi1-digital-phantom.json'), 'utf8'),
  ) as {
    readonly grid: Grid;
    readonly levels: readonly number[];
    readonly inside: readonly number[];
    readonly values: readonly (readonly [string, number, number])[];
  };
  const volume: Volume = { ...grid, data: Float32Array.from(levels), unit: 'arbitrary' };
  const mask: Mask = { ...grid, data: Uint8Array.from(inside) };
  const ours = featuresByTag({ volume, mask }, configurations.digital_phantom);
  return values.map(([tag, value, tolerance]) => ({
    group: 'digital_phantom',
    tag,
    ours: ours.get(tag),
    expected: value,
    tolerance: allowance(tag, value, tolerance),
  }));
}

/**
 * How far our number may be from a reference value. The table's own rule is `abs(ours - value) <= tolerance`, but it
 * prints three significant digits (all of them for sizes and counts), so a tolerance of 0 can only mean agreement
 * to the digits printed: half a unit of the last one. `describeZeroTolerance` says how many rows lean on this.
 */
function allowance(tag: string, expected: number, tolerance: number): number {
  if (tolerance > 0 || expected === 0) return tolerance;
  const magnitude = Math.floor(Math.log10(Math.abs(expected)));
  const lastDigit = /_(img|roi)$/.test(tag) ? Math.min(0, magnitude - 2) : magnitude - 2;
  return 0.5 * 10 ** lastDigit;
}

/** Says how the rows with a tolerance of 0 were judged, and what the table's rule taken literally would give. */
function describeZeroTolerance(
  comparisons: readonly Comparison[],
  zeroTolerance: ReadonlySet<Comparison>,
): string {
  const zero = [...zeroTolerance];
  const exact = zero.filter(({ ours, expected }) => ours === expected).length;
  const passed = zero.filter(complies).length;
  const others = comparisons.filter((comparison) => !zeroTolerance.has(comparison));
  const othersPassed = others.filter(complies).length;
  return (
    `${others.length} rows have a tolerance above 0: ${othersPassed} comply. ${zero.length} rows have a tolerance ` +
    `of 0 and are judged to the digits that the table prints: ${passed} comply, ${exact} of them digit for digit; ` +
    `taken literally, ${othersPassed + exact} of ${comparisons.length} comply.`
  );
}

/**
 * Digital phantom and CT phantom, configurations A to E, against the consensus values.
 * `source` says which files the CT phantom is read from; the digital phantom exists as NIfTI only.
 */
export async function compareIbsi1(source: 'dicom' | 'nifti'): Promise<Comparison[]> {
  const digital = await readPhantom(digitalPhantom);
  const ct = await readPhantom(ctPhantom[source]);
  const comparisons: Comparison[] = [];
  const zeroTolerance = new Set<Comparison>();
  for (const [group, rows] of readReference()) {
    const settings = configurations[group];
    if (settings === undefined)
      throw new Error(`The reference table has a configuration ${group} that is not known.`);
    const values = featuresByTag(group === 'digital_phantom' ? digital : ct, settings);
    for (const { tag, value, tolerance } of rows) {
      const comparison = {
        group,
        tag,
        ours: values.get(tag),
        expected: value,
        tolerance: allowance(tag, value, tolerance),
      };
      comparisons.push(comparison);
      if (tolerance === 0) zeroTolerance.add(comparison);
    }
  }
  console.log(describeZeroTolerance(comparisons, zeroTolerance));
  return comparisons;
}
