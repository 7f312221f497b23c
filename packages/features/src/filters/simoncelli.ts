import type { Box, Vector3 } from '@rachis/volume';
import type { Boundary } from './boundary.ts';
import { frequencyResponses, type Transfer } from './frequency-response.ts';
import type { ImageSource } from './image-source.ts';

/**
 * Frequency of each index of a transform of length n as the reference maps have it: evenly from -1 (lowest) to 1, with
 * zero between two indices where n is even (IBSI 2 manual, section 3.7).
 */
function centredFrequencies(n: number): Float64Array {
  const middle = (n - 1) / 2;
  return Float64Array.from({ length: n }, (_, k) =>
    n === 1 ? 0 : (((k + Math.floor(n / 2)) % n) - middle) / middle,
  );
}

/**
 * The band-pass filter of a level of the Simoncelli wavelet (IBSI 2 manual, section 3.7, PRT7): a ring of frequencies
 * an octave to either side of half the level's highest, cos(pi / 2 log2(2 r / highest)).
 */
export function simoncelliTransfer(level: number): Transfer {
  const highest = 1 / 2 ** (level - 1);
  return {
    imaginary: false,
    on(axes) {
      const [fx, fy, fz] = axes.map(({ length }) => centredFrequencies(length)) as [
        Float64Array,
        Float64Array,
        Float64Array,
      ];
      return (x, y, z) => {
        const radius = Math.sqrt(fx[x]! ** 2 + fy[y]! ** 2 + fz[z]! ** 2);
        if (radius < highest / 4 || radius > highest) return 0;
        return Math.cos((Math.PI / 2) * Math.log2((2 * radius) / highest));
      };
    },
  };
}

/** Voxels by which the image is continued at a boundary that is not periodic: the filter has decayed by then. */
export function simoncelliMargin(level: number, slicewise: boolean): Vector3 {
  const margin = 8 * 2 ** level;
  return [margin, margin, slicewise ? 0 : margin];
}

/** Simoncelli wavelet response of a level over a box. */
export function simoncelliFilter(
  source: ImageSource,
  box: Box,
  level: number,
  boundary: Boundary,
  slicewise: boolean,
): Float64Array {
  const margin = simoncelliMargin(level, slicewise);
  return frequencyResponses(
    source,
    box,
    { first: simoncelliTransfer(level), each: [] },
    margin,
    boundary,
    slicewise,
  )[0]!;
}
