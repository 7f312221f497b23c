import type { ImageHeader } from './image-header.ts';
import { elapsedSinceInjection } from './injection.ts';
import type { PetFacts } from './pet.ts';
import { halfLifeOf, isHalfLife, sameHalfLife } from './radionuclides.ts';

/** What becomes of PET intensities. */
export interface SuvScales {
  /** Factor from rescaled values to SUV, one a file; null where the headers do not allow it. */
  readonly factors: readonly number[] | null;
  readonly warnings: readonly string[];
}

/** A factor with what was odd, or why there is none. */
type Scale = { readonly factor: number; readonly warnings: readonly string[] } | { readonly why: string };

/**
 * Factors from the intensities of a PET series to body-weight SUV (g/ml).
 *
 * SUV = activity concentration (Bq/ml) * weight (g) / dose at the time that the image is decay-corrected to (Bq).
 * Where a header lacks something, or says what cannot be (a dose of 370 Bq, an injection after the scan), the stored units are
 * kept and a warning says why. Source: QIBA SUV vendor-neutral and vendor-specific pseudo-code (QIBA FDG-PET/CT profile,
 * appendix G); Philips: private SUV factor (7053,xx00), activity factor (7053,xx09) for Units CNTS.
 */
export function suvScales(headers: readonly ImageHeader[]): SuvScales {
  const facts = headers.flatMap(({ pet }) => (pet ? [pet] : []));
  const units = [...new Set(facts.map((one) => one.units))].map((text) => text || 'unknown').join(', ');
  const keep = (why: string): SuvScales => ({
    factors: null,
    warnings: [`SUV cannot be computed, so the stored units (${units || 'unknown'}) are kept: ${why}.`],
  });
  if (new Set(facts.map((one) => one.units)).size !== 1) return keep('the slices have different units');
  const bare = headers.find(({ frames }) => frames.some(({ intensity }) => !intensity.rescaled));
  if (bare && facts[0]!.units !== 'GML')
    return keep(`${bare.source.name} has no rescale slope (RescaleSlope), which PET needs`);
  if (headers.some(({ frames }) => frames.some(({ intensity }) => intensity.slope === 0)))
    return keep('the rescale slope (RescaleSlope) is 0');
  const scan = scanStart(facts);
  const factors: number[] = [];
  const warnings = new Set<string>();
  for (const one of facts) {
    const scale = suvScale(one, scan);
    if ('why' in scale) return keep(scale.why);
    factors.push(scale.factor);
    for (const warning of scale.warnings) warnings.add(warning);
  }
  if (Math.max(...minMax(factors)) > 1.001 * Math.min(...minMax(factors)))
    return keep('dose, weight or times differ between its slices');
  return { factors, warnings: [...warnings] };
}

const minMax = (values: readonly number[]): [number, number] =>
  values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );

/** Factor of one file; `scan` is the moment that its series is decay-corrected to. */
function suvScale(facts: PetFacts, scan: Scan): Scale {
  const { units, corrections } = facts;
  const uncorrected =
    (!corrections.includes('DECY') && 'the image is not decay-corrected (CorrectedImage lacks DECY)') ||
    (!corrections.includes('ATTN') && 'the image is not attenuation-corrected (CorrectedImage lacks ATTN)');
  if (units === 'GML') {
    const said = uncorrected ? [`The stored SUV may be too low: ${uncorrected}.`] : [];
    return { factor: 1, warnings: [...suvTypeWarnings(facts.suvType), ...said] };
  }
  if (units !== 'BQML' && units !== 'CNTS') return { why: 'Units is not BQML, GML or CNTS' };
  if (uncorrected) return { why: uncorrected };
  if (units === 'BQML') return activityScale(facts, scan);
  if ((facts.philipsSuv ?? 0) > 0) return { factor: facts.philipsSuv!, warnings: [] };
  if (!((facts.philipsActivity ?? 0) > 0))
    return { why: "Units is CNTS and Philips' private SUV factor (7053,xx00) is missing" };
  const scale = activityScale(facts, scan);
  return 'why' in scale ? scale : { ...scale, factor: scale.factor * facts.philipsActivity! };
}

function suvTypeWarnings(suvType: string): string[] {
  return suvType === '' || suvType === 'BW'
    ? []
    : [`The stored SUV is of type ${suvType}, not normalised by body weight.`];
}

function activityScale(facts: PetFacts, scan: Scan): Scale {
  const { weight, dose, decayCorrection } = facts;
  const wrong = wrongAmounts(facts);
  if (wrong) return { why: wrong };
  const undecayed = (weight! * 1000) / dose!;
  if (decayCorrection === 'ADMIN') return { factor: undecayed, warnings: [] };
  if (decayCorrection !== 'START')
    return { why: `DecayCorrection is ${decayCorrection || 'missing'}, not START or ADMIN` };
  const halfLife = halfLifeIn(facts);
  if ('why' in halfLife) return halfLife;
  if ('why' in scan) return scan;
  const injection = elapsedSinceInjection(facts, scan.at(halfLife.factor), halfLife.factor);
  if ('why' in injection) return injection;
  return {
    factor: undecayed / 2 ** (-injection.elapsed / halfLife.factor),
    warnings: [...halfLife.warnings, ...injection.warnings],
  };
}

