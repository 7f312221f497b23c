import { mergeShards } from '@rachis/study';
import type { Console } from '../console.ts';

/** `rachis merge [SHARDS...] --output FILE`. */
export async function merge(
  console: Console,
  shards: readonly string[],
  output: string,
  manifest: string | undefined,
): Promise<void> {
  const written = await mergeShards(output, shards, manifest);
  console.note(`Written: ${written.join(', ')}`);
}
