/** A moment by the clock of a place, in seconds since 1970 as if that clock were UTC. */
export interface Moment {
  readonly seconds: number;
  /** Seconds that the clock is ahead of UTC; null where the file does not say. */
  readonly offset: number | null;
}

export const secondsOfDay = 86_400;

/** Seconds since midnight of a DICOM time (HHMMSS.FFFFFF, minutes and seconds may be missing), or null. */
export function clockOf(time: string): number | null {
  const found = /^(\d{2}):?(\d{2})?:?(\d{2}(?:\.\d+)?)?$/.exec(time.trim());
  if (!found) return null;
  const [hours, minutes, seconds] = [Number(found[1]), Number(found[2] ?? 0), Number(found[3] ?? 0)];
  return hours < 24 && minutes < 60 && seconds < 61 ? hours * 3600 + minutes * 60 + seconds : null;
}

/** Midnight of a DICOM date (YYYYMMDD, or with points as in old files), in seconds since 1970, or null. */
export function midnightOf(date: string): number | null {
  const found = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(date.trim());
  if (!found) return null;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const midnight = new Date(Date.UTC(year, month - 1, day));
  return midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day
    ? midnight.getTime() / 1000
    : null;
}

/** Seconds of a date and a time by the same clock, or null. */
export function secondsOf(date: string, time: string): number | null {
  const midnight = midnightOf(date);
  const clock = clockOf(time);
  return midnight === null || clock === null ? null : midnight + clock;
}

/** An offset from UTC (`+0100`, `-0530`) in seconds, or null. */
export function offsetOf(text: string): number | null {
  const found = /^([+-])(\d{2}):?(\d{2})$/.exec(text.trim());
  if (!found) return null;
  return (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 3600 + Number(found[3]) * 60);
}

/** Date, clock and offset of a DICOM date-time (YYYYMMDDHHMMSS.FFFFFF&ZZXX); null for those that it lacks. */
export function dateTimeOf(text: string): {
  readonly midnight: number | null;
  readonly clock: number | null;
  readonly offset: number | null;
} {
  const found = /^([^+-]*)([+-]\d{4})?$/.exec(text.trim());
  const local = (found?.[1] ?? '').trim();
  return {
    midnight: midnightOf(local.slice(0, 8)),
    clock: clockOf(local.slice(8)),
    offset: offsetOf(found?.[2] ?? ''),
  };
}
