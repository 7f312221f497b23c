import { link, text, tickX } from '@observablehq/plot';
import {
  columnSources,
  coefficientsOf,
  type FinalModel,
  type FittedPipeline,
  type Frame,
  type NomogramPredictor,
  nomogramOf,
  restorePipeline,
} from '@rachis/learning';
import { colours, svgOf } from '../figures/plot.ts';
import { distinct, shortName } from './explain-names.ts';
import type { Figure } from './figure.ts';

/** A nomogram with more lines than this is not read any more. */
const most = 12;

/** Ends of a column's values in the rows. */
function rangeOf(values: Float64Array): readonly [number, number] {
  let [least, greatest] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return [least, greatest];
}

/** Values of every column when it first appears on its way through the steps: those of the table, then those made. */
function firstValues(pipeline: FittedPipeline, frame: Frame): ReadonlyMap<string, Float64Array> {
  const found = new Map<string, Float64Array>();
  let at = frame;
  const take = () => {
    for (const { name, kind, values } of at.columns) {
      if (kind === 'numeric' && !found.has(name)) found.set(name, values);
    }
  };
  take();
  for (const step of pipeline.steps) {
    at = step.apply(at);
    take();
  }
  return found;
}

/** Predictors in the units that their columns first had; those that are no sum of such columns as they reach the model. */
export function nomogramPredictors(
  pipeline: FittedPipeline,
  frame: Frame,
): { readonly intercept: number; readonly predictors: NomogramPredictor[] } | undefined {
  const found = coefficientsOf(pipeline, frame);
  if (found === undefined || found.intercepts.length !== 1) return undefined;
  const first = firstValues(pipeline, frame);
  const prepared = pipeline.prepare(frame);
  const without = new Set(found.withoutGiven);
  const ranged = (name: string, column: string, coefficient: number, values: Float64Array | undefined) => {
    const [minimum, maximum] = rangeOf(values ?? Float64Array.of(0, 1));
    return { name, column, coefficient, minimum, maximum };
  };
  const shown = [
    ...found.given.map(({ column, coefficient }) => ranged(column, column, coefficient, first.get(column))),
    ...found.columns
      .filter(({ column }) => without.has(column))
      .map(({ column, coefficient }) =>
        ranged(
          `${column} (as the model has it)`,
          column,
          coefficient,
          prepared.columns[pipeline.columns.indexOf(column)]!.values,
        ),
      ),
  ].filter(({ coefficient }) => coefficient !== 0);
  // Offsets of scaling and the like, by the weights of the model.
  const sources = columnSources(pipeline);
  const intercept = sources.reduce(
    (total, { sum }, at) => total + (sum === undefined ? 0 : found.columns[at]!.coefficient * sum.offset),
    found.intercepts[0]!,
  );
  return { intercept, predictors: shown };
}

/** About five round values from one end to the other, the ends in. */
function ticksOf(minimum: number, maximum: number): number[] {
  const span = maximum - minimum;
  if (!(span > 0)) return [minimum];
  if (minimum === 0 && maximum === 1) return [0, 1];
  const raw = span / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= raw)!;
  const ticks: number[] = [];
  for (let at = Math.ceil(minimum / step); at * step <= maximum + 1e-9 * span; at++)
    ticks.push(Number((at * step).toPrecision(12)));
  return ticks;
}

const word = (value: number) => String(Number(value.toPrecision(3)));

interface Axis {
  readonly name: string;
  /** Places from 0 to 1 with what stands there. */
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  /** Where its line ends; at the outer ticks unless said. */
  readonly ends?: readonly [number, number];
}

/** Scales below the total: probability of the event, or of being free of it at times. */
function responseAxes(
  pipeline: FittedPipeline,
  frame: Frame,
  totalOf: (predictor: number) => number,
): {
  readonly name: string;
  readonly ticks: readonly { readonly total: number; readonly label: string }[];
}[] {
  const outcome = frame.outcome!;
  const levels = [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];
  if (outcome.kind === 'classes' && outcome.classes.length === 2) {
    const ticks = levels.map((p) => ({ total: totalOf(Math.log(p / (1 - p))), label: String(p) }));
    return [{ name: `Probability of ${outcome.classes[1]}`, ticks }];
  }
  if (outcome.kind !== 'survival') return [];
  const times = Float64Array.from(outcome.times)
    .filter((_, row) => outcome.events[row] === 1)
    .sort();
  if (times.length < 4) return [];
  const chosen = [...new Set([times[times.length >> 2]!, times[times.length >> 1]!])];
  const nobody = {
    rows: 1,
    columns: pipeline.columns.length,
    data: new Float64Array(pipeline.columns.length),
  };
  const said = pipeline.model.predict(nobody);
  if (said.survivalAt === undefined) return [];
  const survival = said.survivalAt(Float64Array.from(chosen)).data;
  return chosen.map((time, at) => {
    // S(t) = exp(-H0(t) exp(predictor)), H0 from what is said of a row of zeros.
    const hazard = -Math.log(survival[at]!) / Math.exp(said.scores[0]!);
    return {
      name: `Free of the event at ${word(time)}`,
      ticks: levels.map((p) => ({ total: totalOf(Math.log(-Math.log(p) / hazard)), label: String(p) })),
    };
  });
}

