import type { Mask } from '@rachis/volume';
import { checkLevels } from '../labels/check-levels.ts';
import { checkShapes } from '../labels/check-shapes.ts';
import { mendNotes } from '../labels/mend-notes.ts';
import { coreMargin } from '../measure/core.ts';
import type { SpineInput } from '../measure/measure-spine.ts';
import { landmarksOf, placeVertebrae } from '../measure/place-vertebrae.ts';
import type { LabelCrop } from '../vertebra/label-crops.ts';
import type { VertebraOrReason } from '../vertebra/landmarks.ts';
import { add, axesFrom, type BodyAxes } from '../vertebra/vector.ts';
import type { Level } from '../levels.ts';
import { discRegions } from './disc-regions.ts';
import { levelSlabs, muscleLevels } from './muscle-levels.ts';
import {
  type DiscPart,
  discParts,
  numberOfDiscPart,
  numberOfMuscleLevel,
  numberOfVertebraPart,
  type RegionKind,
  type VertebraPart,
} from './region-names.ts';
import { vertebraRegions } from './vertebra-regions.ts';

/** A region of a spine: its name and number, which are the same in every subject, and its voxels on a cut-out of the scan. */
export interface SpineRegion {
  /** `L3_core`, `L4-L5_nucleus`, `psoas_major_left_L3` … */
  readonly name: string;
  readonly number: number;
  readonly kind: RegionKind;
  readonly mask: Mask;
}

/** Regions that were made, and those that could not be, in words. */
export interface SpineRegions {
  readonly regions: readonly SpineRegion[];
  readonly missing: readonly string[];
}

const partsOfVertebra: Partial<Record<RegionKind, readonly VertebraPart[]>> = {
  body: ['body'],
  'posterior-elements': ['posterior_elements'],
  core: ['core'],
  shell: ['shell'],
  endplates: ['endplate_superior', 'endplate_inferior'],
  'left-right': ['left', 'right'],
  'anterior-posterior': ['anterior', 'posterior'],
  'upper-lower': ['upper', 'lower'],
};

const partsOfDisc: Partial<Record<RegionKind, readonly DiscPart[]>> = {
  disc: ['disc'],
  'disc-parts': ['nucleus', 'annulus'],
};

type Vertebrae = readonly (readonly [Level, VertebraOrReason])[];

/** Why an endplate band cannot be cut; '' where it can. */
function bandReason({ found }: VertebraOrReason & { found: object }, part: VertebraPart): string {
  if (part === 'endplate_superior') return found.superior.plate === null ? found.superior.reason : '';
  if (part === 'endplate_inferior') return found.inferior.plate === null ? found.inferior.reason : '';
  return '';
}

function ofVertebrae(
  vertebrae: Vertebrae,
  crops: ReadonlyMap<Level, LabelCrop>,
  kinds: readonly RegionKind[],
  margin: number,
): SpineRegions {
  const wanted = kinds.flatMap((kind) => (partsOfVertebra[kind] ?? []).map((part) => [kind, part] as const));
  const regions: SpineRegion[] = [];
  const missing: string[] = [];
  if (wanted.length === 0) return { regions, missing };
  for (const [level, one] of vertebrae) {
    if (level[0] === 'S') continue;
    if (one.found === null) {
      missing.push(`${level}: ${one.reason}`);
      continue;
    }
    const parts = wanted.map(([, part]) => part);
    const masks = vertebraRegions(crops.get(level)!, one.found.box, parts, margin);
    for (const [kind, part] of wanted) {
      const reason = bandReason(one, part);
      if (reason !== '') missing.push(`${level}_${part}: ${reason}`);
      else
        regions.push({
          name: `${level}_${part}`,
          number: numberOfVertebraPart(level, part),
          kind,
          mask: masks.get(part)!,
        });
    }
  }
  return { regions, missing };
}

