import { indexToPatient, type Mask, RachisError } from '@rachis/volume';
import { checkMasks, instanceItems, type ReferenceSeries, referenceSeries } from './dicom/reference.ts';
import { dateAndTime, decimalString, type NaturalDataSet, part10Bytes, uidOf } from './dicom/write-part10.ts';
import { writeWhole } from './files.ts';
import type { ImageRead } from './result.ts';
import type { WrittenRegion } from './write-dicom.ts';
import { tracePlane } from './trace.ts';

const structureSetStorage = '1.2.840.10008.5.1.4.1.1.481.3';
const detachedStudyManagement = '1.2.840.10008.3.1.2.3.1';

/** See `writeRtStruct`. */
export async function writeStructureSet(
  path: string,
  regions: readonly WrittenRegion[],
  reference: string | ImageRead,
): Promise<void> {
  const series = await referenceSeries(reference);
  checkMasks(path, regions, series.grid);
  const contours = regions.map(({ name, mask }) => {
    const found = contourItems(mask, series);
    if (found.length > 0) return found;
    throw new RachisError('REGION_EMPTY', `${path} was not written: region "${name}" has no voxel.`, {
      file: path,
      region: name,
      remedy: 'Leave the region out.',
    });
  });
  await writeWhole(path, [await part10Bytes(structureDataSet(regions, contours, series))]);
}

function contourItems(mask: Mask, series: ReferenceSeries): NaturalDataSet[] {
  const [columns, rows, slices] = series.grid.size;
  const items: NaturalDataSet[] = [];
  for (let slice = 0; slice < slices; slice++) {
    const plane = mask.data.subarray(slice * rows * columns, (slice + 1) * rows * columns);
    const { sopClass, sopUid } = series.frames[slice]!.file;
    for (const outline of tracePlane(plane, columns, rows)) {
      items.push({
        ContourImageSequence: [{ ReferencedSOPClassUID: sopClass, ReferencedSOPInstanceUID: sopUid }],
        ContourGeometricType: 'CLOSED_PLANAR',
        NumberOfContourPoints: String(outline.length),
        ContourNumber: String(items.length + 1),
        ContourData: outline.flatMap(([u, v]) =>
          indexToPatient(series.grid, [u, v, slice]).map(decimalString),
        ),
      });
    }
  }
  return items;
}

/** Colours that stay apart for people who do not see red and green apart (Okabe and Ito). */
const colors = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [0, 114, 178],
  [213, 94, 0],
  [204, 121, 167],
];

function structureDataSet(
  regions: readonly { readonly name: string }[],
  contours: readonly NaturalDataSet[][],
  series: ReferenceSeries,
): NaturalDataSet {
  const instance = uidOf(
    'structure set',
    series.seriesUid,
    JSON.stringify([regions.map(({ name }) => name), contours]),
  );
  const { date, time } = dateAndTime(new Date());
  return {
    ...series.patientAndStudy,
    SOPClassUID: structureSetStorage,
    SOPInstanceUID: instance,
    SpecificCharacterSet: 'ISO_IR 192',
    InstanceCreationDate: date,
    InstanceCreationTime: time,
    Modality: 'RTSTRUCT',
    Manufacturer: 'Rachis',
    ManufacturerModelName: 'Rachis',
    SoftwareVersions: '0.1.0',
    SeriesInstanceUID: uidOf('structure series', instance),
    SeriesNumber: '301',
    SeriesDescription: 'Structure set',
    InstanceNumber: '1',
    FrameOfReferenceUID: series.frameOfReference,
    PositionReferenceIndicator: '',
    StructureSetLabel: 'RACHIS',
    StructureSetDate: date,
    StructureSetTime: time,
    ReferencedFrameOfReferenceSequence: [
      {
        FrameOfReferenceUID: series.frameOfReference,
        RTReferencedStudySequence: [
          {
            ReferencedSOPClassUID: detachedStudyManagement,
            ReferencedSOPInstanceUID: series.studyUid,
            RTReferencedSeriesSequence: [
              { SeriesInstanceUID: series.seriesUid, ContourImageSequence: instanceItems(series) },
            ],
          },
        ],
      },
    ],
    StructureSetROISequence: regions.map(({ name }, i) => ({
      ROINumber: String(i + 1),
      ReferencedFrameOfReferenceUID: series.frameOfReference,
      ROIName: name.slice(0, 64),
      ROIGenerationAlgorithm: 'SEMIAUTOMATIC',
    })),
    ROIContourSequence: contours.map((items, i) => ({
      ROIDisplayColor: colors[i % colors.length]!.map(String),
      ContourSequence: items,
      ReferencedROINumber: String(i + 1),
    })),
    RTROIObservationsSequence: regions.map((_, i) => ({
      ObservationNumber: String(i + 1),
      ReferencedROINumber: String(i + 1),
      RTROIInterpretedType: '',
      ROIInterpreter: '',
    })),
    ApprovalStatus: 'UNAPPROVED',
  };
}
