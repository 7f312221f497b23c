import { writeWhole } from '@rachis/formats';
import { type GivenImage, type InputValue, patientCells, predictPatient, readSignature } from '@rachis/study';
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
  const take = (name: string, value: InputValue, file?: string) => {
    if (values.has(name)) {
      throw new RachisError(
        'ARGUMENT_INVALID',
        `${name} is given twice${file === undefined ? '' : `, the second time in ${file}`}.`,
        { ...(file === undefined ? {} : { file }), remedy: 'Give each value once.' },
      );
    }
    values.set(name, value);
  };
  for (const one of given) {
    const at = one.indexOf('=');
    if (at > 0) {
      take(one.slice(0, at).trim(), valueFrom(one.slice(at + 1)));
      continue;
    }
    const cells = patientCells(one);
    if (!cells.some(({ name }) => known.has(name))) {
      throw new RachisError('ARGUMENT_INVALID', `${one} has no column that the signature looks at.`, {
        file: one,
        remedy: `It looks at ${[...known].slice(0, 10).join(', ')}.`,
      });
    }
    for (const { name, text } of cells) if (known.has(name)) take(name, valueFrom(text), one);
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
    for (const one of said.conformal?.levels ?? []) {
      const what =
        'classes' in one
          ? one.classes.length === 0
            ? 'no class: the patient is unlike the training patients of each'
            : one.classes.join(' or ')
          : `${one.lower?.toPrecision(4) ?? 'any'} to ${one.upper?.toPrecision(4) ?? 'any'}`;
      console.note(`${Math.round(100 * one.level)}% conformal: ${what}.`);
    }
  }
  return exitCodes.ok;
}