/** Axes at a disc from its neighbours, or from the one that is there. */
function axesAtDisc(vertebrae: Vertebrae, level: Level): BodyAxes | null {
  const at = vertebrae.findIndex(([one]) => one === level);
  const [upper, lower] = [vertebrae[at]?.[1].found, vertebrae[at + 1]?.[1].found].map(
    (found) => found?.box.axes,
  );
  if (at < 0 || (upper === undefined && lower === undefined)) return null;
  if (upper === undefined || lower === undefined) return (upper ?? lower)!;
  return axesFrom(add(upper.superior, lower.superior), add(upper.anterior, lower.anterior));
}

function ofDiscs({ crops, structures }: SpineInput, vertebrae: Vertebrae, kinds: readonly RegionKind[]) {
  const regions: SpineRegion[] = [];
  const missing: string[] = [];
  const wanted = kinds.filter((kind) => partsOfDisc[kind] !== undefined);
  if (wanted.length === 0) return { regions, missing };
  for (const crop of crops) {
    const structure = structures.get(crop.label);
    if (structure?.kind !== 'disc' || structure.level === null) continue;
    const { level, name } = structure;
    const put = (kind: RegionKind, part: DiscPart, mask: Mask) =>
      regions.push({
        name: part === 'disc' ? `${name}_disc` : `${name}_${part}`,
        number: numberOfDiscPart(level, part),
        kind,
        mask,
      });
    if (wanted.includes('disc')) put('disc', discParts[0], crop.mask);
    if (!wanted.includes('disc-parts')) continue;
    const axes = axesAtDisc(vertebrae, level);
    if (axes === null) {
      missing.push(`${name}: the vertebrae beside it are not there, so that its directions are not known`);
      continue;
    }
    const { nucleus, annulus } = discRegions(crop.mask, axes);
    put('disc-parts', 'nucleus', nucleus);
    put('disc-parts', 'annulus', annulus);
  }
  return { regions, missing };
}

function ofMuscles({ crops, structures }: SpineInput, vertebrae: Vertebrae): SpineRegion[] {
  const slabs = levelSlabs(vertebrae);
  return crops.flatMap((crop) => {
    const structure = structures.get(crop.label);
    if (structure?.kind !== 'muscle') return [];
    return [...muscleLevels(crop.mask, slabs)].map(([level, mask]) => ({
      name: `${structure.name}_${level}`,
      number: numberOfMuscleLevel(structure.name, level),
      kind: 'muscle-levels' as const,
      mask,
    }));
  });
}

const hasVoxels = ({ mask }: SpineRegion): boolean => mask.data.includes(1);

/**
 * Regions of a labelled spine for radiomics, of the kinds that are asked for, cranial to caudal: parts of vertebrae, discs
 * and muscles. `margin` (mm) is the depth of endplate bands and shells. Levels whose body is not found have none, with the
 * reason; regions without a voxel are named as missing too.
 */
export function spineRegions(
  input: SpineInput,
  kinds: readonly RegionKind[],
  margin: number = coreMargin,
): SpineRegions {
  const placed = placeVertebrae(input.crops, input.structures, input.scan);
  const report = checkLevels(placed);
  const crops = new Map(placed.map(({ level, crop }) => [level, crop]));
  const { vertebrae, notes } = checkShapes(landmarksOf(placed, report, input.scan), crops, input.scan);
  const parts = [
    ofVertebrae(vertebrae, crops, kinds, margin),
    ofDiscs(input, vertebrae, kinds),
    { regions: kinds.includes('muscle-levels') ? ofMuscles(input, vertebrae) : [], missing: [] },
  ];
  const all = parts.flatMap(({ regions }) => regions);
  const empty = all.filter((region) => region.kind !== 'muscle-levels' && !hasVoxels(region));
  return {
    regions: all.filter(hasVoxels),
    missing: [
      ...report.notes,
      ...mendNotes(placed),
      ...notes,
      ...parts.flatMap(({ missing }) => missing),
      ...empty.map(({ name }) => `${name}: no voxel is left`),
    ],
  };
}
