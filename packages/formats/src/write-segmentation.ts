import { type Mask, RachisError } from '@rachis/volume';
import { checkMasks, instanceItems, type ReferenceSeries, referenceSeries } from './dicom/reference.ts';
import { decimalString, type NaturalDataSet, part10Bytes, uidOf } from './dicom/write-part10.ts';
import { writeWhole } from './files.ts';
import type { ImageRead } from './result.ts';
import type { WrittenRegion } from './write-dicom.ts';

const segmentationStorage = '1.2.840.10008.5.1.4.1.1.66.4';

/** See `writeDicomSeg`. */
export async function writeSegmentation(
  path: string,
  regions: readonly WrittenRegion[],
  reference: string | ImageRead,
): Promise<void> {
  const series = await referenceSeries(reference);
  checkMasks(path, regions, series.grid);
  const frames = framesOf(regions, series);
  if (frames.length === 0) {
    throw new RachisError('REGION_EMPTY', `${path} was not written: none of its regions has a voxel.`, {
      file: path,
      remedy: 'Check the regions.',
    });
  }
  const pixels = packedFrames(regions, frames, series);
  const dataSet = segmentationDataSet(regions, frames, series, pixels);
  await writeWhole(path, [await part10Bytes(dataSet, { representations: { PixelData: 'OB' } })]);
}

interface OutputFrame {
  /** Index of the region. */
  readonly region: number;
  readonly slice: number;
}

function framesOf(regions: readonly { mask: Mask }[], series: ReferenceSeries): OutputFrame[] {
  const [columns, rows, slices] = series.grid.size;
  const frames: OutputFrame[] = [];
  regions.forEach(({ mask }, region) => {
    for (let slice = 0; slice < slices; slice++) {
      const plane = mask.data.subarray(slice * rows * columns, (slice + 1) * rows * columns);
      if (plane.some((value) => value !== 0)) frames.push({ region, slice });
    }
  });
  return frames;
}

/** Bits of all frames, one after the other without gaps, least significant first (PS3.5 8.1.1). */
function packedFrames(
  regions: readonly { mask: Mask }[],
  frames: readonly OutputFrame[],
  series: ReferenceSeries,
): Uint8Array {
  const perFrame = series.grid.size[0] * series.grid.size[1];
  const bytes = new Uint8Array(2 * Math.ceil((frames.length * perFrame) / 16));
  frames.forEach(({ region, slice }, frame) => {
    const { data } = regions[region]!.mask;
    for (let i = 0; i < perFrame; i++) {
      const bit = frame * perFrame + i;
      if (data[slice * perFrame + i] !== 0) bytes[bit >> 3]! |= 1 << (bit & 7);
    }
  });
  return bytes;
}

const tissue = { CodeValue: '85756007', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Tissue' };

function segmentationDataSet(
  regions: readonly { readonly name: string }[],
  frames: readonly OutputFrame[],
  series: ReferenceSeries,
  pixels: Uint8Array,
): NaturalDataSet {
  const { grid } = series;
  const instance = uidOf('segmentation', series.seriesUid, ...regions.map(({ name }) => name), pixels);
  const { date, time } = series.acquired;
  const dimension = uidOf('dimension', instance);
  const d = grid.direction;
  return {
    ...series.patientAndStudy,
    SOPClassUID: segmentationStorage,
    SOPInstanceUID: instance,
    SpecificCharacterSet: 'ISO_IR 192',
    ImageType: ['DERIVED', 'PRIMARY'],
    ContentDate: date,
    ContentTime: time,
    Modality: 'SEG',
    Manufacturer: 'Rachis',
    ManufacturerModelName: 'Rachis',
    DeviceSerialNumber: '1',
    SoftwareVersions: '0.1.0',
    SeriesInstanceUID: uidOf('segmentation series', instance),
    SeriesNumber: '300',
    SeriesDescription: 'Segmentation',
    InstanceNumber: '1',
    FrameOfReferenceUID: series.frameOfReference,
    PositionReferenceIndicator: '',
    ContentLabel: 'SEGMENTATION',
    ContentDescription: '',
    ContentCreatorName: '',
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    NumberOfFrames: String(frames.length),
    Rows: grid.size[1],
    Columns: grid.size[0],
    BitsAllocated: 1,
    BitsStored: 1,
    HighBit: 0,
    PixelRepresentation: 0,
    LossyImageCompression: '00',
    SegmentationType: 'BINARY',
    SegmentSequence: regions.map(({ name }, i) => ({
      SegmentedPropertyCategoryCodeSequence: [tissue],
      SegmentNumber: i + 1,
      SegmentLabel: name.slice(0, 64),
      SegmentAlgorithmType: 'SEMIAUTOMATIC',
      SegmentAlgorithmName: 'Rachis',
      SegmentedPropertyTypeCodeSequence: [tissue],
    })),
    ReferencedSeriesSequence: [
      { SeriesInstanceUID: series.seriesUid, ReferencedInstanceSequence: instanceItems(series) },
    ],
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: dimension }],
    DimensionIndexSequence: [
      {
        DimensionOrganizationUID: dimension,
        DimensionIndexPointer: 0x0062000b,
        FunctionalGroupPointer: 0x0062000a,
      },
      {
        DimensionOrganizationUID: dimension,
        DimensionIndexPointer: 0x00200032,
        FunctionalGroupPointer: 0x00209113,
      },
    ],
    SharedFunctionalGroupsSequence: [
      {
        PlaneOrientationSequence: [
          { ImageOrientationPatient: [d[0], d[3], d[6], d[1], d[4], d[7]].map(decimalString) },
        ],
        PixelMeasuresSequence: [
          {
            PixelSpacing: [decimalString(grid.spacing[1]), decimalString(grid.spacing[0])],
            SliceThickness: decimalString(grid.spacing[2]),
            SpacingBetweenSlices: decimalString(grid.spacing[2]),
          },
        ],
      },
    ],
    PerFrameFunctionalGroupsSequence: frames.map((frame) => frameGroups(frame, series)),
    PixelData: pixels,
  };
}

function frameGroups({ region, slice }: OutputFrame, series: ReferenceSeries): NaturalDataSet {
  const source = series.frames[slice]!;
  const [x, y, z] = series.grid.origin;
  const { direction: d, spacing } = series.grid;
  const position = source.position ?? [
    x + d[2] * spacing[2] * slice,
    y + d[5] * spacing[2] * slice,
    z + d[8] * spacing[2] * slice,
  ];
  return {
    FrameContentSequence: [{ DimensionIndexValues: [region + 1, slice + 1] }],
    PlanePositionSequence: [{ ImagePositionPatient: position.map(decimalString) }],
    SegmentIdentificationSequence: [{ ReferencedSegmentNumber: region + 1 }],
    DerivationImageSequence: [
      {
        DerivationCodeSequence: [
          { CodeValue: '113076', CodingSchemeDesignator: 'DCM', CodeMeaning: 'Segmentation' },
        ],
        SourceImageSequence: [
          {
            ReferencedSOPClassUID: source.file.sopClass,
            ReferencedSOPInstanceUID: source.file.sopUid,
            ...(source.file.frameCount > 1 ? { ReferencedFrameNumber: String(source.frame + 1) } : {}),
            PurposeOfReferenceCodeSequence: [
              {
                CodeValue: '121322',
                CodingSchemeDesignator: 'DCM',
                CodeMeaning: 'Source image for image processing operation',
              },
            ],
          },
        ],
      },
    ],
  };
}
