import { escapeHtml } from '../check/html.ts';
import type { Appendix } from '../learn/page.ts';
import { htmlTable } from '../learn/page-parts.ts';
import type { ItemAnswer, Status } from './answer.ts';
import type { Assessment } from './assess.ts';

const style = `
.instrument table{width:100%;min-width:17rem}.instrument td,.instrument th{white-space:normal;text-align:left;vertical-align:top;overflow-wrap:anywhere}
.instrument tbody th,.instrument thead th{white-space:nowrap;overflow-wrap:normal}.judgements th,.judgements td{white-space:normal;text-align:left}.instrument td:last-child,.instrument thead th:last-child{overflow-wrap:normal}
.instrument td span{display:block}.instrument strong{font-weight:500}.instrument .section td{font-weight:700;padding-top:.8rem}
.instrument .ask td:last-child{font-style:italic}.instruments summary{font-weight:600}.open{overflow-wrap:anywhere}
.open ul{list-style:none;padding:0}.open li{margin:.5rem 0}.open small{display:block}`;

const statusWords: Readonly<Record<Status, string>> = {
  run: 'from the run',
  user: 'from you',
  ask: 'to answer',
  'not-applicable': 'does not apply',
};

const scored = ({ score }: Assessment): boolean => score.points !== undefined;
const pointsOf = (points: number): string => `${points} ${Math.abs(points) === 1 ? 'point' : 'points'}`;

function itemRow(one: ItemAnswer, points: boolean): string {
  const line = (text: string) => (text === '' ? '' : `<span>${text}</span>`);
  const evidence =
    one.evidence === ''
      ? ''
      : `${escapeHtml(one.evidence)}${one.where === '' ? '' : ` <small>(${escapeHtml(one.where)})</small>`}`;
  const answer = one.answer.length === 0 ? '' : escapeHtml(one.answer.join('; '));
  const given = points && (one.status === 'run' || one.status === 'user') ? pointsOf(one.points) : '';
  return `<tr class="${one.status}"><th scope="row">${escapeHtml(one.id)}</th><td><span><strong>${escapeHtml(one.question)}</strong></span>${line(evidence)}${line(one.note === '' ? '' : `<small>${escapeHtml(one.note)}</small>`)}</td><td>${line(answer)}${line(given)}<small>${statusWords[one.status]}</small></td></tr>`;
}

function instrumentTable(assessment: Assessment): string {
  const { instrument, answers } = assessment;
  let section = '';
  const rows = answers.map((one) => {
    const head =
      one.section === section
        ? ''
        : `<tr class="section"><td colspan="3">${escapeHtml(one.section)}</td></tr>`;
    section = one.section;
    return head + itemRow(one, scored(assessment));
  });
  const caption = `${instrument.name}: items`;
  return `<div class="scroll instrument" tabindex="0" role="region" aria-label="${escapeHtml(caption)}"><table><caption>${escapeHtml(caption)}</caption><thead><tr><th scope="col">Item</th><th scope="col">Question and evidence</th><th scope="col">Answer</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function levels({ score }: Assessment): string {
  if (score.levels === undefined) return '';
  return htmlTable(
    'Points up to each radiomics readiness level',
    ['Level', 'Points', 'At most'],
    score.levels.map(({ level, points, most }) => [level, points, most]),
  );
}

function judgements({ score }: Assessment): string {
  const judged = score.parts.filter(({ judgement }) => judgement !== undefined);
  if (judged.length === 0) return '';
  return `<div class="judgements">${htmlTable(
    'Judgement of each domain: the worst of its items',
    ['Domain', 'Judgement', 'Open'],
    judged.map(({ section, judgement, open }) => [section, judgement!, open]),
  )}</div>`;
}

function instrumentPart(assessment: Assessment): string {
  const {
    instrument: { id, citation, doi },
    score,
  } = assessment;
  const open = score.open === 0 ? 'no open question' : `${score.open} open`;
  return `<details><summary>${escapeHtml(id)}: ${escapeHtml(score.words)}, ${open}</summary>
<p>${escapeHtml(citation)}${doi === null ? '' : `; doi ${escapeHtml(doi)}`}. Items are in our words; the instrument itself has the exact ones.</p>
${judgements(assessment)}${levels(assessment)}${instrumentTable(assessment)}</details>`;
}

/** An open question, with its answers where they are others than yes and no. */
function question({ items }: Assessment['instrument'], { id, question: text, note }: ItemAnswer): string {
  const labels = items.find((item) => item.id === id)!.options.map(({ label }) => label);
  const plain = labels.every((label) => ['yes', 'no', 'na'].includes(label));
  const small = (words: string) => (words === '' ? '' : `<small>${escapeHtml(words)}</small>`);
  return `<li><strong>${escapeHtml(id)}</strong> ${escapeHtml(text)}${small(note)}${small(plain ? '' : `Answers: ${labels.join(', ')}.`)}</li>`;
}

/** What is left for the user, instrument by instrument, with how to answer. */
function openQuestions(assessments: readonly Assessment[]): string {
  const all = assessments.map(({ instrument, answers }) => ({
    instrument,
    open: answers.filter(({ status }) => status === 'ask'),
  }));
  const count = all.reduce((sum, { open }) => sum + open.length, 0);
  if (count === 0) return '<p>No question is open.</p>';
  const lists = all
    .filter(({ open }) => open.length > 0)
    .map(
      ({ instrument, open }) =>
        `<h3>${escapeHtml(instrument.id)}</h3><ul>${open.map((one) => question(instrument, one)).join('')}</ul>`,
    );
  const [{ instrument, open } = { instrument: undefined, open: [] }] = all.filter(
    (one) => one.open.length > 0,
  );
  const example = `instruments:\n  ${instrument?.id}:\n    "${open[0]?.id}": {answer: "...", evidence: "a sentence, a page or a link"}`;
  return `<details class="open"><summary>Questions that only you can answer: ${count}</summary>
<p>Answer in the study file and run it again; features are kept. Answers are yes and no (na: does not apply) unless others are listed. An answer without evidence gives no point.</p>
<pre tabindex="0" aria-label="Example of an answer">${escapeHtml(example)}</pre>
${lists.join('\n')}</details>`;
}

/** The instruments as a part of the report: what is open first, then each with its table. */
export function instrumentSection(assessments: readonly Assessment[]): Appendix {
  return {
    style,
    html: `<h2 id="instruments">Reporting and quality</h2>
<p>Each item is answered from the run where the run shows it, with the place where it stands. Open questions count as nothing reported. Everything is also in instruments.json and instruments.csv.</p>
<div class="instruments">
${openQuestions(assessments)}
${assessments.map(instrumentPart).join('\n')}
</div>
`,
  };
}
