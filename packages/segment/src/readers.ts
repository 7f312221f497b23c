import { gridOf, type Mask, RachisError } from '@rachis/volume';
import { checkOneGrid, type Overlap, overlap } from './overlap.ts';
import { stapleMask } from './staple.ts';
import { type SurfaceDistances, surfaceDistances } from './surface-distances.ts';

/** One reader's mask of a region. */
export interface ReaderMask {
  readonly reader: string;
  readonly mask: Mask;
}

/** How one region is made of several readers' masks. */
export type ConsensusMethod = 'majority' | 'intersection' | 'union' | 'staple';

/**
 * One region from several readers' masks on one grid: voxels that more than half of the readers marked, that all did,
 * that any did, or that STAPLE finds inside. `ARGUMENT_INVALID` where there is no mask (one, for STAPLE).
 */
export function consensus(masks: readonly Mask[], method: ConsensusMethod): Mask {
  if (masks.length === 0) throw new RachisError('ARGUMENT_INVALID', 'A consensus needs at least one mask.');
  checkOneGrid(masks);
  if (method === 'staple') return stapleMask(masks);
  const votes = new Uint32Array(masks[0]!.data.length);
  for (const { data } of masks) for (let i = 0; i < votes.length; i++) if (data[i] !== 0) votes[i]!++;
  const n = masks.length;
  const least = method === 'union' ? 1 : method === 'intersection' ? n : Math.floor(n / 2) + 1;
  return { ...gridOf(masks[0]!), data: Uint8Array.from(votes, (count) => (count >= least ? 1 : 0)) };
}

/** Two readers' masks beside each other. */
export interface ReaderPair extends Overlap, SurfaceDistances {
  readonly first: string;
  readonly second: string;
}

/** Every pair of readers, in the order given: overlap, and surface distances with a tolerance in mm. */
export function compareReaders(readers: readonly ReaderMask[], tolerance = 1): ReaderPair[] {
  return readers.flatMap((a, i) =>
    readers.slice(i + 1).map((b) => ({
      first: a.reader,
      second: b.reader,
      ...overlap(a.mask, b.mask),
      ...surfaceDistances(a.mask, b.mask, tolerance),
    })),
  );
}
