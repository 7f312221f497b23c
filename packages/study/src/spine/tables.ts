import { landmarkNames, type Measurement, type SpineMeasurements } from '@rachis/spine';
import type { Cell, Table } from '../tables/table.ts';

/**
 * One row a level and measurement; the posture is that which the definition and its norms are of. With `intervals` also the ends of
 * the 95% interval of each value.
 */
export function longTable(subject: string, measurements: readonly Measurement[], intervals = false): Table {
  return {
    columns: [
      ...['subject', 'level', 'measurement', 'value', 'unit', 'reason', 'definition_posture'],
      ...(intervals ? ['lower', 'upper'] : []),
    ],
    text: ['subject', 'level', 'measurement', 'unit', 'reason', 'definition_posture'],
    rows: measurements.map(({ level, id, value, unit, reason, posture, lower, upper }): Cell[] => [
      ...[subject, level, id, value, unit, reason, posture],
      ...(intervals ? [lower ?? null, upper ?? null] : []),
    ]),
  };
}

/** Name of a measurement in a row a subject: `L4_wedge_ratio`, `PI`. */
export const wideName = ({ level, id }: Measurement): string => (level === '' ? id : `${level}_${id}`);

/** One row for the subject, a column a level and measurement; with `intervals` also `_lower` and `_upper` of those that have one. */
export function wideTable(subject: string, measurements: readonly Measurement[], intervals = false): Table {
  const cells = measurements.flatMap((one): (readonly [string, number | null])[] => {
    const name = wideName(one);
    const own = [name, one.value] as const;
    if (!intervals || one.lower === undefined || one.upper === undefined) return [own];
    return [own, [`${name}_lower`, one.lower], [`${name}_upper`, one.upper]];
  });
  return {
    columns: ['subject', ...cells.map(([name]) => name)],
    text: ['subject'],
    rows: [[subject, ...cells.map(([, value]) => value)]],
  };
}

/** Everything, with landmarks (LPS, mm). */
export function asJson(
  subject: string,
  scheme: string,
  posture: string,
  spine: SpineMeasurements,
): Uint8Array {
  const landmarks = spine.vertebrae.map(([level, vertebra]) => {
    if (vertebra.found === null) return { level, reason: vertebra.reason };
    const { points, superior, inferior, centroid, pedicles } = vertebra.found;
    return {
      level,
      centroid,
      superior_endplate: superior.plate ?? { reason: superior.reason },
      inferior_endplate: inferior.plate ?? { reason: inferior.reason },
      points: Object.fromEntries(landmarkNames.map((name) => [name, points[name] ?? null])),
      pedicles,
    };
  });
  const { notes, ...levels } = spine.levels;
  const { measurements, axes, heads, timings } = spine;
  const femoralHeads = Object.fromEntries(
    [...heads].map(([side, head]) => [side, head.found ?? { reason: head.reason }]),
  );
  const all = {
    subject,
    scheme,
    posture,
    space: 'LPS, mm',
    notes,
    levels,
    axes,
    measurements,
    landmarks,
    femoral_heads: femoralHeads,
    timings,
  };
  return new TextEncoder().encode(`${JSON.stringify(all, null, 2)}\n`);
}
