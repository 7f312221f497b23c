import type { PreparedRegion } from './prepare.ts';
import type { ExtractionSettings, FamilyId } from './settings.ts';

/** An image whose region has one grey level: its texture is that of nothing. */
export interface FlatImage {
  /** `original`, or the id of a filtered image. */
  readonly image: string;
  readonly extent: readonly [number, number];
  /** Width of the bins; absent where the region has one intensity. */
  readonly width?: number;
}

/** Families that look at grey levels. */
const ofLevels: ReadonlySet<FamilyId> = new Set([
  'histogram',
  'glcm',
  'glrlm',
  'glszm',
  'gldzm',
  'ngtdm',
  'ngldm',
] as const);

/** Whether all of a region falls into one bin, though features of grey levels are asked for; null where it does not. */
export function flatImage(
  image: string,
  { values, extent, range }: Pick<PreparedRegion, 'values' | 'extent' | 'range'>,
  { families, discretisation }: Pick<ExtractionSettings, 'families' | 'discretisation'>,
): FlatImage | null {
  if (values.length < 2 || !families.some((family) => ofLevels.has(family))) return null;
  const [low, high] = extent;
  if (low === high) return { image, extent };
  if (discretisation.method !== 'fixed-bin-size') return null;
  const { size: width, start = range[0] ?? low } = discretisation;
  return Math.floor((low - start) / width) === Math.floor((high - start) / width)
    ? { image, extent, width }
    : null;
}

const digits = (value: number) => String(Number(value.toPrecision(4)));

/** Sentences of flat images: one for the original, one for all filtered ones of a kind. */
export function flatNotes(images: readonly FlatImage[]): string[] {
  const named = (some: readonly FlatImage[]) => {
    const names = some.map(({ image }) => image);
    return names.length > 4
      ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more`
      : names.join(', ');
  };
  const notes: string[] = [];
  const binned = images.filter(({ width }) => width !== undefined);
  const constant = images.filter(({ width }) => width === undefined);
  if (binned.length > 0) {
    const { extent, width } = binned[0]!;
    notes.push(
      `All of the region falls into one grey level (${named(binned)}: intensities ${digits(extent[0])} to ${digits(extent[1])}, bins ${digits(width!)} wide): histogram and texture features say nothing. Choose a bin width that the intensities reach, such as ${digits((extent[1] - extent[0]) / 32)}, or a fixed number of bins.`,
    );
  }
  if (constant.length > 0) {
    notes.push(
      `The region has one intensity, ${digits(constant[0]!.extent[0])} (${named(constant)}): histogram and texture features say nothing. Check the image, and whether the region lies on it.`,
    );
  }
  return notes;
}