/** Room that a label takes, as a part of the axis. */
const widthOf = (label: string): number => 0.013 * label.length;

/** Ticks whose labels do not stand in each other's way. */
function spaced(ticks: Axis['ticks']): Axis['ticks'] {
  const kept: { at: number; label: string }[] = [];
  for (const tick of [...ticks].sort((a, b) => a.at - b.at)) {
    if (tick.at < -1e-9 || tick.at > 1 + 1e-9) continue;
    const last = kept.at(-1);
    const room = last === undefined ? 0 : (widthOf(last.label) + widthOf(tick.label)) / 2 + 0.01;
    if (last === undefined || tick.at - last.at > room) kept.push(tick);
  }
  return kept;
}

/**
 * Nomograms of the final models that are linear in a few columns: points of each value, their total, and what it means.
 * Models that were calibrated after the fit have none: their probabilities are not those of the linear predictor.
 */
export function nomogramFigures(frame: Frame, finals: readonly FinalModel[]): Figure[] {
  return finals.flatMap(({ name, state }, at) => {
    const pipeline = restorePipeline(state);
    const { estimator } = pipeline.model;
    if (pipeline.calibration !== undefined || !['logistic-regression', 'cox-regression'].includes(estimator))
      return [];
    const found = nomogramPredictors(pipeline, frame);
    if (found === undefined) return [];
    const { intercept, predictors } = found;
    if (predictors.length === 0 || predictors.length > most) return [];
    if (predictors.every(({ minimum, maximum }) => minimum === maximum)) return [];
    const made = nomogramOf(intercept, predictors);
    const short = distinct(predictors.map(({ name: own }) => shortName(own)));
    const axes: Axis[] = [
      {
        name: 'Points',
        ticks: Array.from({ length: 11 }, (_, k) => ({ at: k / 10, label: String(10 * k) })),
      },
      ...predictors.map(({ minimum, maximum }, p) => ({
        name: short[p]!,
        ticks: spaced(
          ticksOf(minimum, maximum).map((value) => ({ at: made.points(p, value) / 100, label: word(value) })),
        ),
        ends: [made.points(p, minimum) / 100, made.points(p, maximum) / 100] as const,
      })),
      {
        name: 'Total points',
        ticks: ticksOf(0, made.most).map((total) => ({ at: total / made.most, label: word(total) })),
      },
      ...responseAxes(pipeline, frame, made.totalOf).map((axis) => ({
        name: axis.name,
        ticks: spaced(axis.ticks.map(({ total, label }) => ({ at: total / made.most, label }))),
      })),
    ].filter(({ ticks }) => ticks.length > 0);
    const names = axes.map((axis) => axis.name);
    const ticks = axes.flatMap((axis) => axis.ticks.map((tick) => ({ ...tick, name: axis.name })));
    const spans = axes.map((axis) => ({
      name: axis.name,
      from: axis.ends?.[0] ?? Math.min(...axis.ticks.map((tick) => tick.at)),
      to: axis.ends?.[1] ?? Math.max(...axis.ticks.map((tick) => tick.at)),
    }));
    return [
      {
        name: `nomogram-${at + 1}.svg`,
        caption: `${name}: nomogram of the final model. Read the points of each value on the top line, add them, and read what the total means at the bottom.`,
        svg: svgOf(`Nomogram, ${name}`, {
          width: 800,
          height: 60 + 44 * axes.length,
          marginLeft: 260,
          marginRight: 40,
          x: { axis: null, domain: [0, 1] },
          y: { domain: names, label: null, tickSize: 0 },
          marks: [
            link(spans, { x1: 'from', x2: 'to', y1: 'name', y2: 'name', stroke: colours.grey }),
            tickX(ticks, { x: 'at', y: 'name', insetTop: 14, insetBottom: 14, stroke: colours.blue }),
            text(ticks, { x: 'at', y: 'name', text: 'label', dy: 16, fontSize: 10 }),
          ],
        }),
      },
    ];
  });
}
