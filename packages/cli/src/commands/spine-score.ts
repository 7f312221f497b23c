import { writeWhole } from '@rachis/formats';
import {
  gradeRank,
  isLevel,
  type PointScore,
  pointScores,
  type ReaderGrade,
  readerGrades,
  schwabCoronalType,
  sumScore,
} from '@rachis/spine';
import { type Cell, checkOutput, encodeTable, readCells } from '@rachis/study/one-image';
import { isRachisError, RachisError } from '@rachis/volume';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';

export interface SpineScoreOptions {
  readonly score?: string;
  readonly template?: string;
  readonly output?: string;
  readonly questions: boolean;
}

/** Subject of the row of a template that says what may be written below; it is no patient. */
const choicesRow = '(choices)';

/** A score of a table: its columns, what a row makes, and what may be written in each cell. */
interface Scale {
  readonly name: string;
  readonly reference: string;
  readonly standing: 'confirmed' | 'unconfirmed';
  /** Columns beside the subject; those in `optional` may be left out. */
  readonly columns: readonly {
    readonly id: string;
    readonly choices: readonly string[];
    readonly text: string;
  }[];
  readonly optional: readonly string[];
  readonly results: readonly string[];
  readonly numbers: readonly string[];
  readonly row: (cells: Readonly<Record<string, string>>) => Cell[];
}

const ofPoints = (score: PointScore): Scale => ({
  name: score.name,
  reference: score.reference,
  standing: score.standing,
  columns: score.components.map(({ id, options, ofLevel }) => ({
    id,
    choices: [...options.map((option) => option.id), ...(ofLevel === undefined ? [] : ['or a level, as L1'])],
    text: options.map((option) => `${option.id} (${option.points}: ${option.text})`).join('; '),
  })),
  optional: score.components.map(({ id }) => id),
  results: ['score', 'total', 'category', 'least_possible', 'most_possible', 'missing', 'standing'],
  numbers: ['total', 'least_possible', 'most_possible'],
  row: (cells) => {
    const result = sumScore(score, cells);
    return [
      ...[result.id, result.total, result.category, result.possible[0], result.possible[1]],
      ...[result.missing.join(' '), result.standing],
    ];
  },
});

const levelColumn = {
  id: 'level',
  choices: ['as L4, or L4-L5'],
  text: 'the level or disc that is graded, as L4 or L4-L5',
};

const ofGrades = (scale: ReaderGrade): Scale => ({
  name: scale.name,
  reference: scale.reference,
  standing: scale.standing,
  columns: [
    levelColumn,
    {
      id: 'grade',
      choices: scale.grades.map(({ id }) => id),
      text: scale.grades.map(({ id, text }) => `${id} (${text})`).join('; '),
    },
  ],
  optional: ['level'],
  results: ['level', 'scale', 'grade', 'rank', 'meaning', 'standing'],
  numbers: ['rank'],
  row: ({ level = '', grade = '' }) => {
    if (level !== '' && !level.split('-').every((one) => isLevel(one.toUpperCase())))
      throw new RachisError('ARGUMENT_INVALID', `"${level}" is no level.`, { remedy: 'Write L4, or L4-L5.' });
    if (grade === '') return [level, scale.id, '', null, '', scale.standing];
    const own = scale.grades.find(({ id }) => id.toLowerCase() === grade.toLowerCase())?.id ?? grade;
    const rank = gradeRank(scale, own);
    return [level, scale.id, own, rank, scale.grades[rank]!.text, scale.standing];
  },
});

function cobb(column: string, text: string): number {
  const angle = Number(text.replace(',', '.'));
  if (text !== '' && angle >= 0 && angle <= 180) return angle;
  throw new RachisError('ARGUMENT_INVALID', `"${text}" in ${column} is no Cobb angle.`, {
    remedy: 'Write degrees from 0 to 180.',
  });
}

const coronal: Scale = {
  name: 'Coronal type (SRS-Schwab)',
  reference: 'Schwab et al. Spine 2012;37:1077',
  standing: 'confirmed',
  columns: [
    { id: 'thoracic_cobb', choices: ['degrees'], text: 'largest thoracic Cobb angle, degrees (0 for none)' },
    { id: 'lumbar_cobb', choices: ['degrees'], text: 'largest thoracolumbar or lumbar Cobb angle, degrees' },
  ],
  optional: [],
  results: ['scale', 'type', 'standing'],
  numbers: [],
  row: ({ thoracic_cobb = '', lumbar_cobb = '' }) => [
    'srs_schwab_coronal',
    schwabCoronalType(cobb('thoracic_cobb', thoracic_cobb), cobb('lumbar_cobb', lumbar_cobb)),
    'confirmed',
  ],
};

const scales: ReadonlyMap<string, Scale> = new Map([
  ...pointScores.map((score) => [score.id, ofPoints(score)] as const),
  ...readerGrades.map((scale) => [scale.id, ofGrades(scale)] as const),
  ['srs_schwab_coronal', coronal] as const,
]);

