import {
  type Box,
  boundingBox,
  cropGrid,
  cropMask,
  type Grid,
  growBox,
  type Mask,
  type Volume,
} from '@rachis/volume';

/** One label cut out of its file, with a frame of one voxel where the scan has room for it. */
export interface LabelCrop {
  readonly label: number;
  readonly mask: Mask;
  readonly voxels: number;
}

interface Extent {
  readonly low: [number, number, number];
  readonly high: [number, number, number];
  voxels: number;
}

/** Four or two whole numbers of the data at once, where they lie so; most of a scan is empty. */
function wordsOf(data: Volume['data']): { readonly words: Int32Array; readonly each: number } | null {
  const each = 4 / data.BYTES_PER_ELEMENT;
  const isWhole = !(data instanceof Float32Array || data instanceof Float64Array);
  if (!isWhole || !Number.isInteger(each) || data.byteOffset % 4 !== 0) return null;
  return { words: new Int32Array(data.buffer, data.byteOffset, Math.floor(data.length / each)), each };
}

/** Where each label lies, found in one sweep. */
function extentsOf({ data, size }: Volume): Map<number, Extent> {
  const [nx, ny, nz] = size;
  const extents = new Map<number, Extent>();
  const quick = wordsOf(data);
  // Whether a row has no label: looked at a word at a time, its ends by themselves.
  const isEmpty = (from: number): boolean => {
    if (quick === null) return false;
    const { words, each } = quick;
    const [first, last] = [Math.ceil(from / each), Math.floor((from + nx) / each)];
    if (first >= last) return false;
    for (let i = from; i < first * each; i++) if (data[i] !== 0) return false;
    for (let i = last * each; i < from + nx; i++) if (data[i] !== 0) return false;
    for (let w = first; w < last; w++) if (words[w] !== 0) return false;
    return true;
  };
  for (let z = 0, index = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) {
      if (isEmpty(index)) {
        index += nx;
        continue;
      }
      for (let x = 0; x < nx; x++, index++) {
        const label = data[index]!;
        if (label === 0) continue;
        // Runs of one label are long: the row is walked to the run's end before it is entered.
        let last = x;
        while (last + 1 < nx && data[index + last + 1 - x] === label) last++;
        let extent = extents.get(label);
        if (extent === undefined) {
          extent = { low: [x, y, z], high: [x, y, z], voxels: 0 };
          extents.set(label, extent);
        }
        extent.voxels += last - x + 1;
        if (x < extent.low[0]) extent.low[0] = x;
        if (last > extent.high[0]) extent.high[0] = last;
        if (y < extent.low[1]) extent.low[1] = y;
        if (y > extent.high[1]) extent.high[1] = y;
        extent.high[2] = z;
        index += last - x;
        x = last;
      }
    }
  return extents;
}

/** Every label of a label map as a small mask of its own; the map is read once. */
export function cropLabels(labels: Volume): LabelCrop[] {
  const [nx, ny] = labels.size;
  return [...extentsOf(labels)]
    .sort(([a], [b]) => a - b)
    .map(([label, { low, high, voxels }]) => {
      const tight: Box = {
        start: low,
        size: [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1],
      };
      const box = growBox(tight, [1, 1, 1], labels);
      const [bx, by, bz] = box.size;
      const data = new Uint8Array(bx * by * bz);
      for (let z = 0, to = 0; z < bz; z++)
        for (let y = 0; y < by; y++) {
          const from = box.start[0] + nx * (box.start[1] + y + ny * (box.start[2] + z));
          for (let x = 0; x < bx; x++) data[to++] = labels.data[from + x] === label ? 1 : 0;
        }
      return { label, mask: { ...cropGrid(labels, box), data }, voxels };
    });
}

/** A mask as the crop of a label; null where it is empty. */
export function cropOfMask(label: number, mask: Mask): LabelCrop | null {
  const tight = boundingBox(mask);
  if (tight === null) return null;
  const cropped = cropMask(mask, growBox(tight, [1, 1, 1], mask));
  return { label, mask: cropped, voxels: cropped.data.reduce((sum, v) => sum + (v === 0 ? 0 : 1), 0) };
}

/** Whether a crop has a voxel at the edge of the scan that it comes from. */
export function touchesEdge({ mask }: LabelCrop, scan: Grid): boolean {
  const tight = boundingBox(mask);
  if (tight === null) return false;
  // A frame of a voxel is there unless the scan ends: the crop's own edge then is the scan's.
  return tight.start.some(
    (start, axis) => scan.size[axis]! > 1 && (start === 0 || start + tight.size[axis]! === mask.size[axis]!),
  );
}