/** Weight and dose that are missing, or in another unit than the standard's. */
function wrongAmounts({ weight, dose, tracers }: PetFacts): string | null {
  if (!((weight ?? 0) > 0)) return `PatientWeight is ${weight ?? 'missing'}`;
  // From mice to the heaviest patients.
  if (weight! < 0.005 || weight! > 500)
    return `PatientWeight is ${weight} kg, which no patient weighs (is it in grams or pounds?)`;
  if (tracers > 1) return 'it has several radiopharmaceuticals';
  if (!((dose ?? 0) > 0)) return `RadionuclideTotalDose is ${dose ?? 'missing'}`;
  // Patients are given about 5 MBq/kg, mice 400; what is far from both is in another unit.
  const perKilogram = dose! / weight!;
  if (perKilogram < 1e4 || perKilogram > 3e9)
    return `RadionuclideTotalDose is ${dose} Bq for ${weight} kg, which cannot be (is it in MBq or mCi?)`;
  return null;
}

function halfLifeIn({ halfLife, nuclide }: PetFacts): Scale {
  const known = nuclide === null ? undefined : halfLifeOf(nuclide);
  if (!((halfLife ?? 0) > 0)) {
    return known === undefined
      ? { why: 'RadionuclideHalfLife is missing' }
      : {
          factor: known,
          warnings: [`RadionuclideHalfLife is missing: that of ${nuclide}, ${known} s, was taken.`],
        };
  }
  if (known !== undefined && !sameHalfLife(halfLife!, known))
    return { why: `RadionuclideHalfLife is ${halfLife} s, where ${nuclide} has ${known} s` };
  if (known === undefined && !isHalfLife(halfLife!))
    return {
      why: `RadionuclideHalfLife is ${halfLife} s, which no nuclide of PET has (it must be in seconds)`,
    };
  return { factor: halfLife!, warnings: [] };
}

/** The moment of decay correction START, by the scanner's clock; it may need the half-life. */
type Scan = { readonly at: (halfLife: number) => number } | { readonly why: string };

/** A series begins shortly before its first acquisition. */
const longestStart = 3600;

/**
 * Series date and time where they are not after the first acquisition; else the series was stamped when it was processed, and GE's private time
 * counts, or the time that the first frame's reference time is counted from.
 */
function scanStart(facts: readonly PetFacts[]): Scan {
  const acquired = facts.filter(({ acquiredAt }) => acquiredAt !== null);
  const first = acquired.reduce<PetFacts | undefined>(
    (earliest, one) => (earliest && earliest.acquiredAt! <= one.acquiredAt! ? earliest : one),
    undefined,
  );
  const series = facts[0]!.seriesAt;
  if (series !== null && (!first || series <= first.acquiredAt!)) {
    if (first && first.acquiredAt! - series > longestStart) {
      return {
        why: `the clocks of the scan disagree: SeriesTime is ${Math.round((first.acquiredAt! - series) / 60)} minutes before the first AcquisitionTime`,
      };
    }
    return { at: () => series };
  }
  const { scannedAt } = facts[0]!;
  if (scannedAt !== null) return { at: () => scannedAt };
  if (!first) return { why: 'the time of the scan is missing' };
  return { at: (halfLife) => first.acquiredAt! - beforeAcquisition(first, halfLife) };
}

/** Seconds from the moment of reference to the start of a frame: reference time is that of the mean count rate in the frame. */
function beforeAcquisition({ frameReference, frameDuration }: PetFacts, halfLife: number): number {
  if (!((frameReference ?? 0) > 0)) return 0;
  const decay = (Math.LN2 * (frameDuration ?? 0)) / halfLife;
  const mean = decay > 0 ? (halfLife / Math.LN2) * Math.log(decay / (1 - Math.exp(-decay))) : 0;
  return Math.max(0, frameReference! - mean);
}

/** No tissue is hotter: bladders of tracers that the kidneys excrete reach some hundreds. */
const highestSuv = 1000;

/** Said where the SUV of an image are beyond what any tissue has; '' where they are not. */
export function implausibleSuv(highest: number): string {
  return highest > highestSuv
    ? `The SUV reach ${Number(highest.toPrecision(3))}, which no tissue has: check dose, weight and times in the header (RadionuclideTotalDose in Bq, PatientWeight in kg, RadionuclideHalfLife in s).`
    : '';
}
