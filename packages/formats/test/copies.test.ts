import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gridOf, type Matrix3, type Vector3, type Volume } from '@rachis/volume';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalLength, snapDirection } from '../src/canonical.ts';
import {
  readImage,
  readRegions,
  writeDicomSeries,
  writeMetaImage,
  writeNifti,
  writeNrrd,
} from '../src/index.ts';
import { niftiHeader } from '../src/write-nifti.ts';
import { dataFolder, slice, temporaryFolder, writeDicom } from './support.ts';

const folder = temporaryFolder();

/** One unit in the last place of single precision, as a part of the number. */
const lastPlace = 2 ** -23;

describe('a length of a header', () => {
  test.each([
    [3.27, 3.27],
    [Math.fround(3.27), 3.27],
    [3.26999999999998, 3.27],
    [3.2700000000000005, 3.27],
    [Math.fround(0.976562), 0.976562],
    [0.705078125, 0.705078125], // 361 / 512, which single precision holds exactly
    [1 / 3, 0.33333334],
    [1, 1],
    [0, 0],
    [-272.93, -272.93],
    [1e300, 1e300], // beyond single precision
  ])('%f is %f', (given, canonical) => {
    expect(canonicalLength(given)).toBe(canonical);
  });

  const lengths = fc.double({ min: 1e-4, max: 1e4, noNaN: true });

  test('is the same from double and from single precision, and stays what it is', () => {
    fc.assert(
      fc.property(lengths, (length) => {
        const canonical = canonicalLength(length);
        expect(canonicalLength(Math.fround(length))).toBe(canonical);
        expect(canonicalLength(canonical)).toBe(canonical);
        expect(Math.fround(canonical)).toBe(Math.fround(length));
        expect(Math.abs(canonical - length)).toBeLessThanOrEqual(lastPlace * length);
      }),
    );
  });

  test('written with six digits is the decimal that was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999 }), fc.integer({ min: 0, max: 6 }), (digits, places) => {
        const written = Number(`${digits}e-${places}`);
        expect(canonicalLength(written)).toBe(written);
        expect(canonicalLength(Math.fround(written))).toBe(written);
      }),
    );
  });
});

describe('a direction', () => {
  test('within rounding of the patient axes is those axes; an oblique one stays', () => {
    const sagittal: Matrix3 = [0, 0, -1, 1, 0, 0, 0, -1, 0];
    const noisy = sagittal.map((value, i) => value + (i - 4) * 1e-8) as unknown as Matrix3;
    expect(snapDirection(noisy)).toEqual(sagittal.map((value) => value + 0));
    const tilted: Matrix3 = [1, 0, 0, 0, Math.cos(1e-5), -Math.sin(1e-5), 0, Math.sin(1e-5), Math.cos(1e-5)];
    expect(snapDirection(tilted)).toBe(tilted);
  });
});

/** Rows of a rotation about three axes. */
function rotation(a: number, b: number, c: number): Matrix3 {
  const [ca, sa, cb, sb, cc, sc] = [a, b, c].flatMap((angle) => [Math.cos(angle), Math.sin(angle)]) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return [
    ca * cb,
    ca * sb * sc - sa * cc,
    ca * sb * cc + sa * sc,
    sa * cb,
    sa * sb * sc + ca * cc,
    sa * sb * cc - ca * sc,
    -sb,
    cb * sc,
    cb * cc,
  ];
}

