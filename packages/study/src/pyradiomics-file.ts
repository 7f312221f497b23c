import { readFile, stat } from 'node:fs/promises';
import { type PyradiomicsParameters, resolveParameters } from '@rachis/features';
import { parsePlainData, RachisError } from '@rachis/volume';

/** Parameter files are short; a larger one is something else. */
const mostBytes = 2 ** 20;

/** A PyRadiomics parameter file (YAML or JSON), checked. */
export async function loadParameters(path: string): Promise<PyradiomicsParameters> {
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > mostBytes) {
      throw new RachisError('SETTINGS_INVALID', `${path} is too large for a parameter file: ${size} bytes.`, {
        file: path,
        remedy: 'Check the path given with --pyradiomics.',
      });
    }
    text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (cause) {
    if (cause instanceof RachisError) throw cause;
    throw new RachisError('FILE_NOT_FOUND', `The parameter file ${path} cannot be read.`, {
      file: path,
      remedy: 'Check the path given with --pyradiomics.',
      cause,
    });
  }
  const { parse } = await import('./yaml.ts');
  let content: unknown;
  try {
    content = parsePlainData(text, (yaml) => parse(yaml, { maxAliasCount: 100 }));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RachisError('SETTINGS_INVALID', `The parameter file ${path} is not valid YAML: ${reason}`, {
      file: path,
      cause,
    });
  }
  return resolveParameters(content, `The parameter file ${path}`);
}
