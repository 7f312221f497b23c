import { readFile } from 'node:fs/promises';
import { readLabelMap, writeWhole } from '@rachis/formats';
import { filmCorners, type FilmMask, isLevel, type Level, readLabels, schemeFromText } from '@rachis/spine';
import { checkOutput, encodeTable, type Cell } from '@rachis/study/one-image';
import { RachisError } from '@rachis/volume';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';

export interface SpineFilmOptions {
  readonly output: string;
  readonly scheme?: string;
  readonly faces: 'left' | 'right';
  readonly subject?: string;
}

const unreadable = (path: string, cause: unknown) =>
  new RachisError('FILE_UNREADABLE', `The mask ${path} cannot be read.`, {
    file: path,
    remedy:
      'Give a PNG or TIFF with a label for each vertebra as its grey value, or a label map of one slice.',
    cause,
  });

/** A picture of one channel as labels; colours are no labels. */
function maskOfPicture(
  path: string,
  {
    width,
    height,
    channels,
    data,
  }: { width: number; height: number; channels: number; data: ArrayLike<number> },
): FilmMask {
  if (channels === 1) return { rows: height, columns: width, data };
  const grey = Array.from({ length: width * height }, (_, i) => data[i * channels]!);
  const colours =
    channels > 2 &&
    grey.some((value, i) => value !== data[i * channels + 1] || value !== data[i * channels + 2]);
  if (colours)
    throw new RachisError(
      'ARGUMENT_INVALID',
      `${path} is in colours: which one is which vertebra is not known.`,
      {
        file: path,
        remedy: 'Save the mask with one channel, whose grey values are the labels.',
      },
    );
  return { rows: height, columns: width, data: grey };
}

/** A mask of one film: PNG, TIFF, or any label map of one slice. */
async function readMask(path: string): Promise<FilmMask> {
  if (/\.png$/i.test(path)) {
    const { decode } = await import('fast-png');
    const bytes = await readBytes(path);
    try {
      const { width, height, channels, data, palette } = decode(bytes);
      // Indices of a palette are labels; their colours are not.
      return palette === undefined
        ? maskOfPicture(path, { width, height, channels, data })
        : { rows: height, columns: width, data };
    } catch (cause) {
      if (cause instanceof RachisError) throw cause;
      throw unreadable(path, cause);
    }
  }
  if (/\.tiff?$/i.test(path)) {
    const { decode } = await import('tiff');
    const bytes = await readBytes(path);
    try {
      const [page] = decode(bytes);
      const { width, height, samplesPerPixel, data } = page!;
      return maskOfPicture(path, { width, height, channels: samplesPerPixel, data });
    } catch (cause) {
      if (cause instanceof RachisError) throw cause;
      throw unreadable(path, cause);
    }
  }
  const { size, data } = await readLabelMap(path);
  if (size[2] !== 1)
    throw new RachisError('ARGUMENT_INVALID', `${path} is no mask of a film: it has ${size[2]} slices.`, {
      file: path,
      remedy: 'Measure label maps of scans with rachis spine measure.',
    });
  return { rows: size[1], columns: size[0], data };
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new RachisError('FILE_NOT_FOUND', `There is no mask ${path}.`, { file: path, cause });
  }
}

/** `rachis spine film MASK --scheme 1=L5,2=L4 --faces left --output points.csv`: corners of vertebrae from the mask of a lateral film. */
export async function spineFilm(console: Console, path: string, options: SpineFilmOptions): Promise<number> {
  await checkOutput(options.output);
  const mask = await readMask(path);
  const present = new Set(Array.from(mask.data as ArrayLike<number>));
  present.delete(0);
  const labels = [...present].sort((a, b) => a - b).map((label) => ({ label }));
  const structures = options.scheme?.includes('=')
    ? schemeFromText(options.scheme)
    : readLabels(labels, path, options.scheme).structures;
  const levels = new Map<number, Level>(
    [...structures].flatMap(([label, { kind, level }]) =>
      kind === 'vertebra' && level !== null && isLevel(level) && present.has(label)
        ? [[label, level] as const]
        : [],
    ),
  );
  if (levels.size === 0)
    throw new RachisError(
      'REGION_NOT_FOUND',
      `${path} has no label of a vertebra; its labels are ${
        labels
          .map(({ label }) => label)
          .slice(0, 20)
          .join(', ') || 'none'
      }.`,
      {
        file: path,
        remedy: 'Say with --scheme which label is which level: 1=L5,2=L4.',
      },
    );
  const { points, missing } = filmCorners(mask, levels, options.faces);
  const columns = ['subject', 'level', 'point', 'row', 'column'];
  const rows = points.map(({ level, name, at }): Cell[] => [
    options.subject ?? '',
    level,
    name,
    at[0],
    at[1],
  ]);
  await writeWhole(options.output, [
    await encodeTable(options.output, { columns, text: ['subject', 'level', 'point'], rows }),
  ]);
  for (const { level, reason } of missing) console.note(`${level} has no corners: ${reason}.`);
  console.note(
    `${points.length} points of ${levels.size - missing.length} levels, in pixels: rachis spine measure --landmarks ${options.output} --faces ${options.faces} --pixel-size MM --posture standing --output FILE.`,
  );
  return missing.length > 0 ? exitCodes.partial : exitCodes.ok;
}
