import { type PerturbationSettings, resolvePerturbationSettings } from '@rachis/segment';
import { parseSettingsFile } from './settings-file.ts';

/** Perturbations from a file. */
export async function loadPerturbations(path: string): Promise<PerturbationSettings> {
  return resolvePerturbationSettings(await parseSettingsFile(path), `The perturbations of ${path}`);
}
