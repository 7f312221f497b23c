import { RachisError } from '@rachis/volume';
import { type Level, levelRank } from '../levels.ts';
import { muscleNames, sideOf } from '../labels/structure.ts';

/** Ways of dividing labels of a spine into regions. */
export const regionKinds = [
  'body',
  'posterior-elements',
  'core',
  'shell',
  'endplates',
  'left-right',
  'anterior-posterior',
  'upper-lower',
  'disc',
  'disc-parts',
  'muscle-levels',
] as const;

export type RegionKind = (typeof regionKinds)[number];

/** Parts of a vertebra or disc, in the order of their numbers: new ones come last. */
export const vertebraParts = [
  'body',
  'posterior_elements',
  'core',
  'shell',
  'endplate_superior',
  'endplate_inferior',
  'left',
  'right',
  'anterior',
  'posterior',
  'upper',
  'lower',
] as const;

export const discParts = ['disc', 'nucleus', 'annulus'] as const;

export type VertebraPart = (typeof vertebraParts)[number];
export type DiscPart = (typeof discParts)[number];

/** Kinds of regions from a text such as `core,endplates`; `ARGUMENT_INVALID` for others. */
export function regionKindsFromText(text: string): RegionKind[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const unknown = names.find((name) => !regionKinds.includes(name as RegionKind));
  if (names.length > 0 && unknown === undefined) return [...new Set(names)] as RegionKind[];
  throw new RachisError(
    'ARGUMENT_INVALID',
    unknown === undefined ? 'No region is named.' : `There are no regions called ${unknown}.`,
    { remedy: `Choose from ${regionKinds.join(', ')}, separated by commas.` },
  );
}

const hundredOf = (level: Level): number => 100 * (levelRank(level) + 1);

/** Number of a vertebra's part: hundreds for the level (C1 100, L3 2300), then the part (1 body). */
export const numberOfVertebraPart = (level: Level, part: VertebraPart): number =>
  hundredOf(level) + 1 + vertebraParts.indexOf(part);

/** Number of a disc's part: as of the level above it, from 51 on. */
export const numberOfDiscPart = (level: Level, part: DiscPart): number =>
  hundredOf(level) + 51 + discParts.indexOf(part);

/** Number of a muscle at a level: from 10000 on, muscle by muscle, each with no side, left and right. */
export function numberOfMuscleLevel(muscle: string, level: Level): number {
  const { base, side } = sideOf(muscle);
  const sides = [null, 'left', 'right'] as const;
  const place = 3 * muscleNames.indexOf(base) + sides.indexOf(side);
  return 10_000 + 100 * place + levelRank(level) + 1;
}
