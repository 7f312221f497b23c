import { landmarkNames, type Measurement, type SpineMeasurements } from '@rachis/spine';
import type { Cell, Table } from '../tables/table.ts';

/** One row a level and measurement; the posture is that which the definition and its norms are of. */
export function longTable(subject: string, measurements: readonly Measurement[]): Table {
  return {
    columns: ['subject', 'level', 'measurement', 'value', 'unit', 'reason', 'definition_posture'],
    text: ['subject', 'level', 'measurement', 'unit', 'reason', 'definition_posture'],
    rows: measurements.map(({ level, id, value, unit, reason, posture }): Cell[] => [
      subject,
      level,
      id,
      value,
      unit,
      reason,
      posture,
    ]),
  };
}

/** Name of a measurement in a row a subject: `L4_wedge_ratio`, `PI`. */
export const wideName = ({ level, id }: Measurement): string => (level === '' ? id : `${level}_${id}`);

/** One row for the subject, a column a level and measurement. */
export function wideTable(subject: string, measurements: readonly Measurement[]): Table {
  return {
    columns: ['subject', ...measurements.map(wideName)],
    text: ['subject'],
    rows: [[subject, ...measurements.map(({ value }) => value)]],
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
