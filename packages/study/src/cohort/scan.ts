import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import {
  type FolderInspection,
  imageIdOf,
  inspectFolder,
  type RegionFileInspection,
  sameVoxels,
  type SeriesInspection,
} from '@rachis/formats';
import { type Grid, RachisError } from '@rachis/volume';
import { matchesName } from '../choose-regions.ts';
import { factsOfPath, layoutPattern } from './file-name.ts';
import type { Manifest, ManifestRow } from './manifest.ts';

export interface ScanOptions {
  /** Where the manifest is going to be written: paths inside its folder are relative to it. */
  readonly output: string;
  /** Where a path says site, subject, session, modality: `{site}/{subject}/{session}`. */
  readonly layout?: string;
  /** Regions to take, by name; `*` for any text. Default: all. */
  readonly regions?: readonly string[];
  /** Images to take, by series description, modality or file name; `*` for any text. Default: all. */
  readonly series?: readonly string[];
  readonly onProgress?: (files: number, total: number) => void;
}

/** An image of the tree, of whatever format. */
interface FoundImage {
  readonly id: string;
  readonly path: string;
  readonly series: string;
  readonly subject: string;
  readonly session: string;
  readonly site: string;
  readonly modality: string;
  readonly protocol: string;
  readonly scanner: string;
  readonly scan: string;
  readonly grid: Grid | null;
  readonly names: readonly string[];
  readonly problems: readonly string[];
}

const text = (value: string | number | undefined) => (value === undefined ? '' : String(value).trim());

function scannerOf({ acquisition }: SeriesInspection): string {
  const { manufacturer, manufacturerModel, fieldStrengthTesla } = acquisition;
  const field = text(fieldStrengthTesla) === '' ? '' : `${fieldStrengthTesla} T`;
  return [text(manufacturer), text(manufacturerModel), field].filter((part) => part !== '').join(' ');
}

/**
 * DICOM series whose slices came in one folder with those of others are told apart by their UID, and images of one series
 * by what they differ in.
 */
function dicomImages(found: FolderInspection, root: string, layout: RegExp | undefined): FoundImage[] {
  const all = found.patients.flatMap(({ patient, studies }) =>
    studies.flatMap((study) => study.series.map((series) => ({ patient, study, series, studies }))),
  );
  const perFolder = new Map<string, number>();
  for (const { series } of all) perFolder.set(series.folder, (perFolder.get(series.folder) ?? 0) + 1);
  return all.map(({ patient, study, series, studies }): FoundImage => {
    const facts = factsOfPath(`${relative(root, series.folder)}/series`, layout);
    const date = study.date || study.studyUid;
    return {
      id: imageIdOf(series),
      path: series.folder,
      series:
        perFolder.get(series.folder) === 1
          ? ''
          : [series.seriesUid, series.part].filter((part) => part !== '').join(' '),
      subject: layout === undefined ? patient || facts.subject : facts.subject,
      session: layout === undefined ? (studies.length > 1 ? date : '') : facts.session,
      site: facts.site || text(series.acquisition.institution),
      modality: series.modality === 'PT' ? 'PET' : series.modality,
      protocol: [series.description, series.part].filter((part) => part !== '').join(' '),
      scanner: scannerOf(series),
      scan: '',
      grid: series.grid,
      names: [series.description, series.modality, series.folder, series.part].filter((name) => name !== ''),
      problems: series.problems.map(({ message }) => message),
    };
  });
}

function fileImages(found: FolderInspection, root: string, layout: RegExp | undefined): FoundImage[] {
  return found.imageFiles.map(({ path, grid, problems }): FoundImage => {
    const facts = factsOfPath(relative(root, path), layout);
    return {
      ...facts,
      id: path,
      path,
      series: '',
      scanner: '',
      grid,
      names: [path.split(/[/\\]/).at(-1)!, facts.protocol, facts.modality],
      problems: problems.map(({ message }) => message),
    };
  });
}

/** The regions of a file that are wanted, and the images that they go with. */
interface FoundRegions {
  readonly file: RegionFileInspection;
  readonly region: string;
  readonly label: string;
  readonly images: readonly string[];
  readonly why: string;
}

/** How many words two names have in common. */
function commonWords(a: string, b: string): number {
  const words = new Set(a.toLowerCase().split('_'));
  return b
    .toLowerCase()
    .split('_')
    .filter((word) => words.has(word)).length;
}

