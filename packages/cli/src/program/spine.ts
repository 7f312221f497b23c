import { type Command, InvalidArgumentError, Option } from 'commander';
import { collectNames, exitCodeHelp, parseWorkers } from '../arguments.ts';
import type { SpineFilmOptions } from '../commands/spine-film.ts';
import type { SpineLandmarksOptions } from '../commands/spine-landmarks.ts';
import type { SpineMeasureOptions } from '../commands/spine-measure.ts';
import type { SpineRegionsOptions } from '../commands/spine-regions.ts';
import type { SpineVectorOptions } from '../commands/spine-vector.ts';
import type { SpineScoreOptions } from '../commands/spine-score.ts';
import type { Console } from '../console.ts';

/** Options of the commands that read image and labels. */
function addFiles(command: Command, output: string): Command {
  return command
    .requiredOption('-o, --output <file>', output)
    .option(
      '--scheme <name>',
      'what the labels mean: a scheme, as verse or totalsegmentator_total_v2, or 1=L5,2=L4; needed where the file does not tell',
    )
    .option(
      '--also <file>',
      'another label map of the same scan: muscles, canal and cord, femora; may be repeated',
      collectNames,
      [],
    )
    .option('--also-scheme <name>', 'what its labels mean; once for each --also', collectNames, [])
    .option(
      '--orientation <letters>',
      'where the index axes of all files point, if their headers are wrong: IPL',
    )
    .option(
      '--series <id>',
      'which series of the image folder: its UID, or part of its description; which image of a series: such as TE=4.92',
    )
    .option('--subject <id>', "subject of the rows; default: the image's patient ID");
}

function parseComponents(text: string): number {
  if (text === '2' || text === '3') return Number(text);
  throw new InvalidArgumentError('It must be 2 or 3.');
}

function parseBodyHeight(text: string): number {
  const height = Number(text);
  if (height >= 0.4 && height <= 2.6) return height;
  throw new InvalidArgumentError('body height is in metres, as 1.75');
}

function parseAge(text: string): number {
  const age = Number(text);
  if (age >= 0 && age <= 120) return age;
  throw new InvalidArgumentError('an age is in years, as 63');
}

function parseMagnification(text: string): number {
  const factor = Number(text);
  if (factor >= 1 && factor <= 2) return factor;
  throw new InvalidArgumentError('a magnification is from 1 (parallel beams) to 2, as 1.15');
}

function parsePixelSize(text: string): number | 'unknown' {
  if (text === 'unknown') return text;
  const size = Number(text);
  if (size >= 0.01 && size <= 5) return size;
  throw new InvalidArgumentError('the size of a pixel is in mm, as 0.14; or unknown');
}

function parsePoints(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 3 && count <= 99) return count;
  throw new InvalidArgumentError('It must be a whole number from 3 to 99.');
}

function parseMargin(text: string): number {
  const margin = Number(text);
  if (margin > 0 && margin <= 20) return margin;
  throw new InvalidArgumentError('a margin is in mm, above 0 and up to 20');
}

