import { RachisError } from '@rachis/volume';
import type { StudyImage } from './schema.ts';

/** Features of one region of one subject. */
export interface RegionFeatures {
  readonly subject: string;
  readonly region: string;
  readonly voxels: number;
  readonly values: readonly number[];
}

function middle(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

const merge: Readonly<Record<'mean' | 'median' | 'minimum' | 'maximum', (values: number[]) => number>> = {
  mean: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  median: middle,
  minimum: (values) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
  maximum: (values) => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
};

/**
 * One row a subject from the rows of its regions, after the image's rule. Missing values are left out of means and
 * medians. `ARGUMENT_INVALID` where a subject has several regions and the rule is to refuse.
 */
export function subjectFeatures(
  rows: readonly RegionFeatures[],
  { name, several }: Pick<StudyImage, 'name' | 'several'>,
): Map<string, readonly number[]> {
  const bySubject = new Map<string, RegionFeatures[]>();
  for (const row of rows) bySubject.set(row.subject, [...(bySubject.get(row.subject) ?? []), row]);
  const found = new Map<string, readonly number[]>();
  for (const [subject, own] of bySubject) {
    if (own.length === 1) {
      found.set(subject, own[0]!.values);
      continue;
    }
    if (several === 'refuse') {
      throw new RachisError(
        'ARGUMENT_INVALID',
        `Subject ${subject} has ${own.length} regions of ${name}: ${own.map(({ region }) => region).join(', ')}.`,
        {
          subject,
          remedy:
            'Choose one with region or label, or say under "several" what becomes of them: mean, largest ...',
        },
      );
    }
    if (several === 'largest') {
      found.set(subject, own.reduce((top, one) => (one.voxels > top.voxels ? one : top)).values);
      continue;
    }
    const rule = merge[several];
    found.set(
      subject,
      own[0]!.values.map((_, at) => {
        const known = own.map(({ values }) => values[at]!).filter((value) => !Number.isNaN(value));
        return known.length === 0 ? NaN : rule(known);
      }),
    );
  }
  return found;
}
