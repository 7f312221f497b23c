import { comparedValues, withUnit } from '../../acquisition-values.ts';
import type { ScanValue } from '../schema.ts';

export type Facts = Readonly<Record<string, string | number>>;

const mostTexts = 30;

/** A value outside of the training range by less than so much of its nearer end is called like it. */
const tolerance = 0.05;

const known = (value: string | number | undefined): value is string | number =>
  value !== undefined && String(value).trim() !== '';

const plain = (text: string) => text.trim().replace(/\s+/g, ' ').toLowerCase();

/** What the training images of one kind had, as a signature keeps it. */
export function scanValues(cases: readonly Facts[]): ScanValue[] {
  return comparedValues.flatMap(({ key }): ScanValue[] => {
    const values = cases.map((facts) => facts[key]).filter(known);
    if (values.length === 0) return [];
    if (values.every((value) => typeof value === 'number')) {
      return [
        {
          key,
          known: values.length,
          range: {
            minimum: values.reduce((a, b) => Math.min(a, b)),
            maximum: values.reduce((a, b) => Math.max(a, b)),
          },
        },
      ];
    }
    const counts = new Map<string, number>();
    const shown = new Map<string, string>();
    for (const value of values) {
      const text = plain(String(value));
      if (!shown.has(text)) shown.set(text, String(value).trim());
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    const texts = [...counts]
      .map(([text, images]) => ({ text: shown.get(text)!, images }))
      .sort((a, b) => b.images - a.images || (a.text < b.text ? -1 : 1))
      .slice(0, mostTexts);
    return [{ key, known: values.length, texts }];
  });
}

const short = (value: number) => String(Number(value.toPrecision(4)));

/** What training images had, in words. */
function trainingWords({ range, texts = [] }: ScanValue, unit: string): string {
  if (range === undefined) {
    const some = texts.slice(0, 4).map(({ text, images }) => `${text} (${images})`);
    return `${some.join(', ')}${texts.length > 4 ? ` and ${texts.length - 4} others` : ''}`;
  }
  const { minimum, maximum } = range;
  return minimum === maximum
    ? withUnit(short(minimum), unit)
    : `${short(minimum)} to ${withUnit(short(maximum), unit)}`;
}

function isLike({ range, texts = [] }: ScanValue, value: string | number): boolean {
  if (range === undefined) return texts.some(({ text }) => plain(text) === plain(String(value)));
  const { minimum, maximum } = range;
  return (
    typeof value === 'number' &&
    value >= minimum - tolerance * Math.abs(minimum) &&
    value <= maximum + tolerance * Math.abs(maximum)
  );
}

/** A sentence on how a patient's image was acquired unlike the training images, or none. */
export function unlikeScan(
  name: string,
  training: readonly ScanValue[] | undefined,
  facts: Facts,
): string | undefined {
  const header = comparedValues.filter(({ key }) => known(facts[key]));
  if (header.length === 0) return undefined;
  if (training === undefined || training.length === 0) {
    return `How the training images of ${name} were acquired is not in the signature: this image could not be compared with them.`;
  }
  const byKey = new Map(training.map((value) => [value.key, value]));
  const unlike = header.flatMap(({ key, title, unit }) => {
    const own = byKey.get(key);
    const value = facts[key]!;
    if (own === undefined || isLike(own, value)) return [];
    const text = typeof value === 'number' ? short(value) : value.trim();
    return [`${title} ${withUnit(text, unit)} where they had ${trainingWords(own, unit)}`];
  });
  const lacking = header.filter(({ key }) => !byKey.has(key)).map(({ title }) => title);
  const sentences = [
    ...(unlike.length === 0
      ? []
      : [`The image ${name} was acquired unlike the training images: ${unlike.join('; ')}.`]),
    ...(lacking.length === 0
      ? []
      : [`Not known of the training images of ${name}, so not compared: ${lacking.join(', ')}.`]),
  ];
  return sentences.length === 0 ? undefined : sentences.join(' ');
}