describe('copies of a scan in other formats', () => {
  // As scanners have them: decimals of up to six digits, or a field of view over a number of pixels.
  const decimal = fc.integer({ min: 10_000, max: 999_999 }).map((digits) => digits / 1e5);
  const fieldOverPixels = fc
    .tuple(fc.integer({ min: 100, max: 700 }), fc.constantFrom(256, 320, 384, 512, 768))
    .map(([field, pixels]) => field / pixels);
  const length = fc.oneof(decimal, fieldOverPixels);
  const angle = fc.oneof(fc.constant(0), fc.double({ min: -1.5, max: 1.5, noNaN: true }));
  const centre = fc.double({ min: -500, max: 500, noNaN: true });
  const three = <T>(one: fc.Arbitrary<T>) => fc.tuple(one, one, one);

  test('have the spacing of the DICOM to the last bit, and its place within rounding', async () => {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(three(length), three(angle), three(centre), async (spacing, angles, origin) => {
        const volume: Volume<Int16Array> = {
          size: [4, 3, 5],
          spacing,
          origin,
          direction: rotation(...angles),
          data: Int16Array.from({ length: 60 }, (_, i) => i),
          unit: 'HU',
        };
        const own = join(folder, `copies${made++}`);
        mkdirSync(own);
        await writeDicomSeries(join(own, 'ct'), volume, { patient: 'P1' });
        await writeNifti(join(own, 'ct.nii'), volume);
        await writeNrrd(join(own, 'ct.nrrd'), volume);
        await writeMetaImage(join(own, 'ct.mha'), volume);
        const { volume: dicom } = await readImage(join(own, 'ct'));
        dicom.spacing.forEach((value, axis) => {
          expect(Math.abs(value - spacing[axis]!)).toBeLessThanOrEqual(lastPlace * spacing[axis]!);
        });
        for (const name of ['ct.nii', 'ct.nrrd', 'ct.mha']) {
          const { volume: copy } = await readImage(join(own, name));
          expect(copy.spacing, name).toEqual(dicom.spacing);
          expect(Array.from(copy.data), name).toEqual(Array.from(dicom.data));
          copy.direction.forEach((value, i) => {
            expect(Math.abs(value - dicom.direction[i]!), name).toBeLessThan(1e-6);
          });
          copy.origin.forEach((value, i) => {
            expect(Math.abs(value - dicom.origin[i]!), name).toBeLessThan(1e-4);
          });
          if (angles.every((one) => one === 0)) expect(copy.direction, name).toEqual(dicom.direction);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a qform alone has the spacing of the sform, in any unit', async () => {
    const volume: Volume<Int16Array> = {
      size: [2, 2, 2],
      spacing: [0.976562, 0.7, 3.27],
      origin: [1.1, 2.2, 3.3],
      direction: rotation(0.3, -0.2, 0.1),
      data: new Int16Array(8),
      unit: 'HU',
    };
    const header = niftiHeader(volume);
    new DataView(header.buffer).setInt16(254, 0, true);
    const path = join(folder, 'qform.nii');
    writeFileSync(path, Buffer.concat([header, new Uint8Array(16)]));
    expect((await readImage(path)).volume.spacing).toEqual([0.976562, 0.7, 3.27]);
  });

  test('a fractional rescale gives the bits of scl_slope and scl_inter', async () => {
    const slope = fc.double({ min: 1e-6, max: 10, noNaN: true }).filter((value) => !Number.isInteger(value));
    const intercept = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    const values = fc.array(fc.integer({ min: -32_768, max: 32_767 }), { minLength: 12, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(slope, intercept, values, async (m, b, stored) => {
        const own = (value: number) => value.toPrecision(9);
        const data = Int16Array.from(stored);
        const path = await writeDicom(
          join(folder, 'rescaled.dcm'),
          slice(0, { RescaleSlope: own(m), RescaleIntercept: own(b), PixelData: data.buffer }),
        );
        const { volume } = await readImage(path);
        const header = niftiHeader({ ...gridOf(volume), data, unit: 'HU' } as Volume<Int16Array>);
        const view = new DataView(header.buffer);
        view.setFloat32(112, Number(own(m)), true);
        view.setFloat32(116, Number(own(b)), true);
        const copy = join(folder, 'rescaled.nii');
        writeFileSync(copy, Buffer.concat([header, new Uint8Array(data.buffer)]));
        const { data: copied } = (await readImage(copy)).volume;
        expect(Array.from(volume.data)).toEqual(Array.from(copied));
      }),
      { numRuns: 40 },
    );
  });
});

const sts = join(dataFolder, 'sts');

describe.skipIf(!existsSync(sts))('the DICOM of the sarcoma patients beside its NIfTI copy', () => {
  const pairs = readdirSyncOr(join(sts, 'dicom')).flatMap((patient) =>
    ['PET', 'MR_T1'].map((series) => [patient, series] as const),
  );

  test.each(pairs)(
    '%s %s: voxels, region, spacing and direction are equal to the last bit',
    async (patient, series) => {
      const dicom = await readImage(join(sts, 'dicom', patient, series, 'image'));
      const nifti = await readImage(join(sts, 'nifti', patient, `${series}_image.nii.gz`));
      expect(Float64Array.from(dicom.volume.data)).toEqual(Float64Array.from(nifti.volume.data));
      const placed = ({ size, spacing, direction }: Volume): [Vector3, Vector3, Matrix3] => [
        size,
        spacing,
        direction,
      ];
      expect(placed(dicom.volume)).toEqual(placed(nifti.volume));
      const drawn = await readRegions(join(sts, 'dicom', patient, series, 'mask'), { image: dicom });
      const filled = await readRegions(join(sts, 'nifti', patient, `${series}_mask.nii.gz`));
      expect(drawn.regions[0]!.mask().data).toEqual(filled.regions[0]!.mask().data);
    },
  );
});

/** The names in a folder, none where it is missing: tests are listed before they are skipped. */
function readdirSyncOr(path: string): string[] {
  return existsSync(path) ? readdirSync(path) : [];
}

describe('geometry as it is written', () => {
  const image: Volume = {
    size: [4, 3, 2],
    spacing: [0.976562, 0.976562, 3.27],
    origin: [-272.93, 10.1, -5.3],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    data: new Int16Array(24).fill(7),
    unit: 'arbitrary',
  };
  const mask = { ...gridOf(image), data: new Uint8Array(24).fill(1) };

  test('has the digits of the file, of image and label map, where it is asked for', async () => {
    const [at, labels] = [join(folder, 'written.nii'), join(folder, 'written_label.nii')];
    await writeNifti(at, image);
    await writeNifti(labels, mask);
    const single = ([x, y, z]: Vector3): Vector3 => [Math.fround(x), Math.fround(y), Math.fround(z)];
    const written = await readImage(at, { geometry: 'as-written' });
    expect(written.volume.spacing).toEqual(single(image.spacing));
    expect(written.volume.origin).toEqual(single(image.origin));
    const { regions } = await readRegions(labels, { image: written, geometry: 'as-written' });
    expect(gridOf(regions[0]!.mask())).toEqual(gridOf(written.volume));
    expect((await readImage(at)).volume.spacing).toEqual(image.spacing);
    expect((await readImage(at)).volume.origin).toEqual(image.origin);
  });

  test('of formats that hold every digit is what was given', async () => {
    const odd: Volume = { ...image, spacing: [0.9765620001, 1 / 3, 3.2699999999] };
    for (const [ending, write] of [
      ['nrrd', writeNrrd],
      ['mha', writeMetaImage],
    ] as const) {
      const at = join(folder, `odd.${ending}`);
      await write(at, odd);
      const { volume } = await readImage(at, { geometry: 'as-written' });
      expect(volume.spacing).toEqual(odd.spacing);
      expect((await readImage(at)).volume.spacing).toEqual([0.976562, 0.33333334, 3.27]);
    }
  });
});
