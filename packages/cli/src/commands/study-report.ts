import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RachisError } from '@rachis/volume';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];

/** The Chromium of this machine, where there is one. */
function findChromium(): string | undefined {
  const told = process.env.CHROMIUM_PATH;
  if (told !== undefined && told !== '') return existsSync(told) ? told : undefined;
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin'];
  const endings = process.platform === 'win32' ? ['.exe'] : [''];
  const places = folders.flatMap((folder) =>
    names.flatMap((name) => endings.map((ending) => join(folder, name + ending))),
  );
  const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  return [...places, mac].find((path) => existsSync(path));
}

/** `rachis study report FOLDER`: the page as PDF. */
export async function reportPdf(
  console: Console,
  folder: string,
  { output = join(folder, 'report.pdf') }: { output?: string },
): Promise<number> {
  const page = [join(folder, 'report', 'index.html'), join(folder, 'index.html')].find((path) =>
    existsSync(path),
  );
  if (page === undefined) {
    throw new RachisError('FILE_NOT_FOUND', `${folder} has no report.`, {
      file: folder,
      remedy: 'Give the folder that `rachis study run` wrote.',
    });
  }
  const chromium = findChromium();
  if (chromium === undefined) {
    throw new RachisError('UNSUPPORTED', 'There is no Chromium on this machine, which PDF needs.', {
      remedy: `Open ${page} in a browser and print it; or say where one is in CHROMIUM_PATH.`,
    });
  }
  const profile = mkdtempSync(join(tmpdir(), 'rachis-print-'));
  try {
    const { status, stderr } = spawnSync(
      chromium,
      [
        '--headless',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        // A page of our own, without scripts; as root Chromium knows no sandbox.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        `--user-data-dir=${profile}`,
        '--no-pdf-header-footer',
        `--print-to-pdf=${resolve(output)}`,
        pathToFileURL(resolve(page)).href,
      ],
      { encoding: 'utf8' },
    );
    if (status !== 0 || !existsSync(output) || statSync(output).size === 0) {
      throw new RachisError(
        'FILE_NOT_WRITABLE',
        `${output} was not written: ${chromium} ended with ${status}.`,
        {
          file: output,
          cause: stderr,
        },
      );
    }
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
  console.note(`Written: ${output}`);
  return exitCodes.ok;
}
