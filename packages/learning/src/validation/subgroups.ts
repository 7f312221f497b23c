import { adjustPValues, auc, chiSquareUpper, harrellConcordance, inverse, mean } from '@rachis/statistics';
import type { Frame } from '../frame/frame.ts';
import { outcomeOf, type Split, strataOf, subjectsOf } from '../resampling/split.ts';
import { eventOfInterest } from '../search/criterion.ts';
import { endsOf, scaleOf, wilsonEnds } from './interval-scale.ts';
import { sharedTraining } from './measure-intervals.ts';
import { decisions, type Judged, measuresOf } from './measures.ts';
import { judged, type Pooled, pooledByRepeat } from './pooled.ts';
import type { PipelineSummary } from './summary.ts';

/** What subjects are parted by: a level for each row of a frame, -1 where it is not known. */
export interface Subgrouping {
  readonly name: string;
  readonly levels: readonly string[];
  readonly codes: Int32Array;
}

/** A measure in the rows of one level. */
export interface SubgroupMeasure {
  readonly level: string;
  readonly rows: number;
  readonly subjects: number;
  /** Rows with the event; null of numbers and of several classes. */
  readonly events: number | null;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  readonly reason?: string;
}

/** A measure over the levels of a subgrouping, with the test that it is the same in all of them. */
export interface SubgroupTest {
  readonly measure: string;
  readonly subgroups: readonly SubgroupMeasure[];
  /** Wald's chi-square of equal values over levels. */
  readonly chiSquare: number;
  readonly degrees: number;
  readonly p: number;
  /** p after Holm over all tests of the pipeline. */
  readonly adjusted: number;
  readonly reason?: string;
}

/** Subgroups of one column. */
export interface SubgroupResult {
  readonly name: string;
  readonly tests: readonly SubgroupTest[];
}

/** Fewer subjects than this say nothing of their own. */
const fewest = 10;

/** The offset that makes risks right on average, on the logit scale: one step of Newton's at a time. */
function offsetOf(codes: Int32Array, risks: Float64Array): number {
  const events = codes.reduce((sum, code) => sum + code, 0);
  if (events === 0 || events === codes.length) return NaN;
  const logits = risks.map((p) => {
    const inside = Math.min(Math.max(p, 1e-6), 1 - 1e-6);
    return Math.log(inside / (1 - inside));
  });
  let offset = 0;
  for (let step = 0; step < 100; step++) {
    let [gradient, information] = [0, 0];
    logits.forEach((lp, row) => {
      const p = 1 / (1 + Math.exp(-(offset + lp)));
      gradient += codes[row]! - p;
      information += p * (1 - p);
    });
    const change = Math.max(-2, Math.min(2, gradient / information));
    offset += change;
    if (Math.abs(change) < 1e-10) break;
  }
  return offset;
}

/** The few measures that are compared over subgroups, without those that are slow to make. */
function comparedMeasures(rows: Judged): Record<string, number> {
  const { outcome, scores, probabilities, positive, survival } = rows;
  if (outcome.kind === 'survival') {
    const width = survival === undefined ? 0 : survival.length / scores.length;
    const middle = width >> 1;
    const risks =
      survival === undefined ? scores : scores.map((_, row) => 1 - survival[row * width + middle]!);
    return { concordance: harrellConcordance(eventOfInterest(outcome), risks).value };
  }
  if (outcome.kind === 'continuous') {
    const errors = outcome.values.map((value, row) => value - scores[row]!);
    return {
      'root-mean-squared-error': Math.sqrt(mean(errors.map((error) => error ** 2))),
      'mean-error': mean(errors),
    };
  }
  if (outcome.classes.length !== 2) {
    const { auc: value, accuracy } = measuresOf(rows);
    return {
      ...(value === undefined ? {} : { auc: value }),
      ...(accuracy === undefined ? {} : { accuracy }),
    };
  }
  const risks = probabilities && scores.map((_, row) => probabilities[2 * row + 1]!);
  const { sensitivity, specificity } =
    positive === undefined ? {} : (decisions(outcome.codes, positive) as Record<string, number>);
  return {
    auc: auc(outcome.codes, risks ?? scores).value,
    ...(risks === undefined ? {} : { 'calibration-in-the-large': offsetOf(outcome.codes, risks) }),
    ...(sensitivity === undefined ? {} : { sensitivity }),
    ...(specificity === undefined ? {} : { specificity }),
  };
}

