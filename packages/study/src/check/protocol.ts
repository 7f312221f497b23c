import { protocolHeader, withUnit } from '../acquisition-values.ts';
import type { CheckSettings } from './check-settings.ts';
import type { Finding } from './finding.ts';
import { sliceAxis } from './orientation.ts';
import { groupBy, type CheckedRow, distinctImages, imageWays, type ImageOfRows, peersOf } from './peers.ts';
import { median } from './quantile.ts';
import { listText, short } from './words.ts';

/** An acquisition value that images of a kind should share. */
interface ProtocolValue {
  readonly title: string;
  readonly unit: string;
  readonly of: (image: ImageOfRows['image']) => string | number | undefined;
}

export const protocolValues: readonly ProtocolValue[] = [
  {
    title: 'pixel spacing',
    unit: 'mm',
    of: ({ grid }) => Math.max(...grid.spacing.filter((_, axis) => axis !== sliceAxis(grid))),
  },
  { title: 'slice distance', unit: 'mm', of: ({ grid }) => grid.spacing[sliceAxis(grid)] },
  ...protocolHeader.map(
    ({ key, title, unit }): ProtocolValue => ({ title, unit, of: ({ acquisition }) => acquisition[key] }),
  ),
];

/** What the others have: the median or most frequent value, where enough have it. */
interface Majority {
  readonly value: string | number;
  readonly agrees: (value: string | number) => boolean;
}

function majorityOf(values: readonly (string | number)[], settings: CheckSettings): Majority | null {
  const numbers = values.filter((value) => typeof value === 'number');
  let majority: Majority;
  if (numbers.length === values.length) {
    const centre = median(numbers);
    const least = settings.protocolTolerance * Math.abs(centre) + 1e-9;
    majority = { value: centre, agrees: (value) => Math.abs(Number(value) - centre) <= least };
  } else {
    const groups = [...groupBy(values, String).values()].sort((a, b) => b.length - a.length);
    const most = groups[0]![0]!;
    majority = { value: most, agrees: (value) => String(value) === String(most) };
  }
  return values.filter(majority.agrees).length >= settings.majorityShare * values.length ? majority : null;
}

const valueText = (value: string | number, unit: string): string =>
  withUnit(typeof value === 'number' ? short(value) : value, unit);

interface KindOfImage extends ImageOfRows {
  readonly kind: string;
}

const kindsOf = (all: readonly CheckedRow[]): KindOfImage[] =>
  distinctImages(all).map((one) => ({ ...one, kind: one.row.protocol }));

/** Images that were acquired, or lie, unlike most others of their modality. */
export function protocolFindings(all: readonly CheckedRow[], settings: CheckSettings): Finding[] {
  const images = kindsOf(all);
  const peers = peersOf(images, imageWays, settings.minimumGroup);
  const majorities = new Map(
    [...new Set(peers.values())].map((group) => [group, groupMajorities(group, settings)] as const),
  );
  return images.flatMap((one): Finding[] => {
    const group = peers.get(one);
    if (group === undefined) return [];
    const { values, axes } = majorities.get(group)!;
    const unlike = protocolValues.flatMap(({ title, unit, of }, i) => {
      const value = of(one.image);
      const majority = values[i];
      if (value === undefined || !majority || majority.agrees(value)) return [];
      return [`${title} ${valueText(value, unit)} where most have ${valueText(majority.value, unit)}`];
    });
    const notes: Pick<Finding, 'code' | 'message'>[] = [];
    if (unlike.length > 0)
      notes.push({ code: 'PROTOCOL_UNLIKE', message: `The image has ${listText(unlike)}.` });
    const own = axesOf(one);
    if (axes !== null && !axes.agrees(own))
      notes.push({
        code: 'ORIENTATION_UNLIKE',
        message: `The image is ${own}, where most are ${axes.value}.`,
      });
    return one.rows.flatMap((row) => notes.map((note) => ({ ...note, row, region: null })));
  });
}

const axesOf = ({ image }: ImageOfRows): string => `${image.plane}, stored as ${image.axes}`;

function groupMajorities(group: readonly KindOfImage[], settings: CheckSettings) {
  const values = protocolValues.map(({ of }) => {
    const known = group.map(({ image }) => of(image)).filter((value) => value !== undefined);
    return known.length < settings.minimumGroup ? null : majorityOf(known, settings);
  });
  return { values, axes: majorityOf(group.map(axesOf), settings) };
}

/** Acquisition values of a modality by site and scanner. */
export interface ProtocolTable {
  readonly modality: string;
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly site: string;
    readonly scanner: string;
    readonly images: number;
    /** Each value, and whether it is unlike that of most images of the modality. */
    readonly cells: readonly { readonly text: string; readonly unlike: boolean }[];
  }[];
}

const order = new Intl.Collator('en', { numeric: true }).compare;

export function protocolTables(all: readonly CheckedRow[], settings: CheckSettings): ProtocolTable[] {
  const byModality = groupBy(distinctImages(all), ({ image }) => image.modality);
  return [...byModality].map(([modality, images]) => {
    const present = protocolValues.filter(({ of }) => images.some(({ image }) => of(image) !== undefined));
    const majorities = present.map(({ of }) =>
      majorityOf(
        images.map(({ image }) => of(image)).filter((value) => value !== undefined),
        settings,
      ),
    );
    const scannerOf = ({ row, image: { acquisition } }: ImageOfRows) =>
      row.scanner ||
      [acquisition.manufacturer, acquisition.manufacturerModel]
        .filter((part) => part !== undefined)
        .join(' ');
    const siteOf = ({ row, image }: ImageOfRows) => row.site || String(image.acquisition.institution ?? '');
    const groups = groupBy(images, (one) => JSON.stringify([siteOf(one), scannerOf(one)]));
    const rows = [...groups.values()].map((group) => ({
      site: siteOf(group[0]!),
      scanner: scannerOf(group[0]!),
      images: group.length,
      cells: present.map(({ of, unit }, i) => {
        const known = group.map(({ image }) => of(image)).filter((value) => value !== undefined);
        const majority = majorities[i] ?? null;
        return {
          text: cellText(known, unit),
          unlike: majority !== null && known.some((value) => !majority.agrees(value)),
        };
      }),
    }));
    rows.sort((a, b) => order(a.site, b.site) || order(a.scanner, b.scanner));
    return { modality, columns: present.map(({ title }) => title), rows };
  });
}

/** One value, a range with its median, or the different words. */
function cellText(values: readonly (string | number)[], unit: string): string {
  if (values.length === 0) return '';
  const words = [...new Set(values.map((value) => (typeof value === 'number' ? short(value) : value)))];
  if (words.length === 1) return valueText(words[0]!, unit);
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length < values.length) return words.sort(order).slice(0, 6).join(', ');
  const low = numbers.reduce((a, b) => Math.min(a, b));
  const high = numbers.reduce((a, b) => Math.max(a, b));
  return `${valueText(median(numbers), unit)} (${short(low)} to ${short(high)})`;
}
