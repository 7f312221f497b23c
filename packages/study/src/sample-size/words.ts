import type { ValidationSize } from '@rachis/statistics';
import type { DevelopmentSize, NoSize } from './development.ts';

const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;

/** Names of the criteria of external validation. */
export const validationNames: Readonly<Record<ValidationSize['decides'], string>> = {
  'observed-expected': 'observed over expected events',
  slope: 'calibration slope',
  concordance: 'C statistic',
  'net-benefit': 'net benefit',
};

/** What an external table needs, in a sentence. */
export const validationSentence = ({ subjects, events, decides }: ValidationSize): string =>
  `External validation asks for ${counted(subjects, 'subject')} with ${counted(events, 'event')} (${validationNames[decides]} decides).`;

/** What the criteria ask beside what there is, in sentences for a console. */
export function sampleSizeLines(size: DevelopmentSize | NoSize): string[] {
  if ('reason' in size) return [`Sample size: ${size.reason}`];
  const { subjects, events, parameters, needed, neededEvents, criteria, decides, parametersAllowed } = size;
  const of = events === null ? '' : ` with ${counted(events, 'event')}`;
  const asked = neededEvents === null ? '' : ` with ${counted(neededEvents, 'event')}`;
  return [
    `Sample size: ${counted(subjects, 'subject')}${of}; ${counted(parameters, 'candidate parameter')}${size.parametersFrom === 'settings' ? ' (as set)' : ''}. ` +
      `Riley's criteria ask for ${needed}${asked}, assuming an ${size.assumption}; "${criteria[decides]!.criterion}" decides.`,
    size.enough
      ? 'That is enough to develop a model.'
      : parametersAllowed === 0
        ? `Even a model of one parameter asks for ${size.neededForOne}.`
        : `These subjects are enough for ${counted(parametersAllowed, 'candidate parameter')}. Penalties and selection do not change that.`,
    ...(size.repeated
      ? ['Rows of a subject are not independent; the criteria are of subjects with one row each.']
      : []),
    ...(size.validation === undefined ? [] : [validationSentence(size.validation)]),
  ];
}