/** A measure of one repeat in one level, and how each subject of it moves it. */
interface Moved {
  readonly values: Record<string, number>;
  /** By subject, the jackknife deviation, scaled so that products over subjects sum to a covariance. */
  readonly deviations: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

/** More subjects than this are left out some at a time, alike in outcome from unit to unit. */
const mostUnits = 200;

/** What is left out at a time: the unit of each row. */
function unitsOf(frame: Frame): Int32Array {
  const subjects = subjectsOf(frame);
  const units = new Int32Array(frame.rows);
  const { codes } = strataOf(outcomeOf(frame));
  const ordered =
    subjects.length > mostUnits
      ? [...subjects].sort((a, b) => codes[a.rows[0]!]! - codes[b.rows[0]!]!)
      : subjects;
  ordered.forEach(({ rows }, at) => {
    for (const row of rows) units[row] = subjects.length > mostUnits ? at % mostUnits : at;
  });
  return units;
}

function movedBy(frame: Frame, units: Int32Array, pooled: Pooled, places: readonly number[]): Moved {
  const values = comparedMeasures(judged(frame, pooled, places));
  const bySubject = new Map<number, number[]>();
  for (const place of places) {
    const subject = units[pooled.rows[place]!]!;
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), place]);
  }
  const found = new Map<string, Map<number, number>>(Object.keys(values).map((id) => [id, new Map()]));
  for (const [subject, own] of bySubject) {
    const out = new Set(own);
    const rest = places.filter((place) => !out.has(place));
    if (rest.length === 0) continue;
    for (const [id, value] of Object.entries(comparedMeasures(judged(frame, pooled, rest))))
      if (!Number.isNaN(value)) found.get(id)!.set(subject, value);
  }
  for (const own of found.values()) {
    if (own.size < 2 || own.size < 0.95 * bySubject.size) {
      own.clear();
      continue;
    }
    const centre = mean([...own.values()]);
    const factor = Math.sqrt((own.size - 1) / own.size);
    for (const [subject, value] of own) own.set(subject, factor * (value - centre));
  }
  return { values, deviations: found };
}

/** Over repeats: the mean of a measure in each level, and the mean covariance of levels. */
function overRepeats(repeats: readonly (readonly Moved[])[], id: string, levels: number) {
  const values = Array.from({ length: levels }, (_, level) =>
    mean(repeats.map((own) => own[level]!.values[id] ?? NaN)),
  );
  const covariance = Array.from({ length: levels }, (_, a) =>
    Float64Array.from({ length: levels }, (_value, b) =>
      mean(
        repeats.map((own) => {
          const [first, second] = [own[a]!.deviations.get(id), own[b]!.deviations.get(id)];
          if (first === undefined || second === undefined || first.size === 0 || second.size === 0)
            return NaN;
          let sum = 0;
          for (const [subject, one] of first) sum += one * (second.get(subject) ?? 0);
          return sum;
        }),
      ),
    ),
  );
  return { values, covariance };
}

const shares = new Set(['sensitivity', 'specificity', 'accuracy', 'auc']);

function testOf(
  measure: string,
  usable: readonly number[],
  values: readonly number[],
  covariance: readonly Float64Array[],
): Pick<SubgroupTest, 'chiSquare' | 'degrees' | 'p' | 'reason'> {
  const none = (reason: string) => ({ chiSquare: NaN, degrees: NaN, p: NaN, reason });
  const known = usable.filter((level) => covariance[level]![level]! > 1e-20);
  if (known.length < 2) return none('Fewer than two subgroups have a value with a variance.');
  const { to, slope } = scaleOf(measure);
  const first = known[0]!;
  const others = known.slice(1);
  const at = (level: number) => slope(values[level]!);
  const scaled = (a: number, b: number) => at(a) * covariance[a]![b]! * at(b);
  const differences = others.map((level) => to(values[level]!) - to(values[first]!));
  const spread = others.map((a) =>
    Float64Array.from(
      others,
      (b) => scaled(a, b) - scaled(a, first) - scaled(first, b) + scaled(first, first),
    ),
  );
  const turned = inverse(spread);
  if (turned === undefined || differences.some((one) => !Number.isFinite(one)))
    return none('The variance of the differences has no inverse.');
  const chiSquare = differences.reduce(
    (sum, a, i) => sum + a * differences.reduce((inner, b, j) => inner + turned[i]![j]! * b, 0),
    0,
  );
  return { chiSquare, degrees: others.length, p: chiSquareUpper(chiSquare, others.length) };
}

