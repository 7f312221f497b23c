import { RachisError } from '@rachis/volume';
import dicomParser, { type DataSet } from 'dicom-parser';
import { Inflate } from 'fflate';

/** Bytes that a stream may give before its header is looked at, and beyond what that says. */
const spare = 2 ** 24;
/** What a data set without pixels (an RTSTRUCT, a report) may have: contours of millions of points. */
const mostWithoutPixels = 2 ** 28;
/** Bytes that are given to the stream at a time: what comes of them is a thousand times as long at most. */
const atOnce = 2 ** 14;

/**
 * A file of the deflated transfer syntax with its data set inflated, which starts at `position`. It is opened no further than
 * the header's rows, columns and frames reach: `FILE_CORRUPT` where there is more. Damaged streams throw as fflate does.
 */
export function inflateDataSet(name: string, file: Uint8Array, position: number): Uint8Array {
  const parts: Uint8Array[] = [file.subarray(0, position)];
  let length = position;
  let limit = position + spare;
  let known = false;
  const stream = new Inflate();
  stream.ondata = (part) => {
    parts.push(part);
    length += part.length;
    if (length <= limit) return;
    if (!known) {
      limit = spare + expectedLength(joined(parts, length));
      known = true;
    }
    if (length > limit)
      throw new RachisError(
        'FILE_CORRUPT',
        `${name} holds far more than its header says: its deflated data set was opened up to ${limit} bytes.`,
        { file: name, remedy: 'Export the file again, without deflate.' },
      );
  };
  const body = file.subarray(position);
  for (let at = 0; at < body.length || at === 0; at += atOnce)
    stream.push(body.subarray(at, at + atOnce), at + atOnce >= body.length);
  return joined(parts, length);
}

/** Bytes that the file has when it is inflated, by the start of it. */
function expectedLength(start: Uint8Array): number {
  let dataSet: DataSet;
  try {
    dataSet = dicomParser.parseDicom(start, {
      untilTag: 'x7fe00010',
      inflater: (inflated: Uint8Array) => inflated,
    } as Parameters<typeof dicomParser.parseDicom>[1]);
  } catch {
    return mostWithoutPixels;
  }
  const pixels = dataSet.elements.x7fe00010;
  if (!pixels) return mostWithoutPixels;
  const frames = Number(dataSet.string('x00280008') ?? 1) || 1;
  const bits =
    (dataSet.uint16('x00280010') ?? 0) *
    (dataSet.uint16('x00280011') ?? 0) *
    (dataSet.uint16('x00280002') ?? 1) *
    (dataSet.uint16('x00280100') ?? 16) *
    frames;
  return pixels.dataOffset + Math.min(pixels.length, Math.ceil(bits / 8));
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
