import type { FrameColumn } from '@rachis/learning';
import { alikeIdentifiers, isDateText } from '@rachis/statistics';
import { namesPatient } from '../column-kind.ts';
import type { DesignCheck } from '../context.ts';
import type { Design } from '../design.ts';
import type { DesignFinding } from '../finding.ts';
import { counted, listed } from '../words.ts';

/** Values with this many rows on average are no patients. */
const mostRowsEach = 12;

/** The values of a column as texts; undefined where it is missing. */
function textsOf({ kind, values, categories }: FrameColumn): (string | undefined)[] {
  return Array.from(values, (value) =>
    Number.isNaN(value) ? undefined : kind === 'category' ? categories![value]! : String(value),
  );
}

interface Repeats {
  readonly distinct: number;
  /** Rows of values that stand in several groups. */
  readonly apart: readonly number[];
  /** Values that stand in several groups. */
  readonly values: readonly string[];
  readonly known: number;
}

/** Whether values repeat in rows that are not kept together. */
function repeatsOf(texts: readonly (string | undefined)[], groups: Int32Array): Repeats {
  const rows = new Map<string, number[]>();
  texts.forEach((text, row) => {
    if (text !== undefined) rows.set(text, [...(rows.get(text) ?? []), row]);
  });
  const parted = [...rows].filter(([, own]) => new Set(own.map((row) => groups[row])).size > 1);
  return {
    distinct: rows.size,
    apart: parted.flatMap(([, own]) => own),
    values: parted.map(([text]) => text),
    known: texts.filter((text) => text !== undefined).length,
  };
}

const likePatients = ({ distinct, apart, known }: Repeats): boolean =>
  apart.length >= 4 && distinct >= 5 && known / distinct <= mostRowsEach;

/** A code of letters and figures, as studies number their patients. */
const isCode = (text: string) =>
  /^(?=.*\d)[\p{L}\d][\p{L}\d _./-]*$/u.test(text) && !/^\d+([.,]\d+)?$/.test(text);

/**
 * Endings that a lesion, a side, a visit or a date puts behind the patient: behind a blank or dash, or a letter behind a figure
 * (`P01L2`, `17b`). The last figures of a number are none.
 */
const ending =
  /([ _./-]+((lesion|les|l|roi|region|tumou?r|t|node|nodule|met|visit|v|scan|session|ses|week|day|seg|level|m|n|r)?[ _.-]?\d{1,2}|left|right|li|re|l|r|[a-d]|pre|post|baseline|fu|(19|20)\d{6}|(19|20)\d\d-\d\d-\d\d)|(?<=\d)(lesion|les|l|t|v|r|m|n)\d{1,2}|(?<=\d)[a-dlr])$/i;

/** A place number behind a dash can be the patient of a site: then it has more than so many. */
const mostEndings = 5;

/** What is left of a name without such an ending; undefined where nothing with a figure is left. */
function stemOf(label: string): string | undefined {
  // No ending is longer; an expression for the end of a book would look on from each of its places.
  const start = Math.max(0, label.length - 40);
  const stem = label.slice(0, start) + label.slice(start).replace(ending, '');
  return stem !== label && /\d/.test(stem) && stem.length >= 2 ? stem : undefined;
}

const remedyFor = (column: string, { keptTogetherBy }: Design) =>
  keptTogetherBy.length === 0
    ? `Name it as the subject: --subject ${column} (in a study file "group: ${column}").`
    : `Keep the rows of one patient together: --group ${column} (in a study file "group: ${column}").`;

function columnFinding(column: FrameColumn, design: Design): DesignFinding[] {
  const named = namesPatient(column.name);
  // Numbers without a telling name are measurements.
  if (!named && column.kind === 'numeric') return [];
  const texts = textsOf(column);
  const repeats = repeatsOf(texts, design.frame.groups);
  if (!likePatients(repeats)) return [];
  const known = texts.filter((text) => text !== undefined);
  const coded =
    column.kind === 'category' &&
    repeats.distinct >= Math.max(10, known.length / 10) &&
    known.filter(isCode).length >= 0.9 * known.length &&
    !known.every(isDateText);
  if (!named && !coded) return [];
  const inRows = `${column.name} has ${repeats.distinct} values in ${known.length} rows; those of ${listed(repeats.values, 4)} stand in several rows that are not kept together`;
  return [
    {
      code: 'PATIENT_NOT_KEPT_TOGETHER',
      severity: named ? 'problem' : 'question',
      message: named
        ? `${inRows}. Several rows (lesions, scans, visits) of one patient are in training and test of one split.`
        : `${inRows}. Does it tell patients? Then several rows of one patient are in training and test of one split.`,
      remedy: `${named ? '' : 'If so: '}${remedyFor(column.name, design)}`,
      columns: [column.name],
      subjects: repeats.apart.map((row) => design.labels[row]!),
    },
  ];
}

/** Names of subjects that are a patient and a lesion, a side or a visit. */
function stemFinding(design: Design): DesignFinding[] {
  if (!design.named) return [];
  const { labels, frame } = design;
  const stems = labels.map(stemOf);
  const repeats = repeatsOf(stems, frame.groups);
  if (!likePatients(repeats) || repeats.known > mostEndings * repeats.distinct) return [];
  if (repeats.apart.length < 0.1 * labels.length) return [];
  // One ending for all is a number of the study, not of a lesion.
  const endings = new Set(
    labels.map((label, row) => (stems[row] === undefined ? '' : label.slice(stems[row]!.length))),
  );
  if (endings.size < 2) return [];
  const [stem] = repeats.values;
  const own = labels.filter((_, row) => stems[row] === stem);
  return [
    {
      code: 'PATIENT_NOT_KEPT_TOGETHER',
      severity: 'question',
      message: `${counted(repeats.values.length, 'name')} of subjects differ only in their ending: ${listed(own, 3)}. Are they lesions, sides or scans of one patient? Then one patient is in training and test of one split.`,
      remedy:
        'If so, write the patient into a column and keep its rows together: --group COLUMN (in a study file "group").',
      columns: [],
      subjects: repeats.apart.map((row) => labels[row]!),
    },
  ];
}

/** Names that differ only in case, blanks, dashes or zeros. */
function alikeFinding({ labels, named, frame }: Design): DesignFinding[] {
  if (!named) return [];
  const groupOf = new Map(labels.map((label, row) => [label, frame.groups[row]!]));
  const sets = alikeIdentifiers(labels).filter(
    (set) => new Set(set.map((label) => groupOf.get(label))).size > 1,
  );
  if (sets.length === 0) return [];
  return [
    {
      code: 'SUBJECT_TWICE',
      severity: 'warning',
      message: `Subjects differ only in case, blanks, dashes or zeros: ${listed(
        sets.map((set) => set.map((one) => `"${one}"`).join(' and ')),
        3,
      )}. One patient under two names is in training and test of one split.`,
      remedy: 'If they are one patient, write the name alike in both rows.',
      columns: [],
      subjects: sets.flat(),
    },
  ];
}

/** Rows of one patient that are not kept together: by a column that names patients, or by the names of subjects. */
export const patientsNotKeptTogether: DesignCheck = ({ design }) => {
  const columns = [...design.frame.columns, ...design.others]
    .filter(({ name }) => !design.keptTogetherBy.includes(name))
    .flatMap((column) => columnFinding(column, design));
  return [
    ...columns,
    ...(columns.some(({ severity }) => severity === 'problem') ? [] : stemFinding(design)),
    ...alikeFinding(design),
  ];
};