/** Names of all scores and grades that tables are read for. */
export const scoreNames: readonly string[] = [...scales.keys()];

/** Each score and grade with its columns and what may be written in them, for people. */
export function scoreHelp(): string {
  return [...scales]
    .map(([id, { name, reference, standing, columns }]) => {
      const doubt = standing === 'unconfirmed' ? '; not confirmed from the paper' : '';
      return [
        `  ${id}: ${name} (${reference}${doubt})`,
        ...columns.map((column) => `    ${column.id}: ${column.text}`),
      ].join('\n');
    })
    .join('\n');
}

const quoted = (text: string) => (/[",;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** An empty table of a score, with a row of what may be written in each column. */
function templateOf({ columns }: Scale): string {
  const header = ['subject', ...columns.map(({ id }) => id)];
  const choices = [choicesRow, ...columns.map((column) => column.choices.join(' | '))];
  return [header, choices].map((row) => row.map(quoted).join(',')).join('\n');
}

/** What is wrong with the columns of a table. */
function columnFaults(columns: readonly string[], scale: Scale): string[] {
  const known = ['subject', ...scale.columns.map(({ id }) => id)];
  const needed = known.filter((name) => !scale.optional.includes(name));
  return [
    ...columns.flatMap((name) =>
      known.includes(name)
        ? []
        : [`has a column ${name === '' ? 'without a name' : name}, which ${scale.name} does not ask for`],
    ),
    ...needed.flatMap((name) => (columns.includes(name) ? [] : [`has no column ${name}`])),
    ...columns.flatMap((name, i) => (columns.indexOf(name) < i ? [`has the column ${name} twice`] : [])),
  ];
}

/** `rachis spine score ITEMS --score NAME --output FILE`: a score or grade of each row of a table of answers; `--template NAME` writes an empty one. */
export async function spineScore(
  console: Console,
  path: string | undefined,
  options: SpineScoreOptions,
): Promise<number> {
  if (options.questions) {
    console.out(scoreHelp());
    return exitCodes.ok;
  }
  if (options.template !== undefined) {
    console.out(templateOf(scales.get(options.template)!));
    return exitCodes.ok;
  }
  if (path === undefined || options.score === undefined || options.output === undefined)
    throw new RachisError('ARGUMENT_INVALID', 'A table, --score and --output are needed.', {
      remedy:
        'Write an empty table with --template NAME, fill it in, and give it with --score NAME --output FILE.',
    });
  await checkOutput(options.output);
  const scale = scales.get(options.score)!;
  const [header = [], ...rows] = await readCells(
    path,
    'table of answers',
    'Give a .csv or .xlsx file with a row a subject.',
  );
  const columns = header.map((name) => name.trim());
  const faults = columnFaults(columns, scale);
  const refuse = (list: readonly string[]) =>
    new RachisError(
      'ARGUMENT_INVALID',
      list.length === 1 ? `${path} ${list[0]}.` : `${path}:\n  ${list.join('\n  ')}`,
      {
        file: path,
        remedy: `Its columns are ${['subject', ...scale.columns.map(({ id }) => id)].join(', ')}; rachis spine score --template ${options.score} writes them.`,
      },
    );
  if (faults.length > 0) throw refuse(faults);
  const results: Cell[][] = [];
  for (const [r, row] of rows.entries()) {
    const cells = Object.fromEntries(columns.map((name, c) => [name, (row[c] ?? '').trim()]));
    const { subject = '', ...answers } = cells;
    if (subject === choicesRow || Object.values(cells).every((text) => text === '')) continue;
    // Every cell by itself, so that all that is wrong is said at once.
    const wrong = Object.entries(answers).flatMap(([name, text]) => {
      if (text === '' && scale.optional.includes(name)) return [];
      try {
        const others = Object.fromEntries(
          scale.columns.map(({ id }) => [id, id === name ? text : scale === coronal ? '0' : '']),
        );
        scale.row(others);
        return [];
      } catch (error) {
        if (!isRachisError(error)) throw error;
        const { remedy } = error.details;
        return [
          `row ${r + 2}, subject ${subject}, column ${name}: ${error.message}${remedy === undefined ? '' : ` ${remedy}`}`,
        ];
      }
    });
    faults.push(...wrong);
    if (subject === '') faults.push(`row ${r + 2} has no subject`);
    if (faults.length === 0) results.push([subject, ...scale.row(answers)]);
  }
  if (faults.length > 0) throw refuse(faults);
  const table = {
    columns: ['subject', ...scale.results],
    text: ['subject', ...scale.results.filter((name) => !scale.numbers.includes(name))],
    rows: results,
  };
  await writeWhole(options.output, [await encodeTable(options.output, table)]);
  if (scale.standing === 'unconfirmed')
    console.note(`${scale.name}: not confirmed from ${scale.reference}; check it before it is reported.`);
  return exitCodes.ok;
}
