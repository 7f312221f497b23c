import type { Vector3 } from '@rachis/volume';
import type { RadiomicsMask } from './image.ts';
import { pyradiomicsMeshTable } from './mesh-table.ts';

/** What a pattern's triangles add, the cell at the origin: area, area vector (doubled), determinants; triangles turn inwards in x, y, z. */
interface PatternSums {
  readonly area: number;
  readonly vector: Vector3;
  readonly determinants: number;
}

function vertexOf(letter: string, spacing: Vector3): Vector3 {
  const code = letter === '_' ? 26 : letter.charCodeAt(0) - 97;
  return [
    ((code % 3) / 2) * spacing[0],
    ((Math.floor(code / 3) % 3) / 2) * spacing[1],
    (Math.floor(code / 9) / 2) * spacing[2],
  ];
}

const cross = ([a, b, c]: Vector3, [x, y, z]: Vector3): Vector3 => [
  b * z - c * y,
  c * x - a * z,
  a * y - b * x,
];
const minus = (p: Vector3, q: Vector3): Vector3 => [p[0] - q[0], p[1] - q[1], p[2] - q[2]];
const dot = (p: Vector3, q: Vector3) => p[0] * q[0] + p[1] * q[1] + p[2] * q[2];

function sumsOf(triangles: string, spacing: Vector3): PatternSums {
  let area = 0;
  let determinants = 0;
  const vector: [number, number, number] = [0, 0, 0];
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => vertexOf(triangles[t + k]!, spacing)) as [
      Vector3,
      Vector3,
      Vector3,
    ];
    const normal = cross(minus(b, a), minus(c, a));
    area += Math.hypot(...normal) / 2;
    determinants += dot(cross(a, b), c);
    for (let axis = 0; axis < 3; axis++) vector[axis]! += normal[axis]!;
  }
  return { area, vector, determinants };
}

/**
 * Area (mm2) and volume (mm3) of the surface that PyRadiomics cuts. Where corners of a face alternate its triangles leave
 * gaps, so that the volume, a sum of tetrahedra, depends on where the origin lies: one voxel before the box, as there.
 */
export function measureSurface({ data, size, spacing }: RadiomicsMask): { area: number; volume: number } {
  const [nx, ny, nz] = size;
  const counts = new Float64Array(256);
  const positions = [new Float64Array(256), new Float64Array(256), new Float64Array(256)] as const;
  const at = (x: number, y: number, z: number) =>
    x < 0 || y < 0 || z < 0 || x >= nx || y >= ny || z >= nz ? 0 : data[x + nx * (y + ny * z)]!;
  for (let z = -1; z < nz; z++) {
    for (let y = -1; y < ny; y++) {
      // Corners of the face that a cell shares with the one before it along x.
      let low = 0;
      for (let x = -1; x < nx; x++) {
        const high =
          at(x + 1, y, z) |
          (at(x + 1, y + 1, z) << 1) |
          (at(x + 1, y, z + 1) << 2) |
          (at(x + 1, y + 1, z + 1) << 3);
        const pattern = low | (high << 4);
        low = high;
        if (pattern === 0 || pattern === 255) continue;
        counts[pattern]!++;
        positions[0][pattern]! += x + 1;
        positions[1][pattern]! += y + 1;
        positions[2][pattern]! += z + 1;
      }
    }
  }
  let area = 0;
  let volume = 0;
  for (let pattern = 1; pattern < 255; pattern++) {
    if (counts[pattern] === 0) continue;
    const sums = sumsOf(pyradiomicsMeshTable[pattern]!, spacing);
    area += counts[pattern]! * sums.area;
    volume += counts[pattern]! * sums.determinants;
    for (let axis = 0; axis < 3; axis++)
      volume += positions[axis]![pattern]! * spacing[axis]! * sums.vector[axis]!;
  }
  return { area, volume: -volume / 6 };
}
