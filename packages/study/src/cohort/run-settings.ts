import { columns, type ExtractionSettings } from '@rachis/features';
import { loadSettings } from '../settings-file.ts';
import { RachisError } from '@rachis/volume';

/** Settings of a run: one for every modality that has its own, and one for all others. */
export interface RunSettings {
  readonly other: ExtractionSettings | null;
  readonly byModality: Readonly<Record<string, ExtractionSettings>>;
}

/** DICOM writes PT for what everybody calls PET; `MR_T1` is of modality MR. */
export function modalityKeys(modality: string): string[] {
  const whole = modality.trim().toUpperCase();
  const first = whole.split(/[^A-Z0-9]/)[0] ?? '';
  const alias = (name: string) => (name === 'PT' ? ['PT', 'PET'] : name === 'PET' ? ['PET', 'PT'] : [name]);
  return [...new Set([...alias(whole), ...alias(first)])].filter((name) => name !== '');
}

/** The settings for an image's modality; `SETTINGS_INVALID` where there are none. */
export function settingsFor(run: RunSettings, modality: string): ExtractionSettings {
  for (const key of modalityKeys(modality)) {
    if (Object.hasOwn(run.byModality, key)) return run.byModality[key]!;
  }
  if (run.other !== null) return run.other;
  throw new RachisError(
    'SETTINGS_INVALID',
    `There are settings for ${Object.keys(run.byModality).join(', ')}, but none for ${modality === '' ? 'an image of unknown modality' : modality}.`,
    { remedy: 'Say the modality in the manifest, or add --settings FILE for all other images.' },
  );
}

/**
 * Settings from what `--settings` was given: `FILE` (or CT, MR, PET) for every image, `MR=FILE` for one modality.
 * None at all means the plain defaults.
 */
export async function loadRunSettings(sources: readonly string[]): Promise<RunSettings> {
  const byModality: Record<string, ExtractionSettings> = Object.create(null);
  let other: ExtractionSettings | null = null;
  for (const source of sources) {
    const [, modality, file] = /^([A-Za-z0-9_]+)=(.+)$/.exec(source) ?? [];
    const twice = () =>
      new RachisError(
        'ARGUMENT_INVALID',
        `--settings is given twice for ${modality?.toUpperCase() ?? 'every image'}.`,
        { remedy: 'Write --settings FILE once, and --settings MODALITY=FILE once a modality.' },
      );
    if (modality === undefined || file === undefined) {
      if (other !== null) throw twice();
      other = await loadSettings(source);
    } else {
      if (Object.hasOwn(byModality, modality.toUpperCase())) throw twice();
      byModality[modality.toUpperCase()] = await loadSettings(file);
    }
  }
  if (sources.length === 0) other = await loadSettings(undefined);
  return { other, byModality };
}

/** The value columns of all settings of a run, in the order of first appearance. */
export function valueColumns(run: RunSettings): string[] {
  const all = [...(run.other === null ? [] : [run.other]), ...Object.values(run.byModality)];
  return [...new Set(all.flatMap((settings) => columns(settings).map(({ column }) => column)))];
}
