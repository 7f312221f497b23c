import type { Vector3 } from '@rachis/volume';
import { countMeshPatterns } from '../kernels/mesh-patterns.ts';
import { meshTable } from '../kernels/mesh-table.ts';

/** Area and enclosed volume of the surface of a region. */
export interface MeshMeasures {
  /** mm^2. */
  readonly area: number;
  /** mm^3. */
  readonly volume: number;
}

/** A pattern's triangles in numbers: their area, the x component of their area vector, and its first moment. */
interface PatternMeasures {
  readonly area: number;
  readonly areaX: number;
  readonly momentX: number;
}

function vertexOf(letter: string, spacing: Vector3): Vector3 {
  const code = letter === '_' ? 26 : letter.charCodeAt(0) - 97;
  return [
    ((code % 3) / 2) * spacing[0],
    ((Math.floor(code / 3) % 3) / 2) * spacing[1],
    (Math.floor(code / 9) / 2) * spacing[2],
  ];
}

function measurePattern(triangles: string, spacing: Vector3): PatternMeasures {
  let area = 0;
  let areaX = 0;
  let momentX = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => vertexOf(triangles[t + k]!, spacing)) as [
      Vector3,
      Vector3,
      Vector3,
    ];
    const u = [b[0] - a[0], b[1] - a[1], b[2] - a[2]] as const;
    const v = [c[0] - a[0], c[1] - a[1], c[2] - a[2]] as const;
    const x = (u[1] * v[2] - u[2] * v[1]) / 2;
    const y = (u[2] * v[0] - u[0] * v[2]) / 2;
    const z = (u[0] * v[1] - u[1] * v[0]) / 2;
    area += Math.hypot(x, y, z);
    areaX += x;
    momentX += (x * (a[0] + b[0] + c[0])) / 3;
  }
  return { area, areaX, momentX };
}

/**
 * Area and volume of the marching-cubes surface of a mask (Lewiner et al. 2003, level 0.5; IBSI 1 manual,
 * section 3.1). What a cell adds depends on its corner pattern alone, so the patterns are counted and the
 * triangles of each looked up once. The volume is the flux of (x, 0, 0) through the surface, equal to the sum of
 * signed tetrahedra.
 */
export function measureMesh(mask: Uint8Array, size: Vector3, spacing: Vector3): MeshMeasures {
  const { counts, positions } = countMeshPatterns(mask, size);
  let area = 0;
  let volume = 0;
  for (let pattern = 1; pattern < 255; pattern++) {
    if (counts[pattern] === 0) continue;
    const measures = measurePattern(meshTable[pattern]!, spacing);
    area += counts[pattern]! * measures.area;
    volume += positions[pattern]! * spacing[0] * measures.areaX + counts[pattern]! * measures.momentX;
  }
  return { area, volume: Math.abs(volume) };
}
