import { RachisError } from '@rachis/volume';
import { checkedLandmarks, labelOf, type LandmarkSet, type RawLandmark } from './landmark-set.ts';

const columns = [
  'subject',
  'level',
  'point',
  'left_mm',
  'posterior_mm',
  'superior_mm',
  'source',
  'fit_error_mm',
];

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Landmarks as a table: a row a point, LPS in mm. */
export function landmarksToCsv({ subject, landmarks }: LandmarkSet): string {
  const rows = landmarks.map(({ level, name, position, source, fitError }) =>
    [subject, level, name, ...position.map(String), source, fitError === null ? '' : String(fitError)]
      .map(quoted)
      .join(','),
  );
  return `${[columns.join(','), ...rows].join('\n')}\n`;
}

/** Fields of a line; quotes may hold commas and doubled quotes. */
export function fieldsOf(line: string): string[] {
  const fields: string[] = [];
  // A comma before every field, also the first: an empty one at the start would else swallow the comma after it.
  for (const [, inQuotes, plain] of `,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g))
    fields.push(inQuotes === undefined ? (plain ?? '') : inQuotes.replaceAll('""', '"'));
  return fields;
}

/**
 * Landmarks from a table with the columns level, point, left_mm, posterior_mm and superior_mm at least, in any order;
 * `ARGUMENT_INVALID` names what is missing, and a file with points of more than one subject.
 */
export function landmarksFromCsv(text: string, file: string): LandmarkSet {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  const header = fieldsOf(lines[0] ?? '').map((name) => name.trim());
  const needed = columns.slice(1, 6);
  const absent = needed.filter((name) => !header.includes(name));
  if (absent.length > 0)
    throw new RachisError('ARGUMENT_INVALID', `${file} has no column ${absent.join(', ')}.`, {
      file,
      remedy: `Its columns are ${columns.join(', ')}.`,
    });
  const rows = lines.slice(1).map((line) => {
    const fields = fieldsOf(line);
    return (name: string) => fields[header.indexOf(name)]?.trim() ?? '';
  });
  const subjects = [...new Set(rows.map((row) => row('subject')))];
  if (subjects.length > 1)
    throw new RachisError('ARGUMENT_INVALID', `${file} has landmarks of ${subjects.join(' and ')}.`, {
      file,
      remedy: 'Give a file of one subject.',
    });
  const number = (value: string): unknown => (value === '' ? null : Number(value));
  const raw = rows.map(
    (row): RawLandmark => ({
      label: labelOf({ level: row('level'), name: row('point') } as Parameters<typeof labelOf>[0]),
      position: ['left_mm', 'posterior_mm', 'superior_mm'].map((name) => number(row(name))),
      source: row('source') || `file: ${file}`,
      fitError: row('fit_error_mm') === '' ? null : Number(row('fit_error_mm')),
    }),
  );
  return { subject: subjects[0] ?? '', landmarks: checkedLandmarks(raw, file) };
}
