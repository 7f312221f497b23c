import type { FeatureRow } from './family.ts';

/** Words for the quantities that `countFeatures` gives, in its order. */
interface CountWords {
  /** What a count is of: run, zone, dependence. */
  readonly thing: string;
  /** What the column measures, in ids: `run_length`, `zone_size`. */
  readonly column: string;
  /** Words for small and large columns: short and long run, small and large zone. */
  readonly small: string;
  readonly large: string;
  /** Emphasis of a level, in ids: `low_grey_level_run`. */
  readonly levelThing: string;
  /** Unit of the column. */
  readonly unit: string;
}

/** The seventeen rows of catalogue entries for a count matrix; `codes` and `tags` in the order of `countFeatures`. */
export function countFeatureRows(
  words: CountWords,
  codes: readonly string[],
  tags: readonly string[],
): FeatureRow[] {
  const { column, small, large, levelThing, thing, unit } = words;
  const j = column.replaceAll('_', ' ');
  const rows: [string, string, string][] = [
    [`${small}_emphasis`, '', `Mean of 1 / j^2 over ${thing}s, j being the ${j}.`],
    [`${large}_emphasis`, `${unit}2`, `Mean of j^2 over ${thing}s, j being the ${j}.`],
    [`low_grey_level_${levelThing}_emphasis`, '', `Mean of 1 / i^2 over ${thing}s, i being the grey level.`],
    [
      `high_grey_level_${levelThing}_emphasis`,
      'level2',
      `Mean of i^2 over ${thing}s, i being the grey level.`,
    ],
    [`${small}_low_grey_level_emphasis`, '', `Mean of 1 / (i^2 j^2) over ${thing}s.`],
    [`${small}_high_grey_level_emphasis`, '', `Mean of i^2 / j^2 over ${thing}s.`],
    [`${large}_low_grey_level_emphasis`, '', `Mean of j^2 / i^2 over ${thing}s.`],
    [`${large}_high_grey_level_emphasis`, '', `Mean of i^2 j^2 over ${thing}s.`],
    [
      'grey_level_non_uniformity',
      '',
      `Sum over grey levels of the squared number of ${thing}s, divided by their number.`,
    ],
    [
      'grey_level_non_uniformity_normalised',
      '',
      `Grey level non-uniformity divided by the number of ${thing}s.`,
    ],
    [
      `${column}_non_uniformity`,
      '',
      `Sum over values of the ${j} of the squared number of ${thing}s, divided by their number.`,
    ],
    [
      `${column}_non_uniformity_normalised`,
      '',
      `The non-uniformity of the ${j} divided by the number of ${thing}s.`,
    ],
    [
      `${thing}_percentage`,
      '',
      `Number of ${thing}s divided by the number that there could be, one a voxel.`,
    ],
    ['grey_level_variance', 'level2', `Variance of the grey level over ${thing}s.`],
    [`${column}_variance`, `${unit}2`, `Variance of the ${j} over ${thing}s.`],
    [`${column}_entropy`, 'bit', `Entropy of the shares of ${thing}s by grey level and ${j}.`],
    [`${column}_energy`, '', `Sum of the squared shares of ${thing}s by grey level and ${j}.`],
  ];
  return codes.map((code, k) => {
    const [id, unitOf, definition] = rows[k]!;
    const name = id.replaceAll('_', ' ');
    return [id, code, tags[k]!, name[0]!.toUpperCase() + name.slice(1), unitOf, definition] as const;
  });
}
