import type { Grid } from '@rachis/volume';

/** Index axis along which slices lie: pixels are square, so the one that is unlike the two others; else the longest. */
export function sliceAxis({ spacing }: Grid): 0 | 1 | 2 {
  const alike = (a: number, b: number) => Math.abs(a - b) <= 0.01 * Math.max(a, b);
  const [x, y, z] = spacing;
  if (alike(x, y)) return 2;
  if (alike(x, z)) return 1;
  if (alike(y, z)) return 0;
  return spacing.indexOf(Math.max(x, y, z)) as 0 | 1 | 2;
}

const planes = ['sagittal', 'coronal', 'axial'] as const;

/** Name of the plane across a patient axis. */
export const planeAcross = (patientAxis: number): (typeof planes)[number] => planes[patientAxis]!;
