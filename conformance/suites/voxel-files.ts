import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { readImage } from '@rachis/formats';
import { isRachisError, type Volume } from '@rachis/volume';
import { type Difference, differences, refusals } from '../files/voxel-rules.ts';
import type { Comparison } from '../report.ts';

/** What a peer makes of a file: voxels, and of ITK or nibabel where they lie; or its refusal. */
interface PeerRead {
  readonly refused?: string;
  readonly voxels: readonly number[];
  /** ITK: LPS, as many axes as the file has. */
  readonly size?: readonly number[];
  readonly spacing?: readonly number[];
  readonly origin?: readonly number[];
  readonly direction?: readonly number[];
  /** nibabel: three rows of four, RAS. */
  readonly affine?: readonly number[];
}

interface FixtureCase {
  readonly format: Difference['format'];
  readonly main: string;
  /** Bytes by the name of the file, zlib in base64. */
  readonly files: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly peers: Readonly<Partial<Record<Difference['peer'], PeerRead>>>;
}

/** Random MetaImage, NRRD and NIfTI files, beside what ITK, pynrrd and nibabel read from the same bytes; one of `every` so many. */
export async function compareVoxelFiles(every = 1): Promise<Comparison[]> {
  const path = join(import.meta.dirname, '../fixtures/voxel-files.json');
  const { cases }: { cases: FixtureCase[] } = JSON.parse(readFileSync(path, 'utf8'));
  const folder = mkdtempSync(join(tmpdir(), 'rachis-voxel-files-'));
  try {
    const comparisons: Comparison[] = [];
    for (const [index, one] of cases.entries())
      if (index % every === 0)
        comparisons.push(...(await compareCase(join(folder, String(index)), index, one)));
    return comparisons;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compareCase(folder: string, index: number, one: FixtureCase): Promise<Comparison[]> {
  mkdirSync(folder);
  for (const [name, content] of Object.entries(one.files))
    writeFileSync(join(folder, name), inflateSync(Buffer.from(content, 'base64')));
  const read = await readImage(join(folder, one.main), { geometry: 'as-written' }).catch((cause: unknown) => {
    if (isRachisError(cause)) return cause;
    throw cause;
  });
  const row = (family: string, ours: number, expected: number, exception?: string): Comparison => ({
    ...{ group: `random ${one.format}`, family, tag: `${index} [${one.tags.join(', ')}] ${family}` },
    ...{ ours, expected, tolerance: 0, ...(exception === undefined ? {} : { exception }) },
  });
  // What is refused, is by every reason that the file has: one of them is told.
  const reasons = refusals.filter(([tag]) => one.tags.includes(tag));
  if (isRachisError(read) || reasons.length > 0) {
    const named = isRachisError(read) && reasons.some(([, words]) => words.test(read.message));
    return [row('refused by name', named ? 1 : 0, 1)];
  }
  return Object.entries(one.peers).flatMap(([peer, theirs]) => {
    const whyOf = (of: Difference['of']) =>
      differences.find(
        (rule) =>
          rule.format === one.format && rule.peer === peer && rule.of === of && one.tags.includes(rule.tag),
      )?.why;
    if (theirs.refused !== undefined) return [row(`${peer}: read by both`, 1, 0, whyOf('reading'))];
    const { scale, unit } = changesOf(one, peer);
    const { data } = read.volume;
    const voxels = theirs.voxels.map((value) => value * scale.slope + scale.intercept);
    const equal = voxels.filter((value, i) => same(data[i]!, value, Math.abs(scale.intercept))).length;
    const rows = [
      row(`${peer}: voxels`, data.length === voxels.length ? equal : -1, voxels.length, whyOf('voxels')),
    ];
    const places = theirs.affine
      ? affinePairs(read.volume, theirs.affine, unit)
      : gridPairs(read.volume, theirs, unit);
    if (places.length > 0)
      rows.push(
        row(
          `${peer}: geometry`,
          places.filter(([ours, other, size]) => Math.abs(ours - other) <= 1e-5 * size).length,
          places.length,
          whyOf('geometry'),
        ),
      );
    return rows;
  });
}

/** Values after a scale are of single precision. */
const same = (ours: number, theirs: number, added: number): boolean =>
  Math.abs(ours - theirs) <= (added > 0 || ours !== theirs ? 3e-7 * (Math.abs(theirs) + 2 * added) : 0);

/** What Rachis does with a header and a peer leaves out: the numbers of the peer are held to it after it is done. */
function changesOf(
  { format, tags }: FixtureCase,
  peer: string,
): { readonly scale: { slope: number; intercept: number }; readonly unit: number } {
  const scaled = tags.map((tag) => /^scale (\S+) (\S+)$/.exec(tag)).find((found) => found !== null);
  const unit = tags.map((tag) => /^units (\S+)$/.exec(tag)?.[1]).find((found) => found !== undefined);
  const leavesUnits = !(format === 'nifti' && peer === 'itk');
  return {
    scale: { slope: Number(scaled?.[1] ?? 1), intercept: Number(scaled?.[2] ?? 0) },
    unit: leavesUnits ? ({ m: 1000, cm: 10, um: 0.001 }[unit ?? ''] ?? 1) : 1,
  };
}

/** Numbers of ours and of a peer, and the size that a difference is held to. */
type Pair = readonly [ours: number, theirs: number, size: number];

function gridPairs(volume: Volume, theirs: PeerRead, unit: number): Pair[] {
  const { size, spacing, origin, direction } = theirs;
  if (!size || !spacing || !origin || !direction) return [];
  const axes = [0, 1, 2].slice(0, size.length);
  const far = Math.max(...origin.map(Math.abs), 1e-3) * unit;
  return axes.flatMap((axis): Pair[] => [
    [volume.size[axis]!, size[axis]!, 0],
    [volume.spacing[axis]!, spacing[axis]! * unit, spacing[axis]! * unit],
    [volume.origin[axis]!, origin[axis]! * unit, far],
    ...axes.map(
      (other): Pair => [volume.direction[3 * axis + other]!, direction[size.length * axis + other]!, 10],
    ),
  ]);
}

function affinePairs(
  { spacing, origin, direction }: Volume,
  affine: readonly number[],
  unit: number,
): Pair[] {
  const far = Math.max(...affine.map(Math.abs)) * unit;
  return [0, 1, 2].flatMap((row) => {
    // RAS and LPS differ in the sign of the first two.
    const sign = row < 2 ? -1 : 1;
    return [0, 1, 2, 3].map(
      (column): Pair => [
        sign * (column < 3 ? direction[3 * row + column]! * spacing[column]! : origin[row]!),
        affine[4 * row + column]! * unit,
        far,
      ],
    );
  });
}
