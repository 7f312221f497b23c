import { isRachisError, RachisError } from '@rachis/volume';
import { decidingFacts, placeFacts } from './frame-facts.ts';
import type { FrameHeader } from './image-header.ts';
import { compareLabels, geometryFacts, labelsOf, type PartFact } from './part-labels.ts';
import { type Stack, stackFrames } from './stack.ts';
import { type Subject, subjectText } from './subject.ts';

/** One image of a series. */
export interface SeriesPart {
  /** What tells it from the others of its series, such as `TE=4.92` or `b=800, component=PHASE`; '' where it is the only one. */
  readonly name: string;
  readonly frames: readonly FrameHeader[];
  /** Why it cannot be read; null where it can. */
  readonly problem: RachisError | null;
  readonly warnings: readonly string[];
}

/** What a series consists of. */
export interface SeriesParts {
  /** Its images: one without a name, or several that are each whole. */
  readonly images: readonly SeriesPart[];
  /** Where it is neither one image nor several whole ones: pieces that can be asked for by name. */
  readonly pieces: readonly SeriesPart[];
}

/**
 * Tells the images of a series apart. Slices that make one stack and agree in what they are acquired with are one image. Where they differ (echo
 * time, b-value, kind of image, kernel ...), or lie in the same places, the series is split by that, if each part is a stack over about the
 * same extent. If not, slices of different acquisitions stand in one stack, and the image has a `SERIES_AMBIGUOUS` problem, or a warning where
 * some slices lack what others say.
 */
export function partsOf(frames: readonly FrameHeader[], subject: Subject): SeriesParts {
  const labels = new Map<PartFact, Map<FrameHeader, string>>();
  const labelOf = (fact: PartFact, frame: FrameHeader): string => {
    const known = labels.get(fact) ?? labelsOf(fact, frames);
    labels.set(fact, known);
    return known.get(frame)!;
  };
  const varying = (facts: readonly PartFact[], among: readonly FrameHeader[] = frames): PartFact[] =>
    facts.filter((fact) => among.some((frame) => labelOf(fact, frame) !== labelOf(fact, among[0]!)));
  const deciding = varying(decidingFacts);
  const whole = tryStack(frames, subject);
  if (deciding.length === 0 && !isRachisError(whole))
    return { images: [{ name: '', frames, problem: null, warnings: [] }], pieces: [] };

  const grouped = (facts: readonly PartFact[], among = frames): FrameHeader[][] => {
    const groups = new Map<string, FrameHeader[]>();
    for (const frame of among) {
      const key = JSON.stringify(facts.map((fact) => labelOf(fact, frame)));
      const group = groups.get(key);
      if (group) group.push(frame);
      else groups.set(key, [frame]);
    }
    return [...groups.values()];
  };
  const named = (facts: readonly PartFact[], groups: readonly FrameHeader[][]): SeriesPart[] => {
    const sorted = [...groups].sort((a, b) => {
      for (const fact of facts) {
        const order = compareLabels(labelOf(fact, a[0]!), labelOf(fact, b[0]!));
        if (order !== 0) return order;
      }
      return 0;
    });
    const names = namesOf(facts, sorted, labelOf);
    return sorted.map((group, i) => partOf(names[i]!, group));
  };
  const partOf = (name: string, group: readonly FrameHeader[]): SeriesPart => {
    const stack = tryStack(group, subject);
    if (isRachisError(stack)) return { name, frames: group, problem: stack, warnings: [] };
    const mixed = varying(decidingFacts, group);
    return { name, frames: group, ...mixture(mixed, group, labelOf, subject) };
  };
  const geometry = varying(geometryFacts);
  const all = [...deciding, ...geometry];
  const ways = isRachisError(whole)
    ? [
        ...(all.length > 0 ? [all] : []),
        ...varying(placeFacts).map((fact) => [...all, fact]),
        ...[...all, ...varying(placeFacts)].map((fact) => [fact]),
      ]
    : [deciding, ...deciding.map((fact) => [fact])];
  for (const facts of ways) {
    const groups = grouped(facts);
    if (!areWhole(groups, geometry, labelOf, subject)) continue;
    return { images: named(facts, groups), pieces: [] };
  }
  const pieces = all.length > 0 ? named(all, grouped(all)) : [];
  const one = isRachisError(whole) ? { name: '', frames, problem: whole, warnings: [] } : partOf('', frames);
  const problem = one.problem && withPieces(one.problem, pieces);
  return { images: [{ ...one, problem }], pieces };
}

