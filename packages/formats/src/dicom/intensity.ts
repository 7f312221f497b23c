import { type IntensityUnit, RachisError } from '@rachis/volume';
import type { DataSet } from 'dicom-parser';
import { isDose } from './dose.ts';
import { decimalOf, itemOf, itemsOf, stringOf } from './dataset.ts';
import type { FrameHeader } from './image-header.ts';
import { privateNumber } from './private.ts';
import { type Subject, subjectText } from './subject.ts';

/** How the stored values of a frame become intensities. */
export interface FrameIntensity {
  readonly slope: number;
  readonly intercept: number;
  /** False where the file has neither slope nor intercept, so that 1 and 0 stand in for them. */
  readonly rescaled: boolean;
  /** RescaleType (0028,1054), or DoseUnits (3004,0002) of a dose; '' where the file has none. */
  readonly rescaleType: string;
  /** Maps to real-world values (PS3.3 C.7.6.16.2.11), which are said and not applied. */
  readonly realWorld: readonly RealWorldMap[];
  /** Philips' scale slope (2005,xx0E), by which its display values are divided to compare scans; null elsewhere. */
  readonly philipsScale: number | null;
}

/** One item of the Real World Value Mapping Sequence. */
export interface RealWorldMap {
  /** Null in both where the map is a table. */
  readonly slope: number | null;
  readonly intercept: number | null;
  /** Code of the units, such as `mm2/s`; '' where it has none. */
  readonly units: string;
}

/** Rescale, dose scaling and real-world maps of a frame; `group` finds its functional groups. */
export function frameIntensity(
  file: { readonly name: string; readonly patient: string; readonly modality: string },
  dataSet: DataSet,
  group: (tag: string) => DataSet | undefined,
  frameGroups: readonly (DataSet | undefined)[],
): FrameIntensity {
  const realWorld = realWorldMaps(frameGroups.find((set) => set?.elements.x00409096) ?? dataSet);
  const philipsScale = privateNumber(dataSet, '2005', 'Philips MR Imaging DD 001', '0e', 'FL');
  if (isDose(file.modality)) {
    // Dose (PS3.3 C.8.8.3) has a scaling and no rescale.
    return {
      slope: decimalOf(dataSet, 'x3004000e') ?? Number.NaN,
      intercept: 0,
      rescaled: true,
      rescaleType: stringOf(dataSet, 'x30040002').toUpperCase(),
      realWorld,
      philipsScale,
    };
  }
  const rescale = group('x00289145') ?? dataSet;
  const slope = rescaleNumber(file, rescale, 'x00281053', 'slope');
  const intercept = rescaleNumber(file, rescale, 'x00281052', 'intercept');
  return {
    slope: slope ?? 1,
    intercept: intercept ?? 0,
    rescaled: slope !== null || intercept !== null,
    rescaleType: stringOf(rescale, 'x00281054').toUpperCase(),
    realWorld,
    philipsScale,
  };
}

/** Intensities must not be taken for rescaled where the file says by what, and it cannot be read. */
function rescaleNumber(
  file: { readonly name: string; readonly patient: string },
  dataSet: DataSet,
  tag: string,
  what: string,
): number | null {
  const text = stringOf(dataSet, tag);
  if (text === '') return null;
  const value = decimalOf(dataSet, tag);
  if (value !== null) return value;
  throw new RachisError('FILE_CORRUPT', `${file.name} has a rescale ${what} that is no number ("${text}").`, {
    file: file.name,
    ...(file.patient ? { subject: file.patient } : {}),
    remedy: 'Export the image again.',
  });
}

const none: readonly RealWorldMap[] = [];

function realWorldMaps(dataSet: DataSet): readonly RealWorldMap[] {
  const items = itemsOf(dataSet, 'x00409096');
  if (items.length === 0) return none;
  return items.map((item) => {
    const units = itemOf(item, 'x004008ea');
    return {
      slope: doubleOf(item, 'x00409225'),
      intercept: doubleOf(item, 'x00409224'),
      units: units ? stringOf(units, 'x00080100') : '',
    };
  });
}

const doubleOf = (dataSet: DataSet, tag: string): number | null =>
  (dataSet.elements[tag]?.length ?? 0) >= 8 ? (dataSet.double(tag) ?? null) : null;

/**
 * What the numbers of a series mean by its rescale: HU of a CT, Gy of a dose, else arbitrary (PET is looked at in
 * `suv.ts`). What is odd is added to the warnings. `INTENSITY_INVALID` where the slices have no common scale.
 */
export function intensityUnit(
  frames: readonly FrameHeader[],
  subject: Subject,
  warnings: string[],
): IntensityUnit {
  checkCommonScale(frames, subject);
  checkSlopes(frames, subject, warnings);
  warnings.push(...realWorldWarnings(frames), ...philipsWarnings(frames));
  const { modality } = frames[0]!.file;
  if (modality === 'CT') return unitOfCt(frames, warnings);
  if (isDose(modality)) return unitOfDose(frames, warnings);
  return 'arbitrary';
}

function invalid(subject: Subject, file: string, what: string, remedy: string): RachisError {
  return new RachisError('INTENSITY_INVALID', `${subjectText(subject)}: ${what}.`, {
    file,
    ...(subject.patient ? { subject: subject.patient } : {}),
    remedy,
  });
}

