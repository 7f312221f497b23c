import { type Box, cropData, type Vector3 } from '@rachis/volume';
import { type Boundary, sourceIndices } from './boundary.ts';

/** Values of a box, x fastest. */
export interface BoxValues {
  readonly box: Box;
  readonly values: Float64Array;
}

/** An image that is computed where it is asked for: a resampled image, or a filter's response. */
export interface ImageSource {
  readonly size: Vector3;
  /** mm. */
  readonly spacing: Vector3;
  /** Values of a box inside the image, x fastest. Not to be written to. */
  read(box: Box): Float64Array;
  /** Values of a box that holds the one that is asked for, where they are at hand: nothing is cut out. */
  readAround?(box: Box): BoxValues;
}

/** Whether a box holds another. */
function contains(outer: Box, inner: Box): boolean {
  return inner.start.every(
    (s, a) => s >= outer.start[a]! && s + inner.size[a]! <= outer.start[a]! + outer.size[a]!,
  );
}

const sameBox = (a: Box, b: Box) => contains(a, b) && contains(b, a);

/** The smallest box that holds both. */
function hullOf(a: Box, b: Box): Box {
  const start = a.start.map((s, axis) => Math.min(s, b.start[axis]!));
  const end = a.start.map((s, axis) => Math.max(s + a.size[axis]!, b.start[axis]! + b.size[axis]!));
  return {
    start: start as unknown as Vector3,
    size: end.map((e, axis) => e - start[axis]!) as unknown as Vector3,
  };
}

/** Keeps what was computed last, so that overlapping boxes are not computed again. */
export function keepLast(source: ImageSource): ImageSource {
  let kept: BoxValues | undefined;
  const readAround = (wanted: Box): BoxValues => {
    if (kept === undefined || !contains(kept.box, wanted)) {
      const box = kept === undefined ? wanted : hullOf(kept.box, wanted);
      kept = { box, values: source.read(box) };
    }
    return kept;
  };
  return {
    size: source.size,
    spacing: source.spacing,
    readAround,
    read(wanted) {
      const { box, values } = readAround(wanted);
      if (sameBox(box, wanted)) return values;
      const within = {
        start: wanted.start.map((s, a) => s - box.start[a]!) as unknown as Vector3,
        size: wanted.size,
      };
      return cropData(values, box.size, within, new Float64Array(voxelsOf(wanted.size)));
    },
  };
}

/** Voxels of a block. */
export function voxelsOf([nx, ny, nz]: Vector3): number {
  return nx * ny * nz;
}

/** A box grown by a margin on every side, beyond the image where it is at its edge. */
export function growFreely(box: Box, margin: Vector3): Box {
  return {
    start: box.start.map((s, a) => s - margin[a]!) as unknown as Vector3,
    size: box.size.map((n, a) => n + 2 * margin[a]!) as unknown as Vector3,
  };
}

/** The part of the image that stands in a box under a boundary condition, as a box of the image. */
export function imageBoxFor(box: Box, size: Vector3, boundary: Boundary): Box {
  const start: number[] = [];
  const count: number[] = [];
  for (let axis = 0; axis < 3; axis++) {
    let low = Number.POSITIVE_INFINITY;
    let high = -1;
    for (const i of sourceIndices(box.start[axis]!, box.size[axis]!, size[axis]!, boundary)) {
      if (i < 0) continue;
      if (i < low) low = i;
      if (i > high) high = i;
    }
    start.push(high < 0 ? 0 : low);
    count.push(high < 0 ? 1 : high - low + 1);
  }
  return { start: start as unknown as Vector3, size: count as unknown as Vector3 };
}

/**
 * Copies the values of a box that may reach beyond the image into what `room` gives. Reading may move kernel memory, so the
 * room is asked for afterwards.
 */
export function readBeyond(
  source: ImageSource,
  box: Box,
  boundary: Boundary,
  room: () => Float64Array,
): void {
  const wanted = imageBoxFor(box, source.size, boundary);
  const { box: from, values } = source.readAround?.(wanted) ?? { box: wanted, values: source.read(wanted) };
  const target = room();
  const [xs, ys, zs] = [0, 1, 2].map((axis) => {
    const indices = sourceIndices(box.start[axis]!, box.size[axis]!, source.size[axis]!, boundary);
    return indices.map((i) => (i < 0 ? -1 : i - from.start[axis]!));
  }) as [Int32Array, Int32Array, Int32Array];
  const [nx, ny, nz] = box.size;
  const [fx, fy] = from.size;
  // The middle of a row lies inside the image and is copied as it is.
  const firstInside = Math.min(nx, Math.max(0, -box.start[0]));
  const endInside = Math.max(firstInside, Math.min(nx, source.size[0] - box.start[0]));
  for (let z = 0, to = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++, to += nx) {
      if (ys[y]! < 0 || zs[z]! < 0) {
        target.fill(0, to, to + nx);
        continue;
      }
      const row = fx * (ys[y]! + fy * zs[z]!);
      const gather = (x: number, end: number) => {
        for (; x < end; x++) target[to + x] = xs[x]! < 0 ? 0 : values[row + xs[x]!]!;
      };
      gather(0, firstInside);
      if (endInside > firstInside) {
        // A view of a short row costs more than to copy it number by number.
        const at = row + xs[firstInside]! - firstInside;
        for (let x = firstInside; x < endInside; x++) target[to + x] = values[at + x]!;
      }
      gather(endInside, nx);
    }
  }
}
