import { type CatalogueEntry, catalogue, familyIds } from '@rachis/features';
import { RachisError } from '@rachis/volume';
import type { Console } from '../console.ts';
import { csvParts } from '@rachis/study/one-image';

export interface FeaturesOptions {
  readonly family?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

function entriesOf(family: string | undefined): readonly CatalogueEntry[] {
  if (family === undefined) return catalogue;
  if (!(familyIds as readonly string[]).includes(family)) {
    throw new RachisError(
      'ARGUMENT_INVALID',
      `There is no family ${family}; there are ${familyIds.join(', ')}.`,
    );
  }
  return catalogue.filter((entry) => entry.family === family);
}

const fields = [
  'id',
  'code',
  'name',
  'family',
  'unit',
  'aggregation',
  'definition',
  'source',
  'ibsiTag',
] as const;

/** `rachis features`: the catalogue, as text, JSON or CSV. */
export function listFeatures(console: Console, options: FeaturesOptions): void {
  const entries = entriesOf(options.family);
  if (options.json) {
    console.out(
      JSON.stringify(
        entries.map((entry) => Object.fromEntries(fields.map((f) => [f, entry[f]]))),
        null,
        2,
      ),
    );
    return;
  }
  if (options.csv) {
    const rows = entries.map((entry) => fields.map((field) => entry[field]));
    console.out(
      Buffer.concat([...csvParts({ columns: fields, rows })])
        .toString()
        .trimEnd(),
    );
    return;
  }
  let family = '';
  for (const entry of entries) {
    if (entry.family !== family) {
      family = entry.family;
      console.out(`\n${entry.familyName} (${family}; ${entry.source})`);
    }
    console.out(`  ${entry.code}  ${entry.id.padEnd(48)} ${entry.unit.padEnd(14)} ${entry.definition}`);
  }
  console.out(`\n${entries.length} features`);
}
