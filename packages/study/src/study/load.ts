import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { checkScheme } from '@rachis/spine';
import { RachisError } from '@rachis/volume';
import { checkSettings } from '../check-settings.ts';
import { isModality, loadSettings, parseSettingsFile } from '../settings-file.ts';
import { type Study, studySchema } from './schema.ts';

/** A study file that was read, with every path in it as the machine knows it. */
export interface LoadedStudy {
  readonly path: string;
  readonly study: Study;
}

const mistake = (path: string, message: string, remedy: string) =>
  new RachisError('SETTINGS_INVALID', `The study file ${path}: ${message}`, { file: path, remedy });

function refuseContradictions(path: string, study: Study): void {
  const { cohort, images, tables, spine } = study;
  if (cohort === undefined && tables.length === 0 && spine.length === 0) {
    throw mistake(path, 'there is neither a cohort nor a table.', 'Write cohort, or tables.');
  }
  if (cohort !== undefined && images.length === 0 && spine.length === 0) {
    throw mistake(
      path,
      'there is a cohort, but no images to take features of, and no spine to measure.',
      'Write images: [{name: T2, modality: MR, settings: MR}], or spine: [{scheme: verse}].',
    );
  }
  if (cohort === undefined && images.length > 0) {
    throw mistake(
      path,
      'there are images, but no cohort that has them.',
      'Write cohort: {folder: patients}.',
    );
  }
  if (cohort === undefined && spine.some(({ manifest }) => manifest === undefined)) {
    throw mistake(
      path,
      'a spine is measured, but there is no cohort that has its label maps.',
      'Write cohort: {manifest: manifest.csv}, or spine: [{manifest: spines.csv}].',
    );
  }
  const blocks = spine.map(({ name }) => name ?? 'spine');
  const sameBlock = blocks.find((name, at) => blocks.indexOf(name) !== at);
  if (sameBlock !== undefined)
    throw mistake(path, `two blocks of spine are called ${sameBlock}.`, 'Give each a name of its own.');
  const { external } = study;
  const ownManifests = spine.filter(({ manifest }) => manifest !== undefined).length;
  if (external !== undefined && ownManifests !== (external.spine?.length ?? 0)) {
    throw mistake(
      path,
      `external names ${external.spine?.length ?? 0} manifests of spines; ${ownManifests} blocks of spine have one of their own.`,
      'Write external: {spine: [others.csv]}, one for each such block.',
    );
  }
  if (external !== undefined && external.cohort === undefined && spine.length > ownManifests) {
    throw mistake(
      path,
      'external names no cohort of spines.',
      'Write external: {cohort: {manifest: others.csv}}.',
    );
  }
  if (external !== undefined && external.cohort === undefined && images.length > 0) {
    throw mistake(path, 'external names no cohort of images.', 'Write external: {cohort: {folder: others}}.');
  }
  if (external !== undefined && external.tables.length === 0 && tables.length > 0) {
    throw mistake(path, 'external has no tables.', 'Write external: {tables: [{file: others.csv}]}.');
  }
  const { event = 1, competing } = study.outcome;
  const codes = [event, ...competing].map(String);
  const double = competing.find((code, at) => codes.indexOf(String(code)) !== at + 1);
  if (double !== undefined) {
    throw mistake(
      path,
      `outcome: ${double} is ${String(double) === String(event) ? 'both the event and a competing one' : 'named twice as a competing event'}.`,
      'Each code is one kind of event.',
    );
  }
  const names = images.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw mistake(path, `two images are called ${twice}.`, 'Rename one of them.');
  if (study.harmonise && study.site === undefined) {
    throw mistake(path, 'harmonise needs a site.', 'Name the column of sites or scanners as site.');
  }
}

/**
 * Reads and checks a study file. Paths in it are relative to it. `SETTINGS_INVALID` names every key that is wrong;
 * `FILE_NOT_FOUND` what it names and is not there.
 */
export async function loadStudy(path: string): Promise<LoadedStudy> {
  const read = checkSettings(studySchema, await parseSettingsFile(path), `The study file ${path}`);
  refuseContradictions(path, read);
  const beside = (file: string): string => {
    const found = isAbsolute(file) ? file : join(dirname(path), file);
    if (existsSync(found)) return found;
    throw new RachisError('FILE_NOT_FOUND', `The study file ${path} names ${file}, which is not there.`, {
      file: found,
      remedy: 'Paths in a study file are relative to it.',
    });
  };
  const placed = (one: NonNullable<Study['cohort']>): NonNullable<Study['cohort']> => ({
    ...one,
    ...(one.folder === undefined ? {} : { folder: beside(one.folder) }),
    ...(one.manifest === undefined ? {} : { manifest: beside(one.manifest) }),
  });
  const { cohort, external, images, spine, tables, stable } = read;
  const study: Study = {
    ...read,
    ...(cohort === undefined ? {} : { cohort: placed(cohort) }),
    ...(external === undefined
      ? {}
      : {
          external: {
            ...(external.cohort === undefined ? {} : { cohort: placed(external.cohort) }),
            ...(external.spine === undefined ? {} : { spine: external.spine.map(beside) }),
            tables: external.tables.map((table) => ({ ...table, file: beside(table.file) })),
          },
        }),
    images: images.map((image) =>
      image.settings === undefined || isModality(image.settings)
        ? image
        : { ...image, settings: beside(image.settings) },
    ),
    spine: spine.map((one) => ({
      ...one,
      ...(one.manifest === undefined ? {} : { manifest: beside(one.manifest) }),
    })),
    tables: tables.map((table) => ({ ...table, file: beside(table.file) })),
    ...(stable === undefined ? {} : { stable: beside(stable) }),
  };
  // Mistakes in extraction settings are found before hours of work.
  for (const { settings } of study.images) await loadSettings(settings);
  for (const { scheme } of study.spine) {
    if (scheme !== undefined) checkScheme(scheme);
  }
  return { path, study };
}
