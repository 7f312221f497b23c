import { type FactName, tolerances } from './frame-facts.ts';
import type { FrameHeader } from './image-header.ts';
import { clockOf, dateTimeOf } from './times.ts';

/** By what the frames of a series may differ. */
export type PartFact = FactName | (typeof geometryFacts)[number];
export const geometryFacts = ['orientation', 'size', 'pixelSpacing'] as const;

/** Numbers by size, other labels as text, missing ones last: the order of files must not decide. */
export function compareLabels(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? 1 : -1;
  const difference = Number(a) - Number(b);
  return Number.isNaN(difference) ? (a < b ? -1 : 1) : difference;
}

/** Labels of a fact: equal ones belong to one setting, '' where a frame lacks it. */
export function labelsOf(fact: PartFact, frames: readonly FrameHeader[]): Map<FrameHeader, string> {
  switch (fact) {
    case 'orientation':
      return orientationLabels(frames);
    case 'size':
      return labelled(frames, ({ file: { format } }) => `${format.columns}x${format.rows}`);
    case 'pixelSpacing':
      return labelled(frames, ({ pixelSpacing }) =>
        (pixelSpacing ?? []).map((value) => Number(value.toPrecision(3))).join('x'),
      );
  }
  if (fact === 'time' || fact === 'trigger' || fact === 'frameTime') return timeLabels(fact, frames);
  const tolerance = tolerances[fact];
  if (!tolerance) return labelled(frames, ({ facts }) => String(facts[fact] ?? ''));
  const [relative, absolute] = tolerance;
  const sorted = [
    ...new Set(frames.flatMap(({ facts }) => (facts[fact] === undefined ? [] : [Number(facts[fact])]))),
  ].sort((a, b) => a - b);
  const labels = new Map<number, string>();
  sorted.forEach((value, i) => {
    const before = sorted[i - 1];
    const same = before !== undefined && value - before <= Math.max(absolute, relative * Math.abs(value));
    labels.set(value, same ? labels.get(before)! : String(value));
  });
  return labelled(frames, ({ facts }) => (facts[fact] === undefined ? '' : labels.get(Number(facts[fact]))!));
}

const labelled = (
  frames: readonly FrameHeader[],
  label: (frame: FrameHeader) => string,
): Map<FrameHeader, string> => new Map(frames.map((frame) => [frame, label(frame)]));

/**
 * Times of one pass over the slices are not those of the next: where the same place has two frames, times fall into two groups, at their
 * largest gap; with three frames, into three. The label is the earliest of a group, as the file has it.
 */
function timeLabels(
  fact: 'time' | 'trigger' | 'frameTime',
  frames: readonly FrameHeader[],
): Map<FrameHeader, string> {
  const secondsOf = ({ facts }: FrameHeader): number | null => {
    const value = facts[fact];
    if (value === undefined) return null;
    return typeof value === 'number' ? value : (clockOf(value) ?? dateTimeOf(value).clock);
  };
  const places = new Map<string, number>();
  for (const { position, orientation } of frames) {
    const place = JSON.stringify([
      position?.map((one) => one.toFixed(2)),
      orientation?.map((one) => one.toFixed(3)),
    ]);
    places.set(place, (places.get(place) ?? 0) + 1);
  }
  const passes = [...places.values()].reduce((most, count) => Math.max(most, count), 1);
  const times = frames
    .map((frame) => ({ at: secondsOf(frame), text: String(frame.facts[fact] ?? '') }))
    .filter((one) => one.at !== null)
    .sort((a, b) => a.at! - b.at!);
  const gaps = times.slice(1).map(({ at }, i) => ({ gap: at! - times[i]!.at!, from: at! }));
  const starts = gaps
    .sort((a, b) => b.gap - a.gap)
    .slice(0, passes - 1)
    .filter(({ gap }) => gap > 0)
    .map(({ from }) => from)
    .sort((a, b) => a - b);
  const labelAt = (at: number): string => {
    const start = starts.filter((one) => one <= at).at(-1) ?? times[0]!.at!;
    return times.find((one) => one.at === start)!.text;
  };
  const known = new Map<number, string>();
  for (const { at } of times) if (!known.has(at!)) known.set(at!, labelAt(at!));
  return labelled(frames, (frame) => {
    const at = secondsOf(frame);
    return at === null ? '' : known.get(at)!;
  });
}

/** Planes by name; the second of a kind has a number. */
function orientationLabels(frames: readonly FrameHeader[]): Map<FrameHeader, string> {
  const known: { orientation: readonly number[]; label: string }[] = [];
  return labelled(frames, ({ orientation }) => {
    if (!orientation) return '';
    const found = known.find((one) =>
      one.orientation.every((value, i) => Math.abs(value - orientation[i]!) <= 1e-3),
    );
    if (found) return found.label;
    const [a, b, c, d, e, f] = orientation as [number, number, number, number, number, number];
    const normal = [b * f - c * e, c * d - a * f, a * e - b * d].map(Math.abs);
    const plane = ['sagittal', 'coronal', 'axial'][normal.findIndex((value) => value > 0.9)] ?? 'oblique';
    const before = known.filter(({ label }) => label.startsWith(plane)).length;
    const label = before === 0 ? plane : `${plane} ${before + 1}`;
    known.push({ orientation, label });
    return label;
  });
}