/**
 * Measures of a pipeline in subgroups of its left-out rows, with intervals and a test of interaction: that the measure is the same in all
 * subgroups (Wald's, on the scale of its interval, with the jackknife covariance by subject, so that subjects may have rows in
 * several subgroups). Variances are multiplied by `sharedTraining` as those of all rows are. A test without a finding does not
 * show that a model does as well everywhere: the intervals say how unlike the subgroups may be.
 */
export function subgroupResults(
  frame: Frame,
  summary: PipelineSummary,
  splits: readonly Split[],
  groupings: readonly Subgrouping[],
  level = 0.95,
): SubgroupResult[] {
  const outcome = outcomeOf(frame);
  const pooled = pooledByRepeat(
    summary.results.filter(({ split }) => splits[split]!.fold >= 0),
    splits,
  );
  if (pooled.length === 0) return [];
  const inflation = sharedTraining(splits);
  const units = unitsOf(frame);
  const isEvent = (row: number) =>
    outcome.kind === 'survival'
      ? outcome.events[row] === 1
      : 'codes' in outcome && outcome.classes.length === 2 && outcome.codes[row] === 1;
  const counted = outcome.kind === 'survival' || ('classes' in outcome && outcome.classes.length === 2);
  const made = groupings.map(({ name, levels, codes }) => {
    const placesOf = (one: Pooled, code: number) =>
      one.rows.flatMap((row, place) => (codes[row] === code ? [place] : []));
    const counts = levels.map((_, code) => {
      const rows = placesOf(pooled[0]!, code).map((place) => pooled[0]!.rows[place]!);
      return {
        rows: rows.length,
        subjects: new Set(rows.map((row) => frame.groups[row])).size,
        events: counted ? rows.filter(isEvent).length : null,
      };
    });
    const enough = counts.map(({ subjects }) => subjects >= fewest);
    const repeats = pooled.map((one) =>
      levels.map((_, code) =>
        enough[code]
          ? movedBy(frame, units, one, placesOf(one, code))
          : { values: {}, deviations: new Map<string, Map<number, number>>() },
      ),
    );
    const ids = [...new Set(repeats.flatMap((own) => own.flatMap(({ values }) => Object.keys(values))))];
    const tests = ids.map((measure) => {
      const { values, covariance } = overRepeats(repeats, measure, levels.length);
      const subgroups = levels.map((label, code): SubgroupMeasure => {
        const own = { level: label, ...counts[code]! };
        const value = values[code]!;
        const none = (reason: string) => ({ ...own, value, lower: NaN, upper: NaN, reason });
        if (!enough[code]) return none(`Fewer than ${fewest} subjects.`);
        if (Number.isNaN(value)) return none('It has no value here: a class is missing.');
        const variance = inflation * covariance[code]![code]!;
        if (Number.isNaN(variance)) return none('It has no value without single subjects.');
        if ((value === 0 || value === 1) && shares.has(measure)) {
          const { events, rows } = own;
          const of =
            events === null
              ? rows
              : measure === 'sensitivity'
                ? events
                : measure === 'specificity'
                  ? rows - events
                  : Math.min(events, rows - events);
          return { ...own, value, ...wilsonEnds(value, of / inflation, level) };
        }
        if (!(variance > 1e-20)) return none('No subject changes it.');
        return { ...own, value, ...endsOf(measure, value, Math.sqrt(variance), level) };
      });
      const usable = subgroups.flatMap(({ lower }, code) => (Number.isNaN(lower) ? [] : [code]));
      const inflated = covariance.map((row) => row.map((one) => inflation * one));
      return { measure, subgroups, ...testOf(measure, usable, values, inflated) };
    });
    return { name, tests };
  });
  const all = made.flatMap(({ tests }) => tests);
  const known = all.filter(({ p }) => !Number.isNaN(p));
  const adjusted = adjustPValues(
    known.map(({ p }) => p),
    'holm',
  );
  const byTest = new Map(known.map((one, at) => [one, adjusted[at]!]));
  return made.map(({ name, tests }) => ({
    name,
    tests: tests.map((one) => ({ ...one, adjusted: byTest.get(one) ?? NaN })),
  }));
}
