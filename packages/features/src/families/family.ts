import type { ExtractionSettings, FamilyId } from '../settings.ts';
import type { RegionContext } from '../context.ts';

/** What a family's features are gathered over. */
export type AggregationKind =
  /** One value a feature. */
  | 'none'
  /** Slices and directions: 2D_avg, 2D_comb, 2_5D_avg, 2_5D_comb, 3D_avg, 3D_comb. */
  | 'direction'
  /** Slices: 2D, 2_5D, 3D. */
  | 'space';

/** One feature as the catalogue lists it. */
export interface FeatureDefinition {
  /** Family and name, for instance `glcm_contrast`. */
  readonly id: string;
  /** Code in the IBSI 1 manual. */
  readonly code: string;
  /** Tag of the IBSI reference values, without the aggregation. */
  readonly ibsiTag: string;
  readonly name: string;
  /** Unit in terms of the image: mm, mm2, mm3, `intensity` (the image's own), `level` (grey levels), or none (''). */
  readonly unit: string;
  /** What it computes, in one line. */
  readonly definition: string;
}

/** Values of one aggregation, in the order of the family's features; NaN where a feature is undefined. */
export interface FamilyValues {
  readonly aggregation: string;
  readonly values: Float64Array;
}

/** A feature family: its catalogue entries and how they are computed. */
export interface FeatureFamily {
  readonly id: FamilyId;
  readonly name: string;
  /** Section of the IBSI 1 manual (arXiv 1612.07003). */
  readonly source: string;
  readonly code: string;
  readonly aggregation: AggregationKind;
  readonly features: readonly FeatureDefinition[];
  compute(context: RegionContext, settings: ExtractionSettings): FamilyValues[];
}

/** id suffix, IBSI code, IBSI tag suffix, name, unit, definition. */
export type FeatureRow = readonly [string, string, string, string, string, string];

/** Catalogue entries from rows, under a family's id and IBSI tag prefixes. */
export function defineFeatures(
  idPrefix: string,
  tagPrefix: string,
  rows: readonly FeatureRow[],
): FeatureDefinition[] {
  return rows.map(([id, code, tag, name, unit, definition]) => ({
    id: `${idPrefix}_${id}`,
    code,
    ibsiTag: `${tagPrefix}_${tag}`,
    name,
    unit,
    definition,
  }));
}
