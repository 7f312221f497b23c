import type { Level } from '../levels.ts';
import { type Measurement, measured, unmeasured } from '../measurement.ts';
import type { HeadOrReason } from '../vertebra/femoral-head.ts';
import type { VertebraOrReason } from '../vertebra/landmarks.ts';
import { type BodyAxes, dot, norm, subtract } from '../vertebra/vector.ts';
import { frameCatalogue as catalogue } from './frame-catalogue.ts';

/** Femoral heads by side. */
export type FemoralHeads = ReadonlyMap<'left' | 'right', HeadOrReason>;

/** Radius and residual of the femoral heads, by side. */
export function measureHeads(heads: FemoralHeads): Measurement[] {
  return [...heads].flatMap(([side, head]) =>
    [catalogue.headRadius, catalogue.headError].map((entry, i) => {
      const named = { ...entry, id: `${entry.id}_${side}` };
      return head.found === null
        ? unmeasured(named, '', head.reason)
        : measured(named, '', i === 0 ? head.found.radius : head.found.fitError);
    }),
  );
}

/** The pedicle line of each vertebra in the axes of the whole spine. */
export function measurePedicles(
  vertebrae: readonly (readonly [Level, VertebraOrReason])[],
  axes: BodyAxes,
): Measurement[] {
  const entries = [catalogue.pedicleRotation, catalogue.pedicleTilt, catalogue.pedicleDistance];
  const degrees = (a: number, b: number) => (Math.atan2(a, b) * 180) / Math.PI;
  return vertebrae.flatMap(([level, vertebra]) => {
    if (level[0] === 'S' || level === 'C1') return [];
    if (vertebra.found === null) return entries.map((entry) => unmeasured(entry, level, vertebra.reason));
    const { pedicles } = vertebra.found;
    if (pedicles === null)
      return entries.map((entry) =>
        unmeasured(
          entry,
          level,
          vertebra.found.pediclesReason ??
            'no pedicles lie behind the body in the mask: it is of the body alone, or cut',
        ),
      );
    const line = subtract(pedicles.left.position, pedicles.right.position);
    const [l, a, s] = [dot(line, axes.left), dot(line, axes.anterior), dot(line, axes.superior)];
    return [degrees(a, l), degrees(s, l), norm(line)].map((value, i) => measured(entries[i]!, level, value));
  });
}
