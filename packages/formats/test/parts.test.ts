import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { NaturalDataSet } from '../src/dicom/write-part10.ts';
import { inspectFolder, readImage, readRegions, writeDicomSeg } from '../src/index.ts';
import { errorOf, type PrivateElement, slice, temporaryFolder, writeSeries } from './support.ts';

const folder = temporaryFolder();
let made = 0;
let instance = 0;

const series = (
  slices: readonly NaturalDataSet[],
  extra?: (slice: number) => readonly PrivateElement[],
): Promise<string> => writeSeries(join(folder, `series${made++}`), slices, extra);

const mr = {
  Modality: 'MR',
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.4',
  RescaleSlope: undefined,
  RescaleIntercept: undefined,
};

/** Slices of one image, each an instance of its own; the value of the first voxel of a slice is that of `slice`. */
const stack = (changes: NaturalDataSet, places: readonly number[] = [0, 1, 2, 3], own: NaturalDataSet = mr) =>
  places.map((z) => slice(z, { SOPInstanceUID: `2.25.9${++instance}`, ...own, ...changes }));

const listed = async (path: string) =>
  (await inspectFolder(path)).patients.flatMap(({ studies }) =>
    studies.flatMap(({ series: all }) =>
      all.map(({ part, grid, problems }) => [part, grid?.size[2] ?? null, problems.length]),
    ),
  );

/** Two images of four slices in one series: refused with their names, listed apart, and each read by its name. */
async function expectSplit(
  path: string,
  names: readonly string[],
  sizes: readonly number[] = names.map(() => 4),
) {
  const error = await errorOf(readImage(path));
  expect([error.code, error.details.subject]).toEqual(['SERIES_AMBIGUOUS', 'P1']);
  for (const name of names) expect(error.message).toContain(`\`${name}\``);
  expect(await listed(path)).toEqual(names.map((name, i) => [name, sizes[i], 0]));
  for (const [i, name] of names.entries()) {
    const image = await readImage(path, { series: name });
    expect([image.part, image.volume.size[2]]).toEqual([name, sizes[i]]);
    const both = await readImage(path, { series: `2.25.2 ${name}` });
    expect(both.part).toBe(name);
  }
}

