import type { Manifest, ManifestRow } from '../cohort/manifest.ts';
import { modalityKeys } from '../cohort/run-settings.ts';
import { matchesName } from '../choose-regions.ts';
import type { StudyImage } from './schema.ts';

/** Whether a row of a manifest is of an image that a study takes features of. */
export function isOfImage(
  { modality, series }: Pick<StudyImage, 'modality' | 'series'>,
  row: ManifestRow,
): boolean {
  if (row.image === '' || row.mask === '') return false;
  const kind =
    modality === undefined || modalityKeys(row.modality).some((key) => modalityKeys(modality).includes(key));
  const described =
    series === undefined ||
    [row.protocol, row.series, row.image].some((text) => text !== '' && matchesName(series, text));
  return kind && described;
}

/** The rows of a manifest that are of one image, with the regions that the study wants of it. */
export function rowsOfImage(manifest: Manifest, image: StudyImage): ManifestRow[] {
  const { region, label } = image;
  return manifest.rows
    .filter((row) => isOfImage(image, row))
    .map((row) => ({
      ...row,
      ...(region === undefined && label === undefined
        ? {}
        : { region: region ?? '', label: label === undefined ? '' : String(label) }),
    }));
}
