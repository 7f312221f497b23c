import { RachisError } from '@rachis/volume';

/** What messages call the thing: a file or folder, and the patient where known. */
export interface Subject {
  readonly file: string;
  readonly patient: string;
  readonly description: string;
}

/** File, series and patient in one phrase. */
export const subjectText = (subject: Subject): string =>
  [
    subject.file,
    subject.description && `series "${subject.description}"`,
    subject.patient && `patient ${subject.patient}`,
  ]
    .filter(Boolean)
    .join(', ');

/** An error about the image of a subject, of which `what` is said. */
export function failure(
  code: RachisError['code'],
  subject: Subject,
  what: string,
  remedy: string,
): RachisError {
  return new RachisError(code, `${subjectText(subject)}: the image ${what}.`, {
    file: subject.file,
    ...(subject.patient ? { subject: subject.patient } : {}),
    remedy,
  });
}

/** Such an error about its geometry. */
export const geometryError = (subject: Subject, what: string, remedy: string): RachisError =>
  failure('GEOMETRY_INVALID', subject, what, remedy);
