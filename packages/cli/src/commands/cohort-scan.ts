import { writeWhole } from '@rachis/formats';
import { checkOutput, encodeManifest, isManifestPath, scanCohort } from '@rachis/study';
import { RachisError } from '@rachis/volume';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';

export interface CohortScanFlags {
  readonly output: string;
  readonly layout?: string;
  readonly region?: readonly string[];
  readonly series?: readonly string[];
}

/** `rachis cohort scan FOLDER --output manifest.csv`: what a tree holds, as a manifest. */
export async function cohortScan(console: Console, folder: string, flags: CohortScanFlags): Promise<number> {
  const { output, layout, region, series } = flags;
  if (!isManifestPath(output) || output.toLowerCase().endsWith('.tsv')) {
    throw new RachisError('ARGUMENT_INVALID', `${output}: a manifest's ending must be .csv or .parquet.`, {
      file: output,
    });
  }
  await checkOutput(output);
  const manifest = await scanCohort(folder, {
    output,
    ...(layout === undefined ? {} : { layout }),
    ...(region === undefined ? {} : { regions: region }),
    ...(series === undefined ? {} : { series }),
    onProgress: (files, total) => console.progress(`${files} of ${total} files`),
  });
  console.progress('');
  await writeWhole(output, [await encodeManifest(manifest)]);
  const { rows } = manifest;
  const whole = rows.filter(({ image, mask }) => image !== '' && mask !== '');
  const odd = rows.filter(({ problems }) => problems !== '');
  const subjects = new Set(rows.map(({ subject }) => subject)).size;
  console.note(
    `${subjects} subjects, ${whole.length} images with regions, ${odd.length} rows with a problem: ${output}`,
  );
  for (const { subject, problems } of odd.slice(0, 20)) console.note(`  ${subject}: ${problems}`);
  if (odd.length > 20) console.note(`  and ${odd.length - 20} more: see the column problems.`);
  return whole.length === 0 ? exitCodes.input : exitCodes.ok;
}
