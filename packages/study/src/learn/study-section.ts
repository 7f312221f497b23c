import { escapeHtml } from '../check/html.ts';
import { htmlTable } from './page-parts.ts';

/** Where the rows of a study come from. */
export interface StudyFacts {
  readonly name: string;
  readonly description: string;
  readonly images: readonly { readonly name: string; readonly subjects: number; readonly features: number }[];
  readonly spines?: readonly {
    readonly name: string;
    readonly subjects: number;
    readonly measurements: number;
  }[];
  readonly leftOut: readonly { readonly subject: string; readonly reason: string }[];
  readonly notes: readonly string[];
}

/** The flow of subjects: who was found, who was left out and why, who remains. */
export function studySection(
  { description, images, spines = [], leftOut }: StudyFacts,
  subjects: number,
): string {
  const reasons = new Map<string, string[]>();
  for (const { subject, reason } of leftOut) reasons.set(reason, [...(reasons.get(reason) ?? []), subject]);
  return `${description === '' ? '' : `<p>${escapeHtml(description)}</p>`}
<h2>Subjects</h2>
<p>${subjects + leftOut.length} subjects were found; ${leftOut.length} were left out; ${subjects} remain.</p>
${
  leftOut.length === 0
    ? ''
    : htmlTable(
        'Left out',
        ['Reason', 'Number', 'Subjects'],
        [...reasons].map(([reason, own]) => [
          reason,
          own.length,
          `${own.slice(0, 20).join(', ')}${own.length > 20 ? ', ...' : ''}`,
        ]),
      )
}
${
  images.length === 0
    ? ''
    : htmlTable(
        'Images',
        ['Image', 'Subjects', 'Features'],
        images.map((one) => [one.name, one.subjects, one.features]),
      )
}
${
  spines.length === 0
    ? ''
    : htmlTable(
        'Measurements of the spine',
        ['Name', 'Subjects', 'Measurements'],
        spines.map((one) => [one.name, one.subjects, one.measurements]),
      )
}
`;
}
