import { RachisError, type RachisErrorDetails } from '@rachis/volume';
import { factNames, tolerances } from './frame-facts.ts';
import type { FrameHeader, ImageHeader } from './image-header.ts';
import { geometryFacts, type PartFact } from './part-labels.ts';
import { partsOf, type SeriesPart } from './parts.ts';
import { checkSeries } from './check-series.ts';
import type { Subject } from './subject.ts';

/** Headers by SeriesInstanceUID, in the order of their first file. */
export function groupBySeries(headers: readonly ImageHeader[]): Map<string, ImageHeader[]> {
  const groups = new Map<string, ImageHeader[]>();
  for (const header of headers) {
    const group = groups.get(header.seriesUid);
    if (group) group.push(header);
    else groups.set(header.seriesUid, [header]);
  }
  return groups;
}

const choices: readonly PartFact[] = [...factNames, ...geometryFacts];
const partText = new RegExp(`^(.*?)\\s*((?:${choices.join('|')})=.+)$`, 'is');

/** What was asked for, as series and part of it: `2.25.4 TE=4.92` or `t2_tra b=800, ImageType=...`. */
function splitWanted(wanted: string): { series: string; part: string } | null {
  const found = partText.exec(wanted.trim());
  return found && (found[1] === '' || /\s$/.test(wanted.trim().slice(0, -found[2]!.length)))
    ? { series: found[1]!.trim(), part: found[2]! }
    : null;
}

const subjectOf = (source: string, { patient, description }: ImageHeader): Subject => ({
  file: source,
  patient,
  description,
});

const detailsOf = (source: string, patient: string): RachisErrorDetails => ({
  file: source,
  ...(patient ? { subject: patient } : {}),
});

/** The one image of several DICOM series that `wanted` names; `SERIES_AMBIGUOUS` where it names none or several. */
export function chooseSeries(headers: readonly ImageHeader[], source: string, wanted?: string): SeriesPart {
  const groups = groupBySeries(headers);
  const all = [...groups.values()];
  if (wanted === undefined) {
    if (all.length === 1) return choosePart(all[0]!, source);
    throw ambiguous(
      source,
      all,
      `The folder ${source} holds ${all.length} series, and it is not said which to read`,
      'a part of its description',
    );
  }
  const asked = (text: string): ImageHeader[][] => {
    const exact = groups.get(text);
    if (exact) return [exact];
    const lower = text.toLowerCase();
    return all.filter(
      ([first]) =>
        first!.description.toLowerCase().includes(lower) || first!.modality.toLowerCase() === lower,
    );
  };
  const matching = asked(wanted);
  if (matching.length === 1) return choosePart(matching[0]!, source);
  const split = splitWanted(wanted);
  if (matching.length === 0 && split) {
    const series = split.series === '' ? all : asked(split.series);
    if (series.length === 1) return choosePart(series[0]!, source, split.part);
    const holding = series.filter((group) => matchingParts(group, source, split.part).length > 0);
    if (holding.length === 1) return choosePart(holding[0]!, source, split.part);
  }
  throw ambiguous(
    source,
    all,
    `${matching.length === 0 ? 'No' : matching.length} series in the folder ${source} match${matching.length === 1 ? 'es' : ''} "${wanted}". It holds`,
    'a unique part of its description',
  );
}

function ambiguous(source: string, all: readonly ImageHeader[][], text: string, how: string): RachisError {
  const list = all
    .map((group) => {
      const [first, ...more] = group;
      const names = partNames(group, source);
      return `${first!.modality || '?'} "${first!.description}", ${more.length + 1} files, ${first!.seriesUid || 'no UID'}${names === '' ? '' : ` (${names})`}`;
    })
    .join('; ');
  return new RachisError('SERIES_AMBIGUOUS', `${text}: ${list}.`, {
    ...detailsOf(source, all[0]![0]!.patient),
    remedy: `Choose one by its UID or ${how} (\`--series\` on the command line).`,
  });
}

function partNames(group: readonly ImageHeader[], source: string): string {
  const { images } = seriesParts(group, source);
  return images.length < 2 ? '' : listed(images.map(({ name }) => `\`${name}\``));
}

/** Names for a message: a series of many time points has hundreds. */
const listed = (names: readonly string[]): string =>
  names.length <= 12
    ? names.join('; ')
    : `${names.slice(0, 10).join('; ')}; and ${names.length - 10} more, which \`rachis inspect\` lists`;

