import { readFile, stat } from 'node:fs/promises';
import { type PyradiomicsParameters, resolveParameters, wholeNumberSettings } from '@rachis/features';
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
  let written: unknown;
  try {
    content = parsePlainData(text, (yaml) => parse(yaml, { maxAliasCount: 100 }));
    written = parsePlainData(text, (yaml) => parse(yaml, { maxAliasCount: 100, intAsBigInt: true }));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RachisError('SETTINGS_INVALID', `The parameter file ${path} is not valid YAML: ${reason}`, {
      file: path,
      cause,
    });
  }
  const what = `The parameter file ${path}`;
  const parameters = resolveParameters(content, what);
  const fraction = wholeWithPoint(written);
  if (fraction !== null) {
    throw new RachisError(
      'SETTINGS_INVALID',
      `${what} cannot be used:\n  ${fraction} has a decimal point: PyRadiomics wants a whole number.`,
      {
        file: path,
        remedy: 'Write it without the point.',
      },
    );
  }
  return parameters;
}

/** Path of the first setting that is a whole number and written as 1.0; whole numbers of `content` are bigints. */
function wholeWithPoint(content: unknown, path: readonly string[] = [], asked = false): string | null {
  if (typeof content === 'number') return asked ? path.join('.') : null;
  if (typeof content !== 'object' || content === null) return null;
  for (const [key, value] of Object.entries(content)) {
    const whole = asked || (!Array.isArray(content) && wholeNumberSettings.has(key));
    const found = wholeWithPoint(value, [...path, key], whole);
    if (found !== null) return found;
  }
  return null;
}
