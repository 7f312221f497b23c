import type { DataSet } from 'dicom-parser';
import { stringOf } from './dataset.ts';

/** Blocks that creators have reserved: group, block and creator in capitals. Kept, since frames ask again and again. */
const reservations = new WeakMap<
  DataSet,
  readonly (readonly [group: string, block: string, creator: string])[]
>();

function reservationsOf(
  dataSet: DataSet,
): readonly (readonly [group: string, block: string, creator: string])[] {
  const known = reservations.get(dataSet);
  if (known) return known;
  const found = Object.keys(dataSet.elements).flatMap((tag) => {
    const [, group, block] = /^x([0-9a-f]{3}[13579bdf])00([1-9a-f][0-9a-f])$/.exec(tag) ?? [];
    return group === undefined || block === undefined
      ? []
      : [[group, block, stringOf(dataSet, tag).toUpperCase()] as const];
  });
  reservations.set(dataSet, found);
  return found;
}

/**
 * Tag of a private element, or null where its creator has reserved no block in the data set. A creator reserves any
 * block from 10 to FF of a group and says so at (gggg,00bb): the element is then (gggg,bbee), not always (gggg,10ee).
 * Source: PS3.5 7.8.1.
 */
export function privateTag(dataSet: DataSet, group: string, creator: string, element: string): string | null {
  const wanted = creator.toUpperCase();
  for (const [of, block, by] of reservationsOf(dataSet)) {
    const tag = `x${group}${block}${element}`;
    if (of === group && by === wanted && dataSet.elements[tag] !== undefined) return tag;
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
