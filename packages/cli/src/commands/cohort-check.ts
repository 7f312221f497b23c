import { checkCohort } from '@rachis/study';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';

export interface CohortCheckFlags {
  readonly output: string;
  readonly settings?: string;
  readonly workers?: number;
  readonly memory?: number;
}

/** The progress line is not written more often than this, ms. */
const progressEvery = 200;

/** `rachis cohort check MANIFEST --output page.html`: a page to look through, and a table of what was found. */
export async function cohortCheck(
  console: Console,
  manifest: string,
  flags: CohortCheckFlags,
): Promise<number> {
  let shown = 0;
  const outcome = await checkCohort(manifest, {
    ...flags,
    onProgress(done, total) {
      if (performance.now() - shown < progressEvery && done < total) return;
      shown = performance.now();
      console.progress(`${done} of ${total} cases looked at`);
    },
  });
  console.progress('');
  const { rows, problems, warnings, kinds, page, table } = outcome;
  console.note(`${rows} cases, ${problems} problems, ${warnings} warnings: ${page}, ${table}`);
  for (const [title, count] of kinds) console.note(`  ${title}: ${count}`);
  return problems > 0 ? exitCodes.partial : exitCodes.ok;
}