const seriesParts = (group: readonly ImageHeader[], source: string) =>
  partsOf(
    group.flatMap(({ frames }) => frames),
    subjectOf(source, group[0]!),
  );

const readable = (part: SeriesPart): SeriesPart => {
  if (part.problem) throw part.problem;
  return part;
};

/** The one image of a series, or that of its parts whose frames have what `wanted` says. */
export function choosePart(group: readonly ImageHeader[], source: string, wanted?: string): SeriesPart {
  const first = group[0]!;
  checkSeries(group, subjectOf(source, first));
  const part = wanted === undefined ? undefined : splitWanted(wanted)?.part;
  if (part !== undefined) {
    const found = matchingParts(group, source, part);
    if (found.length === 1) return readable(found[0]!);
    const { images, pieces } = seriesParts(group, source);
    const names = [...images, ...pieces].flatMap(({ name }) => (name === '' ? [] : [`\`${name}\``]));
    throw new RachisError(
      'SERIES_AMBIGUOUS',
      `${found.length === 0 ? 'No' : found.length} images of the series "${first.description}" in ${source} have ${part}. ${names.length === 0 ? 'It is one image' : `It holds ${listed(names)}`}.`,
      {
        ...detailsOf(source, first.patient),
        remedy: names.length === 0 ? 'Leave out what is said of its parts.' : 'Choose one of these.',
      },
    );
  }
  const { images } = seriesParts(group, source);
  if (images.length === 1) return readable(images[0]!);
  const list = listed(images.map(({ name, frames }) => `\`${name}\` (${frames.length} slices)`));
  throw new RachisError(
    'SERIES_AMBIGUOUS',
    `${source}, series "${first.description}"${first.patient ? `, patient ${first.patient}` : ''}: one series holds ${images.length} images, and it is not said which to read: ${list}.`,
    {
      ...detailsOf(source, first.patient),
      remedy: 'Choose one by what tells it apart, as it is written there (`--series` on the command line).',
    },
  );
}

function matchingParts(group: readonly ImageHeader[], source: string, wanted: string): SeriesPart[] {
  const { images, pieces } = seriesParts(group, source);
  const lower = wanted.trim().toLowerCase();
  const all = [...images, ...pieces];
  const exact = all.filter(({ name }) => name.toLowerCase() === lower);
  if (exact.length === 1) return exact;
  const conditions = conditionsOf(wanted);
  const among = (parts: readonly SeriesPart[]) =>
    parts.filter(({ name, frames }) =>
      conditions.every(
        (one) =>
          name.toLowerCase().split(', ').includes(`${one.fact}=${one.value}`.toLowerCase()) ||
          frames.every((frame) => holds(one, frame)),
      ),
    );
  const found = among(images);
  return found.length > 0 ? found : among(pieces);
}

interface Condition {
  readonly fact: PartFact;
  readonly value: string;
}

function conditionsOf(wanted: string): Condition[] {
  const start = new RegExp(`(?:^|,\\s*)(${choices.join('|')})=`, 'gi');
  const found = [...wanted.trim().matchAll(start)];
  return found.map((match, i) => ({
    fact: choices.find((fact) => fact.toLowerCase() === match[1]!.toLowerCase())!,
    value: wanted
      .trim()
      .slice(match.index + match[0].length, found[i + 1]?.index)
      .trim(),
  }));
}

/** Whether a frame has a value: as text, as a number within its tolerance, or as one of the values of a list. */
function holds({ fact, value }: Condition, frame: FrameHeader): boolean {
  // Planes have their words from the series as a whole, and are found by the name of the part.
  if (fact === 'orientation' || fact === 'size' || fact === 'pixelSpacing') return false;
  const own = frame.facts[fact];
  if (own === undefined) return value.toLowerCase() === 'none';
  if (typeof own === 'number' && value !== '' && Number.isFinite(Number(value))) {
    const [relative, absolute] = tolerances[fact] ?? [0, 0];
    return Math.abs(own - Number(value)) <= Math.max(absolute, relative * Math.abs(own));
  }
  const lower = value.toLowerCase();
  const text = String(own).toLowerCase();
  return text === lower || text.split('\\').includes(lower);
}
