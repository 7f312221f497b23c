import { readFileSync } from 'node:fs';
import {
  ageAdjustedTargets,
  categoryOf,
  gapCategory,
  gapScore,
  genantGrade,
  incidenceTargets,
  lordosisTarget,
  meyerdingGrade,
  meyerdingNames,
  pointScores,
  type PointScore,
  readerGrades,
  schwabModifiers,
  sumScore,
} from '@rachis/spine';
import { referencePath } from '../../data.ts';
import type { Comparison } from '../../report.ts';
import { same } from './formulas.ts';

interface Table {
  readonly id: string;
  readonly range?: readonly [number, number];
  readonly components?: readonly {
    readonly id: string;
    readonly options?: readonly (readonly [string, number?])[];
    readonly cuts?: readonly [number, number];
    readonly labels?: readonly string[];
    readonly bins?: readonly (readonly [string, number])[];
  }[];
  readonly categories?: readonly (readonly [string, number, number])[];
  readonly grades?: readonly (readonly [string, string])[];
  readonly rows?: readonly (readonly [string, number, string])[];
  readonly formulas?: Readonly<Record<string, string>>;
  readonly formula?: string;
}

const equal = (group: string, tag: string, ours: number | null, expected: number): Comparison => ({
  group,
  tag,
  family: 'points',
  ours: ours ?? undefined,
  expected,
  tolerance: 1e-9,
});

/** Every combination of answers: the sum of the table's points, and the category of that total. */
function comparePoints(score: PointScore, table: Table): Comparison[] {
  const components = table.components ?? [];
  let combinations: number[][] = [[]];
  for (const { options } of components)
    combinations = combinations.flatMap((chosen) => (options ?? []).map((_, i) => [...chosen, i]));
  return combinations.flatMap((chosen) => {
    const answers = Object.fromEntries(
      components.map(({ id }, c) => [
        id,
        score.components.find((one) => one.id === id)?.options[chosen[c]!]?.id ?? 'absent',
      ]),
    );
    const wanted = components.reduce((sum, { options }, c) => sum + (options![chosen[c]!]![1] ?? 0), 0);
    const ours = sumScore(score, answers);
    const tag = `${score.id} ${chosen.join('')}`;
    const category = table.categories?.find(([, least, most]) => wanted >= least && wanted <= most)?.[0];
    return [
      equal(score.id, tag, ours.total, wanted),
      ...(category === undefined ? [] : [same(score.id, tag, ours.category, category)]),
    ];
  });
}

/** A table's "-15 .. -7.1" as whether a value, in tenths, lies in it. */
function within(bin: string, value: number): boolean {
  const [, sign, limit] = /^(<|>=|>) (-?[\d.]+)$/.exec(bin) ?? [];
  if (sign === '<') return value < Number(limit);
  if (sign === '>') return value > Number(limit);
  if (sign === '>=') return value >= Number(limit);
  const [low, high] = bin.split(' .. ').map(Number);
  return value >= low! && value <= high!;
}

/** GAP at each value, in steps of a tenth (a whole percent for LDI), that the table's bins hold. */
function compareGap(table: Table): Comparison[] {
  const rows: Comparison[] = [];
  for (const { id, bins } of table.components ?? []) {
    const step = id === 'LDI' || id === 'age' ? 1 : 0.1;
    for (let i = 0; i < 120; i++) {
      const value =
        Math.round(((id === 'LDI' || id === 'age' ? 20 : -40) + i * (step === 1 ? 1 : 0.7)) * 10) / 10;
      const wanted = bins!.find(([bin]) => within(bin, value))?.[1];
      if (wanted === undefined) continue;
      const ours = gapScore({
        pi: 50,
        ss: (id === 'RPV' ? value : 0) + 0.59 * 50 + 9,
        llL1S1: id === 'RLL' ? value + 0.62 * 50 + 29 : 60,
        llL4S1: id === 'LDI' ? 0.6 * value : 30,
        globalTilt: (id === 'RSA' ? value : 0) + 0.48 * 50 - 15,
        age: id === 'age' ? value : 30,
      });
      rows.push(equal('gap', `${id} ${value}`, ours.points[id as keyof typeof ours.points], wanted));
    }
  }
  for (const [name, least, most] of table.categories ?? [])
    for (let total = least; total <= most; total++)
      rows.push(same('gap', `total ${total}`, gapCategory(total), name));
  return rows;
}

