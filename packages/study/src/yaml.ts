// A module of its own, to be imported when it is needed: a bundled copy of yaml has its names only in static imports.
import {
  type DocumentOptions,
  parse as parseYaml,
  type ParseOptions,
  type ToJSOptions,
  YAMLParseError,
} from 'yaml';

export { stringify } from 'yaml';

/** References (`*name`) of a file: settings have a handful. The library looks through the file again for each. */
const mostReferences = 1000;

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
  try {
    // The library's own messages quote the text around each fault: 200 MiB for 50,000 commas in a row.
    return parseYaml(text, { ...options, prettyErrors: false });
  } catch (cause) {
    if (!(cause instanceof YAMLParseError)) throw cause;
    const before = text.slice(0, cause.pos[0]).split('\n');
    throw new Error(`${cause.message} at line ${before.length}, column ${before.at(-1)!.length + 1}`, {
      cause,
    });
  }
}
