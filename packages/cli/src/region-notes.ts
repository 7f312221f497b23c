/** A sentence about one region. */
export interface RegionNote {
  readonly region: string;
  readonly text: string;
}

/** Names in a sentence; a vertebral column has many labels that all go wrong in the same way. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(', ');
  const more = names.length - 8;
  return `${names.length === 1 ? 'region' : 'regions'} ${shown}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Notes with the same text put together: `about` names their regions. */
export function groupNotes(notes: readonly RegionNote[]): { about: string; text: string }[] {
  const regionsByText = new Map<string, string[]>();
  for (const { region, text } of notes) {
    const regions = regionsByText.get(text);
    if (regions) regions.push(region);
    else regionsByText.set(text, [region]);
  }
  return [...regionsByText].map(([text, regions]) => ({ about: listed(regions), text }));
}
