import type { PetFacts } from './pet.ts';
import { clockOf, dateTimeOf, offsetOf, secondsOfDay } from './times.ts';

/** Time from injection to scan in seconds, with what was odd; or why it is unknown. */
export type Elapsed =
  | { readonly elapsed: number; readonly warnings: readonly string[] }
  | { readonly why: string };

/** A dose that has decayed longer than this, in half-lives, leaves nothing to see: its date or half-life is wrong. */
const mostHalfLives = 10;
/** An injection before midnight is that of a scan after it; what would be longer ago is an injection after the scan. */
const longestOvernight = secondsOfDay / 2;
/** With a shorter half-life, nobody is scanned days after the injection, and the time of day is enough. */
const longestUndated = 10 * 3600;

const hours = (seconds: number): string => {
  const minutes = Math.round(Math.abs(seconds) / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

/**
 * Seconds from the injection to the moment `scan` (by the scanner's clock) that the image is decay-corrected to.
 * A date-time is believed where it is before the scan by no more than ten half-lives or a day; one that is farther off was usually changed when
 * the file was de-identified, and the time of day alone is taken, with a warning. Offsets from UTC count where the scan has one too.
 */
export function elapsedSinceInjection(facts: PetFacts, scan: number, halfLife: number): Elapsed {
  const { midnight, clock, offset } = dateTimeOf(facts.injectionDateTime);
  const own = clockOf(facts.injectionTime);
  const zone = offsetOf(facts.timezone);
  const at = clock ?? own;
  if (midnight === null || at === null) return byClock(own ?? clock, scan, halfLife, []);
  let injected = midnight + at;
  if (clock !== null && offset !== null && zone !== null) injected += zone - offset;
  else if (clock !== null && offset !== null) {
    if (own === null) {
      return {
        why: 'the date and time of injection (RadiopharmaceuticalStartDateTime) has an offset from UTC, and that of the scan (TimezoneOffsetFromUTC) is missing',
      };
    }
    // The two clocks of the injection tell the offset of the scanner's own.
    const shift = own - clock;
    injected +=
      shift > secondsOfDay / 2
        ? shift - secondsOfDay
        : shift < -secondsOfDay / 2
          ? shift + secondsOfDay
          : shift;
  } else if (clock !== null && own !== null && Math.abs(own - clock) > 60) {
    return {
      why: `the times of injection differ: RadiopharmaceuticalStartDateTime is ${facts.injectionDateTime}, RadiopharmaceuticalStartTime is ${facts.injectionTime}`,
    };
  }
  const elapsed = scan - injected;
  const longest = Math.max(secondsOfDay, mostHalfLives * halfLife);
  if (elapsed >= 0 && elapsed <= longest) return decayed(elapsed, halfLife, []);
  if (elapsed < 0 && elapsed > -secondsOfDay)
    return { why: `the time of injection is ${hours(elapsed)} after the scan` };
  const days = Math.round(Math.abs(elapsed) / secondsOfDay);
  return byClock(((injected % secondsOfDay) + secondsOfDay) % secondsOfDay, scan, halfLife, [
    `The date of injection is ${days} days ${elapsed < 0 ? 'after' : 'before'} that of the scan, which cannot be: its time of day alone was taken for the SUV.`,
  ]);
}

/** By times of day alone. */
function byClock(clock: number | null, scan: number, halfLife: number, warnings: readonly string[]): Elapsed {
  if (clock === null) return { why: 'the time of injection is missing' };
  if (halfLife > longestUndated) {
    return {
      why: `the date of injection is ${warnings.length === 0 ? 'missing' : 'wrong'}, and with a half-life of ${(halfLife / 3600).toFixed(1)} h it may be days before the scan`,
    };
  }
  const difference = (((scan % secondsOfDay) + secondsOfDay) % secondsOfDay) - clock;
  const elapsed = difference >= 0 ? difference : difference + secondsOfDay;
  if (difference < 0 && elapsed > longestOvernight)
    return { why: `the time of injection is ${hours(difference)} after the scan` };
  return decayed(elapsed, halfLife, warnings);
}

function decayed(elapsed: number, halfLife: number, warnings: readonly string[]): Elapsed {
  return elapsed > mostHalfLives * halfLife
    ? {
        why: `the time of injection is ${hours(elapsed)} before the scan, which is ${(elapsed / halfLife).toFixed(1)} half-lives`,
      }
    : { elapsed, warnings };
}
