/** What of a document's tree is written. */
interface TreeNode {
  readonly nodeType: number;
  readonly childNodes: Iterable<unknown>;
  readonly textContent: string | null;
}

interface TreeElement extends TreeNode {
  readonly localName: string;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
}

const elementNode = 1;
const textNode = 3;

/** Characters that XML 1.0 has no way to write, and halves of pairs. */
const unwritable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const clean = (text: string): string => text.replaceAll(unwritable, '\ufffd');

const inText = (text: string): string =>
  clean(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const inAttribute = (text: string): string => inText(text).replaceAll('"', '&quot;');

/**
 * A tree of SVG as the text of a well-formed XML file, whatever texts are in it: column names such as `age<60` come from
 * people's tables. A document of HTML writes itself by the rules of HTML, which are others.
 */
export function svgText(root: unknown): string {
  const node = root as TreeElement;
  if (node.nodeType === textNode) return inText(node.textContent ?? '');
  if (node.nodeType !== elementNode) return '';
  const attributes = Array.from(node.attributes, ({ name, value }) => ` ${name}="${inAttribute(value)}"`);
  const inside = Array.from(node.childNodes, svgText);
  if (inside.length === 0) return `<${node.localName}${attributes.join('')} />`;
  return `<${node.localName}${attributes.join('')}>${inside.join('')}</${node.localName}>`;
}
