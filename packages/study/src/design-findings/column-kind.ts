import type { FrameColumn } from '@rachis/learning';

/** What a column looks like that has no business in telling an outcome. */
export type ColumnKind =
  | 'site'
  | 'acquisition'
  | 'record'
  | 'date'
  | 'afterwards'
  | 'prediction'
  | 'patient'
  | 'unknown';

/** A kind in words (of 'unknown' a sentence), and what to do with a column of it that tells the outcome. */
export const columnKinds: Readonly<Record<ColumnKind, { readonly words: string; readonly remedy: string }>> =
  {
    site: {
      words: 'a site or scanner',
      remedy:
        'name it as the site (--site), exclude it as a predictor, and add subjects of both outcomes from each site: image features tell scanners apart too',
    },
    acquisition: {
      words: 'a setting of the acquisition',
      remedy:
        'exclude it, and check that subjects of both outcomes were scanned alike: image features depend on it',
    },
    record: {
      words: 'a record or row number',
      remedy: 'exclude it: it says when or where somebody was entered, not what they have',
    },
    date: {
      words: 'a date',
      remedy:
        'exclude it, and check that subjects of both outcomes were scanned in the same years, on the same scanners',
    },
    afterwards: {
      words: 'something that is known only after the outcome (follow-up, treatment, survival)',
      remedy: 'exclude it, unless it was known at the time when the model would be used',
    },
    prediction: {
      words: 'the outcome itself, or what somebody already derived from it',
      remedy: 'exclude it',
    },
    patient: {
      words: 'an identifier of patients',
      remedy: 'name it as the subject (--subject), or exclude it',
    },
    unknown: {
      words: 'Neither its name nor its values say why.',
      remedy: 'make sure that it was measured before the outcome was known and by the same rule in everybody',
    },
  };

/** Words of a name: `SliceThickness_mm` is `slice thickness mm`. */
const wordsOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/(?<=[A-Z])(?=[A-Z][a-z])/g, ' ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();

/** Families of features in the names that programs give: their words are no administration. */
const ofFeature =
  /\b(glcm|glrlm|glszm|gldm|gldzm|ngtdm|ngldm|firstorder|first order|shape2? ?d?|morph|wavelet|lbp|gradient|cm|rlm|szm|dzm|ngt|ngl|ivh|loc|joint|entropy|uniformity|kurtosis|skewness)\b/;

const words: readonly (readonly [ColumnKind, RegExp])[] = [
  [
    'prediction',
    /\b(target|labels?|predicted|prediction|predictions|probability|prob|ground truth|y true|y pred|outcomes?|endpoint|true class)\b/,
  ],
  [
    'afterwards',
    /\b(follow ?ups?|fu|last (visit|contact|seen)|post ?(op|operative|treatment|therapy|rt|chemo|surgery)|after|surviv\w*|died|dead|death|deceased|vital status|recurr\w*|relaps\w*|progress\w*|pfs|dfs|os|responded|responders?|response|change|delta|salvage|autopsy|months|discharge)\b/,
  ],
  [
    'patient',
    /\b(patients?|pat|subjects?|participants?|persons?|pid|mrn|animals?|proband\w*|patienten?|case ?id|casenumber)\b/,
  ],
  [
    'record',
    /\b((record|accession|study|series|row|sample|hospital|image|scan|entry|file|lesion|roi|exam|order|case|observation)s? ?(id|ids|no|nr|num|number|index|uid|name|path)|ids?|uid|guid|unnamed \d+|rownames?|file ?names?)\b|^(no|nr|number|index|idx|row|cases?)$/,
  ],
  ['date', /\b(dates?|datum|year|jahr|timestamp|datetime|day of (scan|imaging))\b/],
  [
    'site',
    /\b(sites?|cent(er|re)s?|hospitals?|institut\w*|clinics?|cohorts?|batch|batches|scanners?|vendors?|manufacturers?|device|machine|station|scanner model|model name|manufacturer model|coil|reader|rater|operator)\b/,
  ],
  [
    'acquisition',
    /\b(spacing|pixel size|voxel size|voxel spacing|slice (thickness|distance|gap)|thickness mm|kernel|kvp|kv|tube (voltage|current)|mas|exposure|echo time|repetition time|inversion time|te|tr|ti|flip angle|field strength|tesla|protocol|sequence|reconstruction|matrix size|rows columns|fov|field of view|bits stored|contrast agent|slices|number of slices|n slices|slope|intercept)\b/,
  ],
];

/** Patients' names come before others where a number follows: `patient_id`; `lesion_id` is a record's. */
function kindOfName(name: string): ColumnKind {
  const text = wordsOf(name);
  const acquisitionOfPrograms = /\b(diagnostics?)\b/.test(text);
  if (!acquisitionOfPrograms && ofFeature.test(text)) return 'unknown';
  return words.find(([, pattern]) => pattern.test(text))?.[0] ?? 'unknown';
}

const isWhole = (values: readonly number[]) => values.every(Number.isInteger);

const isCalendarDay = (value: number) => {
  const month = Math.floor(value / 100) % 100;
  const day = value % 100;
  return value > 19_000_101 && value < 21_000_101 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
};

/** What the values themselves look like; 'unknown' for most. */
function kindOfValues({ kind, values }: FrameColumn): ColumnKind {
  if (kind !== 'numeric') return 'unknown';
  const known = Array.from(values).filter((value) => !Number.isNaN(value));
  if (known.length < 10 || !isWhole(known)) return 'unknown';
  if (known.every(isCalendarDay)) return 'date';
  const distinct = new Set(known);
  const least = known.reduce((a, b) => Math.min(a, b));
  const most = known.reduce((a, b) => Math.max(a, b));
  if (least >= 1950 && most <= 2050 && distinct.size > 2) return 'date';
  const numbered = distinct.size === known.length && most - least < 1.5 * known.length;
  return numbered ? 'record' : 'unknown';
}

/** What a column looks like, by its name and else by its values. */
export function kindOf(column: FrameColumn): ColumnKind {
  const named = kindOfName(column.name);
  return named === 'unknown' ? kindOfValues(column) : named;
}

/** Whether a name is that of a patient's identifier. */
export const namesPatient = (name: string): boolean => {
  const text = wordsOf(name);
  return (
    kindOfName(name) === 'patient' &&
    !/\b(age|sex|weight|height|position|reported|status|group|type|size)\b/.test(text)
  );
};

const imageWords =
  /\b(images?|imaging|scans?|scanned|acquisition|acquired|mri?|ct|pet|spect|us|x ?ray|radiograph|baseline|exam|examination|study)\b/;
const endWords =
  /\b(event|outcome|death|died|deceased|progression|progressed|recurrence|recurred|relapse|relapsed|metasta\w*|failure|endpoint|end|follow ?up|fu|last (contact|seen|visit)|censor\w*)\b/;
const dayWords = /\b(days?|tage?)\b/;

/** Whether a column of days is of the image, or of the outcome. */
export function momentOf(name: string): 'image' | 'end' | undefined {
  const text = wordsOf(name);
  if (endWords.test(text)) return 'end';
  return imageWords.test(text) ? 'image' : undefined;
}

/** Whether a name says that its numbers are days: months and days cannot be compared. */
export const namesDay = (name: string): boolean => dayWords.test(wordsOf(name));
