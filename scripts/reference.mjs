// Writes docs/features.md from the catalogue: the page says what the code says.
import { writeFileSync } from 'node:fs';
import { families } from '../packages/features/dist/index.js';

const units = {
  '': '-',
  mm2: 'mm²',
  mm3: 'mm³',
  'intensity mm3': 'intensity · mm³',
  intensity2: 'intensity²',
  level2: 'level²',
  level3: 'level³',
  level4: 'level⁴',
  voxel2: 'voxel²',
};
const aggregation = {
  none: 'One column a feature.',
  direction:
    'One column a feature and aggregation: `2D_avg`, `2D_comb`, `2_5D_avg`, `2_5D_comb`, `3D_avg`, `3D_comb`.',
  space: 'One column a feature and spatial part: `2D`, `2_5D`, `3D`.',
};
const cell = (text) => text.replaceAll('|', '\\|');

const sections = families.map((family) => {
  const rows = family.features.map(
    (f) =>
      `| \`${f.id}\` | ${f.code} | ${cell(f.name)} | ${units[f.unit] ?? f.unit} | ${cell(f.definition)} | \`${f.ibsiTag}\` |`,
  );
  return [
    `## ${family.name}`,
    '',
    `Family \`${family.id}\`, IBSI code ${family.code}; ${family.source}. ${aggregation[family.aggregation]}`,
    '',
    '| id | IBSI code | name | unit | definition | tag of the reference values |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
});

const count = families.reduce((sum, family) => sum + family.features.length, 0);
writeFileSync(
  new URL('../docs/features.md', import.meta.url),
  `# Feature reference

Generated from the catalogue by \`npm run docs\`; do not edit. ${count} features in ${families.length} families, after the manual of the Image
Biomarker Standardisation Initiative, chapter 1 (Zwanenburg et al., arXiv 1612.07003).

The column of a feature is its id, followed by its aggregation where it has one: \`glcm_contrast_3D_comb\`. \`avg\`
averages a feature over matrices of single directions (and slices); \`comb\` computes it from their sum. \`2D\` averages
over slices, \`2_5D\` sums matrices over slices, \`3D\` counts neighbours in all directions.

Units: \`intensity\` is the image's own (HU, SUV, Gy or arbitrary), \`level\` a grey level after discretisation, \`voxel\` a
number of voxels, \`bit\` an entropy with logarithms to base 2.

${sections.join('\n')}`,
);
