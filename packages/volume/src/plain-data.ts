/** Levels that settings, landmarks and signatures may be nested in; theirs have ten at most. */
const deepest = 100;
/** Values that a file may have, those that it refers to again counted again. */
const most = 10_000_000;

/**
 * Holds what a file of YAML or JSON says to a depth that can be walked through: an `Error` with a sentence where it is nested
 * deeper, as a file that refers to itself is without end, or where references make it larger than memory.
 */
export function checkPlainData(value: unknown): void {
  const waiting: { readonly value: object; readonly depth: number }[] = [];
  const look = (found: unknown, depth: number): void => {
    if (typeof found !== 'object' || found === null) return;
    if (depth >= deepest) throw new Error(`it is nested deeper than ${deepest} levels, or refers to itself`);
    waiting.push({ value: found, depth });
  };
  look(value, 0);
  let count = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const members = Object.values(next.value);
    count += members.length;
    if (count > most) throw new Error(`it has more than ${most} values`);
    for (const member of members) look(member, next.depth + 1);
  }
}

/** Brackets open at one time in a text of YAML or JSON; quotes and comments are not told apart, so that it may be too many. */
function openBrackets(text: string): number {
  let open = 0;
  let highest = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 91 || code === 123) highest = Math.max(highest, ++open);
    else if ((code === 93 || code === 125) && open > 0) open--;
  }
  return highest;
}

/**
 * What a text says by a parser, held to `checkPlainData`. A text with thousands of brackets open is not given to the parser,
 * which would call itself as often.
 */
export function parsePlainData(text: string, parse: (text: string) => unknown): unknown {
  if (openBrackets(text) > 10 * deepest) throw new Error(`it is nested deeper than ${deepest} levels`);
  const value = parse(text);
  checkPlainData(value);
  return value;
}
