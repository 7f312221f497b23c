import { existsSync } from 'node:fs';
import { writeWhole } from '@rachis/formats';
import { readSignature, uncertaintyWords, writePublished } from '@rachis/study';
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
