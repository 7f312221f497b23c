import { type ExtractionSettings, settingsJsonSchema } from '@rachis/features';
import { RachisError } from '@rachis/volume';
import type { Console } from '../console.ts';
import { isModality, loadSettings } from '@rachis/study/one-image';

const show = async (settings: ExtractionSettings): Promise<string> => {
  const { stringify } = await import('../yaml.ts');
  return stringify(JSON.parse(JSON.stringify(settings))).trimEnd();
};

/** `rachis settings show [FILE | CT | MR | PET]`: the settings with every default filled in, as YAML. */
export async function showSettings(console: Console, source: string | undefined): Promise<void> {
  console.out(await show(await loadSettings(source)));
}

/** `rachis settings check FILE`: says that the file is valid, or every problem in it. */
export async function checkSettings(console: Console, file: string): Promise<void> {
  await loadSettings(file);
  console.out(`${file}: valid`);
}

/** `rachis settings defaults CT|MR|PET`: a starting point for a modality. */
export async function modalityDefaults(console: Console, modality: string): Promise<void> {
  const name = modality.toUpperCase();
  if (!isModality(name)) {
    throw new RachisError(
      'ARGUMENT_INVALID',
      `There are no defaults for ${modality}; there are for CT, MR and PET.`,
    );
  }
  console.out(await show(await loadSettings(name)));
}

/** `rachis settings schema`: JSON Schema of the settings file, for editors. */
export function settingsSchema(console: Console): void {
  console.out(JSON.stringify(settingsJsonSchema(), null, 2));
}
