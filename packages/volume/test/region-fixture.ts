import { readFileSync } from 'node:fs';
import type { Connectivity } from '../src/neighbours.ts';
import { identityDirection, type Vector3 } from '../src/grid.ts';
import type { Mask } from '../src/volume.ts';

/** A region and what SciPy makes of it; masks are one character a voxel. */
export interface RegionCase {
  readonly size: Vector3;
  readonly spacing: Vector3;
  readonly mask: string;
  readonly radius: number;
  readonly neighbours: Readonly<
    Record<
      Connectivity,
      {
        readonly dilated: string;
        readonly eroded: string;
        readonly eroded_inside: string;
        readonly opened: string;
        readonly closed: string;
        readonly filled?: string;
        readonly sizes: readonly number[];
        readonly labels: readonly number[];
      }
    >
  >;
  readonly dilated: string;
  readonly eroded: string;
  readonly opened: string;
  readonly closed: string;
  readonly to_inside: readonly number[];
  readonly to_outside: readonly number[];
}

const path = `${import.meta.dirname}/../../../conformance/fixtures/segment.json`;
export const regionCases = (JSON.parse(readFileSync(path, 'utf8')) as { regions: RegionCase[] }).regions;

export const connectivities = [4, 6, 8, 18, 26] as const;

export function maskOf(size: Vector3, spacing: Vector3, text: string): Mask {
  return {
    size,
    spacing,
    origin: [0, 0, 0],
    direction: identityDirection,
    data: Uint8Array.from(text, Number),
  };
}

export const textOf = (mask: Mask): string => mask.data.join('');
