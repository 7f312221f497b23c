import type { Vector3 } from '@rachis/volume';
import { regionRows } from '../region-rows.ts';
import { hullCandidates } from '../kernels/convex-hull.ts';
import { symmetricEigenvalues } from '../shape/symmetric-eigen.ts';
import { largestDistance } from '../kernels/largest-distance.ts';
import type { ClassInput, FeatureClass } from './feature-class.ts';
import type { RadiomicsMask } from './image.ts';
import { planeDiameter } from './plane-diameter.ts';
import { measureSurface } from './surface.ts';

/** Eigenvalues of the covariance of the voxels' positions (mm), largest first. */
export function positionEigenvalues({
  data,
  size,
  spacing,
}: RadiomicsMask): readonly [number, number, number] {
  const [nx, ny, nz] = size;
  const sum = [0, 0, 0];
  let count = 0;
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, i++) {
        if (data[i] === 0) continue;
        sum[0]! += x;
        sum[1]! += y;
        sum[2]! += z;
        count++;
      }
    }
  }
  const [cx, cy, cz] = sum.map((s) => s / count) as [number, number, number];
  const m = new Float64Array(6);
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, i++) {
        if (data[i] === 0) continue;
        const [u, v, w] = [(x - cx) * spacing[0], (y - cy) * spacing[1], (z - cz) * spacing[2]];
        m[0]! += u * u;
        m[1]! += u * v;
        m[2]! += u * w;
        m[3]! += v * v;
        m[4]! += v * w;
        m[5]! += w * w;
      }
    }
  }
  const [xx, xy, xz, yy, yz, zz] = [...m].map((value) => value / count) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return symmetricEigenvalues([xx, xy, xz, xy, yy, yz, xz, yz, zz]);
}

const axisLength = (eigenvalue: number) => 4 * Math.sqrt(Math.max(0, eigenvalue));
const ratio = (small: number, large: number) => Math.sqrt(Math.max(0, small) / large);

function maximumDiameter(mask: RadiomicsMask): number {
  const half = hullCandidates(regionRows(mask.data, mask.size), mask.size);
  return largestDistance(Float64Array.from(half, (h, i) => (h / 2) * mask.spacing[i % 3]!));
}

/** Class `shape`: the region's surface through the middles between voxels inside and outside. */
export const shape: FeatureClass = {
  features: [
    'Compactness1',
    'Compactness2',
    'Elongation',
    'Flatness',
    'LeastAxisLength',
    'MajorAxisLength',
    'Maximum2DDiameterColumn',
    'Maximum2DDiameterRow',
    'Maximum2DDiameterSlice',
    'Maximum3DDiameter',
    'MeshVolume',
    'MinorAxisLength',
    'SphericalDisproportion',
    'Sphericity',
    'SurfaceArea',
    'SurfaceVolumeRatio',
    'VoxelVolume',
  ],
  deprecated: ['Compactness1', 'Compactness2', 'SphericalDisproportion'],
  compute({ mask }: ClassInput) {
    const { area, volume } = measureSurface(mask);
    const [major, minor, least] = positionEigenvalues(mask);
    const [sx, sy, sz] = mask.spacing as Vector3;
    let count = 0;
    for (let i = 0; i < mask.data.length; i++) count += mask.data[i]!;
    const sphere = Math.cbrt(36 * Math.PI * volume * volume);
    return new Map([
      ['Compactness1', volume / (area ** 1.5 * Math.sqrt(Math.PI))],
      ['Compactness2', (36 * Math.PI * volume ** 2) / area ** 3],
      ['Elongation', ratio(minor, major)],
      ['Flatness', ratio(least, major)],
      ['LeastAxisLength', axisLength(least)],
      ['MajorAxisLength', axisLength(major)],
      ['Maximum2DDiameterColumn', planeDiameter(mask, 1)],
      ['Maximum2DDiameterRow', planeDiameter(mask, 0)],
      ['Maximum2DDiameterSlice', planeDiameter(mask, 2)],
      ['Maximum3DDiameter', maximumDiameter(mask)],
      ['MeshVolume', volume],
      ['MinorAxisLength', axisLength(minor)],
      ['SphericalDisproportion', area / sphere],
      ['Sphericity', sphere / area],
      ['SurfaceArea', area],
      ['SurfaceVolumeRatio', area / volume],
      ['VoxelVolume', count * (sx * sy * sz)],
    ]);
  },
};
