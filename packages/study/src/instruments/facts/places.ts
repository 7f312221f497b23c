import type { PipelineEvidence, RunEvidence } from '../evidence.ts';

/** The file with every result. */
export const result = 'report/result.json';

/** Where something stands in the result. */
export const inResult = (...keys: readonly string[]): string => `${result}: ${keys.join(', ')}`;

/** The pipeline that becomes the signature. */
export const lockedOf = ({ pipelines, locked }: RunEvidence): PipelineEvidence | undefined =>
  pipelines.find(({ name }) => name === locked);

export const isRadiomic = ({ domains }: PipelineEvidence): boolean => domains.includes('radiomic');

/** A list of names for a sentence. */
export const listed = (names: readonly string[], most = 8): string =>
  names.length > most
    ? `${names.slice(0, most).join(', ')} and ${names.length - most} more`
    : names.join(', ');
