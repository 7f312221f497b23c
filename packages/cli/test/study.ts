import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ImageRead, readImage } from '@rachis/formats';
import type { Grid, Mask, Volume } from '@rachis/volume';
import {
  implicitLittleEndian,
  type NaturalDataSet,
  part10Bytes,
} from '../../formats/src/dicom/write-part10.ts';

/** Where every synthetic study lies: voxels of 1 x 1 x 2 mm. */
export const grid: Grid = {
  size: [12, 12, 8],
  spacing: [1, 1, 2],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

export const indexOf = (x: number, y: number, z: number): number => x + 12 * (y + 12 * z);

const voxels = 12 * 12 * 8;
/** Intensities that look random and are always the same. */
const intensity = (i: number): number => ((i * 7919) % 197) - 20;

/** The image as an array; `changes` are voxels that are different. */
export function image(
  changes: readonly (readonly [index: number, value: number])[] = [],
): Volume<Float32Array> {
  const data = Float32Array.from({ length: voxels }, (_, i) => intensity(i));
  for (const [index, value] of changes) data[index] = value;
  return { ...grid, data, unit: 'arbitrary' };
}

/** Labels 1 (x 3 to 5) and 2 (x 6 to 8) of a block around the centre. */
export function labels(): Mask {
  const data = new Uint8Array(voxels);
  for (let z = 2; z < 6; z++)
    for (let y = 3; y < 9; y++) for (let x = 3; x < 9; x++) data[indexOf(x, y, z)] = x < 6 ? 1 : 2;
  return { ...grid, data };
}

/** The voxels of one of those labels. */
export const region = (label: number): Mask => ({
  ...grid,
  data: labels().data.map((value) => (value === label ? 1 : 0)),
});

export const patient = 'PAT-0042';
export const frame = '2.25.3';

/** A CT slice of that image. */
export function slice(z: number, changes: NaturalDataSet = {}): NaturalDataSet {
  return {
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
    SOPInstanceUID: `2.25.5${z + 1000}`,
    PatientID: patient,
    StudyInstanceUID: '2.25.1',
    SeriesInstanceUID: '2.25.2',
    FrameOfReferenceUID: frame,
    SeriesDescription: 'lumbar spine',
    Modality: 'CT',
    Rows: 12,
    Columns: 12,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    BitsAllocated: 16,
    BitsStored: 16,
    HighBit: 15,
    PixelRepresentation: 1,
    PixelSpacing: ['1', '1'],
    SliceThickness: '2',
    ImagePositionPatient: ['0', '0', String(2 * z)],
    ImageOrientationPatient: ['1', '0', '0', '0', '1', '0'],
    RescaleSlope: '1',
    RescaleIntercept: '0',
    PixelData: Int16Array.from({ length: 144 }, (_, i) => intensity(i + 144 * z)),
    ...changes,
  };
}

/** Writes a data set as a DICOM file. */
export async function writeDicom(path: string, dataSet: NaturalDataSet): Promise<string> {
  writeFileSync(
    path,
    await part10Bytes(dataSet, { representations: { PixelData: 'OW', PixelPaddingValue: 'US' } }),
  );
  return path;
}

/** A folder with a file a slice. */
export async function series(path: string, slices: readonly NaturalDataSet[]): Promise<string> {
  mkdirSync(path, { recursive: true });
  for (const [i, dataSet] of slices.entries()) await writeDicom(join(path, `slice${i}.dcm`), dataSet);
  return path;
}

export const allSlices = [0, 1, 2, 3, 4, 5, 6, 7];

/** The whole series, read. */
export async function readSeries(path: string): Promise<ImageRead> {
  return readImage(
    await series(
      path,
      allSlices.map((z) => slice(z)),
    ),
  );
}

export type Point = readonly [x: number, y: number, z: number];

/** A region of an RTSTRUCT: contours are closed unless a type is given. */
export interface DrawnRegion {
  readonly name: string;
  readonly contours: readonly (
    | readonly Point[]
    | { readonly type: string; readonly points: readonly Point[] }
  )[];
  readonly frame?: string;
}

export const square = (z: number, from = 2.6, to = 8.4): readonly Point[] => [
  [from, from, z],
  [to, from, z],
  [to, to, z],
  [from, to, z],
];

/** A region that is as it should be: a square on four slices. */
export const drawn: DrawnRegion = { name: 'GTV-1', contours: [4, 6, 8, 10].map((z) => square(z)) };

/** Writes an RTSTRUCT by hand, so that it can be wrong. */
export async function structures(path: string, regions: readonly DrawnRegion[]): Promise<string> {
  const bytes = await part10Bytes(
    {
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.481.3',
      SOPInstanceUID: '2.25.50',
      Modality: 'RTSTRUCT',
      PatientID: patient,
      SpecificCharacterSet: 'ISO_IR 192',
      StructureSetROISequence: regions.map(({ name, frame: own = frame }, i) => ({
        ROINumber: i + 1,
        ReferencedFrameOfReferenceUID: own,
        ROIName: name,
      })),
      ROIContourSequence: regions.map(({ contours }, i) => ({
        ReferencedROINumber: i + 1,
        ContourSequence: contours.map((contour) => {
          const { type, points } = 'type' in contour ? contour : { type: 'CLOSED_PLANAR', points: contour };
          return {
            ContourGeometricType: type,
            NumberOfContourPoints: points.length,
            ContourData: points.flat(),
          };
        }),
      })),
    },
    { transferSyntax: implicitLittleEndian },
  );
  writeFileSync(path, bytes);
  return path;
}

/** A copy of a file without its end: a part of it (0 to 1), or a number of bytes less. */
export function cut(path: string, to: string, keep: number): string {
  const bytes = readFileSync(path);
  writeFileSync(to, bytes.subarray(0, keep <= 1 ? Math.floor(bytes.length * keep) : bytes.length - keep));
  return to;
}
