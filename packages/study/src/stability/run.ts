import { mkdir } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { writeTogether } from '@rachis/formats';
import { resolvePerturbationSettings } from '@rachis/segment';
import { RachisError } from '@rachis/volume';
import { checkSettings } from '../check-settings.ts';
import { type CohortProgress, extractCohort } from '../cohort/run.ts';
import { problemsPath } from '../cohort/assemble.ts';
import { parseSettingsFile } from '../settings-file.ts';
import { encodeTable } from '../tables/encode-table.ts';
import type { Cell, Table } from '../tables/table.ts';
import { version } from '../version.ts';
import { analyseStability, type FeatureStability } from './analyse.ts';
import { type Measurements, readMeasurements } from './measurements.ts';
import { stabilityPage } from './page.ts';
import { type FeatureNoise, scannerNoise, scannerTree } from './scanner-noise.ts';
import { formOf, type StabilitySettings, type StabilityTable, stabilitySettingsSchema } from './settings.ts';
import { type StabilitySummary, summariseStability } from './summary.ts';

export interface StabilityOptions {
  readonly workers?: number;
  readonly memory?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CohortProgress) => void;
}

/** What a study of stability found. */
export interface StabilityOutcome {
  readonly summary: StabilitySummary;
  readonly targets: number;
  readonly conditions: number;
  readonly written: readonly string[];
  /** Cases of the manifest that had problems, and the table that says which. */
  readonly failedCases: number;
  readonly problems: string | null;
}

/** Settings of a study of stability, from their file. */
export async function loadStabilitySettings(path: string): Promise<StabilitySettings> {
  return checkSettings(
    stabilitySettingsSchema,
    await parseSettingsFile(path),
    `The stability settings ${path}`,
  );
}

const measureColumns = [
  'targets',
  'dropped',
  'icc',
  'lower',
  'upper',
  'reliability',
  'stable',
  'concordance',
  'concordanceLower',
  'concordanceUpper',
  'withinSubjectVariation',
  'repeatabilityCoefficient',
  'quartileDispersion',
  'percentRange',
  'variation',
  'bias',
  'limitLow',
  'limitHigh',
  'equal',
  'reason',
] as const;

function featureTable(features: readonly FeatureStability[]): Table {
  const columns = ['feature', 'image', 'family', ...measureColumns] as const;
  return {
    columns: columns.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
    text: ['feature', 'image', 'family', 'reliability', 'stable', 'variation', 'reason'],
    rows: features.map((feature) =>
      columns.map((name): Cell => {
        const value = feature[name];
        return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
      }),
    ),
  };
}

const noiseTable = (noise: readonly FeatureNoise[]): Table => ({
  columns: ['feature', 'scanner_deviation', 'patient_deviation', 'noise', 'lower', 'upper'],
  text: ['feature'],
  rows: noise.map((one) => [
    one.feature,
    one.scannerDeviation,
    one.patientDeviation,
    one.noise,
    one.lower,
    one.upper,
  ]),
});

/** Cases extracted under perturbations, into a table in the study's folder. */
async function extractPerturbations(
  settingsPath: string,
  settings: StabilitySettings,
  folder: string,
  options: StabilityOptions,
): Promise<{ table: StabilityTable; failed: number; problems: string }> {
  const beside = (path: string) => (isAbsolute(path) ? path : join(dirname(settingsPath), path));
  const output = join(folder, 'perturbed.parquet');
  const sources = [settings.extraction ?? []].flat().map((source) => {
    const [, modality, file] = /^([A-Za-z0-9_]+=)(.+)$/.exec(source) ?? [];
    const path = file ?? source;
    return `${modality ?? ''}${/^(CT|MR|PET)$/.test(path) ? path : beside(path)}`;
  });
  const { finished, failed } = await extractCohort(beside(settings.manifest!), {
    output,
    settings: sources,
    perturbations: settings.perturbations ?? resolvePerturbationSettings({}),
    ...options,
  });
  if (!finished) {
    throw new RachisError('STOPPED', 'The extraction was stopped before its end.', {
      remedy: 'Run the same command again: it goes on where it was.',
    });
  }
  const table = { file: 'perturbed.parquet', format: 'rachis', rename: {} } as const;
  return { table, failed, problems: problemsPath(output) };
}

const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

/**
 * A study of stability from its settings file: extracts under perturbations where it names a manifest, reads tables
 * otherwise; writes into `folder` a table of every feature, the list of stable ones, figures, a summary and a page.
 * Errors: `SETTINGS_INVALID`, `ARGUMENT_INVALID` for tables that do not fit, those of the extraction.
 */
