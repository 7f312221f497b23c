import { columns, type ExtractionSettings, families, type FamilyId } from '@rachis/features';
import type { LearnResult } from '../learn/result.ts';

/** Families of which no feature has a map: shape, and what looks at a neighbourhood already. */
const unmapped: readonly FamilyId[] = ['morphology', 'local-intensity'];

const without = new Set(
  families.filter(({ id }) => unmapped.includes(id)).flatMap(({ features }) => features.map(({ id }) => id)),
);

/** An image with what its features are called by. */
export interface MappedImage {
  readonly name: string;
  readonly settings: ExtractionSettings;
}

/** A column of the model that can be mapped. */
export interface MappedColumn {
  readonly image: string;
  /** Name in tables: the image's name, then the feature's. */
  readonly column: string;
  /** The feature, with its aggregation. */
  readonly feature: string;
}

/** The columns behind a pipeline, those that matter most first: by SHAP, then by permutation, then as they come. */
function byImportance(result: LearnResult, pipeline: string): string[] {
  const told = result.explanations.find(({ name }) => name === pipeline);
  const shap = (told?.shap?.columns ?? []).map(({ column, meanAbsolute }) => ({
    column,
    size: meanAbsolute.reduce((sum, one) => sum + one, 0),
  }));
  return [
    ...shap.sort((a, b) => b.size - a.size).map(({ column }) => column),
    ...(told?.importance ?? []).filter(({ mean }) => mean > 0).flatMap((one) => one.columns),
    ...(result.finals.find(({ name }) => name === pipeline)?.columns ?? []),
  ];
}

/** The column of a pipeline that matters most among those that can be mapped; features of filtered images cannot. */
export function columnToMap(
  result: LearnResult,
  pipeline: string,
  images: readonly MappedImage[],
): MappedColumn | undefined {
  const known = new Map<string, MappedColumn>();
  for (const { name, settings } of images) {
    for (const one of columns(settings)) {
      if (one.image !== 'original' || without.has(one.id)) continue;
      const column = `${name}_${one.column}`;
      known.set(column, { image: name, column, feature: one.column });
    }
  }
  return byImportance(result, pipeline).flatMap((name) => known.get(name) ?? [])[0];
}
