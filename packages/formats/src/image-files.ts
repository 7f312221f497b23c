import { dataFilePath } from './data-files.ts';
import { kindOfPath, readStart } from './files.ts';
import { filesBelow } from './folder.ts';
import { formatOf } from './format.ts';
import { headerOfPair, otherOfPair } from './pair.ts';

/** No header with its voxels elsewhere is longer than this. */
const longestHeader = 2 ** 20;

/**
 * The files that an input consists of, sorted: of a folder those that are images or regions by content; of a file
 * the file itself, and those beside it that hold its voxels (NIfTI pairs, NRRD and MetaImage headers).
 */
export async function imageFiles(given: string): Promise<string[]> {
  if ((await kindOfPath(given)) === 'folder') return imageFilesBelow(given);
  const path = await headerOfPair(given);
  const start = await readStart(path, longestHeader);
  const beside = async (): Promise<readonly string[]> => {
    switch (formatOf(path, start)) {
      case 'nifti': {
        const voxels = /\.hdr(\.gz)?$/i.test(path) ? await otherOfPair(path, 'img') : null;
        return voxels === null ? [] : [voxels];
      }
      case 'nrrd':
        return besideHeader(path, (await import('./nrrd.ts')).parseNrrdHeader(path, start));
      case 'metaimage':
        return besideHeader(path, (await import('./metaimage.ts')).parseMetaImageHeader(path, start));
      default:
        return [];
    }
  };
  return [path, ...(await beside())].sort();
}

async function imageFilesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const path of await filesBelow(folder))
    if (formatOf(path, await readStart(path, 1024)) !== null || /\.(img|raw)(\.gz)?$/i.test(path))
      found.push(path);
  return found;
}

const besideHeader = (
  path: string,
  header: { readonly dataOffset: number | null; readonly dataFiles: readonly string[] },
): string[] => (header.dataOffset === null ? header.dataFiles.map((name) => dataFilePath(path, name)) : []);
