import { RachisError } from '@rachis/volume';
import { type DicomFile, decimalOf, decimalsOf, itemOf, itemsOf, stringOf, textOf } from './dataset.ts';

/** A contour as the file holds it: x, y, z in turn, mm, LPS. */
export interface Contour {
  readonly type: string;
  readonly points: Float64Array;
}

/** One region of interest of an RTSTRUCT. */
export interface RegionOfInterest {
  readonly number: number;
  readonly name: string;
  readonly color: readonly [number, number, number] | null;
  readonly frameOfReference: string | null;
  readonly contours: readonly Contour[];
}

/** The parts of an RTSTRUCT that regions are made of. */
export interface StructureSet {
  readonly patient: string;
  readonly description: string;
  readonly frameOfReference: string | null;
  readonly referencedSeries: string | null;
  readonly regions: readonly RegionOfInterest[];
}

/**
 * Regions and their contours from an RT Structure Set (PS3.3 C.8.8.5, C.8.8.6).
 * Regions come in the order of StructureSetROISequence; one without contours has none.
 * `FILE_TRUNCATED` where that sequence is missing, `CONTOUR_INVALID` where coordinates make no points.
 */
export function parseRtStruct(file: DicomFile): StructureSet {
  const { dataSet } = file;
  if (!dataSet.elements.x30060020) {
    throw new RachisError('FILE_TRUNCATED', `${file.source.name} ends before its list of regions.`, {
      file: file.source.name,
      remedy: 'Copy or export the structure set again.',
    });
  }
  const frame = itemOf(dataSet, 'x30060010');
  const series = itemOf(itemOf(itemOf(dataSet, 'x30060010'), 'x30060012'), 'x30060014');
  const frameOfReference = (frame && stringOf(frame, 'x00200052')) || stringOf(dataSet, 'x00200052') || null;
  const contoursByNumber = new Map(
    itemsOf(dataSet, 'x30060039').map((item) => [decimalOf(item, 'x30060084'), item] as const),
  );
  const regions = itemsOf(dataSet, 'x30060020').map((item): RegionOfInterest => {
    const number = decimalOf(item, 'x30060022') ?? 0;
    const drawn = contoursByNumber.get(number);
    const color = drawn ? decimalsOf(drawn, 'x3006002a') : [];
    return {
      number,
      name: textOf(file, item, 'x30060026') || `ROI ${number}`,
      color: color.length === 3 ? [color[0]!, color[1]!, color[2]!] : null,
      frameOfReference: stringOf(item, 'x30060024') || frameOfReference,
      contours: itemsOf(drawn, 'x30060040').map((contour) => ({
        type: stringOf(contour, 'x30060042') || 'CLOSED_PLANAR',
        points: contourPoints(file, contour, textOf(file, item, 'x30060026')),
      })),
    };
  });
  return {
    patient: textOf(file, dataSet, 'x00100020'),
    description: textOf(file, dataSet, 'x30060002') || textOf(file, dataSet, 'x0008103e'),
    frameOfReference,
    referencedSeries: (series && stringOf(series, 'x0020000e')) || null,
    regions,
  };
}

function contourPoints(
  file: DicomFile,
  contour: ReturnType<typeof itemsOf>[number],
  region: string,
): Float64Array {
  const values = decimalsOf(contour, 'x30060050');
  if (values.length % 3 !== 0 || !values.every(Number.isFinite)) {
    throw new RachisError(
      'CONTOUR_INVALID',
      `${file.source.name}: region "${region}" has a contour whose ${values.length} coordinates do not make points of three numbers.`,
      {
        file: file.source.name,
        region,
        remedy: 'Export the structure set again.',
      },
    );
  }
  return Float64Array.from(values);
}
