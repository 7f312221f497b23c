const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML, also inside quotes; control characters, which HTML does not allow, are shown as a replacement mark. */
export function escapeHtml(text: string | number): string {
  return (
    String(text)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g, '\ufffd')
      .replaceAll(/[&<>"']/g, (character) => entities[character]!)
  );
}
