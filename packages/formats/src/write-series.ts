import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RachisError, type Volume } from '@rachis/volume';
import { decimalString, part10Bytes, uidOf } from './dicom/write-part10.ts';
import { writeWhole } from './files.ts';

/** Whose image it is, for the header. */
export interface SeriesFacts {
  readonly patient: string;
  readonly description?: string;
  readonly manufacturer?: string;
}

const ctImageStorage = '1.2.840.10008.5.1.4.1.1.2';

/**
 * Writes a volume in Hounsfield units as a series of CT images, one file a slice, into a folder. Values are rounded to
 * whole numbers. UIDs follow from patient, description and voxels, so that the same image gives the same bytes. Source:
 * PS3.3 A.3 (CT Image IOD).
 *
 * Errors: `INTENSITY_INVALID` for values that 16 bits do not hold; `FILE_NOT_WRITABLE`.
 */
export async function writeDicomSeries(
  folder: string,
  { size, spacing, origin, direction, data }: Volume,
  { patient, description = 'CT', manufacturer = '' }: SeriesFacts,
): Promise<void> {
  const [columns, rows, slices] = size;
  const voxels = Int16Array.from(data as ArrayLike<number>, Math.round);
  for (let i = 0; i < voxels.length; i++) {
    if (Math.abs(voxels[i]! - data[i]!) <= 0.5) continue;
    throw new RachisError('INTENSITY_INVALID', `${folder}: ${data[i]} does not fit 16 bits.`, {
      file: folder,
    });
  }
  await mkdir(folder, { recursive: true });
  const content = uidOf(patient, description, new Uint8Array(voxels.buffer));
  const decimals = (values: readonly number[]) => values.map(decimalString);
  for (let slice = 0; slice < slices; slice++) {
    const position = [0, 1, 2].map((axis) => origin[axis]! + slice * spacing[2] * direction[3 * axis + 2]!);
    const dataSet = {
      SOPClassUID: ctImageStorage,
      SOPInstanceUID: uidOf(content, 'instance', String(slice)),
      StudyInstanceUID: uidOf(patient, 'study'),
      SeriesInstanceUID: uidOf(content, 'series'),
      FrameOfReferenceUID: uidOf(patient, 'frame of reference'),
      Modality: 'CT',
      PatientID: patient,
      PatientName: patient,
      PatientBirthDate: '',
      PatientSex: '',
      StudyDate: '',
      StudyTime: '',
      AccessionNumber: '',
      ReferringPhysicianName: '',
      StudyID: '1',
      SeriesNumber: '1',
      InstanceNumber: String(slice + 1),
      Manufacturer: manufacturer,
      SeriesDescription: description,
      ImageType: ['DERIVED', 'SECONDARY', 'AXIAL'],
      KVP: '',
      AcquisitionNumber: '',
      PositionReferenceIndicator: '',
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      Rows: rows,
      Columns: columns,
      BitsAllocated: 16,
      BitsStored: 16,
      HighBit: 15,
      PixelRepresentation: 1,
      PixelSpacing: decimals([spacing[1], spacing[0]]),
      SliceThickness: decimalString(spacing[2]),
      ImagePositionPatient: decimals(position),
      ImageOrientationPatient: decimals(
        [0, 1].flatMap((axis) => [0, 1, 2].map((row) => direction[3 * row + axis]!)),
      ),
      RescaleSlope: '1',
      RescaleIntercept: '0',
      RescaleType: 'HU',
      PixelData: voxels.slice(slice * rows * columns, (slice + 1) * rows * columns),
    };
    const bytes = await part10Bytes(dataSet, { representations: { PixelData: 'OW' } });
    await writeWhole(join(folder, `slice-${String(slice + 1).padStart(4, '0')}.dcm`), [bytes]);
  }
}
