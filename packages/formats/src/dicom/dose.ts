import type { DataSet } from 'dicom-parser';
import { decimalsOf } from './dataset.ts';

/** Dose comes as an image of its own kind, with planes and a scaling of its own. */
export const isDose = (modality: string): boolean => modality === 'RTDOSE';

/**
 * Position of a plane of an RTDOSE: that of the image, moved by the GridFrameOffsetVector. Its offsets are relative to
 * the first plane where the first of them is 0, and along the plane's normal; they are the planes' own z where the first is that of
 * the image's position and the planes are transverse. NaN where the vector is neither or has not one number a frame:
 * the stack is then refused. Source: PS3.3 C.8.8.3.2.
 */
export function dosePosition(dataSet: DataSet, frameCount: number, frame: number): number[] {
  const start = decimalsOf(dataSet, 'x00200032');
  if (frameCount === 1 || start.length !== 3) return start;
  const offsets = decimalsOf(dataSet, 'x3004000c');
  const nowhere = [Number.NaN, Number.NaN, Number.NaN];
  const [x, y, z] = start as [number, number, number];
  if (offsets.length !== frameCount) return nowhere;
  const offset = offsets[frame]!;
  const [a, b, c, d, e, f] = decimalsOf(dataSet, 'x00200037');
  const normal = [b! * f! - c! * e!, c! * d! - a! * f!, a! * e! - b! * d!];
  if (offsets[0] === 0) return start.map((value, axis) => value + offset * normal[axis]!);
  const transverse = Math.abs(Math.abs(normal[2]!) - 1) < 1e-3;
  return transverse && Math.abs(offsets[0]! - z) < 1e-3 ? [x, y, offset] : nowhere;
}