/**
 * Images for a label map: of its subject and session, on its grid; where several are, those whose names have most in
 * common with its own.
 */
function imagesOfLabelMap(
  file: RegionFileInspection,
  images: readonly FoundImage[],
  root: string,
  layout: RegExp | undefined,
): { images: FoundImage[]; why: string } {
  const facts = factsOfPath(relative(root, file.path), layout);
  const near = images.filter(
    ({ path, subject, session }) =>
      (subject === facts.subject && session === facts.session) || dirname(path) === dirname(file.path),
  );
  const own = near.filter(({ subject }) => subject === facts.subject);
  const candidates = own.length > 0 ? own : near;
  const onGrid = candidates.filter(({ grid }) => grid !== null && sameVoxels(grid, file.grid!));
  if (onGrid.length === 0) {
    const why =
      candidates.length === 0
        ? 'no image of the same subject was found'
        : `no image of the same subject is on its grid (${candidates.map(({ path }) => path.split(/[/\\]/).at(-1)).join(', ')})`;
    return { images: [], why };
  }
  const shared = onGrid.map(({ scan }) => commonWords(scan, facts.scan));
  const most = shared.reduce((a, b) => Math.max(a, b), 0);
  return { images: onGrid.filter((_, i) => shared[i] === most), why: '' };
}

function findRegions(
  found: FolderInspection,
  images: readonly FoundImage[],
  root: string,
  layout: RegExp | undefined,
  wanted: readonly string[],
): FoundRegions[] {
  const list: FoundRegions[] = [];
  for (const file of found.regionFiles) {
    const chosen = file.regions.filter(
      ({ name }) => wanted.length === 0 || wanted.some((pattern) => matchesName(pattern, name)),
    );
    if (chosen.length === 0) continue;
    const label = chosen.flatMap((one) => (one.label === null ? [] : [one.label])).join(';');
    const region = chosen.map(({ name }) => name).join(';');
    if (file.kind === 'label-map') {
      const paired = imagesOfLabelMap(file, images, root, layout);
      list.push({ file, region, label, images: paired.images.map(({ id }) => id), why: paired.why });
      continue;
    }
    const fits = found.fits.filter(
      (fit) => fit.regionFile === file.path && chosen.some(({ name }) => name === fit.region),
    );
    const fitting = fits.filter((fit) => fit.fits).map((fit) => fit.image);
    const drawnOn = fitting.filter(
      (image) => image === file.referencedSeries || image.startsWith(`${file.referencedSeries} `),
    );
    const ids = [...new Set(drawnOn.length > 0 ? drawnOn : fitting)];
    const why =
      ids.length > 0
        ? ''
        : fits.length === 0
          ? 'no image of the same patient was found'
          : [...new Set(fits.map((fit) => fit.why))].join(' ');
    list.push({ file, region, label, images: ids, why });
  }
  return list;
}

/** Kinds of image that most subjects have, and the subjects that lack them. */
function missingImages(rows: readonly ManifestRow[]): ManifestRow[] {
  const kindOf = ({ modality, protocol, scanner }: ManifestRow) =>
    // Descriptions of DICOM series differ from scanner to scanner: there, the modality is the kind.
    scanner === '' ? [modality, protocol].filter(Boolean).join(' ') : modality;
  const subjects = [...new Set(rows.map(({ subject }) => subject))];
  const kinds = new Map<string, ManifestRow[]>();
  for (const row of rows)
    if (row.image !== '') kinds.set(kindOf(row), [...(kinds.get(kindOf(row)) ?? []), row]);
  const missing: ManifestRow[] = [];
  for (const [kind, those] of kinds) {
    const having = new Set(those.map(({ subject }) => subject));
    if (kind === '' || having.size === subjects.length || having.size <= subjects.length / 2) continue;
    for (const subject of subjects) {
      const { modality } = those[0]!;
      // A region without its image has said so already.
      const said = rows.some(
        (row) => row.subject === subject && row.modality === modality && row.mask !== '',
      );
      if (having.has(subject) || said) continue;
      const protocol = those[0]!.scanner === '' ? those[0]!.protocol : '';
      const problems = `There is no ${kind} image, which ${having.size} of ${subjects.length} subjects have.`;
      missing.push({ ...emptyRow, subject, modality, protocol, problems });
    }
  }
  return missing;
}

