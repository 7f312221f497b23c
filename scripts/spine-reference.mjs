// Writes docs/spine.md from the catalogues of measurements: the page says what the code says.
import { writeFileSync } from 'node:fs';
import {
  bodyPoints,
  canalCatalogue,
  classCatalogue,
  coronalCatalogue,
  discCatalogue,
  frameCatalogue,
  labelSchemes,
  levelPoints,
  muscleCatalogue,
  nucleusReach,
  pointScores,
  readerGrades,
  regionKinds,
  sagittalCatalogue,
  sagittalNorms,
  segmentCatalogue,
  signalCatalogue,
  vertebraCatalogue,
} from '../packages/spine/dist/index.js';

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
const units = { mm2: 'mm²', mm3: 'mm³', 'cm2/m2': 'cm²/m²', deg: '°', '': '-' };

const table = (entries, idOf = ({ id }) => id) =>
  [
    '| id | name | unit | sign | definition | posture of the definition | source |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...entries.map((entry) => {
      const source = entry.standing === 'unconfirmed' ? `${entry.source} (unconfirmed)` : entry.source;
      const fields = [
        entry.name,
        units[entry.unit] ?? entry.unit,
        entry.sign,
        entry.definition,
        entry.posture,
        source,
      ];
      return `| \`${idOf(entry)}\` | ${fields.map(cell).join(' | ')} |`;
    }),
    '',
  ].join('\n');

const muscleId = ({ of, id }) => `<muscle>_<side>_${id}${of === 'section' ? '_<plane>_<axes>' : ''}`;

const sections = [
  ['Vertebrae', 'Of each level.', table(Object.values(vertebraCatalogue))],
  ['Discs and slips', 'Of each pair of neighbouring levels.', table(Object.values(discCatalogue))],
  [
    'Over several levels',
    'Of each level with the levels above and below that it needs.',
    table(Object.values(segmentCatalogue)),
  ],
  [
    'Sagittal alignment',
    'Of the subject. Where the patient lies, those whose posture is standing are empty if they need the vertical, and have `_supine` in their name if they do not.',
    [
      table(sagittalCatalogue),
      'Norms of standing healthy adults (mean and standard deviation):',
      '',
      '| id | norm | source |',
      '| --- | --- | --- |',
      ...sagittalNorms.map(
        ({ id, mean, deviation, source }) => `| \`${id}\` | ${mean} ± ${deviation} | ${source} |`,
      ),
      '',
    ].join('\n'),
  ],
  [
    'Scores, classes and targets of alignment',
    'Of a subject who stands; `--age` for those that need it.',
    table(Object.values(classCatalogue)),
  ],
  [
    'Coronal alignment',
    'Of points of a frontal radiograph; the level of the Cobb angle names its end vertebrae, that of the apex the vertebra.',
    table(Object.values(coronalCatalogue)),
  ],
  [
    'Femoral heads and pedicles',
    'Heads of the subject, pedicles of each level.',
    table(Object.values(frameCatalogue)),
  ],
  [
    'Canal and cord',
    'Of each level at the middle of its body, of each pair of levels at the disc; the smallest and the K-line of the subject. Where the patient lies, ids of the K-line end with `_supine`.',
    table(Object.values(canalCatalogue)),
  ],
  [
    'Muscles',
    "By muscle and side; asymmetry and index without a side. Planes: `mid_body`, `mid_disc`, `inferior_endplate`; axes: `scanner` (the scan's slice there), `vertebra` (at right angles to it).",
    table(Object.values(muscleCatalogue), muscleId),
  ],
  [
    'Intensities',
    'Bone of each level, fluid of the level that VBQ takes it from, VBQ of the subject, discs of each pair.',
    table(Object.values(signalCatalogue)),
  ],
];

const schemes = labelSchemes.map(
  ({ id, modality, source, labels, bystanders }) =>
    `| \`${id}\` | ${modality} | ${labels.size} | ${bystanders.size || '-'} | ${cell(source)} |`,
);

/** What each kind of region is; a kind without a line here stops the script. */
const regionTexts = {
  body: ['`L3_body`', 'in front of the back wall and within the width of the body'],
  'posterior-elements': ['`L3_posterior_elements`', 'the vertebra without its body'],
  core: ['`L3_core`', 'the body without its outer margin'],
  shell: ['`L3_shell`', 'the outer margin of the body'],
  endplates: [
    '`L3_endplate_superior`, `L3_endplate_inferior`',
    'a margin deep, along the axis of the body; do not overlap the core',
  ],
  'left-right': ['`L3_left`, `L3_right`', 'halves of the body through its middle'],
  'anterior-posterior': ['`L3_anterior`, `L3_posterior`', 'halves of the body through its middle'],
  'upper-lower': ['`L3_upper`, `L3_lower`', 'halves of the body through its middle'],
  disc: ['`L4-L5_disc`', 'the label'],
  'disc-parts': [
    '`L4-L5_nucleus`, `L4-L5_annulus`',
    `seen along the spine, up to ${nucleusReach} of the way from the middle to the rim, and beyond: by place, not by intensity`,
  ],
  'muscle-levels': [
    '`psoas_major_left_L3`',
    'from the middle of the disc above to the middle of the disc below, or to the endplate at the end of the labels',
  ],
};
const regionRows = regionKinds.map((kind) => {
  const [names, text] = regionTexts[kind];
  return `| \`${kind}\` | ${names} | ${cell(text)} |`;
});

