import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Path of the file with names beside a label map: `labels.json` for `labels.nii.gz`. */
export const labelNamesPath = (path: string): string =>
  `${path.replace(/\.(nii(\.gz)?|hdr(\.gz)?|nrrd|nhdr|mha|mhd)$/i, '')}.json`;

/** Names of labels as the file beside a label map that `namesBeside` reads. */
export function encodeLabelNames(
  names: ReadonlyMap<number, string>,
  facts: Readonly<Record<string, unknown>> = {},
): Uint8Array {
  const sorted = [...names].sort(([a], [b]) => a - b);
  const label_names = Object.fromEntries(sorted.map(([label, name]) => [String(label), name]));
  return new TextEncoder().encode(`${JSON.stringify({ ...facts, label_names }, null, 2)}\n`);
}

/**
 * Names of a label map's labels from the JSON file beside it, whose member `label_names` maps numbers to names. None where
 * there is no such file or it has no such member, as the JSON files that scanners' converters write.
 */
export async function namesBeside(path: string, warnings: string[]): Promise<ReadonlyMap<number, string>> {
  const file = labelNamesPath(path);
  const names = new Map<number, string>();
  if (!existsSync(file)) return names;
  let found: unknown;
  try {
    found = (JSON.parse(await readFile(file, 'utf8')) as { label_names?: unknown } | null)?.label_names;
  } catch {
    return names;
  }
  if (found === undefined) return names;
  const entries = typeof found === 'object' && found !== null ? Object.entries(found) : [];
  for (const [label, name] of entries)
    if (/^[1-9]\d*$/.test(label) && typeof name === 'string' && name.trim() !== '')
      names.set(Number(label), name.trim());
  if (names.size < Math.max(1, entries.length))
    warnings.push(
      `${file}: not every entry of label_names is a label's number with a name; others are left out`,
    );
  return names;
}