/** The error of a series, with the names of those of its pieces that can be read, and what is wrong with others. */
function withPieces(error: RachisError, pieces: readonly SeriesPart[]): RachisError {
  const shown = (some: readonly SeriesPart[], what: (piece: SeriesPart) => string | number): string =>
    some
      .slice(0, 4)
      .map((piece) => `\`${piece.name}\` (${what(piece)})`)
      .join(', ') + (some.length > 4 ? `, and ${some.length - 4} more` : '');
  const readable = pieces.filter(({ problem }) => problem === null);
  const broken = pieces.filter(({ problem }) => problem !== null);
  if (readable.length === 0) return error;
  const others = broken.length === 0 ? '' : `, but not ${shown(broken, ({ problem }) => problem!.code)}`;
  return new RachisError(error.code, error.message, {
    ...error.details,
    remedy:
      `${error.details.remedy ?? ''} Pieces of it can be taken by name (\`--series\` on the command line): ${shown(readable, ({ frames }) => frames.length)}${others}.`.trim(),
  });
}

function tryStack(frames: readonly FrameHeader[], subject: Subject): Stack | RachisError {
  try {
    return stackFrames(frames, subject);
  } catch (error) {
    if (isRachisError(error)) return error;
    throw error;
  }
}

type LabelOf = (fact: PartFact, frame: FrameHeader) => string;

/** Whether groups are images of their own: stacks that reach over at least half of each other where they have the same planes. */
function areWhole(
  groups: readonly FrameHeader[][],
  geometry: readonly PartFact[],
  labelOf: LabelOf,
  subject: Subject,
): boolean {
  if (groups.length < 2) return false;
  const byPlanes = new Map<string, [low: number, high: number][]>();
  for (const group of groups) {
    const stack = tryStack(group, subject);
    if (isRachisError(stack)) return false;
    const planes = JSON.stringify(geometry.map((fact) => labelOf(fact, group[0]!)));
    const { direction, origin, size, spacing } = stack.grid;
    const start = origin[0] * direction[2] + origin[1] * direction[5] + origin[2] * direction[8];
    const ranges = byPlanes.get(planes) ?? [];
    byPlanes.set(planes, ranges);
    ranges.push([start, start + (size[2] - 1) * spacing[2]]);
  }
  return [...byPlanes.values()].every((ranges) =>
    ranges.length === 1
      ? ranges[0]![1] > ranges[0]![0]
      : ranges.every(([low, high]) =>
          ranges.every(([otherLow, otherHigh]) => {
            const shared = Math.min(high, otherHigh) - Math.max(low, otherLow);
            return shared >= 0.5 * Math.max(high - low, otherHigh - otherLow) - 1e-3;
          }),
        ),
  );
}

