import { readFile } from 'node:fs/promises';
import { type FittedPipeline, restorePipeline } from '@rachis/learning';
import { parsePlainData, RachisError } from '@rachis/volume';
import { hashOf } from './canonical.ts';
import { frameOfRow } from './row.ts';
import { type Signature, signatureSchema, updatedSignatureVersion } from './schema.ts';

/** A signature that was found whole, with its model. */
export interface ReadSignature {
  readonly path: string;
  readonly signature: Signature;
  readonly pipeline: FittedPipeline;
}

const invalid = (path: string, message: string, remedy: string, cause?: unknown) =>
  new RachisError('SIGNATURE_INVALID', `The signature ${path} ${message}`, {
    file: path,
    remedy,
    ...(cause === undefined ? {} : { cause }),
  });

/**
 * Reads a signature and holds it to what it says of itself: its hash, and its example's prediction to the last bit.
 * `SIGNATURE_INVALID` for one that was changed, is of a newer program, or predicts otherwise here.
 */
export async function readSignature(path: string): Promise<ReadSignature> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new RachisError('FILE_NOT_FOUND', `The signature ${path} cannot be read.`, {
      file: path,
      remedy: 'Check the path.',
      cause,
    });
  }
  let given: unknown;
  try {
    given = parsePlainData(text, JSON.parse);
  } catch (cause) {
    throw invalid(path, 'is no JSON.', 'Take the file as `rachis study run` wrote it.', cause);
  }
  const about = (given ?? {}) as { format?: unknown; version?: unknown; rachis?: unknown };
  if (about.format !== 'rachis-signature') {
    throw invalid(path, 'is no signature.', 'Give the signature.json of a study.');
  }
  if (typeof about.version === 'number' && about.version > updatedSignatureVersion) {
    throw invalid(
      path,
      `has the format ${about.version} of Rachis ${about.rachis}; this program reads up to ${updatedSignatureVersion}.`,
      'Install a newer Rachis.',
    );
  }
  const read = signatureSchema.safeParse(given);
  if (!read.success) {
    const issue = read.error.issues[0]!;
    throw invalid(
      path,
      `is not whole: "${issue.path.join('.')}" ${issue.message.replace(/^Invalid input: /, '')}.`,
      'Take the file as it was written.',
    );
  }
  const signature = read.data;
  const { hash, ...rest } = signature;
  if (hashOf(rest) !== hash) {
    throw invalid(
      path,
      'was changed after it was locked: its hash is another one.',
      'Take the file as it was written; a changed model is a new study.',
    );
  }
  const pipeline = restorePipeline(signature.pipeline as never);
  const { example } = signature;
  const said = pipeline.predict(frameOfRow(signature, example.inputs, example.site));
  const equal =
    said.scores[0] === example.score &&
    (example.probabilities ?? []).every((value, at) => said.probabilities?.data[at] === value);
  if (!equal) {
    throw invalid(
      path,
      `predicts ${said.scores[0]} for its example, and ${example.score} where it was made (Rachis ${signature.rachis}).`,
      'Use the version of Rachis that made it.',
    );
  }
  return { path, signature, pipeline };
}
