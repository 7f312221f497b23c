import { InvalidArgumentError } from 'commander';

export const exitCodeHelp = `
Exit codes: 0 done; 2 wrong arguments or settings; 3 an input cannot be used; 4 the output cannot be written;
5 some regions were written, others could not be used; 130 stopped, to be gone on with by the same command;
1 an error inside Rachis.`;

/** Collects a repeatable option whose values may also be listed with commas. */
export function collectLabels(text: string, before: readonly number[] = []): number[] {
  const labels = text.split(',').map((label) => (/^\s*\d+\s*$/.test(label) ? Number(label) : Number.NaN));
  if (labels.some(Number.isNaN)) {
    throw new InvalidArgumentError('It must be a whole number, or several with commas between.');
  }
  return [...before, ...labels];
}

export function parseWorkers(text: string): number {
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > 256) throw new InvalidArgumentError('It must be a whole number from 1 to 256.');
  return count;
}

/** A whole number from 0. */
export function parseCount(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** Collects names that are repeated or listed with commas. */
export const collectList = (text: string, before: readonly string[] = []): string[] => [
  ...before,
  ...text.split(',').map((name) => name.trim()),
];

export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

export const collectNames = (text: string, before: readonly string[] = []): string[] => [...before, text];

/** Which regions, as the command line says it. */
export interface RegionFlags {
  readonly label?: number[];
  readonly region?: string[];
}

export const choiceOf = ({ label, region }: RegionFlags) => ({
  ...(label === undefined ? {} : { labels: label }),
  ...(region === undefined ? {} : { names: region }),
});

const units: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** `8G`, `500M` or a number of bytes. */
export function parseBytes(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?$/i.exec(text.trim()) ?? [];
  const bytes = Number(number) * (units[unit?.toUpperCase() ?? ''] ?? Number.NaN);
  if (!(bytes > 0)) throw new InvalidArgumentError('It must be a size such as 8G or 500M.');
  return bytes;
}