function compareSchwab(table: Table): Comparison[] {
  const parts = { pi_ll: 'PI_LL', sva: 'SVA', pt: 'PT' } as const;
  return (table.components ?? []).flatMap(({ id, cuts, labels }) => {
    if (cuts === undefined || labels === undefined) return [];
    return [cuts[0] - 0.1, cuts[0], cuts[1], cuts[1] + 0.1].map((value, i) => {
      const ours = schwabModifiers({ piMinusLl: value, sva: value, pt: value })[
        parts[id as keyof typeof parts]
      ];
      return same('srs_schwab', `${id} ${value}`, ours, labels[[0, 1, 1, 2][i]!]!);
    });
  });
}

/** A formula of the tables, such as `(age-55)/3 + 20`, at given values. */
function evaluate(formula: string, values: Readonly<Record<string, number>>): number {
  const names = Object.keys(values);
  return Function(...names, `return ${formula};`)(...names.map((name) => values[name])) as number;
}

const ages = [25, 40, 55, 67, 81.5];

function compareTargets(tables: ReadonlyMap<string, Table>): Comparison[] {
  const lafage = tables.get('ll_target_lafage')!.formula!.split('=')[1]!;
  return [
    ...ages.flatMap((age) => [
      ...Object.entries(tables.get('age_adjusted')!.formulas!).map(([id, formula]) =>
        equal(
          'age_adjusted',
          `${id} at ${age}`,
          ageAdjustedTargets(age)[id as 'PT'],
          evaluate(formula, { age }),
        ),
      ),
      equal(
        'll_target_lafage',
        `at ${age}`,
        lordosisTarget(52.3, 41.7, age),
        evaluate(lafage, { PI: 52.3, TK: 41.7, age }),
      ),
    ]),
    ...tables.get('pi_class_targets')!.rows!.flatMap(([klass, pt, ll], i) => {
      const pi = [30, 42, 50, 63, 70, 85][i]!;
      const ours = incidenceTargets(pi);
      return [
        equal('pi_class_targets', `PT of ${klass}`, ours.pt, pt),
        equal('pi_class_targets', `LL of ${klass}`, ours.ll, evaluate(ll, { PI: pi })),
      ];
    }),
  ];
}

function compareGrades(tables: ReadonlyMap<string, Table>): Comparison[] {
  const genant = [0, 19.9, 20, 24.9, 25.1, 39.9, 40.1, 80].map((loss, i) =>
    equal('genant_sq', `${loss}%`, genantGrade(loss), [0, 0, 1, 1, 2, 2, 3, 3][i]!),
  );
  const slips = tables.get('meyerding')!.grades!.flatMap(([name, range]) => {
    const [low, high] = range.includes('>') ? [100, 130] : range.replace('%', '').split('-').map(Number);
    return [low! + 0.1, (low! + high!) / 2, high!].map((slip) =>
      same('meyerding', `${slip}%`, meyerdingNames[meyerdingGrade(slip)], name),
    );
  });
  const scales = readerGrades.flatMap((scale) =>
    (tables.get(scale.id)?.grades ?? []).map(([name], i) =>
      same(scale.id, `grade ${i}`, scale.grades[i]?.id ?? null, name),
    ),
  );
  return [...genant, ...slips, ...scales];
}

/** Every table of `scores.json`. */
export function compareScores(): Comparison[] {
  const { scores } = JSON.parse(readFileSync(referencePath('spine/scores.json'), 'utf8')) as {
    readonly scores: readonly Table[];
  };
  const tables = new Map(scores.map((table) => [table.id, table]));
  return [
    ...pointScores.flatMap((score) => {
      // Tables that the reference does not hold are held to their published cases by tests.
      const table = tables.get(score.id);
      if (table === undefined) return [];
      const [least, most] = table.range!;
      return [
        equal(score.id, 'least', score.range[0], least),
        equal(score.id, 'most', score.range[1], most),
        ...comparePoints(score, table),
        ...(table.categories ?? []).map(([name, from]) =>
          same(score.id, `category of ${from}`, categoryOf(score, from), name),
        ),
      ];
    }),
    ...compareGap(tables.get('gap')!),
    ...compareSchwab(tables.get('srs_schwab')!),
    ...compareTargets(tables),
    ...compareGrades(tables),
  ];
}
