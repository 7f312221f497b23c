import { type DicomFile, decimalOf, itemOf, itemsOf, stringOf, textOf } from './dataset.ts';
import { privateNumber, privateText } from './private.ts';
import { nuclideOf } from './radionuclides.ts';
import { secondsOf, dateTimeOf } from './times.ts';

/** What a PET image says of its units, tracer and times. Numbers are null where they are missing or no numbers. */
export interface PetFacts {
  readonly units: string;
  readonly suvType: string;
  readonly corrections: readonly string[];
  readonly decayCorrection: string;
  /** Kilograms. */
  readonly weight: number | null;
  readonly tracers: number;
  /** Becquerel. */
  readonly dose: number | null;
  /** Seconds. */
  readonly halfLife: number | null;
  readonly nuclide: string | null;
  /** RadiopharmaceuticalStartDateTime and StartTime as they are written. */
  readonly injectionDateTime: string;
  readonly injectionTime: string;
  /** TimezoneOffsetFromUTC as it is written. */
  readonly timezone: string;
  /** Seconds since 1970 by the scanner's clock. */
  readonly seriesAt: number | null;
  readonly acquiredAt: number | null;
  /** GE's private date and time of the scan. */
  readonly scannedAt: number | null;
  /** FrameReferenceTime and ActualFrameDuration, seconds. */
  readonly frameReference: number | null;
  readonly frameDuration: number | null;
  readonly philipsSuv: number | null;
  readonly philipsActivity: number | null;
}

/** By the clock that the date-time was written by, or null where it is not both a date and a time. */
function secondsOfDateTime(text: string): number | null {
  const { midnight, clock } = dateTimeOf(text);
  return midnight === null || clock === null ? null : midnight + clock;
}

const philips = 'Philips PET Private Group';

/** PET facts of a file; what they mean is decided in `suv.ts`. */
export function petFacts(file: DicomFile): PetFacts {
  const { dataSet } = file;
  const tracer = itemOf(dataSet, 'x00540016');
  const code = itemOf(tracer, 'x00540300');
  const substance = itemOf(tracer, 'x00540304');
  const time = (date: string, clock: string): number | null =>
    secondsOf(stringOf(dataSet, date), stringOf(dataSet, clock));
  const milliseconds = (tag: string): number | null => {
    const value = decimalOf(dataSet, tag);
    return value === null ? null : value / 1000;
  };
  return {
    units: stringOf(dataSet, 'x00541001').toUpperCase(),
    suvType: stringOf(dataSet, 'x00541006').toUpperCase(),
    corrections: stringOf(dataSet, 'x00280051')
      .toUpperCase()
      .split('\\')
      .map((part) => part.trim()),
    decayCorrection: stringOf(dataSet, 'x00541102').toUpperCase(),
    weight: decimalOf(dataSet, 'x00101030'),
    tracers: itemsOf(dataSet, 'x00540016').length,
    dose: tracer ? decimalOf(tracer, 'x00181074') : null,
    halfLife: tracer ? decimalOf(tracer, 'x00181075') : null,
    nuclide: nuclideOf(
      code ? stringOf(code, 'x00080100') : '',
      code ? textOf(file, code, 'x00080104') : '',
      tracer ? textOf(file, tracer, 'x00180031') : '',
      substance ? textOf(file, substance, 'x00080104') : '',
    ),
    injectionDateTime: tracer ? stringOf(tracer, 'x00181078') : '',
    injectionTime: tracer ? stringOf(tracer, 'x00181072') : '',
    timezone: stringOf(dataSet, 'x00080201'),
    seriesAt: time('x00080021', 'x00080031'),
    acquiredAt:
      time('x00080022', 'x00080032') ??
      time('x00080021', 'x00080032') ??
      secondsOfDateTime(stringOf(dataSet, 'x0008002a')),
    scannedAt: secondsOfDateTime(privateText(dataSet, '0009', 'GEMS_PETD_01', '0d')),
    frameReference: milliseconds('x00541300'),
    frameDuration: milliseconds('x00181242'),
    philipsSuv: privateNumber(dataSet, '7053', philips, '00'),
    philipsActivity: privateNumber(dataSet, '7053', philips, '09'),
  };
}
