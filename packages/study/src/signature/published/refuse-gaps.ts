import { RachisError } from '@rachis/volume';
import type { ReadSignature } from '../read.ts';
import type { InputValue } from '../row.ts';

/** Of a published signature no typical patient is known who could stand in for a value. */
export function refuseGaps({ signature, path }: ReadSignature, values: readonly InputValue[]): void {
  const absent = signature.inputs.filter((_, at) => (values[at] ?? null) === null).map(({ name }) => name);
  const strange = signature.inputs.findIndex(
    ({ categories }, at) => categories !== undefined && !categories.includes(String(values[at])),
  );
  if (absent.length === 0 && strange >= 0) {
    const { name, categories } = signature.inputs[strange]!;
    throw new RachisError(
      'ARGUMENT_INVALID',
      `${name} is ${values[strange]}; the signature knows ${categories!.join(', ')}.`,
      { file: path, remedy: 'Write it as in the signature.' },
    );
  }
  if (absent.length === 0) return;
  throw new RachisError('ARGUMENT_INVALID', `The signature needs ${absent.join(', ')}.`, {
    file: path,
    remedy: 'Its paper says nothing of patients without a value. Give it with --clinical NAME=VALUE.',
  });
}
