import type { Frame } from '@rachis/learning';
import type { ReadSignature } from '../read.ts';
import type { InputValue } from '../row.ts';
import { type Distance, distanceOf } from './distance.ts';
import { modelColumns } from './model-columns.ts';

/** Sentences on inputs that are missing, or outside of what the training patients had. */
export function warningsOf({ signature }: ReadSignature, values: readonly InputValue[]): string[] {
  const warnings: string[] =
    signature.published === undefined
      ? []
      : [
          'The signature was written down from a paper: what its training patients had is not known, so this patient could not be compared with them.',
        ];
  const missing: string[] = [];
  signature.inputs.forEach(({ name, kind, used, range, categories }, at) => {
    if (!used) return;
    const value = values[at] ?? null;
    if (value === null || (typeof value === 'number' && Number.isNaN(value))) {
      missing.push(name);
    } else if (kind === 'category') {
      if (!categories!.includes(String(value))) {
        warnings.push(`${name} is ${value}; the training patients had ${categories!.join(', ')}.`);
      }
    } else if (range !== undefined && (Number(value) < range.minimum || Number(value) > range.maximum)) {
      warnings.push(
        `${name} is ${Number(Number(value).toPrecision(5))}, outside of what the training patients had (${Number(range.minimum.toPrecision(5))} to ${Number(range.maximum.toPrecision(5))}).`,
      );
    }
  });
  if (missing.length > 0) {
    warnings.push(
      `Not given, so taken as in a typical training patient: ${missing.slice(0, 10).join(', ')}${missing.length > 10 ? ` and ${missing.length - 10} more` : ''}.`,
    );
  }
  return warnings;
}

/** How far the columns of the model together are from the training patients, where the signature keeps that. */
export function distanceFrom({ signature, pipeline }: ReadSignature, frame: Frame): Distance | undefined {
  const { cloud } = signature;
  if (cloud === undefined || typeof cloud === 'string') return undefined;
  const { names, data } = modelColumns(pipeline, frame);
  const own = new Map(names.map((name, at) => [name, data[at]!]));
  return distanceOf(cloud, (name) => own.get(name));
}

/** A sentence where the columns together are further from the training patients than nearly all of these. */
export function distanceWarning(found: Distance | undefined): string[] {
  if (found === undefined || found.distance <= found.limit) return [];
  const far = found.columns.filter(({ deviations }) => Math.abs(deviations) > 2).slice(0, 3);
  const which =
    far.length === 0
      ? 'no column alone is far out, their combination is'
      : `furthest: ${far.map(({ name, deviations }) => `${name} (${deviations.toFixed(1)} standard deviations)`).join(', ')}`;
  return [
    `The columns of the model together are unlike those of the training patients: distance ${found.distance.toFixed(2)}, where 97.5% of them are within ${found.limit.toFixed(2)} (Mahalanobis); ${which}.`,
  ];
}
