import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ImageRead, readImage, writeDicomSeg, writeDicomSeries, writeRtStruct } from '@rachis/formats';
import { type Format, image, mask, regions, volume, written } from './format.ts';

/** Sub-folder with the series that regions are of. */
async function series(folder: string): Promise<string> {
  const path = join(folder, 'series');
  mkdirSync(path, { recursive: true });
  if (readdirSync(path).length === 0)
    await writeDicomSeries(path, { ...volume, unit: 'HU' }, { patient: 'P1', description: 'fuzz' });
  return path;
}

let reference: ImageRead | undefined;
async function referenceOf(folder: string): Promise<ImageRead> {
  reference ??= await readImage(await series(folder));
  return reference;
}

const syntaxes = fileURLToPath(new URL('../packages/formats/test/fixtures/syntaxes', import.meta.url));

/** DICOM images and regions. */
export const dicomFormats: readonly (readonly [name: string, format: Format])[] = [
  [
    'dicom',
    {
      seeds: async () =>
        readdirSync(syntaxes).map((name) => ({
          name,
          text: false,
          bytes: readFileSync(join(syntaxes, name)),
        })),
      read: image,
    },
  ],
  [
    'rtstruct',
    {
      seeds: async (folder) => [
        {
          ...{ name: 'rt.dcm', text: false },
          bytes: await written(folder, 'seed-rt.dcm', async (path) =>
            writeRtStruct(
              path,
              [
                { name: 'one', mask },
                { name: 'two', mask },
              ],
              await series(folder),
            ),
          ),
        },
      ],
      read: async (path, folder) => regions(path, await referenceOf(folder)),
    },
  ],
  [
    'seg',
    {
      seeds: async (folder) => [
        {
          ...{ name: 'seg.dcm', text: false },
          bytes: await written(folder, 'seed-seg.dcm', async (path) =>
            writeDicomSeg(
              path,
              [
                { name: 'one', mask },
                { name: 'two', mask },
              ],
              await series(folder),
            ),
          ),
        },
      ],
      read: (path) => regions(path),
    },
  ],
];
