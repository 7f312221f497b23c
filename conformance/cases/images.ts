import { readImage, readRegions, type ImageRead } from '@rachis/formats';
import { isRachisError } from '@rachis/volume';
import {
  type CaseCheck,
  expectNumber,
  expectWords,
  first,
  inFolder,
  jsonRows,
  rachis,
  type Verdict,
} from './case.ts';
import { join } from 'node:path';
import { readFileSync, writeFileSync } from 'node:fs';

const sumOf = ({ volume }: ImageRead) => Array.from(volume.data).reduce((sum, value) => sum + value, 0);
const largest = ({ volume }: ImageRead) =>
  Array.from(volume.data).reduce((top, value) => Math.max(top, value), -Infinity);

/** What reading an image gave: the image, or the sentence with which it was refused. */
async function readOrWords(path: string): Promise<ImageRead | string> {
  try {
    return await readImage(path);
  } catch (error) {
    if (!isRachisError(error)) throw error;
    return `${error.message} ${error.details.remedy ?? ''}`;
  }
}

const sum = (file: string, right: number): CaseCheck => ({
  right: `the sum of voxels is ${right}`,
  run: async (at) => expectNumber('the sum of voxels', sumOf(await readImage(at(file))), right),
});

/** Said in a warning, or refused in words that name it. */
const saidOrRefused = (file: string, right: string, ...patterns: readonly RegExp[]): CaseCheck => ({
  right,
  async run(at) {
    const read = await readOrWords(at(file));
    return typeof read === 'string'
      ? expectWords('the refusal', read, ...patterns)
      : expectWords('the warnings', read.warnings.join(' '), ...patterns);
  },
});

/** The largest stored number of a slice of 5 x 6 voxels of 16 bits, which stand at the end of its file. */
function largestStored(file: string): number {
  const bytes = readFileSync(file);
  return Math.max(...Array.from({ length: 30 }, (_, i) => bytes.readUInt16LE(bytes.length - 60 + 2 * i)));
}

/**
 * SUV of a series whose first slice has the rescale slope 1.5, as the factor on Bq/ml; `right` by hand: weight over
 * dose 2^(-decay / half-life).
 */
const suv = (right: number, words: string): CaseCheck => ({
  right: words,
  async run(at) {
    const { volume, warnings } = await readImage(at('img'));
    if (volume.unit !== 'SUV') return `the unit is ${volume.unit}: ${warnings.join(' ')}`;
    const first = Float64Array.from(volume.data.subarray(0, 30));
    return expectNumber(
      'the factor',
      Math.max(...first) / (1.5 * largestStored(at('img/s001.dcm'))),
      right,
      1e-6 * right,
    );
  },
});

const unitsKept = (right: string, ...patterns: readonly RegExp[]): CaseCheck => ({
  right,
  async run(at) {
    const read = await readImage(at('img'));
    const inspected = rachis('inspect', at('img'));
    return first(
      read.volume.unit === 'SUV' ? 'the unit is SUV' : null,
      expectWords('the warnings', read.warnings.join(' '), ...patterns),
      expectWords('rachis inspect', inspected.text, ...patterns),
    );
  },
});

/** Voxels of the only region of a structure set. */
async function regionVoxels(at: (name: string) => string) {
  const image = await readImage(at('img'));
  const { regions } = await readRegions(at('rt.dcm'), { image });
  const mask = regions[0]!.mask();
  const [nx, ny, nz] = mask.size;
  const slices = Array.from({ length: nz }, (_, z) => mask.data.subarray(z * nx * ny, (z + 1) * nx * ny));
  return {
    voxels: mask.data.reduce((total, one) => total + one, 0),
    slices: slices.filter((slice) => slice.includes(1)).length,
    warnings: [...image.warnings, ...regions[0]!.warnings].join(' '),
  };
}

const parts = (what: RegExp): CaseCheck => ({
  right: 'two parts, each with its name and whole, or refused with what differs',
  async run(at) {
    const whole = await readOrWords(at('img'));
    const words = typeof whole === 'string' ? whole : whole.warnings.join(' ');
    return first(
      expectWords('reading the folder', words, what),
      expectWords('rachis inspect', rachis('inspect', at('img')).text, what),
    );
  },
});

