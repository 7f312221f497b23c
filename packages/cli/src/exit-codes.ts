import { isOutOfMemory } from './console.ts';
import { isRachisError, type RachisErrorCode } from '@rachis/volume';

/** Exit codes that scripts can rely on. */
export const exitCodes = {
  ok: 0,
  /** A bug of ours. */
  internal: 1,
  /** Wrong arguments or settings. */
  usage: 2,
  /** An input file that cannot be used, or that does not fit the others. */
  input: 3,
  /** The output cannot be written. */
  output: 4,
  /** Some regions were extracted and written, others could not be. */
  partial: 5,
  /** The run was stopped before its end; it can be gone on with. */
  stopped: 130,
} as const;

const usageErrors: readonly RachisErrorCode[] = ['SETTINGS_INVALID', 'ARGUMENT_INVALID'];

/** The exit code for an error. */
export function exitCodeOf(error: unknown): number {
  if (isOutOfMemory(error)) return exitCodes.input;
  if (!isRachisError(error)) return exitCodes.internal;
  if (usageErrors.includes(error.code)) return exitCodes.usage;
  if (error.code === 'STOPPED') return exitCodes.stopped;
  return error.code === 'FILE_NOT_WRITABLE' ? exitCodes.output : exitCodes.input;
}