/** A slice without rescale among others with one would have other numbers for the same tissue. */
function checkCommonScale(frames: readonly FrameHeader[], subject: Subject): void {
  const changed = frames.find(
    ({ intensity: { rescaled, slope, intercept } }) => rescaled && !(slope === 1 && intercept === 0),
  );
  const lacking = frames.filter(({ intensity }) => !intensity.rescaled);
  if (!changed || lacking.length === 0) return;
  const { slope, intercept } = changed.intensity;
  const name = lacking[0]!.file.source.name;
  throw invalid(
    subject,
    name,
    `${name}${lacking.length > 1 ? ` and ${lacking.length - 1} more slices have` : ' has'} no rescale slope and intercept, where other slices have ${slope} and ${intercept} (${changed.file.source.name}): the numbers of the slices have no common scale`,
    'Export the series again, so that each slice has its rescale.',
  );
}

function checkSlopes(frames: readonly FrameHeader[], subject: Subject, warnings: string[]): void {
  const odd = frames.find(({ intensity: { slope } }) => slope === 0 || !Number.isFinite(slope));
  if (!odd) return;
  const { modality, source } = odd.file;
  const what = isDose(modality) ? 'DoseGridScaling' : 'rescale slope';
  const { slope } = odd.intensity;
  if (isDose(modality) || frames.some(({ intensity }) => intensity.slope !== 0)) {
    throw invalid(
      subject,
      source.name,
      `${source.name} has ${slope === 0 ? `a ${what} of 0, which makes all its intensities equal` : `no ${what}`}`,
      'Export the series again.',
    );
  }
  warnings.push(
    'The rescale slope is 0, which would make all intensities equal: 1 was taken, and the numbers have no known unit.',
  );
}

function unitOfCt(frames: readonly FrameHeader[], warnings: string[]): IntensityUnit {
  if (frames.every(({ intensity }) => !intensity.rescaled)) {
    warnings.push(
      'The CT has no rescale slope and intercept (RescaleSlope, RescaleIntercept): its numbers are those stored, and are not called HU.',
    );
    return 'arbitrary';
  }
  if (frames.some(({ intensity }) => intensity.slope === 0)) return 'arbitrary';
  const other = frames.find(({ intensity: { rescaleType } }) => rescaleType !== '' && rescaleType !== 'HU');
  if (!other) return 'HU';
  warnings.push(
    `RescaleType is ${other.intensity.rescaleType}, not HU: the numbers are not Hounsfield units and are not called so.`,
  );
  return 'arbitrary';
}

function unitOfDose(frames: readonly FrameHeader[], warnings: string[]): IntensityUnit {
  const { rescaleType: units } = frames[0]!.intensity;
  const { doseType } = frames[0]!.file.facts;
  if (doseType !== undefined && doseType !== 'PHYSICAL')
    warnings.push(`DoseType is ${doseType}: the numbers are not physical dose.`);
  if (units === 'GY' && doseType !== 'ERROR') return 'Gy';
  if (units !== 'GY')
    warnings.push(
      `DoseUnits is ${units || 'missing'}, not GY: the numbers are ${units === 'RELATIVE' ? 'relative to an unknown dose' : 'in an unknown unit'}, not in Gy.`,
    );
  return 'arbitrary';
}

/** Said where the maps would give other numbers than the rescale. */
function realWorldWarnings(frames: readonly FrameHeader[]): string[] {
  const texts = new Set<string>();
  for (const { intensity } of frames) {
    for (const { slope, intercept, units } of intensity.realWorld) {
      const said = units === '' ? '' : ` ${units}`;
      if (slope === null || intercept === null) texts.add(`a table${said && ` to${said}`}`);
      else if (slope !== intensity.slope || intercept !== intensity.intercept)
        texts.add(`stored value x ${slope} + ${intercept}${said}`);
    }
  }
  if (texts.size === 0) return [];
  const list = [...texts];
  const shown = list.slice(0, 3).join('; ') + (list.length > 3 ? `; and ${list.length - 3} more` : '');
  const rescaled = frames.some(({ intensity }) => intensity.rescaled);
  const kept =
    frames[0]!.file.modality === 'PT'
      ? 'from rescale and units of the PET'
      : rescaled
        ? 'as rescaled by slope and intercept'
        : 'as stored';
  return [
    `The image has a map to real-world values, which was not applied (${shown}): its numbers are ${kept}.`,
  ];
}

function philipsWarnings(frames: readonly FrameHeader[]): string[] {
  const scales = frames.flatMap(({ intensity: { philipsScale, slope } }) =>
    philipsScale === null || philipsScale === 0 || philipsScale * slope === 1 ? [] : [philipsScale],
  );
  if (scales.length === 0) return [];
  const distinct = [...new Set(scales)].sort((a, b) => a - b);
  const text = distinct.length === 1 ? `${distinct[0]}` : `${distinct[0]} to ${distinct.at(-1)}, by slice`;
  return [
    `Philips' private scale slope (2005,100E) is ${text}, and was not applied: numbers of different Philips scans have no common scale.`,
  ];
}