/** What is wrong with slices that make one stack and differ in what they were acquired with. */
function mixture(
  facts: readonly PartFact[],
  frames: readonly FrameHeader[],
  labelOf: LabelOf,
  subject: Subject,
): Pick<SeriesPart, 'problem' | 'warnings'> {
  const warnings: string[] = [];
  for (const fact of facts) {
    const holders = new Map<string, FrameHeader[]>();
    for (const frame of frames) {
      const label = labelOf(fact, frame);
      holders.set(label, [...(holders.get(label) ?? []), frame]);
    }
    const lacking = holders.get('');
    const said = [...holders].filter(([label]) => label !== '');
    const describe = ([label, [first, ...more]]: [string, FrameHeader[]]): string =>
      `${label === '' ? 'none' : label} in ${first!.file.source.name}${more.length > 0 ? ` and ${more.length} more` : ''}`;
    const list = [...holders].slice(0, 4).map(describe).join('; ');
    const kinds = new Set(said.map(([label]) => (fact === 'ImageType' ? kindOf(label) : label)));
    if (kinds.size > 1) {
      return {
        problem: new RachisError(
          'SERIES_AMBIGUOUS',
          `${subjectText(subject)}: slices of one series differ in ${describeFact(fact)}, so that they are not one image: ${list}${holders.size > 4 ? `; and ${holders.size - 4} more values` : ''}.`,
          {
            file: subject.file,
            ...(subject.patient ? { subject: subject.patient } : {}),
            remedy: 'Fetch the missing slices, or put each acquisition into a folder of its own.',
          },
        ),
        warnings: [],
      };
    }
    if (lacking)
      warnings.push(
        `Not all slices of the series say their ${describeFact(fact)}: ${list}; they were taken for one image.`,
      );
    else if (said.length > 1)
      warnings.push(
        `Slices of the series differ in ${describeFact(fact)}: ${list}; they were taken for one image.`,
      );
  }
  return { problem: null, warnings };
}

/** Of an image type, what is beyond original or derived and primary or secondary: the kind of image. */
const kindOf = (imageType: string): string => imageType.split('\\').slice(2).join('\\');

const descriptions: Partial<Record<PartFact, string>> = {
  TE: 'echo time (TE)',
  TI: 'inversion time (TI)',
  TR: 'repetition time (TR)',
  b: 'b-value',
  flip: 'flip angle',
  component: 'component (magnitude, phase, real, imaginary)',
  kernel: 'convolution kernel',
  kVp: 'tube voltage (kVp)',
  keV: 'energy (keV)',
  contrast: 'contrast agent',
  thickness: 'slice thickness',
  echo: 'echo number',
  phase: 'cardiac phase',
  temporal: 'temporal position',
  corrections: 'corrections (CorrectedImage)',
};

const describeFact = (fact: PartFact): string => descriptions[fact] ?? fact;

/** A place fact alone (a gradient direction) does not say what image it is. */
const isPlaceFact = (fact: PartFact): boolean => placeFacts.some((one) => one === fact);

/** A name for each group, by as few facts as tell all of them apart. */
function namesOf(facts: readonly PartFact[], groups: readonly FrameHeader[][], labelOf: LabelOf): string[] {
  const label = (fact: PartFact, group: readonly FrameHeader[]) => labelOf(fact, group[0]!);
  const tells = (some: readonly PartFact[]): boolean =>
    new Set(groups.map((group) => JSON.stringify(some.map((fact) => label(fact, group))))).size ===
    groups.length;
  const full = facts.filter((fact) => groups.every((group) => label(fact, group) !== ''));
  const pairs = full.flatMap((one, i) => full.slice(i + 1).map((other) => [one, other]));
  const chosen =
    [...full.map((fact) => [fact]), ...pairs].find(tells) ?? facts.map((fact) => [fact]).find(tells) ?? facts;
  const text = (some: readonly PartFact[], group: readonly FrameHeader[]): string =>
    some.map((fact) => `${fact}=${label(fact, group) || 'none'}`).join(', ');
  const names = groups.map((group) => {
    const said = facts.filter((fact) => label(fact, group) !== '');
    const enough = chosen.every((fact) => label(fact, group) !== '' && !isPlaceFact(fact));
    return enough || said.length === 0 ? text(chosen, group) : text(said, group);
  });
  return new Set(names).size === names.length ? names : groups.map((group) => text(facts, group));
}
