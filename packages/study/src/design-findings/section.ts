import { escapeHtml } from '../check/html.ts';
import { designFindingKinds, type DesignFinding, type DesignSeverity } from './finding.ts';

const severityWords: Readonly<Record<DesignSeverity, string>> = {
  problem: 'Problem',
  warning: 'Warning',
  question: 'Question',
  note: 'Note',
};

export const findingStyle = `
.findings{padding:0;list-style:none}.findings li{border-left:.3rem solid var(--line);margin:.6rem 0;padding:.2rem .8rem}
.findings .problem{border-color:#b3261e}.findings .warning{border-color:#a66a00}.findings small{display:block}
.headline{border:2px solid #b3261e;border-radius:.4rem;padding:.5rem 1rem}`;

/** `Problem: One subject under several names`. */
export const findingTitle = ({ code, severity }: DesignFinding): string =>
  `${severityWords[severity]}: ${designFindingKinds[code]}`;

/** A finding as a line of a console: what was seen, and what to do. */
export const findingLine = (finding: DesignFinding): string =>
  `${findingTitle(finding)}. ${finding.message} ${finding.remedy}`;

/** What must stand beside the main measure: the kinds of problems; undefined where there are none. */
export function headlineOf(findings: readonly DesignFinding[]): string | undefined {
  const kinds = new Set(
    findings.filter(({ severity }) => severity === 'problem').map(({ code }) => designFindingKinds[code]),
  );
  if (kinds.size === 0) return undefined;
  return `Not to be believed as it stands: ${[...kinds].map((kind) => `${kind[0]!.toLowerCase()}${kind.slice(1)}`).join('; ')}.`;
}

/** The headline as HTML; '' where there is nothing to say. */
export function headlineHtml(findings: readonly DesignFinding[]): string {
  const words = headlineOf(findings);
  return words === undefined
    ? ''
    : `<p class="headline"><strong>${escapeHtml(words)}</strong> <a href="#design-findings">What was found</a></p>`;
}

/** Findings as a section of the report; '' where there are none. */
export function findingSection(findings: readonly DesignFinding[]): string {
  if (findings.length === 0) return '';
  const items = findings.map(
    (finding) =>
      `<li class="${finding.severity}"><strong>${escapeHtml(findingTitle(finding))}</strong><br>${escapeHtml(finding.message)}<small>${escapeHtml(finding.remedy)}</small></li>`,
  );
  return `<h2 id="design-findings">Leaks and design</h2><ul class="findings">${items.join('')}</ul>`;
}