const scoreText = [
  ...pointScores.map(({ id, name, reference, standing, components, categories, range }) =>
    [
      `### \`${id}\`: ${name}`,
      '',
      `${cell(reference)}${standing === 'unconfirmed' ? ' (unconfirmed)' : ''}; ${range[0]} to ${range[1]} points${categories.length === 0 ? '' : `: ${categories.map((one) => `${one.least === one.most ? one.least : `${one.least} to ${one.most}`} ${cell(one.name)}`).join(', ')}`}.`,
      '',
      '| column | who can say it | answers (points) |',
      '| --- | --- | --- |',
      ...components.map(
        (one) =>
          `| \`${one.id}\` | ${one.from} | ${one.options.map((option) => `\`${option.id}\` (${option.points}): ${cell(option.text)}`).join('; ')}${one.ofLevel === undefined ? '' : '; or a level'} |`,
      ),
      '',
    ].join('\n'),
  ),
  '### Grades of readers',
  '',
  'Columns `subject`, `level` (may be left out) and `grade`; the result has the rank from 0 and the meaning.',
  '',
  '| score | image | grades | source |',
  '| --- | --- | --- | --- |',
  ...readerGrades.map(
    ({ id, name, image, reference, standing, grades }) =>
      `| \`${id}\`: ${cell(name)} | ${cell(image)} | ${grades.map((grade) => `\`${grade.id}\` ${cell(grade.text)}`).join('; ')} | ${cell(reference)}${standing === 'unconfirmed' ? ' (unconfirmed)' : ''} |`,
  ),
  '',
  '`srs_schwab_coronal`: columns `thoracic_cobb` and `lumbar_cobb` in degrees; T, L, D or N by curves of 30 degrees (Schwab et al. Spine 2012;37:1077).',
].join('\n');

writeFileSync(
  new URL('../docs/spine.md', import.meta.url),
  `# Spine measurements

Generated from the catalogues by \`npm run docs\`; do not edit. How each is measured, what is left empty and why:
[packages/spine](../packages/spine/README.md). On real patients: [spine-cases.md](spine-cases.md).

\`rachis spine measure IMAGE LABELS --output FILE\` writes a row for each measurement with its level, value, unit, the reason where
it is empty, and the posture that its definition and norms are of (\`definition_posture\`). Patients lie in CT and MR:
\`--posture standing\` is refused for them. \`rachis spine landmarks IMAGE LABELS --output FILE\` writes the landmarks (\`.mrk.json\`
of 3D Slicer in LPS, \`.json\`, \`.csv\`); \`measure --landmarks FILE\` takes them back after correction, with image and labels or
alone. Points of a level: ${levelPoints.map((name) => `\`${name}\``).join(', ')}; of the subject: ${bodyPoints.map((name) => `\`${name}\``).join(', ')} (a knee is the middle of its femoral condyles).

## Cohorts and studies

\`rachis spine measure MANIFEST --output spine.csv\` measures every row of a manifest (columns \`subject\`, \`image\`, \`mask\`: the label map)
into one row a subject, \`--shape long\` into one row a measurement. Columns \`scheme\`, \`also\` and \`also_scheme\` (separated by semicolons),
\`orientation\`, \`modality\`, \`weighting\`, \`posture\`, \`height\`, \`fat\`, \`water\`, \`landmarks\` say for a row what the options say for all;
other columns, such as an outcome, are carried along. Rows that cannot be measured, and what was found amiss in others, are in
\`spine.problems.csv\`. Columns are level and id (\`L4_core_median\`, \`L5-S1_slip_percent\`). \`--workers\` says
how many threads.

A [study file](study.md) measures spines by itself, each once, beside the features of images (\`examples/studies/spine-measurements.yaml\`):

\`\`\`yaml
cohort: {manifest: manifest.csv}          # subject, image, mask: a label map of the spine
images: [{name: CT, label: 22, settings: CT}]
spine: [{scheme: verse, measurements: ["L*_core_median", "L*_disc_height_index", PI]}]
tables: [{file: outcomes.csv}]
outcome: {column: fracture}
\`\`\`

The columns of the manifest above hold there too. Where features are of other masks than spines, \`mask: "*vertebrae*"\` or a \`manifest\` of its own
says which rows are meant. A column that no subject has a value of is left out; a spine that cannot be measured leaves its subject out, with
the reason, unless \`incomplete: impute\`. A signature asks for its measurements like for values of tables:
\`rachis predict signature.json CT=ct.nii.gz labels.nii.gz --clinical spine.csv\` with \`spine.csv\` of \`rachis spine measure --shape wide\`;
\`rachis validate --table spine.csv\` with that of a manifest.

${sections.map(([title, text, body]) => `## ${title}\n\n${text}\n\n${body}`).join('\n')}
## Radiographs

