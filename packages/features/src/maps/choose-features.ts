import { RachisError } from '@rachis/volume';
import { aggregationsOf, families } from '../catalogue.ts';
import type { FeatureFamily } from '../families/family.ts';
import { nearestName } from '../nearest-name.ts';
import { type Aggregation, aggregations, type ExtractionSettings, type FamilyId } from '../settings.ts';

/** A feature that is asked for as a map. */
export interface MappedFeature {
  /** Name of the column that an extraction gives it: `glcm_contrast_3D_avg`. */
  readonly column: string;
  readonly family: FeatureFamily;
  /** Place in the family's features. */
  readonly index: number;
  /** What the family calls the aggregation; '' where it has none. */
  readonly aggregation: string;
  readonly unit: string;
}

/** Why a family has no maps. */
const unmapped: Readonly<Partial<Record<FamilyId, string>>> = {
  morphology: 'it describes the shape of the region, and every neighbourhood has the same shape',
  'local-intensity': 'it already looks at a neighbourhood of its own',
};

/** The aggregation of maps where none is named: the settings' own if they have one alone, else each direction by itself. */
function usualAggregation(settings: ExtractionSettings): Aggregation {
  if (settings.aggregations.length === 1) return settings.aggregations[0]!;
  return settings.slicewise ? '2D_avg' : '3D_avg';
}

const withAggregation = (settings: ExtractionSettings, aggregation: Aggregation): ExtractionSettings => ({
  ...settings,
  aggregations: [aggregation],
});

function unknownFeature(name: string, known: readonly string[]): never {
  const near = nearestName(name, known);
  throw new RachisError(
    'ARGUMENT_INVALID',
    `There is no feature called "${name}"${near ? `; did you mean "${near}"?` : '.'}`,
    { remedy: '`rachis features` lists them all.' },
  );
}

/**
 * The features that names stand for: an id (`glcm_contrast`), a column with its aggregation (`glcm_contrast_3D_comb`), or
 * a family's id (`glcm`), all of its features. `aggregation` is that of names without one; default: the settings'
 * own where they have one alone, else 3D_avg, or 2D_avg when slicewise.
 * Errors: `ARGUMENT_INVALID` for a name that is unknown (with the nearest known one) or that has no map.
 */
export function chooseFeatures(
  names: readonly string[],
  settings: ExtractionSettings,
  aggregation: Aggregation = usualAggregation(settings),
): MappedFeature[] {
  const chosen = new Map<string, MappedFeature>();
  const add = (family: FeatureFamily, index: number, how: Aggregation) => {
    const feature = family.features[index]!;
    const [part] = aggregationsOf(family.aggregation, withAggregation(settings, how));
    const column = part === '' ? feature.id : `${feature.id}_${part}`;
    chosen.set(column, { column, family, index, aggregation: part!, unit: feature.unit });
  };
  for (const name of names) {
    const whole = families.find(({ id }) => id === name);
    const family = whole ?? families.find(({ features }) => features.some(({ id }) => matches(name, id)));
    if (family === undefined) {
      const ids = families.flatMap(({ id, features }) => [id, ...features.map((feature) => feature.id)]);
      unknownFeature(name, ids);
    }
    const reason = unmapped[family.id];
    if (reason !== undefined) {
      throw new RachisError('ARGUMENT_INVALID', `${name} has no map: ${reason}.`, {
        remedy: 'Choose a feature of intensities or texture.',
      });
    }
    if (whole !== undefined) {
      whole.features.forEach((_, index) => {
        add(whole, index, aggregation);
      });
      continue;
    }
    const index = longestMatch(name, family);
    const rest = name.slice(family.features[index]!.id.length + 1);
    if (rest === '') add(family, index, aggregation);
    else {
      const known = endingsOf(family, settings);
      const how = known.get(rest);
      if (how === undefined) {
        unknownFeature(
          name,
          [...known.keys()].map((part) => `${family.features[index]!.id}_${part}`),
        );
      }
      add(family, index, how);
    }
  }
  if (chosen.size === 0) {
    throw new RachisError('ARGUMENT_INVALID', 'A map needs at least one feature.', {
      remedy: '`rachis features` lists them all.',
    });
  }
  return [...chosen.values()];
}

const matches = (name: string, id: string): boolean =>
  name === id || (name.startsWith(`${id}_`) && /^[23](_5)?D/.test(name.slice(id.length + 1)));

/** The feature whose id is the longest beginning of a name. */
function longestMatch(name: string, family: FeatureFamily): number {
  let best = -1;
  family.features.forEach(({ id }, index) => {
    if (matches(name, id) && (best < 0 || id.length > family.features[best]!.id.length)) best = index;
  });
  return best;
}

/** Endings that a family's columns may have, with an aggregation that gives each. */
function endingsOf(family: FeatureFamily, settings: ExtractionSettings): ReadonlyMap<string, Aggregation> {
  return new Map(
    aggregations.map((how) => [aggregationsOf(family.aggregation, withAggregation(settings, how))[0]!, how]),
  );
}
