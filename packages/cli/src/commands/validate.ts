import { validateSignature, validationSentence, withInterval } from '@rachis/study';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';
import { progressReporter } from './extract-cohort.ts';

export interface ValidateFlags {
  readonly output: string;
  readonly table: readonly string[];
  readonly subject?: string;
  readonly outcome?: string;
  readonly time?: string;
  readonly register?: string;
  readonly workers?: number;
}

const figure = (value: number) => (Number.isFinite(value) ? value.toFixed(3) : 'n/a');

/** `rachis validate SIGNATURE MANIFEST --table FILE --output FOLDER`. */
export async function validate(
  console: Console,
  signature: string,
  manifest: string | undefined,
  { table, ...flags }: ValidateFlags,
): Promise<number> {
  const report = progressReporter(console);
  const outcome = await validateSignature(signature, manifest, {
    ...flags,
    tables: table,
    onProgress: (_, progress) => report(progress),
  });
  console.progress('');
  for (const warning of outcome.warnings) console.note(`Warning: ${warning}`);
  console.note(
    `Evaluation ${outcome.evaluation} of this signature: ${outcome.subjects} subjects, ${outcome.leftOut.length} left out.`,
  );
  if (outcome.sampleSize?.size !== undefined) console.note(validationSentence(outcome.sampleSize.size));
  for (const measure of outcome.summary.measures) {
    console.note(`  ${measure.id.padEnd(28)} ${withInterval(measure, figure)}`);
  }
  console.note(`Written: ${outcome.written.join(', ')}`);
  return outcome.leftOut.length > 0 ? exitCodes.partial : exitCodes.ok;
}
