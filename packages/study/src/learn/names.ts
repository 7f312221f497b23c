import { RachisError } from '@rachis/volume';

const escaped = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');

/** Names that one of the patterns means, * for any text; a pattern that means none is an error. */
export function namesMatching(patterns: readonly string[], names: readonly string[], file: string): string[] {
  const found = new Set<string>();
  for (const pattern of patterns) {
    const expression = new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`);
    const own = names.filter((name) => expression.test(name));
    if (own.length === 0) {
      throw new RachisError('ARGUMENT_INVALID', `${file} has no column ${pattern}.`, {
        file,
        remedy: `It has ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', ...' : ''}.`,
      });
    }
    for (const name of own) found.add(name);
  }
  return names.filter((name) => found.has(name));
}
