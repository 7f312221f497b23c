import type { PipelineSummary } from '@rachis/learning';

/**
 * Splits in which the threshold decides nothing: no cut of the training rows did better than to call every row
 * positive (threshold 0), or none (above 1). Sensitivity and specificity say little there.
 */
export function undecidedNote({ name, results }: Pick<PipelineSummary, 'name' | 'results'>): string[] {
  const cuts = results.flatMap(({ threshold }) => (threshold === undefined ? [] : [threshold]));
  const everyone = cuts.filter((cut) => cut <= 0).length;
  const nobody = cuts.filter((cut) => cut > 1).length;
  const inSplits = (count: number) => `in ${count} of ${cuts.length} splits`;
  return [
    ...(everyone === 0
      ? []
      : [`no threshold did better than calling every row positive ${inSplits(everyone)}`]),
    ...(nobody === 0 ? [] : [`no threshold did better than calling no row positive ${inSplits(nobody)}`]),
  ].map(
    (what) =>
      `${name}: ${what}, so that is what its decisions are there. Judge this model by its AUC and its calibration, not by sensitivity and specificity.`,
  );
}
