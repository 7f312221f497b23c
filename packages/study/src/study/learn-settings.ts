import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Frame } from '@rachis/learning';
import type { Domain } from '@rachis/statistics';
import type { Design } from '../design-findings/design.ts';
import { type LearnSettings, learnSchema } from '../learn/settings.ts';
import type { Study } from './schema.ts';
import { stableNames } from './stable.ts';

/** The settings of learning that a study file means, without pipelines. */
export function learnSettings(study: Study, domains: ReadonlyMap<string, Domain>): LearnSettings {
  const { column, ...outcome } = study.outcome;
  const byDomain: Record<string, string[]> = Object.create(null);
  for (const [name, domain] of domains) byDomain[domain] = [...(byDomain[domain] ?? []), name];
  return learnSchema.parse({
    ...outcome,
    outcome: column,
    subject: 'subject',
    ...Object.fromEntries(
      (['site', 'group', 'date'] as const).flatMap((role) =>
        study[role] === undefined ? [] : [[role, study[role]]],
      ),
    ),
    exclude: study.exclude,
    categories: study.categories,
    missing: study.missing,
    domains: byDomain,
    outer: study.outer,
    inner: study.inner,
    ...(study.criterion === undefined ? {} : { criterion: study.criterion }),
    threshold: study.threshold,
    permutations: study.permutations,
    resamples: study.resamples,
    seed: study.seed,
    subgroups: study.subgroups,
    optimism: study.optimism,
    ...(study.learningCurve === undefined ? {} : { learningCurve: study.learningCurve }),
    ...(study.imputations === undefined ? {} : { imputations: study.imputations }),
    sampleSize: study.sampleSize,
    ...(study.reclassification === undefined ? {} : { reclassification: study.reclassification }),
  });
}

/** Lists of columns that the study names, so that others of the same tables are left out: how they were made only people know. */
export async function chosenLists(study: Study, frame: Frame): Promise<Design['chosen']> {
  const predictors = new Set(frame.columns.map(({ name }) => name));
  const ofTables = study.tables.flatMap(({ file, columns: named }) => {
    const own = (named ?? []).filter((name) => predictors.has(name));
    return own.length === 0 ? [] : [{ columns: own, where: `columns of ${basename(file)}` }];
  });
  // A list of `rachis stability` has its study beside it, which does not look at outcomes.
  if (study.stable === undefined || existsSync(join(dirname(study.stable), 'summary.json'))) return ofTables;
  const stable = await stableNames(study.stable, frame);
  return [...ofTables, { columns: stable, where: `stable: ${basename(study.stable)}` }];
}
