import { readFileSync } from 'node:fs';
import { writeWhole } from '@rachis/formats';
import { type GivenImage, type InputValue, parseCsv, predictPatient, readSignature } from '@rachis/study';
import { RachisError } from '@rachis/volume';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';

export interface PredictFlags {
  readonly also?: readonly string[];
  readonly clinical?: readonly string[];
  readonly output?: string;
  readonly site?: string;
}

const valueFrom = (text: string): InputValue => {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === 'NA') return null;
  return Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
};

/** Values by name: `age=63`, or the one row of a CSV file; `known` names of a file are taken, others passed over. */
function clinicalValues(given: readonly string[], known: ReadonlySet<string>): Map<string, InputValue> {
  const values = new Map<string, InputValue>();
  for (const one of given) {
    const at = one.indexOf('=');
    if (at > 0) {
      values.set(one.slice(0, at).trim(), valueFrom(one.slice(at + 1)));
      continue;
    }
    let text: string;
    try {
      text = readFileSync(one, 'utf8').replace(/^\uFEFF/, '');
    } catch (cause) {
      throw new RachisError('FILE_NOT_FOUND', `${one} is neither NAME=VALUE nor a file that can be read.`, {
        file: one,
        remedy: 'Write --clinical age=63, or give a CSV file with one row.',
        cause,
      });
    }
    const [header = [], ...rows] = parseCsv(text);
    if (rows.length !== 1) {
      throw new RachisError('ARGUMENT_INVALID', `${one} has ${rows.length} rows; a patient has one.`, {
        file: one,
        remedy: 'Give a file with a header and one row.',
      });
    }
    header.forEach((name, column) => {
      if (known.has(name)) values.set(name, valueFrom(rows[0]![column] ?? ''));
    });
  }
  return values;
}

function imagesOf(
  image: string | undefined,
  region: string | undefined,
  also: readonly string[],
): GivenImage[] {
  if (image === undefined) return [];
  if (region === undefined) {
    throw new RachisError('ARGUMENT_INVALID', `The image ${image} has no region.`, {
      file: image,
      remedy: 'Write rachis predict SIGNATURE IMAGE REGION.',
    });
  }
  if (also.length % 2 !== 0) {
    throw new RachisError('ARGUMENT_INVALID', '--also takes an image and its region.', {
      remedy: 'Write --also IMAGE REGION.',
    });
  }
  return [
    { image, region },
    ...also.flatMap((path, at) => (at % 2 === 0 ? [{ image: path, region: also[at + 1]! }] : [])),
  ];
}

/** `rachis predict SIGNATURE IMAGE REGION`. */
export async function predict(
  console: Console,
  path: string,
  image: string | undefined,
  region: string | undefined,
  { also = [], clinical = [], output, site }: PredictFlags,
): Promise<number> {
  const read = await readSignature(path);
  const known = new Set(read.signature.inputs.map(({ name }) => name));
  const said = await predictPatient(
    read,
    imagesOf(image, region, also),
    clinicalValues(clinical, known),
    site,
  );
  const { signature } = read;
  const result = {
    signature: { name: signature.name, study: signature.study, hash: signature.hash },
    outcome: signature.outcome.column,
    ...said,
  };
  for (const warning of said.warnings) console.note(`Warning: ${warning}`);
  const text = `${JSON.stringify(result, null, 2)}\n`;
  if (output === undefined) console.out(text.trimEnd());
  else {
    await writeWhole(output, [new TextEncoder().encode(text)]);
    const event = said.probabilities?.at(-1);
    const between = ({ lower, upper }: { lower?: number; upper?: number }) =>
      lower === undefined || upper === undefined ? '' : ` (${lower.toFixed(3)} to ${upper.toFixed(3)})`;
    console.note(
      `${said.subject || 'The patient'}: score ${said.score.toPrecision(6)}${event === undefined ? '' : `, probability of ${signature.outcome.column} ${event.name} ${event.probability.toFixed(3)}${between(event)}`}. Written: ${output}`,
    );
    console.note(said.interval.words);
  }
  return exitCodes.ok;
}
