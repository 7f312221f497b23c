import type { ManifestRow } from '../cohort/manifest.ts';
import type { CheckedCase, CheckedImage, CheckedRegion } from './check-case.ts';
import type { RegionMeasures } from './measure-region.ts';

/** A row of the manifest with what was seen of it. */
export interface CheckedRow {
  readonly row: ManifestRow;
  readonly checked: CheckedCase;
}

/** An image and the rows that are about it. */
export interface ImageOfRows {
  readonly image: CheckedImage;
  readonly row: ManifestRow;
  readonly rows: readonly number[];
}

/** A region that was measured, with whose it is. */
export interface MeasuredRegion {
  readonly row: number;
  readonly region: number;
  readonly name: string;
  readonly of: ManifestRow;
  readonly image: CheckedImage;
  readonly measures: RegionMeasures;
}

/** Every image once, however many rows there are about it. */
export function distinctImages(all: readonly CheckedRow[]): ImageOfRows[] {
  const found = new Map<string, { image: CheckedImage; row: ManifestRow; rows: number[] }>();
  for (const [i, { row, checked }] of all.entries()) {
    if (checked.image === null) continue;
    // One file under two subjects is two images: that is for the duplicates to find.
    const key = JSON.stringify([row.subject, row.session, row.image, row.series]);
    const before = found.get(key);
    if (before) before.rows.push(i);
    else found.set(key, { image: checked.image, row, rows: [i] });
  }
  return [...found.values()];
}

export function measuredRegions(all: readonly CheckedRow[]): MeasuredRegion[] {
  return all.flatMap(({ row, checked }, i) =>
    checked.regions.flatMap(({ name, measures }: CheckedRegion, region) =>
      measures === null || checked.image === null
        ? []
        : [{ row: i, region, name, of: row, image: checked.image, measures }],
    ),
  );
}

/** Items by a key, in the order in which keys appear. */
export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/**
 * What each item is compared with: its group by the finest of several ways to group that has enough members. Items
 * without such a group have none.
 */
export function peersOf<Item>(
  items: readonly Item[],
  ways: readonly ((item: Item) => string)[],
  least: number,
): Map<Item, readonly Item[]> {
  const found = new Map<Item, readonly Item[]>();
  for (const way of ways)
    for (const group of groupBy(items, way).values())
      if (group.length >= least) for (const item of group) if (!found.has(item)) found.set(item, group);
  return found;
}

/** Images of a kind: DICOM series descriptions and names of files tell T1 from T2, where enough have the same. */
export const imageWays: readonly ((item: { image: CheckedImage; kind: string }) => string)[] = [
  ({ image, kind }) => JSON.stringify([image.modality, kind]),
  ({ image }) => image.modality,
];
