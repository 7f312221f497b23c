import { isRachisError, RachisError } from '@rachis/volume';

/** Runs work for a subject: its errors then name the subject. */
export async function forSubject<T>(subject: string | undefined, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isRachisError(error) || !subject || error.details.subject) throw error;
    throw new RachisError(error.code, error.message, { ...error.details, subject });
  }
}
