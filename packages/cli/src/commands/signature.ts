import { existsSync } from 'node:fs';
import { writeWhole } from '@rachis/formats';
import {
  readSignature,
  type UpdateOutcome,
  uncertaintyWords,
  updateSignature,
  writePublished,
} from '@rachis/study';
import { RachisError } from '@rachis/volume';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';

/** `rachis signature show SIGNATURE`. */
export async function showSignature(console: Console, path: string): Promise<number> {
  const { signature, pipeline } = await readSignature(path);
  const { outcome, images, inputs, training, performance } = signature;
  const used = inputs.filter((input) => input.used);
  console.out(`${signature.study}: ${signature.name}`);
  console.out(`  intended use: ${signature.intendedUse}`);
  console.out(
    `  outcome: ${outcome.column} (${outcome.kind}${outcome.classes.length > 0 ? `: ${outcome.classes.join(', ')}` : ''})`,
  );
  for (const image of images) {
    console.out(
      `  image ${image.name}: ${image.modality ?? 'any modality'}${image.region === undefined ? '' : `, region ${image.region}`}`,
    );
  }
  const { published } = signature;
  if (published !== undefined) {
    console.out(
      `  written down from a paper, not fitted here${published.doi === undefined ? '' : `: doi ${published.doi}`}`,
    );
  }
  for (const one of signature.updates ?? []) {
    console.out(
      `  updated (${one.method}, by ${one.chosenBy}) with ${one.subjects} subjects, ${one.events} events; before: ${one.from}`,
    );
  }
  console.out(
    `  fitted on ${training.subjects ?? 'an unknown number of'} subjects${training.events === undefined ? '' : `, ${training.events} events`}`,
  );
  for (const { name, acquisition = [] } of images) {
    const scanners = acquisition.find(({ key }) => key === 'manufacturer')?.texts;
    console.out(
      `  scanners of ${name}: ${scanners === undefined ? 'not known' : scanners.map(({ text, images: count }) => `${text} (${count})`).join(', ')}`,
    );
  }
  const { cloud } = signature;
  console.out(
    `  likeness: ${cloud === undefined ? 'ranges of the columns alone' : typeof cloud === 'string' ? `${published === undefined ? 'ranges of the columns alone' : 'not known'}: ${cloud}` : `Mahalanobis distance over ${cloud.columns.length} columns, limit ${cloud.limit.toFixed(2)}`}`,
  );
  console.out(`  intervals: ${uncertaintyWords(signature)}`);
  const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
  console.out(
    `  model: ${pipeline.model.estimator} on ${counted(pipeline.columns.length, 'column')}, made of ${counted(used.length, 'input')}:`,
  );
  for (const { name, range } of used.slice(0, 30)) {
    console.out(
      `    ${name}${range === undefined ? '' : ` ${Number(range.minimum.toPrecision(4))} to ${Number(range.maximum.toPrecision(4))}`}`,
    );
  }
  if (used.length > 30) console.out(`    and ${used.length - 30} more`);
  const shown = (value: number | null) => (value === null ? 'n/a' : value.toFixed(3));
  for (const { measure, value, lower, upper } of performance) {
    console.out(`  ${measure}: ${shown(value)} (${shown(lower)} to ${shown(upper)})`);
  }
  console.out(`  hash ${signature.hash}: as it was locked by Rachis ${signature.rachis}`);
  return exitCodes.ok;
}

export interface SignatureUpdateFlags {
  readonly table: readonly string[];
  readonly output: string;
  readonly method?: UpdateOutcome['method'];
  readonly subject?: string;
  readonly outcome?: string;
  readonly register?: string;
  readonly workers?: number;
}

const methodWords: Readonly<Record<UpdateOutcome['method'], string>> = {
  none: 'no change',
  intercept: 'a new intercept',
  recalibration: 'a new intercept and slope',
  revision: 'every coefficient anew',
  prior: 'coefficients drawn towards the old ones',
};

/** `rachis signature update SIGNATURE [MANIFEST] --table FILE --output NEW`. */
export async function updateSignatureFile(
  console: Console,
  path: string,
  manifest: string | undefined,
  { table, ...flags }: SignatureUpdateFlags,
): Promise<number> {
  const outcome = await updateSignature(path, manifest, { ...flags, tables: table });
  const { found, method, subjects, events, leftOut, warnings, written, signature } = outcome;
  for (const warning of warnings) console.note(`Warning: ${warning}`);
  console.note(`${subjects} subjects, ${events} with the event, ${leftOut.length} left out.`);
  for (const test of found.tests) {
    console.note(
      `  ${methodWords[test.method]} against ${methodWords[test.against]}: chi-square ${test.chiSquare.toFixed(2)}, ${test.degrees} degrees of freedom, p ${test.p < 0.001 ? '< 0.001' : test.p.toFixed(3)}`,
    );
  }
  if (found.reason !== undefined) console.note(`  Revision was not considered: ${found.reason}`);
  if (signature === undefined) {
    console.note('No change is needed: the signature stays as it is, and nothing was written.');
    return leftOut.length > 0 ? exitCodes.partial : exitCodes.ok;
  }
  console.note(
    `Chosen by ${flags.method === undefined ? 'closed testing' : 'you'}: ${methodWords[method]}. Judge the new version on subjects that are not among these.`,
  );
  console.note(`Written: ${written.join(', ')} (hash ${signature.hash}).`);
  return leftOut.length > 0 ? exitCodes.partial : exitCodes.ok;
}

/** `rachis signature write FILE --output signature.json`: a formula of a paper as a locked signature. */
export async function writeSignatureFile(
  console: Console,
  file: string,
  { output }: { readonly output: string },
): Promise<number> {
  const signature = await writePublished(file);
  if (existsSync(output)) {
    throw new RachisError('FILE_NOT_WRITABLE', `${output} is there already.`, {
      file: output,
      remedy: 'A signature is never written over. Give another name, or move it away.',
    });
  }
  await writeWhole(output, [new TextEncoder().encode(`${JSON.stringify(signature, null, 1)}\n`)]);
  console.note(`Written: ${output} (${signature.inputs.length} inputs, hash ${signature.hash}).`);
  return exitCodes.ok;
}
