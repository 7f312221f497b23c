// Writes the tables of packages/study/src/instruments/tables from the reference files under RACHIS_DATA
// (default ../shared). The items are facts (numbers, points, conditions) with wording that is not the instruments' own;
// those of IBSI have their words from ibsi-reporting-words.txt. Run again when a reference file changes.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(process.env.RACHIS_DATA ?? join(root, '../shared'), 'reference/instruments');
const target = join(root, 'packages/study/src/instruments/tables');
const read = (name) => JSON.parse(readFileSync(join(source, name), 'utf8'));

const words = new Map(
  readFileSync(join(root, 'scripts/ibsi-reporting-words.txt'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
);
const reported = 'yes=0; no=0; na=-';

/** id | section | question | how options combine | option=points; ... | condition */
const line = ({ id, section, question, combine = 'one', options, condition = '' }) => {
  const cells = [id, section, question, combine, options, condition ?? ''];
  if (cells.some((cell) => /[|`\\$]|\n/.test(cell))) throw new Error(`A cell of ${id} cannot be written.`);
  return cells.join(' | ').trimEnd();
};

const rqs = ({ items }) =>
  items.map(({ id, section, item, options, combine, condition }) => ({
    id,
    section,
    question: item,
    combine,
    options: options.map(({ label, points }) => `${label.replaceAll(';', ',')}=${points}`).join('; '),
    condition,
  }));

const tables = {
  'rqs-1': { file: 'rqs-1.0.json', of: rqs },
  'rqs-2': { file: 'rqs-2.0.json', of: rqs },
  metrics: {
    file: 'metrics.json',
    of: ({ conditions, items }) => [
      ...conditions.map(({ id, section, item }) => ({
        id,
        section,
        question: item,
        options: 'yes=0; no=0',
        condition: 'condition',
      })),
      ...items.map(({ id, section, item, weight, condition }) => ({
        id,
        section,
        question: item,
        options: `yes=${weight}; no=0${condition === null ? '' : '; na=-'}`,
        condition,
      })),
    ],
  },
  clear: {
    file: 'clear.json',
    of: ({ items }) =>
      items.map(({ id, section, subsection, item, essential }) => ({
        id,
        section: subsection === null ? section : `${section}: ${subsection}`,
        question: item.replace(' [not essential, recommended]', ''),
        options: reported,
        condition: essential ? '' : 'recommended, not essential',
      })),
  },
  'tripod-ai': {
    file: 'tripod-ai.json',
    of: ({ items }) =>
      items.map(({ id, section, item, condition }) => ({
        id,
        section,
        question: item,
        options: reported,
        condition,
      })),
  },
  'probast-ai': {
    file: 'probast-ai.json',
    of: ({ items }) =>
      items.map(({ id, part, section, item, condition }) => ({
        id,
        section: `${part[0].toUpperCase()}${part.slice(1)}: ${section}`,
        question: item,
        options: 'Y=0; PY=0; PN=0; N=0; NI=0; NA=-',
        condition,
      })),
  },
  'ibsi-reporting': {
    file: 'ibsi-reporting.json',
    of: ({ items }) =>
      items.map(({ id, section, condition }) => {
        if (!words.has(id)) throw new Error(`Item ${id} has no words.`);
        return { id, section, question: words.get(id), options: reported, condition };
      }),
  },
};

for (const [name, { file, of }] of Object.entries(tables)) {
  const json = read(file);
  const { citation, doi, url, name: title } = json.instrument;
  const camel = name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  writeFileSync(
    join(target, `${name}.ts`),
    `/**
 * ${title}. ${citation ?? url}${doi ? `; doi ${doi}` : ''}. Written by scripts/instruments.mjs: facts of the instrument, in
 * words that are not its own. id | section | question | how options combine | option=points; ... | condition
 */
export const ${camel}Table = \`
${of(json).map(line).join('\n')}
\`;
`,
  );
  console.log(`${name}: ${of(json).length}`);
}
