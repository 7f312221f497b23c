import type { DataSet } from 'dicom-parser';
import { decimalOf, itemOf, stringOf } from './dataset.ts';

/** What becomes of PET intensities. */
export interface SuvScale {
  /** Factor from rescaled stored values to SUV; null where the header does not allow it. */
  readonly factor: number | null;
  readonly warnings: readonly string[];
}

/** Seconds from a DICOM date (YYYYMMDD) and time (HHMMSS.FFFFFF), or null. */
function seconds(date: string, time: string): number | null {
  const day = /^(\d{4})\.?(\d{2})\.?(\d{2})/.exec(date);
  const clock = /^(\d{2}):?(\d{2})?:?(\d{2}(?:\.\d+)?)?/.exec(time);
  if (!day || !clock) return null;
  const midnight = Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3])) / 1000;
  return midnight + Number(clock[1]) * 3600 + Number(clock[2] ?? 0) * 60 + Number(clock[3] ?? 0);
}

const secondsOfDateTime = (text: string): number | null => seconds(text.slice(0, 8), text.slice(8));

const secondsOfDay = 86_400;

/**
 * Factor from PET intensities to body-weight SUV (g/ml), from the header of one slice.
 *
 * SUV = activity concentration (Bq/ml) * weight (g) / dose at the time that the image is decay-corrected to (Bq).
 * `earliestAcquisition` is the earliest acquisition time of the series, in seconds (see `acquisitionSeconds`).
 * Source: QIBA SUV vendor-neutral and vendor-specific pseudo-code (QIBA FDG-PET/CT profile, appendix G);
 * Philips: private (7053,1000) SUV factor, (7053,1009) activity factor for Units CNTS.
 */
export function suvScale(dataSet: DataSet, earliestAcquisition: number | null): SuvScale {
  const units = stringOf(dataSet, 'x00541001');
  const keep = (why: string): SuvScale => ({
    factor: null,
    warnings: [`SUV cannot be computed, so the stored units (${units || 'unknown'}) are kept: ${why}.`],
  });
  if (units === 'GML') return { factor: 1, warnings: suvTypeWarnings(stringOf(dataSet, 'x00541006')) };
  if (units === 'CNTS') {
    const philipsSuv = decimalOf(dataSet, 'x70531000') ?? dataSet.double('x70531000') ?? 0;
    if (philipsSuv > 0) return { factor: philipsSuv, warnings: [] };
    const philipsActivity = decimalOf(dataSet, 'x70531009') ?? 0;
    if (!(philipsActivity > 0))
      return keep('Units is CNTS and the Philips SUV factor (7053,1000) is missing');
    const scale = activityScale(dataSet, earliestAcquisition);
    return 'why' in scale ? keep(scale.why) : { factor: scale.factor * philipsActivity, warnings: [] };
  }
  if (units !== 'BQML') return keep('Units is not BQML, GML or CNTS');
  const scale = activityScale(dataSet, earliestAcquisition);
  return 'why' in scale ? keep(scale.why) : { factor: scale.factor, warnings: [] };
}

function suvTypeWarnings(suvType: string): string[] {
  return suvType === '' || suvType === 'BW'
    ? []
    : [`The stored SUV is of type ${suvType}, not normalised by body weight.`];
}

function activityScale(
  dataSet: DataSet,
  earliestAcquisition: number | null,
): { factor: number } | { why: string } {
  const corrections = stringOf(dataSet, 'x00280051').split('\\');
  if (!corrections.includes('DECY'))
    return { why: 'the image is not decay-corrected (CorrectedImage lacks DECY)' };
  if (!corrections.includes('ATTN'))
    return { why: 'the image is not attenuation-corrected (CorrectedImage lacks ATTN)' };
  const weight = decimalOf(dataSet, 'x00101030') ?? 0;
  if (!(weight > 0)) return { why: 'PatientWeight is missing' };
  const tracer = itemOf(dataSet, 'x00540016');
  const dose = tracer ? (decimalOf(tracer, 'x00181074') ?? 0) : 0;
  if (!tracer || !(dose > 0)) return { why: 'RadionuclideTotalDose is missing' };
  const decayCorrection = stringOf(dataSet, 'x00541102');
  if (decayCorrection === 'ADMIN') return { factor: (weight * 1000) / dose };
  if (decayCorrection !== 'START')
    return { why: `DecayCorrection is ${decayCorrection || 'missing'}, not START or ADMIN` };
  const halfLife = decimalOf(tracer, 'x00181075') ?? 0;
  if (!(halfLife > 0)) return { why: 'RadionuclideHalfLife is missing' };
  const scan = scanStart(dataSet, earliestAcquisition);
  if (scan === null) return { why: 'the time of the scan is missing' };
  const elapsed = elapsedSinceInjection(tracer, scan);
  if (elapsed === null) return { why: 'the time of injection is missing or after the scan' };
  return { factor: (weight * 1000) / (dose * 2 ** (-elapsed / halfLife)) };
}

/** Acquisition time of one slice in seconds, or null. */
export function acquisitionSeconds(dataSet: DataSet): number | null {
  return seconds(
    stringOf(dataSet, 'x00080022') || stringOf(dataSet, 'x00080021'),
    stringOf(dataSet, 'x00080032'),
  );
}

/** The series' time, unless a post-processed series was stamped later than it was acquired. */
function scanStart(dataSet: DataSet, earliestAcquisition: number | null): number | null {
  const series = seconds(stringOf(dataSet, 'x00080021'), stringOf(dataSet, 'x00080031'));
  if (series !== null && (earliestAcquisition === null || series <= earliestAcquisition)) return series;
  const generalElectric = secondsOfDateTime(stringOf(dataSet, 'x0009100d'));
  return generalElectric ?? earliestAcquisition;
}

function elapsedSinceInjection(tracer: DataSet, scan: number): number | null {
  const dated = secondsOfDateTime(stringOf(tracer, 'x00181078'));
  // A date far off was usually changed by de-identification: then only the time of day is trusted.
  if (dated !== null && scan >= dated && scan - dated < secondsOfDay) return scan - dated;
  const text = stringOf(tracer, 'x00181072') || stringOf(tracer, 'x00181078').slice(8);
  const clock = seconds('19700101', text);
  if (clock === null) return null;
  const elapsed = (scan % secondsOfDay) - clock;
  // An injection before midnight has the larger clock time.
  return elapsed >= 0 ? elapsed : elapsed + secondsOfDay;
}
