import type { Region } from '@rachis/formats';
import { RachisError } from '@rachis/volume';

/** Which regions of a file are wanted; neither given means all. */
export interface RegionChoice {
  /** Numbers in a label map or SEG. */
  readonly labels?: readonly number[];
  /** Names; `*` stands for any text, case does not matter. */
  readonly names?: readonly string[];
}

const describeRegion = ({ name, label }: Region): string =>
  label === null || name === String(label) ? name : `${label} (${name})`;

/** Whether a name fits a pattern, where `*` stands for any text; case does not matter. */
export function matchesName(pattern: string, name: string): boolean {
  const escaped = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`, 'i').test(name);
}

/** The chosen regions in the file's order; `REGION_NOT_FOUND` says which there are when one is missing, `REGION_EMPTY` that there are none. */
export function chooseRegions(regions: readonly Region[], choice: RegionChoice, source: string): Region[] {
  const fail = (what: string): never => {
    const there = regions.map(describeRegion).join(', ');
    throw new RachisError('REGION_NOT_FOUND', `${source} has no region ${what}; it has ${there}.`, {
      file: source,
      remedy: 'Choose one of those with --label or --region.',
    });
  };
  const { labels = [], names = [] } = choice;
  if (regions.length === 0) {
    throw new RachisError('REGION_EMPTY', `${source} is empty: it has no region.`, {
      file: source,
      remedy: 'Check that the region was drawn and saved.',
    });
  }
  if (labels.length === 0 && names.length === 0) return [...regions];
  for (const label of labels)
    if (!regions.some((region) => region.label === label)) fail(`with label ${label}`);
  for (const name of names)
    if (!regions.some((region) => matchesName(name, region.name))) fail(`named "${name}"`);
  return regions.filter(
    (region) =>
      labels.some((label) => region.label === label) || names.some((name) => matchesName(name, region.name)),
  );
}
