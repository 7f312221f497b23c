// A module of its own, to be imported when it is needed: a bundled copy of yaml has its names only in static imports.
import {
  type DocumentOptions,
  isAlias,
  isNode,
  isScalar,
  parseDocument,
  type ParseOptions,
  type ToJSOptions,
  visit,
} from 'yaml';

export { stringify } from 'yaml';

/** References (`*name`) of a file: settings have a handful. The library looks through the file again for each. */
const mostReferences = 1000;

function placeOf(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  return ` at line ${before.length}, column ${before.at(-1)!.length + 1}`;
}

/** Reads YAML; throws where it is none, or has more references than any settings have. */
export function parse(text: string, options: ParseOptions & DocumentOptions & ToJSOptions = {}): unknown {
  let references = 0;
  for (let at = text.indexOf('*'); at >= 0; at = text.indexOf('*', at + 1)) {
    // Between blanks and brackets; in a word it is a star.
    if ((at === 0 || ' \t\n\r,[{'.includes(text[at - 1]!)) && !' \t\n\r'.includes(text[at + 1] ?? ' '))
      references++;
  }
  if (references > mostReferences)
    throw new Error(`it has ${references} references (*name), more than ${mostReferences}`);
  // The library's own messages quote the text around each fault: 200 MiB for 50,000 commas in a row.
  const document = parseDocument(text, { ...options, prettyErrors: false });
  // What it warns of it does not honour: tags and directives that it does not know.
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault !== undefined) {
    throw new Error(`${fault.message}${placeOf(text, fault.pos[0])}`, { cause: fault });
  }
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(isAlias(key) ? key.resolve(document) : key)) return;
      const [at] = (isNode(key) ? key.range : undefined) ?? [0];
      throw new Error(`A list or a map cannot be a name${placeOf(text, at)}`);
    },
  });
  return document.toJS(options);
}
