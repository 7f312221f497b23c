import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { browserInflaters, openNifti } from '../src/browser.ts';
import { explicitLittleEndian, implicitLittleEndian, part10Bytes } from '../src/dicom/write-part10.ts';
import { transferSyntaxOf } from '../src/dicom/transfer-syntax.ts';
import { decoderOf } from '../src/dicom/character-set.ts';
import { readImage, readRegions } from '../src/index.ts';
import { niftiHeader } from '../src/write-nifti.ts';
import { errorOf, slice, temporaryFolder, writeDicom } from './support.ts';

const folder = temporaryFolder();
const grid = {
  size: [4, 3, 2],
  spacing: [1, 1, 2],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
} as const;
const raw = new Uint8Array(48);
/** Zeros that unpack to far more than any header here says. */
const zeros = new Uint8Array(100 * 2 ** 20);
const write = (name: string, ...parts: (string | Uint8Array)[]): string => {
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat(parts.map((part) => Buffer.from(part as string))));
  return path;
};
const header = niftiHeader({ ...grid, data: new Int16Array(24), unit: 'arbitrary' });

test.each<[string, () => string]>([
  ['a .nii.gz', () => write('bomb.nii.gz', gzipSync(Buffer.concat([header, raw, zeros])))],
  [
    'the .img.gz of a pair',
    () => {
      const pair = header.slice(0, 348);
      pair[345] = 0x69;
      new DataView(pair.buffer).setFloat32(108, 0, true);
      write('pair.img.gz', gzipSync(zeros));
      return write('pair.hdr', pair);
    },
  ],
  [
    'an NRRD',
    () =>
      write(
        'bomb.nrrd',
        'NRRD0005\ntype: short\ndimension: 3\nsizes: 4 3 2\nendian: little\nencoding: gzip\nspace: lps\nspace directions: (1,0,0) (0,1,0) (0,0,2)\n\n',
        gzipSync(zeros),
      ),
  ],
  [
    'a MetaImage',
    () =>
      write(
        'bomb.mha',
        'NDims = 3\nDimSize = 4 3 2\nCompressedData = True\nElementType = MET_SHORT\nElementDataFile = LOCAL\n',
        deflateSync(zeros),
      ),
  ],
])('%s that unpacks to far more than its header says is refused', async (_, make) => {
  const path = make();
  const before = process.memoryUsage().rss;
  const error = await errorOf(readImage(path));
  expect([error.code, error.message]).toEqual([
    'FILE_CORRUPT',
    expect.stringMatching(/holds far more than its header says/),
  ]);
  expect(process.memoryUsage().rss - before).toBeLessThan(80 * 2 ** 20);
});

test.each([
  ['as its header says', 0, null],
  ['far more than its header says', 100, 'FILE_CORRUPT'],
] as const)('a deflated DICOM file that unpacks to %s', async (_, megabytes, code) => {
  const whole = await part10Bytes(slice(0, { PixelData: new Uint8Array(24 + megabytes * 2 ** 20).buffer }), {
    transferSyntax: explicitLittleEndian,
    representations: { PixelData: 'OW' },
  });
  // The meta group stays as it is, with the deflated syntax in it, which has three characters more.
  const view = new DataView(whole.buffer, whole.byteOffset, whole.byteLength);
  const groupLength = view.getUint32(140, true);
  const end = 144 + groupLength;
  const meta = Buffer.from(whole.subarray(0, end));
  const at = meta.indexOf('1.2.840.10008.1.2.1');
  const uid = Buffer.from('1.2.840.10008.1.2.1.99');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(uid.length);
  const old = meta.readUInt16LE(at - 2);
  const changed = Buffer.concat([meta.subarray(0, at - 2), length, uid, meta.subarray(at + old)]);
  changed.writeUInt32LE(changed.length - 144, 140);
  const path = write('deflated.dcm', changed, deflateRawSync(whole.subarray(end)));
  if (code === null) expect((await readImage(path)).volume.size).toEqual([4, 3, 1]);
  else expect((await errorOf(readImage(path))).code).toBe(code);
});

test("the browser's streams have the same bound", () => {
  const whole = gzipSync(Buffer.concat([header, raw]));
  expect(openNifti('a.nii.gz', whole, browserInflaters).header).toHaveLength(400);
  const bomb = gzipSync(Buffer.concat([header, raw, zeros]));
  expect(() => openNifti('a.nii.gz', bomb, browserInflaters)).toThrow(/holds far more/);
  expect(() => openNifti('a.nii.gz', whole.subarray(0, 60), browserInflaters)).toThrow(/ends before/);
});

test.each(['constructor', '__proto__', 'toString'])('%s is the name of nothing', (name) => {
  expect(transferSyntaxOf(name)).toEqual({ name: 'unknown or private transfer syntax', codec: null });
  expect(decoderOf(name)(Uint8Array.of(65))).toBe('A');
});

test('a DICOM image whose place is no number is refused', async () => {
  const path = join(folder, 'nowhere.dcm');
  await writeDicom(path, slice(0, { ImagePositionPatient: ['1', 'two', '3'] }));
  const error = await errorOf(readImage(path));
  expect([error.code, error.message]).toEqual([
    'GEOMETRY_INVALID',
    expect.stringMatching(/\(ImagePositionPatient\) is not three numbers: .*nowhere\.dcm/),
  ]);
});

test('an element that ends behind the file, in an item of a sequence, is said and not thrown as a bare string', async () => {
  const whole = Buffer.from(
    await part10Bytes(
      {
        SOPClassUID: '1.2.840.10008.5.1.4.1.1.481.3',
        SOPInstanceUID: '2.25.50',
        Modality: 'RTSTRUCT',
        StructureSetROISequence: [{ ROINumber: '1', ROIName: 'Mass' }],
      },
      { transferSyntax: implicitLittleEndian },
    ),
  );
  // The length of the region's name, at the end of the last item.
  whole.writeUInt32LE(0x7fff_fff0, whole.indexOf(Buffer.from('Mass')) - 4);
  const error = await errorOf(
    readRegions(write('beyond.dcm', whole), {
      image: await readImage(await writeDicom(join(folder, 'ct.dcm'), slice(0))),
    }),
  );
  expect(error.code).toMatch(/FILE_TRUNCATED|FILE_CORRUPT/);
});

test.each([
  ['a MetaImage pattern of more slices than there can be', 'many.mha', 'DimSize = 5 4 4294967296', '%d'],
  ['a pattern whose numbers would be a gigabyte wide', 'wide.mha', 'DimSize = 5 4 2', '%999999999d 1 2 1'],
  ['a name of a million per cent signs', 'signs.mha', 'DimSize = 5 4 2', `${'%'.repeat(1e6)} x`],
])('%s is refused, and makes no names', async (_, file, size, data) => {
  const text = `ObjectType = Image\nNDims = 3\n${size}\nElementType = MET_UCHAR\nElementDataFile = ${data}\n`;
  const error = await errorOf(readImage(write(file, text)));
  expect(error.code).toMatch(/FILE_/);
});

test('an NRRD pattern of more files than there can be is refused', async () => {
  const text =
    'NRRD0004\ntype: uint8\ndimension: 3\nsizes: 5 4 4294967296\nspace: left-posterior-superior\n' +
    'space directions: (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\nencoding: raw\ndata file: s%d.raw 1 4294967296 1\n';
  const error = await errorOf(readImage(write('many.nhdr', text)));
  expect(error.message).toContain('no series has');
});
