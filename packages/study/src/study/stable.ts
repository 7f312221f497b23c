import type { Frame } from '@rachis/learning';
import { RachisError } from '@rachis/volume';
import { readCells } from '../tables/read-cells.ts';

/**
 * Names of the columns that a list calls stable: a name a line, or a table with a column `feature`. A name is that of a
 * column, or of a feature of every image (without the image's name before it).
 */
export async function stableNames(path: string, frame: Frame): Promise<string[]> {
  const rows = await readCells(path, 'list of stable features', 'Make it with `rachis stability`.');
  const at = rows[0]?.indexOf('feature') ?? -1;
  const listed = new Set((at < 0 ? rows : rows.slice(1)).map((row) => (row[Math.max(0, at)] ?? '').trim()));
  const found = frame.columns
    .map(({ name }) => name)
    .filter((name) => listed.has(name) || listed.has(name.slice(name.indexOf('_') + 1)));
  if (found.length > 0) return found;
  throw new RachisError(
    'ARGUMENT_INVALID',
    `None of the ${listed.size} names in ${path} is a feature of the study.`,
    {
      file: path,
      remedy: 'Make the list with the same extraction settings.',
    },
  );
}
