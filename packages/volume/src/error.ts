/**
 * What kinds of mistakes a user can make, as stable codes for programs.
 * The sentence of the error is for people and may change; the code does not.
 */
export type RachisErrorCode =
  | 'FILE_NOT_FOUND'
  | 'FILE_UNREADABLE'
  | 'FILE_NOT_WRITABLE'
  | 'NOT_AN_IMAGE'
  | 'FILE_TRUNCATED'
  | 'FILE_CORRUPT'
  | 'UNSUPPORTED'
  | 'UNSUPPORTED_TRANSFER_SYNTAX'
  | 'SLICE_MISSING'
  | 'SLICE_DUPLICATED'
  | 'SERIES_AMBIGUOUS'
  | 'SPACING_NOT_UNIFORM'
  | 'GANTRY_TILT'
  | 'GEOMETRY_INVALID'
  | 'GRID_MISMATCH'
  | 'FRAME_OF_REFERENCE_MISMATCH'
  | 'REGION_NOT_FOUND'
  | 'REGION_EMPTY'
  | 'REGION_TOO_SMALL'
  | 'REGION_OUTSIDE_IMAGE'
  | 'CONTOUR_INVALID'
  | 'INTENSITY_INVALID'
  | 'SUV_UNAVAILABLE'
  | 'SETTINGS_INVALID'
  | 'SIGNATURE_INVALID'
  | 'ARGUMENT_INVALID'
  // Of tables, statistics and learning (`StatisticsError`).
  | 'TABLE_INVALID'
  | 'COLUMN_NOT_FOUND'
  | 'BATCH_UNKNOWN'
  | 'DATA_UNSUITABLE'
  /** What would let a model see what it is to predict. */
  | 'LEAK'
  /** The user stopped it; it can be gone on with. */
  | 'STOPPED';

/** What the error is about; printed beside the sentence and kept in problem tables. */
export interface RachisErrorDetails {
  readonly file?: string;
  readonly subject?: string;
  readonly region?: string;
  readonly column?: string;
  readonly row?: number;
  /** What to do about it, one sentence. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/** A user's mistake (not a programmer's): says what is wrong, with what, and what to do. */
export class RachisError extends Error {
  readonly code: RachisErrorCode;
  readonly details: RachisErrorDetails;

  constructor(code: RachisErrorCode, message: string, details: RachisErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'RachisError';
    this.code = code;
    this.details = details;
  }
}

/** True for a `RachisError`, also one that another copy of this package made. */
export function isRachisError(error: unknown): error is RachisError {
  return error instanceof Error && error.name === 'RachisError' && 'code' in error;
}