Points of a radiograph are a table with the columns \`subject\`, \`level\`, \`point\` and two more: \`anterior_mm\`, \`superior_mm\` (lateral),
\`right_mm\`, \`superior_mm\` (frontal; points \`superior_right\`, \`superior_left\`, \`inferior_right\`, \`inferior_left\`), or \`row\`, \`column\` in pixels of
either: a table with frontal points is of a frontal one. \`rachis spine measure --landmarks points.csv --posture standing\` measures them; pixels need the image, and
lateral ones the way the patient faces: \`rachis spine measure lateral.dcm --landmarks pixels.csv --faces right --posture standing\`. On which side
of a frontal image the patient's right is follows from the names of the points; \`pubic_symphysis\` (its upper border) is a point of it too.

The size of a pixel is Pixel Spacing (0028,0030) where it was calibrated: where (0028,0A02) says so or it differs from that at the detector
(0018,1164). Otherwise the spacing at the detector is divided by \`--magnification\`, or by the header's estimate (0018,1114). Where neither is there,
lengths are empty with that reason, and angles are measured; 1 is for parallel beams (EOS).

\`rachis spine film mask.png --scheme 1=L5,2=L4 --faces left --output points.csv\` makes such a table of the mask of a lateral film: PNG or TIFF whose grey values are labels (not JPEG,
which blurs them), or a label map of one slice. Films without a header need \`--pixel-size\` in \`measure\`: mm in the patient, or \`unknown\`, with which lengths are empty.

\`rachis spine vector FILES --output vectors.csv\` moves and scales landmarks so that the hip axis lies at (0, 0) and the middle of the S1 upper
endplate at distance 1, as Durand et al. (2021) normalise radiographs before they cluster them: neither stature nor magnification
is left, pelvic tilt is (unless \`--upright\`). A row a subject: the corners of each level, or with \`--form curve\` the line from the sacrum through
the centroids at \`--points\` places, which bridges levels that are missing. \`rachis cluster vectors.csv --method self-organising-map --scale none
--outcomes failure --output clusters\` finds clusters of such rows: \`numbers.csv\` has stability (adjusted Rand index over resamples) and silhouette of each number of clusters, \`shapes.svg\` their
mean shapes, \`outcomes.csv\` what goes along with them; \`rachis cluster new.csv --assign clusters/clustering.json --output assigned.csv\` gives new patients to them. In a study
the step \`clusters\` ([steps](steps-and-models.md)) finds them in training rows alone.

## Scores and grades of readers

\`rachis spine score --template NAME > answers.csv\` writes an empty table with a row of what may be answered; filled in (CSV or Excel), \`rachis spine score
answers.csv --score NAME --output scores.csv\` sums it. Empty cells are not known: then the range that is still possible. All that is wrong with a table is said at once. Rachis
does not guess these grades from pixels.

${scoreText}

## Intervals and grades

Each value of landmarks found in a mask has a 95% interval, from the size of voxels and how well planes and walls fit: shown by \`measure\` and its pictures,
in JSON, and with \`--intervals\` as columns. \`genant_grade\` and \`meyerding_grade\` are empty where it reaches over a limit, with the reason
(\`uncertain between I and II: slip of 22% (95% interval 18 to 26)\`). How often they hold: \`npm run conformance -- spine-intervals\`.

## Regions for radiomics

\`rachis spine regions IMAGE LABELS --regions core,endplates --output regions.nii.gz\` divides labels into regions that
\`rachis extract IMAGE regions.nii.gz --region "L*_core"\` takes by name: a label map with the names in \`regions.json\` beside it,
or a DICOM SEG (\`.dcm\`), which also holds regions that overlap. Names and numbers are the same in every subject (L3's are from 2301
on). \`--margin\` (3 mm) is the depth of shells and bands. Levels that are cut or not found are named, and have none.

| kind | names | what |
| --- | --- | --- |
${regionRows.join('\n')}

\`body\` and \`posterior-elements\` add up to the vertebra; \`core\` and \`shell\`, and each pair of halves, to the body; nucleus and annulus to the disc.

## Label schemes

| id | images | labels of the spine | other labels | read from |
| --- | --- | --- | --- | --- |
${schemes.join('\n')}

Other labels are organs of whole-body schemes: they are read, but do not count where a scheme is recognised, unless no scheme of
spines fits.
`,
);
