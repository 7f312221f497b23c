import type { Level } from '../levels.ts';
import type { Measurement } from '../measurement.ts';
import { genantGrade } from '../scores/genant.ts';
import { meyerdingGrade, meyerdingNames } from '../scores/meyerding.ts';
import type { HeadOrReason } from '../vertebra/femoral-head.ts';
import type { VertebraLandmarks, VertebraOrReason } from '../vertebra/landmarks.ts';
import {
  movedWithin,
  normalNumbers,
  uncertaintyOf,
  type VertebraUncertainty,
} from '../vertebra/uncertainty.ts';
import { leastSlipPercent } from './catalogue.ts';
import type { FemoralHeads } from './frame-measures.ts';

/** Pairs of moves, each with its mirror image: enough that the standard deviation is known to 7%. */
const pairs = 50;

/** Two-sided 95% of a normal distribution. */
const z95 = 1.959964;

type Vertebrae = readonly (readonly [Level, VertebraOrReason])[];

const keyOf = ({ level, id }: Measurement): string => `${level} ${id}`;

/** Femoral heads moved within the residual of their spheres: the centre is of many points of the surface. */
function movedHeads(heads: FemoralHeads, normal: () => number): FemoralHeads {
  return new Map(
    [...heads].map(([side, head]): ['left' | 'right', HeadOrReason] => {
      const moves = [normal(), normal(), normal()];
      if (head.found === null) return [side, head];
      const sd = Number.isFinite(head.found.fitError) ? head.found.fitError / 2 : 0;
      const position = head.found.position.map(
        (v, axis) => v + sd * moves[axis]!,
      ) as unknown as typeof head.found.position;
      return [side, { found: { ...head.found, position } }];
    }),
  );
}

/**
 * Standard deviation of each measurement that landmarks make: the landmarks of every vertebra found in a mask are moved within
 * what its voxels and fits leave open, and all is measured again. By `level id`. Those that rest on landmarks of a file have
 * none: how sure a reader was is not known.
 */
export function deviationsOf(
  vertebrae: Vertebrae,
  heads: FemoralHeads,
  measure: (vertebrae: Vertebrae, heads: FemoralHeads) => readonly Measurement[],
): ReadonlyMap<string, number> {
  const known = new Map<Level, VertebraUncertainty>();
  for (const [level, { found }] of vertebrae) {
    const own = found === null ? null : uncertaintyOf(found);
    if (own !== null) known.set(level, own);
  }
  if (known.size === 0) return new Map();
  const base = new Map(measure(vertebrae, heads).map((one) => [keyOf(one), one.value]));
  const sums = new Map<string, { sum: number; count: number }>();
  for (let pair = 0; pair < pairs; pair++)
    for (const sign of [1, -1]) {
      const draw = normalNumbers(pair + 1);
      const normal = () => sign * draw();
      const moved = vertebrae.map(([level, one]): readonly [Level, VertebraOrReason] => {
        const own = known.get(level);
        if (own === undefined) return [level, one];
        return [level, { found: movedWithin(one.found as VertebraLandmarks, own, normal) }];
      });
      for (const one of measure(moved, movedHeads(heads, normal))) {
        const before = base.get(keyOf(one));
        if (one.value === null || before == null) continue;
        const sum = sums.get(keyOf(one)) ?? { sum: 0, count: 0 };
        sums.set(keyOf(one), sum);
        // Angles near half a turn come back from the other side.
        const change = one.unit === 'deg' ? ((one.value - before + 540) % 360) - 180 : one.value - before;
        sum.sum += change ** 2;
        sum.count++;
      }
    }
  return new Map(
    [...sums].map(([key, { sum, count }]) => [key, Number(Math.sqrt(sum / count).toPrecision(7))]),
  );
}

const genantNames = ['0', '1', '2', '3'] as const;

/** Grades that an interval of a value reaches over, as words; '' where it is one grade. */
function between(names: readonly string[], grades: readonly number[]): string {
  const [least, most] = [Math.min(...grades), Math.max(...grades)];
  return least === most ? '' : `uncertain between ${names[least]} and ${names[most]}`;
}

const said = ({ value, lower, upper }: Measurement): string =>
  `${value!.toFixed(0)}% (95% interval ${lower!.toFixed(0)} to ${upper!.toFixed(0)})`;

/** A grade, empty where the interval of what it is of does not clear the limits between two. */
function sureGrade(grade: Measurement, of: ReadonlyMap<string, Measurement>): Measurement {
  if (grade.value === null) return grade;
  const part = (id: string) => of.get(`${grade.level} ${id}`);
  if (grade.id === 'genant_grade') {
    const losses = ['anterior', 'middle', 'posterior'].flatMap((place) => {
      const loss = part(`height_loss_${place}`);
      return loss?.value == null || loss.lower === undefined ? [] : [loss];
    });
    if (losses.length === 0) return grade;
    const worst = losses.reduce((a, b) => (a.value! >= b.value! ? a : b));
    const words = between(genantNames, [
      genantGrade(worst.lower!),
      genantGrade(Math.max(...losses.map(({ upper }) => upper!))),
    ]);
    return words === '' ? grade : { ...grade, value: null, reason: `${words}: loss of ${said(worst)}` };
  }
  const slip = part('slip_percent');
  if (slip?.value == null || slip.lower === undefined || slip.upper === undefined) return grade;
  if (grade.value === 0 && Math.abs(slip.value) > leastSlipPercent) return grade;
  // It slips where the front goes along: where that is sure not to, it does not.
  const [front, back] = [part('slip_anterior'), part('slip')];
  if (front?.lower !== undefined && front.upper !== undefined && back?.value != null) {
    const depth = Math.abs((100 * back.value) / slip.value);
    const along = Math.max(...[front.lower, front.upper].map((end) => end * Math.sign(slip.value!)));
    if (grade.value === 0 && along <= (leastSlipPercent / 100) * depth) return grade;
  }
  const ends = [slip.lower, slip.upper].map((end) => meyerdingGrade(end, leastSlipPercent));
  const across = slip.lower < 0 && slip.upper > 0 ? [0] : [];
  const words = between(meyerdingNames, [...ends, ...across]);
  return words === '' ? grade : { ...grade, value: null, reason: `${words}: slip of ${said(slip)}` };
}

/** Measurements with the 95% interval of each whose deviation is known; grades only where it clears their limits. */
export function withIntervals(
  measurements: readonly Measurement[],
  deviations: ReadonlyMap<string, number>,
): Measurement[] {
  const wide = measurements.map((one): Measurement => {
    const deviation = deviations.get(keyOf(one));
    if (one.value === null || deviation === undefined || one.id.endsWith('_grade')) return one;
    return { ...one, lower: one.value - z95 * deviation, upper: one.value + z95 * deviation };
  });
  const byKey = new Map(wide.map((one) => [keyOf(one), one]));
  return wide.map((one) =>
    one.id === 'genant_grade' || one.id === 'meyerding_grade' ? sureGrade(one, byKey) : one,
  );
}