/** `rachis spine`: measurements of labelled spines, and scores. */
export function addSpine(program: Command, console: Console, done: (code: number) => void): void {
  const spine = program
    .command('spine')
    .description('Measure labelled spines: vertebrae, discs, angles, muscles, canal; landmark files; scores.')
    .addHelpText(
      'after',
      '\nExample:\n  rachis spine measure ct.nii.gz labels.nii.gz --scheme verse --output spine.csv',
    );
  const measure = spine
    .command('measure')
    .description(
      'Heights, wedges, discs, slips, angles, intensities, muscles, canal and femoral heads of whatever is labelled.',
    )
    .argument(
      '[image]',
      'image file, or folder with a DICOM series; or a manifest (.csv, .tsv, .parquet); left out with landmarks alone',
    )
    .argument('[labels]', 'label map, SEG or RTSTRUCT with a label for each vertebra');
  addFiles(measure, 'table to write: .csv, .jsonl or .parquet; .json has landmarks too')
    .option('--landmarks <file>', 'landmarks that take the place of those found: .mrk.json, .json or .csv')
    .addOption(
      new Option(
        '--posture <posture>',
        'of the patient (default: supine); standing is refused for CT and MR, in which patients lie',
      ).choices(['supine', 'standing']),
    )
    .addOption(
      new Option('--modality <name>', 'what made the image, where the file does not tell').choices([
        'CT',
        'MR',
      ]),
    )
    .addOption(
      new Option('--weighting <name>', 'of an MR: bone quality is of T1, disc signal of T2').choices([
        'T1',
        'T2',
      ]),
    )
    .option('--fat <file>', "fat image of Dixon's method, for muscles")
    .option('--water <file>', "water image of Dixon's method, for muscles")
    .option(
      '--components <number>',
      'of the mixture model that tells muscle from fat in ordinary MR: 2 or 3',
      parseComponents,
      2,
    )
    .addOption(
      new Option('--plane <place>', 'where at a level muscles are cut')
        .choices(['mid_body', 'mid_disc', 'inferior_endplate'])
        .default('mid_body'),
    )
    .addOption(
      new Option('--plane-axes <axes>', "the scan's own slice there, or at right angles to the vertebra")
        .choices(['scanner', 'vertebra'])
        .default('scanner'),
    )
    .option('--age <years>', 'of a standing patient, for GAP and targets', parseAge)
    .option('--height <metres>', 'body height, for muscle indices', parseBodyHeight)
    .addOption(
      new Option(
        '--shape <shape>',
        'a row a level and measurement (long; default), or a row a subject (wide; default for a manifest)',
      ).choices(['long', 'wide']),
    )
    .option('--picture <file>', 'also draw the mid-sagittal plane with levels, endplates and numbers: .svg')
    .addOption(
      new Option(
        '--faces <side>',
        'side of a lateral radiograph that the patient faces, for landmarks in pixels',
      ).choices(['left', 'right']),
    )
    .option(
      '--magnification <factor>',
      'of a radiograph that is not calibrated: size at the detector over size in the patient',
      parseMagnification,
    )
    .option(
      '--pixel-size <mm>',
      'of a film without a header (PNG, JPEG, TIFF), for landmarks in pixels: mm in the patient, or unknown: angles and ratios alone',
      parsePixelSize,
    )
    .option(
      '--workers <n>',
      'threads for the rows of a manifest; default: one for each processor',
      parseWorkers,
    )
    .option(
      '--intervals',
      'also the 95% interval of each value, from voxel size and fits: columns lower and upper (long), _lower and _upper (wide)',
      false,
    )
    .option('--timings', 'say how long each step took', false)
    .addHelpText(
      'after',
      `
Examples:
  rachis spine measure ct.nii.gz totalseg.nii.gz --scheme totalsegmentator_total_v2 --output spine.csv --picture spine.svg
  rachis spine measure t2.nii.gz bodies.nii.gz --scheme 1=L5,2=L4,3=L3 --output spine.json
  rachis spine measure t2.nii.gz vert.nii.gz --also subreg.nii.gz --also-scheme spineps_subregions --weighting T2 --output spine.csv
  rachis spine measure manifest.csv --scheme verse --output spine.csv
  rachis spine measure --landmarks corrected.mrk.json --posture standing --output spine.csv
  rachis spine measure lateral.dcm --landmarks pixels.csv --faces right --posture standing --age 63 --output spine.csv
  rachis spine measure frontal.dcm --landmarks frontal.csv --posture standing --output spine.csv
${exitCodeHelp}`,
    )
    .action(async (image: string | undefined, labels: string | undefined, options: SpineMeasureOptions) => {
      const { spineMeasure } = await import('../commands/spine-measure.ts');
      done(await spineMeasure(console, image, labels, options));
    });
  const landmarks = spine
    .command('landmarks')
    .description('Write the landmarks of a labelled spine, to look at and correct by hand, as in 3D Slicer.')
    .argument('<image>', 'image file, or folder with a DICOM series')
    .argument('<labels>', 'label map, SEG or RTSTRUCT with a label for each vertebra');
  addFiles(landmarks, 'landmark file to write: .mrk.json (3D Slicer), .json or .csv')
    .addHelpText(
      'after',
      `
Example:
  rachis spine landmarks ct.nii.gz labels.nii.gz --scheme verse --output landmarks.mrk.json
  rachis spine measure ct.nii.gz labels.nii.gz --scheme verse --landmarks landmarks.mrk.json --output spine.csv
${exitCodeHelp}`,
    )
    .action(async (image: string, labels: string, options: SpineLandmarksOptions) => {
      const { spineLandmarks } = await import('../commands/spine-landmarks.ts');
      done(await spineLandmarks(console, image, labels, options));
    });
  const regions = spine
    .command('regions')
    .description(
      'Divide a labelled spine into regions that extract takes: bodies, cores, endplate bands, halves, discs, muscles.',
    )
    .argument('<image>', 'image file, or folder with a DICOM series')
    .argument('<labels>', 'label map, SEG or RTSTRUCT with a label for each vertebra');
  addFiles(
    regions,
    'regions to write: .nii.gz (a label map, with the names in a .json beside it) or .dcm (DICOM SEG)',
  )
    .requiredOption(
      '--regions <kinds>',
      'separated by commas: body, posterior-elements, core, shell, endplates, left-right, anterior-posterior, upper-lower, disc, disc-parts (nucleus and annulus), muscle-levels',
    )
    .option('--margin <mm>', 'depth of shells and endplate bands', parseMargin, 3)
    .addHelpText(
      'after',
      `
Example:
  rachis spine regions ct.nii.gz labels.nii.gz --scheme verse --regions core,endplates --output regions.nii.gz
  rachis extract ct.nii.gz regions.nii.gz --region "L*_core" --settings CT --output features.csv
${exitCodeHelp}`,
    )
    .action(async (image: string, labels: string, options: SpineRegionsOptions) => {
      const { spineRegionFiles } = await import('../commands/spine-regions.ts');
      done(await spineRegionFiles(console, image, labels, options));
    });
  spine
    .command('vector')
    .description(
      'Landmarks of many subjects moved and scaled to one pelvis, a row a subject: what clustering of alignment takes.',
    )
    .argument(
      '<landmarks...>',
      'landmark files, one a subject: .csv (also of a lateral radiograph), .json, .mrk.json',
    )
    .requiredOption('-o, --output <file>', 'table to write: .csv, .json, .jsonl or .parquet')
    .addOption(
      new Option('--form <form>', 'the corners of each level, or the line through the centroids')
        .choices(['corners', 'curve'])
        .default('corners'),
    )
    .option('--top <level>', 'where the line ends', 'C7')
    .option('--points <count>', 'places along the line', parsePoints, 20)
    .option(
      '--upright',
      'also turn hip axis and sacrum onto one vertical, which takes pelvic tilt away',
      false,
    )
    .addOption(
      new Option('--faces <side>', 'side that the patients face, for landmarks in square pixels').choices([
        'left',
        'right',
      ]),
    )
    .addHelpText(
      'after',
      `\nExample:\n  rachis spine vector patients/*.csv --output vectors.csv\n${exitCodeHelp}`,
    )
    .action(async (paths: string[], options: SpineVectorOptions) => {
      const { spineVector } = await import('../commands/spine-vector.ts');
      done(await spineVector(console, paths, options));
    });
  addFilm(spine, console, done);
  addScore(spine, console, done);
}

