import type { FrameColumn } from '@rachis/learning';
import { harrellConcordance, normalCdf } from '@rachis/statistics';
import type { Association } from '../association.ts';
import { columnKinds, type ColumnKind, kindOf } from '../column-kind.ts';
import type { DesignCheck, DesignContext } from '../context.ts';
import type { DesignFinding } from '../finding.ts';
import { chance, counted } from '../words.ts';

/** From here on a single column is suspicious, whatever it looks like. */
const strong = 0.9;

/** What an honest marker may reach. A column must be above it by more than chance. */
const honest = 0.85;

/** Chance that a marker as good as that is reported, of one column. */
const markerRisk = 0.004;

/** Chance that a column of administration is reported by accident, over all of a table. */
const administrationRisk = 0.002;

/** From here on a model that sees a column of administration lives on it. */
const severeArea = 0.75;

/** Columns of administration tell nothing that matters below this. */
const weak = 0.65;

interface Told extends Association {
  readonly column: FrameColumn;
  readonly kind: ColumnKind;
  readonly predictor: boolean;
}

/** Of survival the concordance in place of the correlation with residuals. */
function withConcordance(told: Told, { design }: DesignContext): Told {
  const outcome = design.frame.outcome!;
  if (outcome.kind !== 'survival' || told.column.kind !== 'numeric') return told;
  const rows = Array.from(told.column.values.keys()).filter((row) => !Number.isNaN(told.column.values[row]!));
  const { value } = harrellConcordance(
    {
      times: rows.map((row) => outcome.times[row]!),
      events: rows.map((row) => (outcome.events[row] === 1 ? 1 : 0)),
    },
    rows.map((row) => told.column.values[row]!),
  );
  return Number.isNaN(value) ? told : { ...told, area: Math.max(value, 1 - value) };
}

/**
 * Probability of an area as large where the true one is that of an honest marker: by its standard error (Hanley and McNeil
 * 1982) on the scale of log odds; of a correlation by Fisher's transformation.
 */
export function beyondMarker({ area, sides: [m, n], binary }: Association): number {
  const logit = (value: number) => Math.log(value / (1 - value));
  if (!binary && m === n) {
    const r = Math.min(2 * area - 1, 1 - 1e-9);
    return (
      1 - normalCdf((Math.atanh(r) - Math.atanh(2 * honest - 1)) * Math.sqrt(Math.max(1, m + n - 3)) * 0.94)
    );
  }
  const first = honest / (2 - honest);
  const second = (2 * honest ** 2) / (1 + honest);
  const variance =
    (honest * (1 - honest) + (m - 1) * (first - honest ** 2) + (n - 1) * (second - honest ** 2)) / (m * n);
  const spread = Math.sqrt(variance) / (honest * (1 - honest));
  const seen = Math.min(area, 1 - 0.5 / (m * n));
  return 1 - normalCdf((logit(seen) - logit(honest)) / spread);
}

const area = (value: number) => value.toFixed(3);

function findingOf(told: Told, measure: string, next: number | undefined): DesignFinding {
  const { column, kind, predictor, p } = told;
  const { words, remedy } = columnKinds[kind];
  const severe = predictor && (told.area > 0.99 || (kind !== 'unknown' && told.area >= severeArea));
  const beside = next === undefined ? '' : `; the best column unlike it has ${area(next)}`;
  return {
    code: 'COLUMN_TELLS_OUTCOME',
    severity: severe ? 'problem' : 'warning',
    message: `${column.name} alone tells the outcome: ${measure} ${area(told.area)}${told.about === '' || !told.binary ? '' : ` for ${told.about}`} (${chance(p)})${beside}. ${kind === 'unknown' ? words : `It looks like ${words}.`}${predictor ? '' : ' It is no predictor here, but image features may carry it.'}`,
    remedy: `${remedy[0]!.toUpperCase()}${remedy.slice(1)}.`,
    columns: [column.name],
    subjects: [],
  };
}

/** Columns that go with this one, so that they are no other witness. */
function alike(one: FrameColumn, other: FrameColumn): boolean {
  if (one.kind !== 'numeric' || other.kind !== 'numeric') return false;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  const n = one.values.length;
  const mean = (values: Float64Array) => {
    let sum = 0;
    let known = 0;
    for (const value of values) {
      if (Number.isNaN(value)) continue;
      sum += value;
      known++;
    }
    return sum / known;
  };
  const a = mean(one.values);
  const b = mean(other.values);
  for (let i = 0; i < n; i++) {
    const x = one.values[i]! - a;
    const y = other.values[i]! - b;
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    xx += x * x;
    yy += y * y;
    xy += x * y;
  }
  return Math.abs(xy) > 0.5 * Math.sqrt(xx * yy);
}

/** Columns that are far better alone than a marker can be expected to be, and columns of administration that tell the outcome at all. */
export const singleColumns: DesignCheck = (context) => {
  const { design, associations } = context;
  const { columns } = design.frame;
  const predictors = columns.map(
    (column, at): Told => ({ ...associations[at]!, column, kind: kindOf(column), predictor: true }),
  );
  // What the user excluded is often the outcome in other words; where and how somebody was scanned stays in the image.
  const others = design.others
    .map((column) => ({ column, kind: kindOf(column) }))
    .filter(({ kind }) => kind === 'site' || kind === 'acquisition')
    .map(({ column, kind }): Told => ({ ...context.associate(column), column, kind, predictor: false }));
  const all = [...predictors, ...others];
  const administration = all.filter(({ kind }) => kind !== 'unknown').length;
  const found = all
    .filter(({ p }) => p < administrationRisk)
    .map((told) => withConcordance(told, context))
    .filter((told) => {
      const byKind =
        told.kind !== 'unknown' && told.p < administrationRisk / administration && told.area >= weak;
      return byKind || (told.predictor && told.area > strong && beyondMarker(told) < markerRisk);
    })
    .sort((a, b) => b.area - a.area);
  const measure =
    design.frame.outcome!.kind === 'survival'
      ? 'concordance'
      : 'classes' in design.frame.outcome!
        ? 'AUC'
        : 'half of 1 + |rank correlation|';
  const shown = found.slice(0, 8);
  const findings = shown.map((told) => {
    const next = predictors
      .filter(({ column }) => column.name !== told.column.name && !alike(column, told.column))
      .reduce((best, one) => Math.max(best, one.area), 0);
    return findingOf(told, measure, next > 0 ? next : undefined);
  });
  const rest = found.slice(8);
  if (rest.length === 0) return findings;
  const names = rest.map(({ column }) => column.name);
  return [
    ...findings,
    {
      code: 'COLUMN_TELLS_OUTCOME',
      severity: 'warning',
      message: `${counted(rest.length, 'more column')} alone tell the outcome, with ${measure} up to ${area(rest[0]!.area)}: ${names.slice(0, 10).join(', ')}${names.length > 10 ? ', ...' : ''}.`,
      remedy: columnKinds.unknown.remedy.replace(/^m/, 'M').replace(/$/, '.'),
      columns: names,
      subjects: [],
    },
  ];
};
