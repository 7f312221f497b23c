import { escapeHtml } from '../check/html.ts';
import type { Methods } from './write.ts';

/** The methods as a part of the report. */
export function methodsSection({ parts, references }: Methods): string {
  return `<h2 id="methods">Methods in words</h2>
<p>Written from what this run did, to be taken into a manuscript; also in methods.md. How patients were recruited, who drew the regions and what was approved by whom, a run cannot know.</p>
${parts.map(({ title, text }) => `<p><strong>${escapeHtml(title)}.</strong> ${escapeHtml(text)}</p>`).join('\n')}
<h3>References</h3>
<ol>${references.map((one) => `<li>${escapeHtml(one)}</li>`).join('')}</ol>
`;
}

/** The methods as Markdown. */
export function methodsText({ parts, references }: Methods): string {
  return `# Methods

${parts.map(({ title, text }) => `**${title}.** ${text}`).join('\n\n')}

## References

${references.map((one, at) => `${at + 1}. ${one}`).join('\n')}
`;
}
