// Writes docs/steps-and-models.md from the registries: settings, defaults and words are the code's.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { estimators, steps } from '../packages/learning/dist/index.js';

const { toJSONSchema } = createRequire(new URL('../packages/learning/package.json', import.meta.url))('zod');

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** A type in words: `number`, `"mean" or "median"`. */
function words(schema) {
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${one}\``).join(', ');
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.anyOf !== undefined) return schema.anyOf.map(words).join(', ');
  if (schema.type === 'array') return `list of ${words(schema.items ?? {})}`;
  if (schema.type === 'integer') return 'whole number';
  if (schema.type === 'object') return 'settings';
  return schema.type ?? 'any';
}

const shown = (value) => (value === undefined ? '' : `\`${JSON.stringify(value)}\``);

function settings({ settings: schema }) {
  const { properties = {}, required = [] } = toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  // Every step about columns has these two; they are said once.
  const rows = Object.entries(properties)
    .filter(([key]) => key !== 'domains' && key !== 'columns')
    .map(
      ([key, one]) =>
        `| \`${key}\` | ${words(one)} | ${required.includes(key) ? 'needed' : shown(one.default)} | ${cell(one.description ?? '')} |`,
    );
  const scoped = 'columns' in properties;
  if (rows.length === 0) return scoped ? 'Only `domains` and `columns`.\n' : 'No settings.\n';
  return ['| setting | is | default | |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
}

const stepSections = [...steps.values()].map((step) =>
  [
    `### \`${step.id}\`: ${step.name}`,
    [
      step.supervised ? 'Looks at the outcome.' : '',
      step.balances ? 'Changes training rows or their weights only.' : '',
      step.leavesOut ? 'Training rows get values of fits without them.' : '',
    ]
      .filter((words) => words !== '')
      .join(' '),
    settings(step),
  ]
    .filter((part) => part !== '')
    .join('\n\n'),
);
const kinds = { classes: 'classes', ordinal: 'ordered classes', continuous: 'numbers', survival: 'survival' };
const modelSections = [...estimators.values()].map(
  (model) =>
    `### \`${model.id}\`: ${model.name}\n\nOf ${model.outcomes.map((kind) => kinds[kind]).join(', ')}.\n\n${settings(model)}`,
);

writeFileSync(
  new URL('../docs/steps-and-models.md', import.meta.url),
  `${`# Steps and models

Generated from the registries by \`npm run docs\`; do not edit. ${steps.size} steps and ${estimators.size} models, as they are written in
\`pipelines\` of [rachis learn](learning.md) and of [study files](study.md). Most steps also take \`domains\` (\`radiomic\`, \`semantic\`,
\`clinical\`, \`patient-reported\`, \`genomic\`) and \`columns\` (names): the columns that they look at; the others pass by unchanged.

## Steps

${stepSections.join('\n')}
## Models

${modelSections.join('\n')}`.trimEnd()}\n`,
);