describe('one series, several images in one place', () => {
  test.each<[NaturalDataSet, NaturalDataSet, string, string]>([
    [{ EchoTime: '4.92' }, { EchoTime: '7.38' }, 'TE=4.92', 'TE=7.38'],
    [{ InversionTime: '700' }, { InversionTime: '2500' }, 'TI=700', 'TI=2500'],
    [{ RepetitionTime: '500' }, { RepetitionTime: '3000' }, 'TR=500', 'TR=3000'],
    [{ FlipAngle: '4' }, { FlipAngle: '26' }, 'flip=4', 'flip=26'],
    [{ DiffusionBValue: 0 }, { DiffusionBValue: 800 }, 'b=0', 'b=800'],
    [
      { ComplexImageComponent: 'MAGNITUDE' },
      { ComplexImageComponent: 'PHASE' },
      'component=MAGNITUDE',
      'component=PHASE',
    ],
    [
      { ImageType: ['DERIVED', 'PRIMARY', 'DIFFUSION', 'ADC'] },
      { ImageType: ['ORIGINAL', 'PRIMARY', 'DIFFUSION', 'TRACEW'] },
      'ImageType=DERIVED\\PRIMARY\\DIFFUSION\\ADC',
      'ImageType=ORIGINAL\\PRIMARY\\DIFFUSION\\TRACEW',
    ],
    [{ TemporalPositionIdentifier: '1' }, { TemporalPositionIdentifier: '2' }, 'temporal=1', 'temporal=2'],
    [{ TriggerTime: '0' }, { TriggerTime: '40' }, 'trigger=0', 'trigger=40'],
    [{ AcquisitionNumber: '1' }, { AcquisitionNumber: '2' }, 'acquisition=1', 'acquisition=2'],
    [{ AcquisitionTime: '101500' }, { AcquisitionTime: '101700' }, 'time=101500', 'time=101700'],
    [{ EchoNumbers: '1' }, { EchoNumbers: '2' }, 'echo=1', 'echo=2'],
  ])('MR %#: %s', async (one, other, ...names) => {
    await expectSplit(await series([...stack(one), ...stack(other)]), names);
    // Mixed up in the order of the files, and one below the other in it.
    const [a, b] = [stack(other), stack(one)];
    const mixed = a.flatMap((dataSet, i) => [dataSet, b[i]!]);
    expect((await readImage(await series(mixed), { series: names[0]! })).volume.size[2]).toBe(4);
  });

  test.each<[NaturalDataSet, NaturalDataSet, string, string]>([
    [{ ConvolutionKernel: 'B30f' }, { ConvolutionKernel: 'B70f' }, 'kernel=B30f', 'kernel=B70f'],
    [{ KVP: '80' }, { KVP: '140' }, 'kVp=80', 'kVp=140'],
    [
      { ContrastBolusAgent: 'ARTERIAL' },
      { ContrastBolusAgent: 'VENOUS' },
      'contrast=ARTERIAL',
      'contrast=VENOUS',
    ],
    [
      { ImageComments: 'Monoenergetic 50 keV' },
      { ImageComments: 'Monoenergetic 70 keV' },
      'keV=50',
      'keV=70',
    ],
    [{ Exposure: '20' }, { Exposure: '200' }, 'exposure=20', 'exposure=200'],
    [
      { ImageType: ['DERIVED', 'SECONDARY', 'MPR'] },
      { ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'] },
      'ImageType=DERIVED\\SECONDARY\\MPR',
      'ImageType=ORIGINAL\\PRIMARY\\AXIAL',
    ],
  ])('CT %#: %s', async (one, other, ...names) => {
    await expectSplit(await series([...stack(one, undefined, {}), ...stack(other, undefined, {})]), names);
  });

  test('passes over the slices whose times differ from slice to slice', async () => {
    const timed = (start: number, step: number) =>
      stack({}).map((dataSet, z) => ({ ...dataSet, AcquisitionTime: `1015${start + step * z}.5` }));
    await expectSplit(await series([...timed(10, 1), ...timed(30, 2)]), ['time=101510.5', 'time=101530.5']);
    const cine = [0, 40, 80].flatMap((trigger) =>
      stack({}).map((dataSet, z) => ({ ...dataSet, TriggerTime: String(trigger + 2 * z) })),
    );
    await expectSplit(await series(cine), ['trigger=0', 'trigger=40', 'trigger=80']);
  });

  test('the four images of Dixon, and echoes by kind', async () => {
    const kinds = ['F', 'IN_PHASE', 'OPP_PHASE', 'W'];
    const path = await series(
      kinds.flatMap((kind) => stack({ ImageType: ['DERIVED', 'PRIMARY', 'DIXON', kind], EchoTime: '2.4' })),
    );
    await expectSplit(
      path,
      kinds.map((kind) => `ImageType=DERIVED\\PRIMARY\\DIXON\\${kind}`),
    );
    expect((await readImage(path, { series: 'ImageType=F' })).part).toBe(
      'ImageType=DERIVED\\PRIMARY\\DIXON\\F',
    );
    const four = await series(
      ['2.4', '4.8'].flatMap((EchoTime) =>
        ['MAGNITUDE', 'PHASE'].flatMap((ComplexImageComponent) => stack({ EchoTime, ComplexImageComponent })),
      ),
    );
    await expectSplit(four, [
      'TE=2.4, component=MAGNITUDE',
      'TE=2.4, component=PHASE',
      'TE=4.8, component=MAGNITUDE',
      'TE=4.8, component=PHASE',
    ]);
    expect((await readImage(four, { series: 'component=phase, te=4.80' })).part).toBe(
      'TE=4.8, component=PHASE',
    );
    const several = await errorOf(readImage(four, { series: 'TE=2.4' }));
    expect(several.message).toMatch(/^2 images .* have TE=2.4/);
  });

  test('b-values of the makers, in any block of their group', async () => {
    const float = (value: number) => new Uint8Array(new Float32Array([value]).buffer);
    const makers: ((value: number, block: number) => PrivateElement[])[] = [
      (b, block) => [
        [0x0019, block, 'LO', 'SIEMENS MR HEADER'],
        [0x0019, (block << 8) | 0x0c, 'IS', String(b)],
      ],
      (b, block) => [
        [0x0043, block, 'LO', 'GEMS_PARM_01'],
        [0x0043, (block << 8) | 0x39, 'IS', `${1_000_000_000 + b}\\8\\0\\0`],
      ],
      (b, block) => [
        [0x2001, block, 'LO', 'Philips Imaging DD 001'],
        [0x2001, (block << 8) | 0x03, 'FL', float(b)],
      ],
      (b, block) => [
        [0x2001, block, 'LO', 'Philips Imaging DD 001'],
        [0x2001, (block << 8) | 0x03, 'UN', float(b)],
      ],
    ];
    for (const maker of makers) {
      for (const block of [0x10, 0x25]) {
        const path = await series([...stack({}), ...stack({})], (i) => maker(i < 4 ? 50 : 1000, block));
        await expectSplit(path, ['b=50', 'b=1000']);
      }
    }
    // Without its private elements, a Siemens sequence says it in its name.
    await expectSplit(
      await series([...stack({ SequenceName: 'ep_b0' }), ...stack({ SequenceName: '*ep_b800t' })]),
      ['b=0', 'b=800'],
    );
  });

  test('a part that lacks what the others say, and one that is shorter', async () => {
    const ofOne = { EchoTime: '90' };
    const path = await series([
      ...stack({ ...ofOne, DiffusionBValue: 0, ImageType: ['ORIGINAL', 'PRIMARY', 'DIFFUSION', 'TRACEW'] }),
      ...stack({ ...ofOne, DiffusionBValue: 800, ImageType: ['ORIGINAL', 'PRIMARY', 'DIFFUSION', 'TRACEW'] }),
      ...stack({ ...ofOne, ImageType: ['DERIVED', 'PRIMARY', 'DIFFUSION', 'ADC'] }, [0, 1, 2]),
    ]);
    const tracew = 'ImageType=ORIGINAL\\PRIMARY\\DIFFUSION\\TRACEW';
    const adc = 'ImageType=DERIVED\\PRIMARY\\DIFFUSION\\ADC';
    const names = (await listed(path)).map(([name]) => name);
    expect(names).toHaveLength(3);
    expect((await readImage(path, { series: 'b=800' })).volume.size[2]).toBe(4);
    expect((await readImage(path, { series: adc })).volume.size[2]).toBe(3);
    expect((await errorOf(readImage(path, { series: tracew }))).message).toMatch(/^2 images/);
  });

  test('planes of several orientations and sizes', async () => {
    const sagittal = { ImageOrientationPatient: ['0', '1', '0', '0', '0', '-1'] };
    const path = await series([
      ...stack({}),
      ...[0, 1, 2].map((x) =>
        slice(x, {
          ...mr,
          ...sagittal,
          SOPInstanceUID: `2.25.4${++instance}`,
          ImagePositionPatient: [String(2 * x), '0', '0'],
        }),
      ),
    ]);
    await expectSplit(path, ['orientation=axial', 'orientation=sagittal'], [4, 3]);
    const sizes = await series([...stack({}), ...stack({ Rows: 4, Columns: 3 })]);
    await expectSplit(sizes, ['size=3x4', 'size=4x3']);
  });

  test('thick and thin slices; a stack with a localizer names its pieces', async () => {
    const thin = stack({ SliceThickness: '2' });
    const thick = [0, 4].map((z) =>
      slice(z, {
        ...mr,
        SliceThickness: '5',
        SOPInstanceUID: `2.25.4${++instance}`,
        ImagePositionPatient: ['1', '2', String(z)],
      }),
    );
    await expectSplit(await series([...thin, ...thick]), ['thickness=2', 'thickness=5'], [4, 2]);
    const localizer = slice(0, {
      ...mr,
      SOPInstanceUID: `2.25.4${++instance}`,
      ImageOrientationPatient: ['0', '1', '0', '0', '0', '-1'],
    });
    const path = await series([...stack({}), localizer]);
    const error = await errorOf(readImage(path));
    expect([error.code, error.details.remedy]).toEqual([
      'GEOMETRY_INVALID',
      expect.stringMatching(/`orientation=axial` \(4\), `orientation=sagittal` \(1\)/),
    ]);
    expect((await readImage(path, { series: 'orientation=axial' })).volume.size[2]).toBe(4);
  });

  test('directions of one b-value', async () => {
    const direction = (x: number, y: number, z: number) =>
      stack({ DiffusionBValue: 1000, DiffusionGradientOrientation: [x, y, z] });
    const path = await series([
      ...stack({ DiffusionBValue: 0 }),
      ...direction(1, 0, 0),
      ...direction(0, 1, 0),
    ]);
    await expectSplit(path, ['b=0', 'b=1000, direction=0 1 0', 'b=1000, direction=1 0 0']);
  });

  test('frames of one enhanced file', async () => {
    const frames = [1, 2].flatMap((echo) => [0, 1, 2].map((z) => [echo, z] as const));
    const path = await series([
      slice(0, {
        ...mr,
        SOPClassUID: '1.2.840.10008.5.1.4.1.1.4.1',
        ImagePositionPatient: undefined,
        ImageOrientationPatient: undefined,
        NumberOfFrames: '6',
        SharedFunctionalGroupsSequence: [
          {
            PlaneOrientationSequence: [{ ImageOrientationPatient: ['1', '0', '0', '0', '1', '0'] }],
            PixelMeasuresSequence: [{ PixelSpacing: ['0.5', '0.75'], SliceThickness: '2' }],
          },
        ],
        PerFrameFunctionalGroupsSequence: frames.map(([echo, z]) => ({
          PlanePositionSequence: [{ ImagePositionPatient: ['1', '2', String(2 * z)] }],
          MREchoSequence: [{ EffectiveEchoTime: 10 * echo }],
        })),
        PixelData: Int16Array.from({ length: 72 }, (_, i) => Math.floor(i / 12)).buffer,
      }),
    ]);
    await expectSplit(path, ['TE=10', 'TE=20'], [3, 3]);
    expect((await readImage(path, { series: 'TE=20' })).volume.data[0]).toBe(3);
  });

  test('a region is written for, and fits, the image that is chosen', async () => {
    const path = await series([...stack({ EchoTime: '4.92' }), ...stack({ EchoTime: '7.38' })]);
    const image = await readImage(path, { series: 'TE=7.38' });
    const mask = { ...image.volume, data: new Uint8Array(48).fill(1, 0, 5) };
    const out = join(folder, `seg${made++}.dcm`);
    await writeDicomSeg(out, [{ name: 'lesion', mask }], image);
    const { regions } = await readRegions(out, { image });
    expect(regions[0]!.mask().data).toEqual(mask.data);
  });
});

test('of two echoes, one of which lacks a slice, the other can be taken, and both are said', async () => {
  const path = await series([...stack({ EchoTime: '5' }), ...stack({ EchoTime: '10' }, [0, 1, 3])]);
  const error = await errorOf(readImage(path));
  expect([error.code, error.details.remedy]).toEqual([
    'SLICE_DUPLICATED',
    expect.stringMatching(/by name .*: `TE=5` \(4\), but not `TE=10` \(SLICE_MISSING\)\.$/),
  ]);
  expect((await readImage(path, { series: 'TE=5' })).volume.size[2]).toBe(4);
  expect((await errorOf(readImage(path, { series: 'TE=10' }))).code).toBe('SLICE_MISSING');
});

describe('one stack of slices of different acquisitions', () => {
  test.each<[string, NaturalDataSet, NaturalDataSet, RegExp]>([
    ['kernels', { ConvolutionKernel: 'B30f' }, { ConvolutionKernel: 'B70f' }, /kernel.*B30f.*B70f/],
    ['voltages', { KVP: '100' }, { KVP: '120' }, /kVp/],
    ['echoes', { EchoTime: '5' }, { EchoTime: '10' }, /echo time/],
    ['b-values', { DiffusionBValue: 0 }, { DiffusionBValue: 1000 }, /b-value/],
    [
      'kinds',
      { ImageType: ['ORIGINAL', 'PRIMARY', 'M'] },
      { ImageType: ['ORIGINAL', 'PRIMARY', 'P'] },
      /ImageType/,
    ],
  ])(
    '%s: halves, and one odd slice, are refused; their pieces can be asked for',
    async (_name, one, other, text) => {
      const halves = await series([...stack(one, [0, 1], {}), ...stack(other, [2, 3], {})]);
      const odd = await series([...stack(one, [0, 1, 3, 4], {}), ...stack(other, [2], {})]);
      const last = await series([...stack(one, [0, 1, 2], {}), ...stack(other, [3], {})]);
      for (const path of [halves, odd, last]) {
        const error = await errorOf(readImage(path));
        expect([error.code, error.message]).toEqual(['SERIES_AMBIGUOUS', expect.stringMatching(text)]);
        expect(await listed(path)).toEqual([['', null, 1]]);
      }
      const named = /`([A-Za-z]+=[^`]+)`/.exec((await errorOf(readImage(halves))).details.remedy!)![1]!;
      const piece = await readImage(halves, { series: named });
      expect([piece.part, piece.volume.size[2]]).toEqual([named, 2]);
    },
  );

  test('slices that lack what the others say are taken along, and it is said', async () => {
    const path = await series([...stack({ EchoTime: '5' }, [0, 1, 3]), ...stack({}, [2])]);
    const image = await readImage(path);
    expect([image.volume.size[2], image.warnings.join()]).toEqual([
      4,
      expect.stringMatching(/Not all slices.*echo time.*none in .*-3/),
    ]);
    expect(await listed(path)).toEqual([['', 4, 1]]);
  });

  test('slices of two echoes in turn are two images of half the slices', async () => {
    const path = await series([
      ...stack({ EchoTime: '4.92' }, [0, 2]),
      ...stack({ EchoTime: '7.38' }, [1, 3]),
    ]);
    await expectSplit(path, ['TE=4.92', 'TE=7.38'], [2, 2]);
  });
});

test('what varies from slice to slice in ordinary series splits nothing', async () => {
  const path = await series(
    [0, 1, 2, 3, 4, 5].map((z) =>
      slice(z, {
        RepetitionTime: String(900 + 37 * z),
        EchoTime: String(101.4 + 0.1 * (z % 2)),
        AcquisitionNumber: String(z),
        AcquisitionTime: `1015${10 + z}`,
        ContentTime: `1016${10 + z}`,
        InstanceNumber: String(9 - z),
        XRayTubeCurrent: String(100 + 40 * z),
        Exposure: String(20 + 9 * z),
        TriggerTime: String(110 * z),
        WindowCenter: String(40 + z),
        SliceLocation: String(z),
        ImageType: z === 2 ? ['DERIVED', 'PRIMARY', 'AXIAL'] : ['DERIVED', 'PRIMARY', 'AXIAL'],
      }),
    ),
  );
  const image = await readImage(path);
  expect([image.part, image.volume.size[2], image.warnings]).toEqual([undefined, 6, []]);
  expect((await readImage(path, { series: 'thorax' })).volume.size[2]).toBe(6);
  expect((await readImage(path, { series: '2.25.2' })).volume.size[2]).toBe(6);
});

test('a description that looks like a part is still a description', async () => {
  const path = await series([
    ...stack({ SeriesDescription: 'ep2d b=800' }),
    ...stack({ SeriesDescription: 't2', SeriesInstanceUID: '2.25.44' }),
  ]);
  expect((await readImage(path, { series: 'b=800' })).description).toBe('ep2d b=800');
  expect((await errorOf(readImage(path, { series: 'TE=4' }))).code).toBe('SERIES_AMBIGUOUS');
});

test('of several series, a part is looked for in all, and checked as the only one is', async () => {
  const other = { SeriesDescription: 't2', SeriesInstanceUID: '2.25.44' };
  const path = await series([...stack({ EchoTime: '5' }), ...stack({ EchoTime: '10' }), ...stack(other)]);
  expect((await readImage(path, { series: 'TE=10' })).part).toBe('TE=10');
  expect((await readImage(path, { series: 'thorax TE=10' })).part).toBe('TE=10');
  expect((await errorOf(readImage(path, { series: 't2 TE=10' }))).code).toBe('SERIES_AMBIGUOUS');
  const mixed = await series([
    ...stack({ EchoTime: '5' }),
    ...stack({ EchoTime: '10', PatientID: 'P2' }),
    ...stack(other),
  ]);
  expect((await errorOf(readImage(mixed, { series: 'TE=10' }))).message).toMatch(/different patients/);
});
