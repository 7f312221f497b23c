import type { CheckSettings } from './check-settings.ts';
import type { Finding, FindingCode } from './finding.ts';
import { type MeasuredRegion, measuredRegions, type CheckedRow, peersOf } from './peers.ts';
import { sides } from '@rachis/volume';
import { median, normalMad } from './quantile.ts';
import { percent, short, volumeText } from './words.ts';

/**
 * Regions that are very unlike the others of their modality, by the modified z-score: the distance from the median in
 * units of 1.4826 times the median absolute deviation (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993).
 * Deviations below a floor are never counted, so that a cohort of like regions has no outliers.
 */
export function cohortFindings(all: readonly CheckedRow[], settings: CheckSettings): Finding[] {
  const regions = measuredRegions(all);
  const peers = regionPeers(regions, settings.minimumGroup);
  const groups = new Set(peers.values());
  return [...groups].flatMap((group) => {
    const members = group.filter((one) => peers.get(one) === group);
    const others = comparisons(group).map((comparison) => {
      const known = group.map(comparison.measure).filter(Number.isFinite);
      const centre = median(known);
      const scale = Math.max(normalMad(known), comparison.floor);
      return { ...comparison, centre, scale, enough: known.length >= settings.minimumGroup };
    });
    return members.flatMap((one): Finding[] => {
      const { row, region } = one;
      const furthest = new Map<FindingCode, { z: number; message: string }>();
      for (const { code, measure, say, centre, scale, enough } of others) {
        const value = measure(one);
        const z = (value - centre) / scale;
        // Of the three axes of a position, that which is the furthest off.
        if (!enough || !(Math.abs(z) > Math.max(settings.outlierZ, Math.abs(furthest.get(code)?.z ?? 0))))
          continue;
        furthest.set(code, { z, message: `${say(value, centre, one)} (z ${short(z)}).` });
      }
      return [...furthest].map(([code, { message }]) => ({ code, message, row, region }));
    });
  });
}

/** The others of the same name; or, where cases have about one region each, all of the modality. */
function regionPeers(regions: readonly MeasuredRegion[], least: number) {
  const rows = new Set(regions.map(({ row }) => row)).size;
  const single = regions.length <= 2 * rows;
  const modality = (one: MeasuredRegion) => one.image.modality;
  const protocol = (one: MeasuredRegion) => one.of.protocol;
  return peersOf<MeasuredRegion>(
    regions,
    [
      (one) => JSON.stringify([modality(one), protocol(one), one.name]),
      (one) => JSON.stringify([modality(one), one.name]),
      ...(single
        ? [
            (one: MeasuredRegion) => JSON.stringify([modality(one), protocol(one)]),
            (one: MeasuredRegion) => modality(one),
          ]
        : []),
    ],
    least,
  );
}

interface Comparison {
  readonly code: FindingCode;
  readonly measure: (region: MeasuredRegion) => number;
  /** Least robust standard deviation that is believed. */
  readonly floor: number;
  readonly say: (value: number, centre: number, region: MeasuredRegion) => string;
}

function comparisons(group: readonly MeasuredRegion[]): Comparison[] {
  const spreads = group.map(({ measures }) => measures.spread).filter(Number.isFinite);
  // CT is on a scale; of others, which are mostly positive, factors are compared.
  const factors =
    group[0]!.image.modality !== 'CT' && group.every(({ measures: { median: value } }) => !(value <= 0));
  const scale = factors ? Math.log : (value: number) => value;
  const back = factors ? Math.exp : (value: number) => value;
  return [
    {
      code: 'VOLUME_UNLIKE',
      measure: ({ measures }) => Math.log(measures.volume),
      floor: 0.1,
      say: (_, centre, { measures }) =>
        `The volume is ${volumeText(measures.volume)}; the others' median is ${volumeText(Math.exp(centre))}`,
    },
    {
      code: 'INTENSITY_UNLIKE',
      measure: ({ measures }) => scale(measures.median),
      floor: factors ? 0.05 : 0.1 * median(spreads),
      say: (value, centre) =>
        `The median intensity is ${short(back(value))}; that of the others is ${short(back(centre))}`,
    },
    {
      code: 'SPREAD_UNLIKE',
      // A constant region is found as such.
      measure: ({ measures }) => (measures.spread > 0 ? Math.log(measures.spread) : Number.NaN),
      floor: 0.1,
      say: (value, centre) =>
        `Half of the voxels are within ${short(Math.exp(value))} of each other; of the others, within ${short(Math.exp(centre))}`,
    },
    ...([0, 1, 2] as const).map(
      (axis): Comparison => ({
        code: 'POSITION_UNLIKE',
        measure: ({ measures }) => measures.position[axis],
        floor: 0.02,
        say: (value, centre) =>
          `The region lies at ${percent(value)} of the way from ${sides[axis].join(' to ')}; the others at ${percent(centre)}`,
      }),
    ),
  ];
}
