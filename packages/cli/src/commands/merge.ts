import { mergeShards } from '@rachis/study';
import type { Console } from '../console.ts';

/** `rachis merge [SHARDS...] --output FILE`: shards of a manifest, or of a PyRadiomics batch. */
export async function merge(
  console: Console,
  shards: readonly string[],
  output: string,
  manifest: string | undefined,
): Promise<void> {
  const { shardFiles } = await import('../pyradiomics/shard-file.ts');
  const ofPyradiomics = shards.length === 0 && manifest === undefined && shardFiles(output).length > 0;
  const written = ofPyradiomics
    ? await (await import('./extract-pyradiomics.ts')).mergePyradiomics(output)
    : await mergeShards(output, shards, manifest);
  console.note(`Written: ${written.join(', ')}`);
}
