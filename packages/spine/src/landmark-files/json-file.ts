import { parsePlainData, RachisError } from '@rachis/volume';
import { checkedLandmarks, labelOf, type LandmarkSet, type RawLandmark } from './landmark-set.ts';

/** What a file of ours says it is. */
const format = 'rachis spine landmarks';

/** Landmarks as JSON: positions in LPS, mm, each with where it came from and how well it fits. */
export function landmarksToJson({ subject, landmarks }: LandmarkSet): string {
  const rows = landmarks.map(({ level, name, position, source, fitError }) => ({
    level,
    name,
    position,
    source,
    fit_error: fitError,
  }));
  return `${JSON.stringify({ format, version: 1, subject, space: 'LPS, mm', landmarks: rows }, null, 2)}\n`;
}

/** A name from a file, whatever kind of value stands there; messages show it as it is written. */
export const wordOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);

/** Whether a value of JSON has named members. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Parses a file's text; `FILE_CORRUPT` where it is no JSON object. */
export function parseJson(text: string, file: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = parsePlainData(text.replace(/^\uFEFF/, ''), JSON.parse);
  } catch (cause) {
    throw new RachisError(
      'FILE_CORRUPT',
      `${file} is no JSON that can be read: ${(cause as Error).message}.`,
      { file, cause },
    );
  }
  if (isRecord(value)) return value;
  throw new RachisError('FILE_CORRUPT', `${file} holds no landmarks: it is no JSON object.`, { file });
}

/** Whether a JSON file is one of ours. */
export const isOurs = (data: Readonly<Record<string, unknown>>): boolean => Array.isArray(data.landmarks);

/** Landmarks from our JSON; `ARGUMENT_INVALID` names the point and what is wrong with it. */
export function landmarksFromJson(data: Readonly<Record<string, unknown>>, file: string): LandmarkSet {
  if (data.space !== undefined && data.space !== 'LPS, mm')
    throw new RachisError(
      'ARGUMENT_INVALID',
      `${file} has its landmarks in the space ${JSON.stringify(data.space)}; "LPS, mm" is read.`,
      { file },
    );
  const raw = (data.landmarks as readonly unknown[]).map((one): RawLandmark => {
    const { level, name, position, source, fit_error: fit } = isRecord(one) ? one : {};
    return {
      label: labelOf({ level: wordOf(level), name: wordOf(name) } as Parameters<typeof labelOf>[0]),
      position: Array.isArray(position) ? position : [],
      source: typeof source === 'string' ? source : `file: ${file}`,
      fitError: typeof fit === 'number' ? fit : null,
    };
  });
  return {
    subject: typeof data.subject === 'string' ? data.subject : '',
    landmarks: checkedLandmarks(raw, file),
  };
}