export async function runStability(
  settingsPath: string,
  folder: string,
  options: StabilityOptions = {},
): Promise<StabilityOutcome> {
  const settings = await loadStabilitySettings(settingsPath);
  await mkdir(folder, { recursive: true }).catch((cause) => {
    throw new RachisError('FILE_NOT_WRITABLE', `The folder ${folder} cannot be made.`, {
      file: folder,
      cause,
    });
  });
  let measured: Measurements;
  let failedCases = 0;
  let problems: string | null = null;
  if (settings.manifest === undefined) {
    measured = await readMeasurements(settingsPath, settings.tables, settings);
  } else {
    const perturbed = await extractPerturbations(settingsPath, settings, folder, options);
    failedCases = perturbed.failed;
    problems = failedCases > 0 ? perturbed.problems : null;
    const target = settings.target ?? ['subject', 'session', 'modality', 'image', 'mask', 'region', 'label'];
    measured = await readMeasurements(join(folder, 'settings'), [perturbed.table], {
      ...settings,
      target,
      condition: 'perturbation',
    });
  }
  if (measured.conditions.length < 2) {
    throw new RachisError(
      'ARGUMENT_INVALID',
      `There is only one condition (${measured.conditions[0]}): nothing can be compared.`,
      { file: settingsPath, remedy: 'Give several tables, or the column that tells the conditions apart.' },
    );
  }
  const features = analyseStability(measured, settings);
  const summary = summariseStability(features);
  // The plotting library is large, and few commands draw.
  const { curveFigure, familyFigure, noiseFigure, scannerFigure } = await import('./figures.ts');
  const figures = [
    {
      name: 'families.svg',
      caption: `Reliability by family, ICC(${formOf(settings)}).`,
      svg: familyFigure(features, settings),
    },
    {
      name: 'features.svg',
      caption: 'Every feature with its interval; blue: stable.',
      svg: curveFigure(features, settings),
    },
  ];
  let noise: FeatureNoise[] = [];
  if (settings.patients !== undefined) {
    const patients = await readMeasurements(
      settingsPath,
      [{ ...settings.patients, condition: settings.patients.condition ?? 'patients' }],
      settings,
    );
    noise = scannerNoise(measured, patients, settings.seed);
    figures.push(
      {
        name: 'noise.svg',
        caption: 'Spread over scanners against spread over patients (Mackin et al. 2015), 60 noisiest.',
        svg: noiseFigure(noise),
      },
      {
        name: 'scanners.svg',
        caption: 'Scanners by how alike their features are.',
        svg: scannerFigure(measured.conditions, scannerTree(measured)),
      },
    );
  }
  const encode = (value: unknown) => new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
  const text = (value: string) => new TextEncoder().encode(value);
  const table = featureTable(features);
  const files = [
    { name: 'features.csv', bytes: await encodeTable('features.csv', table) },
    {
      name: 'stable-features.txt',
      bytes: text(features.flatMap(({ feature, stable }) => (stable ? [`${feature}\n`] : [])).join('')),
    },
    {
      name: 'summary.json',
      bytes: encode({
        rachis: version,
        design: settings.design,
        targets: measured.targets.length,
        conditions: measured.conditions,
        form: formOf(settings),
        threshold: settings.threshold,
        ...summary,
        unmapped: Object.fromEntries([...measured.unmapped].filter(([, names]) => names.length > 0)),
        settings,
        inputs: inputsOf(settingsPath, settings),
      }),
    },
    ...figures.map(({ name, svg }) => ({ name, bytes: text(svg) })),
    ...(noise.length > 0
      ? [{ name: 'noise.csv', bytes: await encodeTable('noise.csv', noiseTable(noise)) }]
      : []),
    { name: 'index.html', bytes: text(stabilityPage(settings, measured, features, summary, figures)) },
  ];
  await writeTogether(files.map(({ name, bytes }) => ({ path: join(folder, name), parts: [bytes] })));
  return {
    summary,
    targets: measured.targets.length,
    conditions: measured.conditions.length,
    written: files.map(({ name }) => join(folder, name)),
    failedCases,
    problems,
  };
}

function inputsOf(settingsPath: string, settings: StabilitySettings): { path: string; sha256: string }[] {
  const named = [
    ...settings.tables.map(({ file }) => file),
    ...(settings.patients === undefined ? [] : [settings.patients.file]),
    ...(settings.manifest === undefined ? [] : [settings.manifest]),
  ];
  return named.map((path) => ({
    path,
    sha256: hashOf(isAbsolute(path) ? path : join(dirname(settingsPath), path)),
  }));
}
