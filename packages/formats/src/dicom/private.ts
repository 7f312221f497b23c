import type { DataSet } from 'dicom-parser';
import { stringOf } from './dataset.ts';

/**
 * Tag of a private element, or null where its creator has reserved no block in the data set. A creator reserves any
 * block from 10 to FF of a group and says so at (gggg,00bb): the element is then (gggg,bbee), not always (gggg,10ee).
 * Source: PS3.5 7.8.1.
 */
export function privateTag(dataSet: DataSet, group: string, creator: string, element: string): string | null {
  for (let block = 0x10; block <= 0xff; block++) {
    const reserved = block.toString(16);
    if (dataSet.elements[`x${group}00${reserved}`] === undefined) continue;
    if (stringOf(dataSet, `x${group}00${reserved}`).toUpperCase() !== creator.toUpperCase()) continue;
    const tag = `x${group}${reserved}${element}`;
    if (dataSet.elements[tag] !== undefined) return tag;
  }
  return null;
}

/** Text of a private element, '' where it is missing. */
export function privateText(dataSet: DataSet, group: string, creator: string, element: string): string {
  const tag = privateTag(dataSet, group, creator, element);
  return tag === null ? '' : stringOf(dataSet, tag);
}

/**
 * First number of a private element, or null. Where Implicit VR or UN do not say how it is written, `kind` does: as
 * decimal text, or as a binary number.
 */
export function privateNumber(
  dataSet: DataSet,
  group: string,
  creator: string,
  element: string,
  kind: 'FL' | 'FD' | 'SS' | 'text' = 'text',
): number | null {
  const tag = privateTag(dataSet, group, creator, element);
  if (tag === null) return null;
  const { vr } = dataSet.elements[tag]!;
  const value = numberAs(dataSet, tag, vr === undefined || vr === 'UN' ? kind : vr);
  return value !== undefined && Number.isFinite(value) ? value : null;
}

function numberAs(dataSet: DataSet, tag: string, kind: string): number | undefined {
  const { length } = dataSet.elements[tag]!;
  switch (kind) {
    case 'FL':
      return length >= 4 ? dataSet.float(tag) : undefined;
    case 'FD':
      return length >= 8 ? dataSet.double(tag) : undefined;
    case 'SS':
    case 'US':
      return length >= 2 ? dataSet.int16(tag) : undefined;
    case 'SL':
    case 'UL':
      return length >= 4 ? dataSet.int32(tag) : undefined;
    default: {
      const text = stringOf(dataSet, tag).split('\\')[0]!.trim();
      return text === '' ? undefined : Number(text);
    }
  }
}
