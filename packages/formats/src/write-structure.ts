import { indexToPatient, type Mask, RachisError } from '@rachis/volume';
import { checkMasks, instanceItems, type ReferenceSeries, referenceSeries } from './dicom/reference.ts';
import {
  decimalString,
  implicitLittleEndian,
  type NaturalDataSet,
  part10Bytes,
  uidOf,
} from './dicom/write-part10.ts';
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
  for (const { name, mask } of regions) {
    if (mask.data.some((value) => value !== 0)) continue;
    throw new RachisError('REGION_EMPTY', `${path} was not written: region "${name}" has no voxel.`, {
      file: path,
      region: name,
      remedy: 'Leave the region out.',
    });
  }
  const dataSet = structureDataSet(regions, series);
  // A contour may have more points than the 64 kB of an explicit length hold.
  await writeWhole(path, [await part10Bytes(dataSet, { transferSyntax: implicitLittleEndian })]);
}

/** Contours of a mask, made one by one: there may be one a voxel. */
function* contourItems(mask: Mask, series: ReferenceSeries): Generator<NaturalDataSet> {
  const [columns, rows, slices] = series.grid.size;
  const decimal = rememberedDecimals();
  let count = 0;
  for (let slice = 0; slice < slices; slice++) {
    const plane = mask.data.subarray(slice * rows * columns, (slice + 1) * rows * columns);
    const { sopClass, sopUid } = series.frames[slice]!.file;
    for (const outline of tracePlane(plane, columns, rows)) {
      yield {
        ContourImageSequence: [{ ReferencedSOPClassUID: sopClass, ReferencedSOPInstanceUID: sopUid }],
        ContourGeometricType: 'CLOSED_PLANAR',
        NumberOfContourPoints: outline.length,
        ContourNumber: ++count,
        ContourData: outline
          .map(([u, v]) => indexToPatient(series.grid, [u, v, slice]).map(decimal).join('\\'))
          .join('\\'),
      };
    }
  }
}

/** Corners of voxels share their coordinates: each is put into words once. */
function rememberedDecimals(): (value: number) => string {
  const known = new Map<number, string>();
  return (value) => {
    let text = known.get(value);
    if (text === undefined) {
      text = decimalString(value);
      if (known.size > 100_000) known.clear();
      known.set(value, text);
    }
    return text;
  };
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

function structureDataSet(regions: readonly WrittenRegion[], series: ReferenceSeries): NaturalDataSet {
  const instance = uidOf(
    'structure set',
    series.seriesUid,
    ...regions.flatMap(({ name, mask }) => [name, mask.data]),
  );
  const { date, time } = series.acquired;
  return {
    ...series.patientAndStudy,
    SOPClassUID: structureSetStorage,
    SOPInstanceUID: instance,
    SpecificCharacterSet: 'ISO_IR 192',
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
    ROIContourSequence: regions.map(({ mask }, i) => ({
      ROIDisplayColor: colors[i % colors.length]!.map(String),
      ContourSequence: contourItems(mask, series),
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
