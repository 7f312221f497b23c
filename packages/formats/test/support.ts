import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isRachisError, type RachisError } from '@rachis/volume';
import { afterAll } from 'vitest';
import { type NaturalDataSet, part10Bytes } from '../src/dicom/write-part10.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Real data, which tests skip where it is missing. */
export const dataFolder = join(process.env.RACHIS_DATA ?? join(root, '../shared'), 'data');
export const hasData = existsSync(dataFolder);
if (!hasData) console.warn(`Tests on real data are skipped: ${dataFolder} does not exist (set RACHIS_DATA).`);

export const fixtures = fileURLToPath(new URL('./fixtures', import.meta.url));

export interface ExpectedImage {
  size: number[];
  spacing: number[];
  origin: number[];
  direction: number[];
  min: number;
  max: number;
  sum: number;
  voxels: [index: number, value: number][];
  labels?: Record<string, number>;
}

export const expected: {
  voxelFiles: Record<string, ExpectedImage>;
  series: Record<string, ExpectedImage>;
  segmentations: Record<string, Record<string, number>>;
  syntaxes: Record<string, { sum: number; first: number[]; tolerance: number }>;
} = JSON.parse(readFileSync(join(fixtures, 'expected.json'), 'utf8'));

/** A folder for one test file, deleted at its end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rachis-formats-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The error that a promise is refused with; fails where it is none of ours or without a remedy. */
export async function errorOf(promise: Promise<unknown>): Promise<RachisError> {
  const error = await promise.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (!isRachisError(error)) throw error ?? new Error('nothing was thrown');
  if (!error.details.remedy || !/[.]$/.test(error.message))
    throw new Error(`incomplete error: ${error.message}`);
  return error;
}

/** A small CT slice, 4 x 3, value = index + 10 * z. */
export function slice(z: number, changes: NaturalDataSet = {}): NaturalDataSet {
  const pixels = Int16Array.from({ length: 12 }, (_, i) => i + 10 * z);
  return {
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
    SOPInstanceUID: `2.25.5${z + 1000}`,
    PatientID: 'P1',
    PatientName: 'Test^Patient',
    StudyInstanceUID: '2.25.1',
    SeriesInstanceUID: '2.25.2',
    FrameOfReferenceUID: '2.25.3',
    SeriesDescription: 'thorax',
    Modality: 'CT',
    Rows: 3,
    Columns: 4,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    BitsAllocated: 16,
    BitsStored: 16,
    HighBit: 15,
    PixelRepresentation: 1,
    PixelSpacing: ['0.5', '0.75'],
    SliceThickness: '2',
    ImagePositionPatient: ['1', '2', String(2 * z)],
    ImageOrientationPatient: ['1', '0', '0', '0', '1', '0'],
    RescaleSlope: '1',
    RescaleIntercept: '-5',
    PixelData: pixels.buffer,
    ...changes,
  };
}

/** Writes a data set as a DICOM file. */
export async function writeDicom(path: string, dataSet: NaturalDataSet): Promise<string> {
  const representations = {
    PixelData: 'OW',
    PixelPaddingValue: 'US',
    PixelPaddingRangeLimit: 'US',
    LUTDescriptor: 'US',
    LUTData: 'OW',
  };
  writeFileSync(path, await part10Bytes(dataSet, { representations }));
  return path;
}

/** A folder with one file a slice, names in an order that is not that of positions. */
export async function writeSeries(
  path: string,
  slices: readonly NaturalDataSet[],
  extra: (slice: number) => readonly PrivateElement[] = () => [],
): Promise<string> {
  mkdirSync(path, { recursive: true });
  for (const [i, dataSet] of slices.entries()) {
    const file = await writeDicom(join(path, `${(i * 7) % slices.length}-${i}`), dataSet);
    if (extra(i).length > 0) insertElements(file, extra(i));
  }
  return path;
}

/** An element that the dictionary of the standard has not: group, element, representation, and its value. */
export type PrivateElement = readonly [
  group: number,
  element: number,
  vr: string,
  value: string | Uint8Array,
];

/** Puts elements before the pixel data of an Explicit VR file. */
export function insertElements(path: string, elements: readonly PrivateElement[]): void {
  const bytes = readFileSync(path);
  const at = bytes.indexOf(Buffer.from([0xe0, 0x7f, 0x10, 0x00]));
  if (at < 0) throw new Error(`${path} has no pixel data`);
  const made = elements.map(([group, element, vr, value]) => {
    const content = Buffer.from(
      typeof value === 'string' ? value.padEnd(value.length + (value.length % 2)) : value,
    );
    const head = Buffer.alloc(vr === 'UN' ? 12 : 8);
    head.writeUInt16LE(group, 0);
    head.writeUInt16LE(element, 2);
    head.write(vr, 4, 'latin1');
    if (vr === 'UN') head.writeUInt32LE(content.length, 8);
    else head.writeUInt16LE(content.length, 6);
    return Buffer.concat([head, content]);
  });
  writeFileSync(path, Buffer.concat([bytes.subarray(0, at), ...made, bytes.subarray(at)]));
}