export const imageCases: Readonly<Record<string, CaseCheck>> = {
  'metaimage-header-size': sum('a.mhd', 972),
  'metaimage-text': sum('a.mha', 972),
  'nrrd-line-skip': sum('a.nhdr', 972),
  'nrrd-byte-skip-gzip': sum('a.nhdr', 972),
  'nrrd-unsigned-text': {
    right: 'the largest voxel is 3000000000',
    run: async (at) =>
      expectNumber('the largest voxel', largest(await readImage(at('a.nrrd'))), 3_000_000_000),
  },
  'nrrd-one-slice-4d': {
    right: 'the spacing along z is 5',
    run: async (at) =>
      expectNumber('the spacing along z', (await readImage(at('a.nrrd'))).volume.spacing[2], 5),
  },
  'nifti-two-forms': saidOrRefused(
    'a.nii',
    'which form is taken is said, and that they differ',
    /qform/,
    /sform/,
    /differ/,
  ),
  'nifti-scaled-labels': {
    right: 'labels 1, 3, 6, or those values with scl_slope named',
    async run(at) {
      try {
        const image = await readImage(at('i.nii'));
        const { regions } = await readRegions(at('a.nii'), { image });
        const labels = regions.map(({ label }) => label).join(', ');
        return labels === '1, 3, 6' ? null : `the labels are ${labels}`;
      } catch (error) {
        if (!isRachisError(error)) throw error;
        return expectWords('the refusal', error.message, /scl_slope/, /3\.0000/);
      }
    },
  },
  'dicom-high-bit': sum('img', 111_074),
  'dicom-32-bit': {
    right: 'the largest voxel is 3964000000',
    run: async (at) => expectNumber('the largest voxel', largest(await readImage(at('img'))), 3_964_000_000),
  },
  rtdose: {
    right: 'the largest dose is 60 Gy, in one frame and in several',
    async run(at) {
      const verdicts: Verdict[] = [];
      for (const file of ['one-frame.dcm', 'multi-frame.dcm']) {
        const read = await readImage(at(file));
        verdicts.push(expectNumber(`the largest dose of ${file}`, largest(read), 60, 1e-4));
        verdicts.push(read.volume.unit === 'Gy' ? null : `the unit of ${file} is ${read.volume.unit}`);
      }
      return first(...verdicts);
    },
  },
  'ct-without-rescale': {
    right: 'not called HU, or said',
    async run(at) {
      const { volume, warnings } = await readImage(at('img'));
      return volume.unit === 'HU' ? expectWords('the warnings', warnings.join(' '), /rescale/i) : null;
    },
  },
  'series-one-slice-without-rescale': saidOrRefused(
    'img',
    'refused or said with the file',
    /rescale/i,
    /s00\d\.dcm/,
  ),
  'series-two-echoes': parts(/TE|echo/i),
  'series-two-kernels': parts(/kernel/i),
  'mr-real-world-values': saidOrRefused('img', 'used or said', /real.world/i),
  'pet-days-after': suv(5.514374e-3, 'Bq/ml to SUV by 5.514374e-3'),
  'pet-injection-after': unitsKept(
    'units are kept, and the reason is said',
    /inject|administ/i,
    /after|later/i,
  ),
  'pet-utc-offset': suv(70_000 / (3.7e8 * 2 ** (-3600 / 6586.2)), 'one hour of decay'),
  'pet-dose-in-mbq': unitsKept('an SUV that cannot be is said by every command', /dose|activity/i),
  'rtstruct-repeated-contour': {
    right: '3 slices, 192 voxels',
    async run(at) {
      const { voxels, slices } = await regionVoxels(at);
      return first(
        expectNumber('the number of slices', slices, 3),
        expectNumber('the number of voxels', voxels, 192),
      );
    },
  },
  'rtstruct-two-items': {
    right: '128 voxels',
    run: async (at) => expectNumber('the number of voxels', (await regionVoxels(at)).voxels, 128),
  },
  'one-grey-level': {
    right: 'said, with a remedy',
    run: (at) =>
      inFolder((folder) => {
        const settings = join(folder, 'bins.yaml');
        writeFileSync(settings, 'discretisation: {method: fixed-bin-size, size: 25}\n');
        const run = rachis(
          'extract',
          at('i.nii'),
          at('m.nii'),
          '--settings',
          settings,
          '--output',
          join(folder, 'f.csv'),
        );
        return expectWords('rachis extract', run.text, /one grey level/, /bin width/);
      }),
  },
  'slices-along-x': {
    right: 'features in the plane are of the acquired slices: as those of the scan with its slices along z',
    run: (at) =>
      inFolder((folder) => {
        const settings = join(folder, 'slices.yaml');
        writeFileSync(
          settings,
          'slicewise: true\ndiscretisation: {method: fixed-bin-number, number: 8}\nfamilies: [glcm]\n',
        );
        const [acquired, turned] = ['a', 'b'].map((name) => {
          const output = join(folder, `${name}.json`);
          const run = rachis(
            'extract',
            at(`${name}.nii`),
            at(`${name}m.nii`),
            '--settings',
            settings,
            '--output',
            output,
          );
          return { row: jsonRows(output)[0]!, text: run.text };
        });
        const other = Object.keys(acquired!.row).find(
          (name) => name.startsWith('glcm') && acquired!.row[name] !== turned!.row[name],
        );
        return first(
          other === undefined ? null : `${other} is ${turned!.row[other]}, not ${acquired!.row[other]}`,
          expectWords('rachis extract', turned!.text, /slices/, /along x/),
        );
      }),
  },
};
