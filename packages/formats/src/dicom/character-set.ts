/**
 * DICOM's defined terms (PS3.3 C.12.1.1.2) to the encodings of the platform's `TextDecoder`.
 * The default repertoire is ASCII; files without the tag often hold Latin-1 or UTF-8 all the same.
 */
const encodings = new Map([
  ['ISO_IR 100', 'iso-8859-1'],
  ['ISO_IR 101', 'iso-8859-2'],
  ['ISO_IR 109', 'iso-8859-3'],
  ['ISO_IR 110', 'iso-8859-4'],
  ['ISO_IR 144', 'iso-8859-5'],
  ['ISO_IR 127', 'iso-8859-6'],
  ['ISO_IR 126', 'iso-8859-7'],
  ['ISO_IR 138', 'iso-8859-8'],
  ['ISO_IR 148', 'iso-8859-9'],
  ['ISO_IR 13', 'shift_jis'],
  ['ISO_IR 166', 'windows-874'],
  ['ISO_IR 192', 'utf-8'],
  ['GB18030', 'gb18030'],
  ['GBK', 'gbk'],
  ['ISO 2022 IR 100', 'iso-8859-1'],
  ['ISO 2022 IR 101', 'iso-8859-2'],
  ['ISO 2022 IR 13', 'shift_jis'],
  ['ISO 2022 IR 87', 'iso-2022-jp'],
  ['ISO 2022 IR 149', 'euc-kr'],
  ['ISO 2022 IR 58', 'gb18030'],
]);

/** A decoder for the value of SpecificCharacterSet (0008,0005). */
export function decoderOf(specificCharacterSet: string): (bytes: Uint8Array) => string {
  const terms = specificCharacterSet.split('\\').map((term) => term.trim());
  const label = terms.map((term) => encodings.get(term)).findLast((found) => found !== undefined);
  const decoder = label ? new TextDecoder(label) : null;
  const strict = new TextDecoder('utf-8', { fatal: true });
  return (bytes) => {
    if (!decoder) {
      try {
        return strict.decode(bytes);
      } catch {
        return new TextDecoder('iso-8859-1').decode(bytes);
      }
    }
    const text = decoder.decode(bytes);
    // Designations of ISO 2022 that the platform's decoders of these encodings do not know.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape is what announces them
    return text.replace(/\x1b\$?[()\-.]?[A-Za-z]/g, '');
  };
}
