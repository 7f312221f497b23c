import type { Frame, FrameColumn } from '@rachis/learning';
import { createRandom } from '@rachis/statistics';

export const subjects = 80;
export const features = 1000;

/**
 * A table without any signal: 80 subjects at two sites, 1,000 columns in groups that resemble each other, some cells
 * missing, a category, and an outcome with three events in ten that was drawn apart from all of it.
 */
export function tableWithoutSignal(number: number): Frame {
  const random = createRandom('no-leak').split('table', number);
  const draw = random.split('columns');
  const sites = Int32Array.from({ length: subjects }, (_, row) => (row % 5 < 2 ? 1 : 0));
  const columns: FrameColumn[] = [];
  let shared = new Float64Array(subjects);
  for (let j = 0; j < features; j++) {
    if (j % 10 === 0) shared = Float64Array.from({ length: subjects }, () => draw.normal());
    const values = Float64Array.from(
      { length: subjects },
      (_, row) => 0.7 * shared[row]! + 0.7 * draw.normal() + 0.5 * sites[row]!,
    );
    if (j % 50 === 7) for (let hole = 0; hole < 4; hole++) values[draw.integer(subjects)] = NaN;
    columns.push({ name: `x${j}`, kind: 'numeric', domain: 'radiomic', values });
  }
  columns.push({
    name: 'sex',
    kind: 'category',
    domain: 'clinical',
    categories: ['female', 'male'],
    values: Float64Array.from({ length: subjects }, () => draw.integer(2)),
  });
  const events = random.split('outcome').shuffle(Array.from({ length: subjects }, (_, row) => row));
  const codes = new Int32Array(subjects);
  for (const row of events.slice(0, 24)) codes[row] = 1;
  return {
    rows: subjects,
    columns,
    outcome: { kind: 'classes', classes: ['no', 'yes'], codes },
    groups: Int32Array.from({ length: subjects }, (_, row) => row),
    sites,
    siteNames: ['north', 'south'],
  };
}