const emptyRow: ManifestRow = {
  subject: '',
  session: '',
  site: '',
  modality: '',
  image: '',
  series: '',
  mask: '',
  region: '',
  label: '',
  scanner: '',
  protocol: '',
  problems: '',
  others: {},
};

/** Numbers in names count as numbers: P2 comes before P10. */
const order = new Intl.Collator('en', { numeric: true });

const compareRows = (a: ManifestRow, b: ManifestRow) =>
  order.compare(a.subject, b.subject) ||
  order.compare(a.session, b.session) ||
  order.compare(a.modality, b.modality) ||
  order.compare(a.protocol, b.protocol) ||
  order.compare(a.image, b.image) ||
  order.compare(a.mask, b.mask);

/**
 * Finds the cases of a cohort: every image of a folder, at any depth and of any format, with the regions that fit it.
 * Images without a region, regions without an image, files that cannot be read, and images that most subjects have and
 * one has not are rows too, with the reason under `problems`. Errors: `ARGUMENT_INVALID` where there is no image at all.
 */
export async function scanCohort(root: string, options: ScanOptions): Promise<Manifest> {
  const layout = options.layout === undefined ? undefined : layoutPattern(options.layout);
  const found = await inspectFolder(root, options.onProgress ? { onProgress: options.onProgress } : {});
  const wantedSeries = options.series ?? [];
  const everyImage = [...dicomImages(found, root, layout), ...fileImages(found, root, layout)];
  const images = everyImage.filter(
    ({ names }) =>
      wantedSeries.length === 0 ||
      wantedSeries.some((pattern) => names.some((name) => matchesName(pattern, name))),
  );
  if (images.length === 0) {
    throw new RachisError(
      'ARGUMENT_INVALID',
      `No image was found below ${root}${wantedSeries.length > 0 ? ` that is called ${wantedSeries.join(' or ')}` : ''}${found.problems.length > 0 ? `; ${found.problems.length} files could not be read (${found.problems[0]!.message})` : ''}.`,
      { file: root, remedy: 'See what the folder holds with `rachis inspect`.' },
    );
  }
  // A region goes with its image also where that image is not wanted.
  const regions = findRegions(found, everyImage, root, layout, options.regions ?? []);
  const pathOf = (path: string) => {
    const from = relative(dirname(options.output), path);
    const outside = from.startsWith('..') || isAbsolute(from);
    return outside ? resolve(path) : from.split(sep).join('/');
  };
  const rowOfImage = (image: FoundImage): ManifestRow => {
    const { subject, session, site, modality, series, scanner, protocol } = image;
    const path = pathOf(image.path);
    return { ...emptyRow, subject, session, site, modality, image: path, series, scanner, protocol };
  };
  const join = (...problems: readonly string[]) => problems.filter((problem) => problem !== '').join(' ');

  const rows: ManifestRow[] = [];
  const used = new Set<string>();
  for (const { file, region, label, images: ids, why } of regions) {
    const mask = pathOf(file.path);
    const ofFile = file.problems.map(({ message }) => message).join(' ');
    if (ids.length === 0 && wantedSeries.length === 0) {
      const facts = factsOfPath(relative(root, file.path), layout);
      const subject = file.patient || facts.subject;
      const { session, site, modality, protocol } = facts;
      const problems = join(`The region has no image: ${why}.`, ofFile);
      rows.push({ ...emptyRow, subject, session, site, modality, protocol, mask, region, label, problems });
    }
    for (const id of ids) {
      const image = images.find((one) => one.id === id);
      if (image === undefined) continue;
      used.add(id);
      const problems = join(...image.problems, ofFile);
      rows.push({ ...rowOfImage(image), mask, region, label, problems });
    }
  }
  for (const image of images) {
    if (used.has(image.id)) continue;
    const problems = join('The image has no region.', ...image.problems);
    rows.push({ ...rowOfImage(image), problems });
  }
  for (const { file, message } of found.problems) {
    const { subject, session, site } = factsOfPath(relative(root, file), layout);
    rows.push({ ...emptyRow, subject, session, site, image: pathOf(file), problems: message });
  }
  const all = [...rows, ...missingImages(rows)];
  return { path: options.output, columns: [], rows: all.sort(compareRows) };
}
