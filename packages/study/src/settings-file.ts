import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { defaultSettings, type ExtractionSettings, resolveSettings } from '@rachis/features';
import { parsePlainData, RachisError } from '@rachis/volume';

const modalities = ['CT', 'MR', 'PET'] as const;
type Modality = (typeof modalities)[number];

/** Whether a name stands for built-in settings. */
export function isModality(name: string): name is Modality {
  return (modalities as readonly string[]).includes(name);
}

/** The content of a settings file (YAML or JSON), not yet checked. */
export async function parseSettingsFile(path: string): Promise<unknown> {
  let text: string;
  try {
    // Some editors on Windows start a file with a byte order mark, which JSON does not allow.
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    throw new RachisError('FILE_NOT_FOUND', `The settings file ${path} cannot be read.`, {
      file: path,
      remedy: 'Check the path. CT, MR and PET stand for built-in settings.',
      cause,
    });
  }
  const json = extname(path).toLowerCase() === '.json';
  // Outside the try: what is wrong with the import is no fault of the file.
  const parse: (text: string) => unknown = json ? JSON.parse : (await import('./yaml.ts')).parse;
  try {
    return parsePlainData(text, parse);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RachisError('SETTINGS_INVALID', `The settings file ${path} is not valid: ${reason}`, {
      file: path,
      cause,
    });
  }
}

/** Settings from a file, or built-in ones by the name of a modality; plain defaults when there is neither. */
export async function loadSettings(source: string | undefined): Promise<ExtractionSettings> {
  if (source === undefined) return resolveSettings({});
  if (isModality(source)) return defaultSettings(source);
  return resolveSettings(await parseSettingsFile(source), `The settings file ${source}`);
}
