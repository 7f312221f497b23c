/**
 * How much a finding matters. `problem`: performance is not to be believed before it is settled. `warning`: it may be too
 * good. `question`: only people know. `note`: harmless by itself, good to know.
 */
export const designSeverities = ['problem', 'warning', 'question', 'note'] as const;
export type DesignSeverity = (typeof designSeverities)[number];

/** Everything that a table is looked through for, with a title for people. */
export const designFindingKinds = {
  TRAINING_ROWS_OUTSIDE: 'Training rows in the external table',
  SUBJECT_TWICE: 'One subject under several names',
  ROWS_REPEATED: 'Repeated rows',
  ROWS_BETWEEN: 'Rows made of other rows',
  PATIENT_NOT_KEPT_TOGETHER: 'Rows of one patient are not kept together',
  COLUMN_TELLS_OUTCOME: 'A column tells the outcome',
  MISSING_TELLS_OUTCOME: 'Missing values tell the outcome',
  IDENTIFIER_TELLS_OUTCOME: 'Identifiers follow the outcome',
  ORDER_TELLS_OUTCOME: 'The order of rows follows the outcome',
  SCALED_BEFOREHAND: 'Columns scaled before they came here',
  TIME_BACKWARDS: 'Time runs backwards',
  EXTERNAL_LOOKED_AT_BEFORE: 'External table looked at before',
  SELECTION_OUTSIDE: 'Columns chosen before they came here',
} as const satisfies Readonly<Record<string, string>>;

export type DesignFindingCode = keyof typeof designFindingKinds;

/** Something in a table or in the design that makes performance look better than it is, or may. */
export interface DesignFinding {
  readonly code: DesignFindingCode;
  readonly severity: DesignSeverity;
  /** What was seen, with numbers and names. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
  /** Columns and subjects that it is about, all of them. */
  readonly columns: readonly string[];
  readonly subjects: readonly string[];
}

const codes = Object.keys(designFindingKinds);

/** Severe ones first; of one severity in the order of the kinds. */
export const inOrder = (findings: readonly DesignFinding[]): DesignFinding[] =>
  [...findings].sort(
    (a, b) =>
      designSeverities.indexOf(a.severity) - designSeverities.indexOf(b.severity) ||
      codes.indexOf(a.code) - codes.indexOf(b.code),
  );
