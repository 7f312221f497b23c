import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { metaImageFields } from '../src/metaimage-header.ts';
import { nrrdFields } from '../src/nrrd-header.ts';

test('the page on file formats speaks of every field', () => {
  const page = readFileSync(fileURLToPath(new URL('../../../docs/file-formats.md', import.meta.url)), 'utf8');
  const missing = [...metaImageFields.keys(), ...nrrdFields.keys()].filter(
    (key) => !page.includes(`\`${key}\``),
  );
  expect(missing).toEqual([]);
});
