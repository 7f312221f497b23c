import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { RachisError } from '@rachis/volume';
import { checkTablePath } from './encode-table.ts';

/** Before any work: the output's folder must be there and writable. */
export async function checkOutput(path: string): Promise<void> {
  checkTablePath(path);
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch (cause) {
    throw new RachisError(
      'FILE_NOT_WRITABLE',
      `${path} cannot be written: the folder ${dirname(path)} is not there or not writable.`,
      {
        file: path,
        remedy: 'Make the folder, or choose another place to write to.',
        cause,
      },
    );
  }
}
