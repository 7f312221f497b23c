import { readFileSync } from 'node:fs';
import { gapScore, measureAlignment, sagittalLandmarksFrom, schwabModifiers } from '@rachis/spine';
import { fixturePath } from '../../data.ts';
import type { Comparison } from '../../report.ts';

interface GoldenCase {
  readonly id: string;
  readonly landmarks: unknown;
  readonly age: number;
  readonly expected: Readonly<Record<string, number>>;
  readonly gap: Readonly<Record<'RPV' | 'RLL' | 'LDI' | 'RSA' | 'total', number>> & {
    readonly points: Readonly<Record<'RPV' | 'RLL' | 'LDI' | 'RSA' | 'age', number>>;
    readonly category: string;
  };
  readonly schwab: Readonly<Record<'PI_LL' | 'SVA' | 'PT', string>>;
}

/** Whether two texts are the same, as numbers that the report can hold. */
export const same = (group: string, tag: string, ours: string | null, expected: string): Comparison => ({
  group,
  tag: `${tag} (ours ${ours}, expected ${expected})`,
  family: 'classes',
  ours: ours === expected ? 1 : 0,
  expected: 1,
  tolerance: 0,
});

function compareCase({ id, landmarks, age, expected, gap, schwab }: GoldenCase): Comparison[] {
  const values = new Map(measureAlignment(sagittalLandmarksFrom(landmarks)).map((m) => [m.id, m.value]));
  const near = (
    family: string,
    tag: string,
    ours: number | null | undefined,
    wanted: number,
  ): Comparison => ({
    group: id,
    family,
    tag,
    ours: ours ?? undefined,
    expected: wanted,
    tolerance: 1e-9,
  });
  const value = (name: string): number => values.get(name) ?? Number.NaN;
  const ours = gapScore({
    pi: value('PI'),
    ss: value('SS'),
    llL1S1: value('LL_L1S1'),
    llL4S1: value('LL_L4S1'),
    globalTilt: value('global_tilt'),
    age,
  });
  const modifiers = schwabModifiers({ piMinusLl: value('PI_minus_LL'), sva: value('SVA'), pt: value('PT') });
  return [
    ...Object.entries(expected).map(([tag, wanted]) => near('alignment', tag, values.get(tag), wanted)),
    ...(['RPV', 'RLL', 'LDI', 'RSA', 'total'] as const).map((part) =>
      near('gap', part, ours[part], gap[part]),
    ),
    ...Object.entries(gap.points).map(([part, wanted]) =>
      near('gap', `${part} points`, ours.points[part as keyof typeof ours.points], wanted),
    ),
    same(id, 'gap category', ours.category, gap.category),
    ...Object.entries(schwab).map(([part, wanted]) =>
      same(id, `schwab ${part}`, modifiers[part as keyof typeof modifiers], wanted),
    ),
  ];
}

/** Alignment, GAP and Schwab of the two landmark sets of `golden_spine.json`. */
export function compareFormulas(): Comparison[] {
  const { cases } = JSON.parse(readFileSync(fixturePath('golden-spine.json'), 'utf8')) as {
    readonly cases: readonly GoldenCase[];
  };
  return cases.flatMap(compareCase);
}
