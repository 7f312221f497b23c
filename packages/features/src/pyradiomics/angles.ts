import { RachisError, type Vector3 } from '@rachis/volume';
import type { ClassSettings } from './parameters.ts';

/**
 * Steps to neighbours as PyRadiomics generates them: those whose largest component is one of the distances, within the
 * box, none across slices where 2D is forced. Half of them, or both directions. (Its axes are z, y, x; a step is given
 * as x, y, z.) `REGION_TOO_SMALL` where there is none.
 */
export function anglesOf(
  size: Vector3,
  distances: readonly number[],
  { force2D, force2Ddimension }: Pick<ClassSettings, 'force2D' | 'force2Ddimension'>,
  bothWays: boolean,
): Vector3[] {
  const most = Math.max(...distances);
  const steps: Vector3[] = [];
  const flat = force2D ? 2 - force2Ddimension : -1;
  for (let z = most; z >= -most; z--) {
    for (let y = most; y >= -most; y--) {
      for (let x = most; x >= -most; x--) {
        const step: Vector3 = [x, y, z];
        if (step.some((s, axis) => (axis === flat && s !== 0) || Math.abs(s) >= size[axis]!)) continue;
        if (!distances.includes(Math.max(Math.abs(x), Math.abs(y), Math.abs(z)))) continue;
        steps.push(step);
      }
    }
  }
  if (steps.length === 0) {
    throw new RachisError(
      'REGION_TOO_SMALL',
      `A region of ${size.join(' x ')} voxels has no two voxels ${distances.join(' or ')} apart${force2D ? ' in its planes' : ''}: there is no texture matrix, and PyRadiomics ends the case.`,
      { remedy: 'Use shorter distances, or leave the texture classes out of featureClass.' },
    );
  }
  return bothWays ? steps : steps.slice(0, steps.length / 2);
}

/** Lengths of a step's components, mm. */
export const componentsOf = (step: Vector3, spacing: Vector3) =>
  step.map((s, axis) => Math.abs(s) * spacing[axis]!) as [number, number, number];
