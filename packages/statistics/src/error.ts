/** What kinds of mistakes a user can make with tables and statistics, as stable codes for programs. */
export type StatisticsErrorCode =
  | 'ARGUMENT_INVALID'
  | 'FILE_CORRUPT'
  | 'TABLE_INVALID'
  | 'COLUMN_NOT_FOUND'
  | 'BATCH_UNKNOWN'
  | 'DATA_UNSUITABLE'
  | 'SETTINGS_INVALID'
  /** What would let a model see what it is to predict. */
  | 'LEAK';

/** What the error is about; printed beside the sentence and kept in problem tables. */
export interface StatisticsErrorDetails {
  readonly file?: string;
  readonly subject?: string;
  readonly column?: string;
  readonly row?: number;
  /** What to do about it, one sentence. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/**
 * A user's mistake, with a code and a sentence that says what is wrong, with what, and what to do.
 * It bears the name `RachisError`, by which every package of Rachis knows such errors (this one imports none of them).
 */
export class StatisticsError extends Error {
  readonly code: StatisticsErrorCode;
  readonly details: StatisticsErrorDetails;

  constructor(code: StatisticsErrorCode, message: string, details: StatisticsErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'RachisError';
    this.code = code;
    this.details = details;
  }
}