function addFilm(spine: Command, console: Console, done: (code: number) => void): void {
  spine
    .command('film')
    .description(
      'Corners of vertebrae from the mask of a lateral film, as points in pixels that measure takes.',
    )
    .argument('<mask>', 'PNG or TIFF whose grey values are labels, or a label map of one slice')
    .requiredOption('-o, --output <file>', 'points to write: .csv')
    .addOption(
      new Option('--faces <side>', 'side of the film that the patient faces')
        .choices(['left', 'right'])
        .makeOptionMandatory(),
    )
    .option('--scheme <name>', 'which label is which level: 1=L5,2=L4, or the name of a scheme')
    .option('--subject <id>', 'subject of the points')
    .addHelpText(
      'after',
      `
Example:
  rachis spine film mask.png --scheme 1=L1,2=L2,3=L3,4=L4,5=L5,6=S1 --faces left --output points.csv
  rachis spine measure --landmarks points.csv --faces left --pixel-size 0.14 --posture standing --output spine.csv
${exitCodeHelp}`,
    )
    .action(async (mask: string, options: SpineFilmOptions) => {
      const { spineFilm } = await import('../commands/spine-film.ts');
      done(await spineFilm(console, mask, options));
    });
}

/** Scores and grades that `spine score` reads tables for; what each asks is in its help. */
const scores = [
  ...['sins', 'tokuhashi_revised', 'tomita', 'modified_bauer', 'nesms', 'van_der_linden', 'katagiri_revised'],
  ...['tlics', 'load_sharing', 'tl_aosis', 'bilsky_escc', 'pfirrmann', 'goutallier', 'opll_type', 'modic'],
  ...['schizas', 'lee_central', 'lee_foraminal', 'lurie_central', 'ao_spine_thoracolumbar', 'risser'],
  ...['nash_moe', 'srs_schwab_coronal'],
];

function addScore(spine: Command, console: Console, done: (code: number) => void): void {
  const score = spine
    .command('score')
    .description(
      'Sum a score, or rank a grade of a reader, from a table: a row a subject (and level), a column an answer.',
    )
    .argument('[items]', 'table (.csv, .xlsx) with the answers; an empty cell is not known')
    .addOption(new Option('--score <name>', 'which score or grade').choices(scores))
    .addOption(
      new Option(
        '--template <name>',
        'write an empty table of a score to standard output, with what may be answered; no table is read',
      ).choices(scores),
    )
    .option('-o, --output <file>', 'table to write: .csv, .json, .jsonl or .parquet')
    .option('--questions', 'print what every score asks, and what may be answered', false)
    .addHelpText(
      'after',
      `
What each score asks, and what may be answered: rachis spine score --questions, and docs/spine.md. A level answers the location of SINS (L1 is junctional).

Examples:
  rachis spine score --template sins > answers.csv
  rachis spine score answers.csv --score sins --output sins.csv
  rachis spine score discs.xlsx --score pfirrmann --output pfirrmann.csv
${exitCodeHelp}`,
    );
  score.action(async (items: string | undefined, options: SpineScoreOptions) => {
    const { spineScore } = await import('../commands/spine-score.ts');
    done(await spineScore(console, items, options));
  });
}
