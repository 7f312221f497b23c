import { RachisError } from '@rachis/volume';
import type { DataSet } from 'dicom-parser';
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
  readonly warnings: readonly string[];
  /** Why its contours cannot be told from another region's, or null. */
  readonly ambiguous: string | null;
}

/** The parts of an RTSTRUCT that regions are made of. */
export interface StructureSet {
  readonly patient: string;
  readonly description: string;
  readonly frameOfReference: string | null;
  readonly referencedSeries: string | null;
  readonly regions: readonly RegionOfInterest[];
  readonly warnings: readonly string[];
}

/**
 * Regions and their contours from an RT Structure Set (PS3.3 C.8.8.5, C.8.8.6).
 * Regions come in the order of StructureSetROISequence; one without contours has none, one whose contours are in several
 * items has them all. Two regions of one number cannot be told apart, which `ambiguous` says.
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
  const drawnByNumber = new Map<number | null, DataSet[]>();
  for (const item of itemsOf(dataSet, 'x30060039')) {
    const number = decimalOf(item, 'x30060084');
    drawnByNumber.set(number, [...(drawnByNumber.get(number) ?? []), item]);
  }
  const listed = withoutRepeats(file, itemsOf(dataSet, 'x30060020'));
  const regions = listed.map(({ item, number, name, times }): RegionOfInterest => {
    const drawn = number === null ? [] : (drawnByNumber.get(number) ?? []);
    const warnings: string[] = [];
    if (times > 1) warnings.push(`Region "${name}": it is listed ${times} times and was taken once.`);
    if (drawn.length > 1)
      warnings.push(
        `Region "${name}": its contours are in ${drawn.length} items, which were taken together.`,
      );
    const others = listed.filter((other) => other.number === number && other.name !== name);
    const color = drawn.map((one) => decimalsOf(one, 'x3006002a')).find((found) => found.length === 3);
    return {
      number: number ?? 0,
      name,
      color: color ? [color[0]!, color[1]!, color[2]!] : null,
      frameOfReference: stringOf(item, 'x30060024') || frameOfReference,
      contours: drawn.flatMap((one) =>
        itemsOf(one, 'x30060040').map((contour) => contourOf(file, contour, name, warnings)),
      ),
      warnings,
      ambiguous:
        number !== null && others.length > 0
          ? `it has the number ${number} (ROINumber) in common with ${others.map((other) => `"${other.name}"`).join(', ')}`
          : null,
    };
  });
  const known = new Set(listed.map(({ number }) => number));
  const strange = [...drawnByNumber.keys()].filter((number) => number === null || !known.has(number));
  const warnings = strange.map(
    (number) =>
      `${file.source.name}: contours of ${number === null ? 'no region number' : `region number ${number}, which is not listed,`} were left out.`,
  );
  return {
    patient: textOf(file, dataSet, 'x00100020'),
    description: textOf(file, dataSet, 'x30060002') || textOf(file, dataSet, 'x0008103e'),
    frameOfReference,
    referencedSeries: (series && stringOf(series, 'x0020000e')) || null,
    regions,
    warnings,
  };
}

interface ListedRegion {
  readonly item: DataSet;
  readonly number: number | null;
  readonly name: string;
  readonly times: number;
}

/** The regions that are listed; one that is there again with its number and name is one. */
function withoutRepeats(file: DicomFile, items: readonly DataSet[]): ListedRegion[] {
  const found = new Map<string, ListedRegion>();
  for (const [i, item] of items.entries()) {
    const number = decimalOf(item, 'x30060022');
    const name = textOf(file, item, 'x30060026') || `ROI ${number ?? 0}`;
    const key = number === null ? `item ${i}` : JSON.stringify([number, name]);
    found.set(key, { item, number, name, times: (found.get(key)?.times ?? 0) + 1 });
  }
  return [...found.values()];
}

function contourOf(file: DicomFile, contour: DataSet, region: string, warnings: string[]): Contour {
  const points = contourPoints(file, contour, region);
  const say = (what: string): void => {
    const warning = `Region "${region}": ${what}`;
    if (!warnings.includes(warning)) warnings.push(warning);
  };
  const count = decimalOf(contour, 'x30060046');
  if (count !== null && 3 * count !== points.length)
    say('a contour has another number of points than it says (NumberOfContourPoints): all were taken.');
  if (decimalsOf(contour, 'x30060045').some((value) => value !== 0))
    throw invalid(
      file,
      region,
      'has a contour that is moved by a vector (ContourOffsetVector), which is not done here',
    );
  return { type: stringOf(contour, 'x30060042') || 'CLOSED_PLANAR', points };
}

function contourPoints(file: DicomFile, contour: DataSet, region: string): Float64Array {
  const values = decimalsOf(contour, 'x30060050');
  if (values.length % 3 !== 0 || !values.every(Number.isFinite))
    throw invalid(
      file,
      region,
      `has a contour whose ${values.length} coordinates do not make points of three numbers`,
    );
  return Float64Array.from(values);
}

const invalid = (file: DicomFile, region: string, what: string): RachisError =>
  new RachisError('CONTOUR_INVALID', `${file.source.name}: region "${region}" ${what}.`, {
    file: file.source.name,
    region,
    remedy: 'Export the structure set again.',
  });
