import { type Level, levelsBelow } from '../levels.ts';
import { type Measurement, measured, unmeasured } from '../measurement.ts';
import { plateTilt, type VertebraLandmarks, type VertebraOrReason } from '../vertebra/landmarks.ts';
import { add, axesFrom } from '../vertebra/vector.ts';
import { catalogueEntry as entry } from './catalogue-entry.ts';

/** Angles over several levels, each named after the level that they are about. */
export const segmentCatalogue = {
  junctional: entry(
    'proximal_junctional_angle',
    'proximal junctional angle, were the level the uppermost instrumented one',
    'deg',
    'angle between the lower endplate of the level and the upper endplate of the second level above; kyphosis where it is 10 degrees or more, and as much more than before operation',
    { sign: 'kyphosis +', source: 'PMC8837553; Kim et al. Asian Spine J 2022;16:440' },
  ),
  regional: entry(
    'regional_kyphosis',
    'regional kyphosis about the level',
    'deg',
    'angle between the upper endplate of the level above and the lower endplate of the level below',
    { sign: 'kyphosis +', source: 'doi:10.1371/journal.pone.0135735, figure 1' },
  ),
} as const;

type Vertebrae = readonly (readonly [Level, VertebraOrReason])[];

/** Kyphosis between the upper endplate of one vertebra and the lower one of another further down; or the reason. */
function kyphosisBetween(upper: VertebraLandmarks, lower: VertebraLandmarks): number | string {
  if (upper.superior.plate === null) return `${upper.level}: ${upper.superior.reason}`;
  if (lower.inferior.plate === null) return `${lower.level}: ${lower.inferior.reason}`;
  const axes = axesFrom(
    add(upper.box.axes.superior, lower.box.axes.superior),
    add(upper.box.axes.anterior, lower.box.axes.anterior),
  );
  return plateTilt(lower.inferior.plate, axes) - plateTilt(upper.superior.plate, axes);
}

/** The levels from one place to another, where they follow one another and are measured; or the reason. */
function chain(vertebrae: Vertebrae, from: number, to: number): VertebraLandmarks[] | string {
  const found: VertebraLandmarks[] = [];
  for (let i = from; i <= to; i++) {
    const [level, one] = vertebrae[i]!;
    if (i > from && !levelsBelow(vertebrae[i - 1]![0]).includes(level))
      return `the levels between ${vertebrae[i - 1]![0]} and ${level} are missing`;
    if (one.found === null) return `${level}: ${one.reason}`;
    found.push(one.found);
  }
  return found;
}

/**
 * Junctional angle and regional kyphosis of each level that has the levels above and below that they need; no row where the labels
 * end before. Degrees; C1 and the sacrum have none.
 */
export function measureSegments(vertebrae: Vertebrae): Measurement[] {
  return vertebrae.flatMap(([level], i) => {
    const rows = [
      [segmentCatalogue.junctional, i - 2, i],
      [segmentCatalogue.regional, i - 1, i + 1],
    ] as const;
    if (level[0] === 'S' || level === 'C1') return [];
    return rows.flatMap(([of, from, to]): Measurement[] => {
      const ends = [vertebrae[from]?.[0], vertebrae[to]?.[0]];
      if (from < 0 || ends.some((end) => end === undefined || end === 'C1' || end[0] === 'S')) return [];
      const all = chain(vertebrae, from, to);
      const angle = typeof all === 'string' ? all : kyphosisBetween(all[0]!, all.at(-1)!);
      return [typeof angle === 'string' ? unmeasured(of, level, angle) : measured(of, level, angle)];
    });
  });
}
