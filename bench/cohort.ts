import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCsv } from '@rachis/study';
import { dataRoot } from '../conformance/data.ts';
import { rachisProgram, runProgram } from './command-line.ts';
import { peerProgram } from './peers.ts';
import { printTable } from './table.ts';
import { formatRatio, formatTime } from './timing.ts';

/** Both with shape once, 32 bins, three Laplacians of Gaussian and eight wavelet bands. */
const settings = (every: boolean) => ({
  discretisation: { method: 'fixed-bin-number', number: 32 },
  aggregations: ['3D_comb'],
  ...(every
    ? {}
    : {
        families: [
          'morphology',
          'statistics',
          'histogram',
          'volume-histogram',
          'glcm',
          'glrlm',
          'glszm',
          'gldzm',
          'ngtdm',
          'ngldm',
        ],
        morphology: { spatialCorrelation: false },
      }),
  filters: [
    { type: 'laplacian-of-gaussian', sigma: [1, 3, 5] },
    { type: 'separable-wavelet', wavelet: 'coif1' },
  ],
});

const pyradiomicsParameters = {
  setting: { binCount: 32, label: 1 },
  imageType: { Original: {}, LoG: { sigma: [1, 3, 5] }, Wavelet: { wavelet: 'coif1' } },
  featureClass: {
    shape: null,
    firstorder: null,
    glcm: null,
    glrlm: null,
    glszm: null,
    gldm: null,
    ngtdm: null,
  },
};

interface PictologicsReport {
  readonly imports: number;
  readonly seconds: number;
  readonly completed: number;
}

/**
 * A real cohort, from files to table: the PET and MR of 51 patients (RACHIS_BENCH_SUBJECTS for fewer), every processor,
 * whole processes. Beside `rachis extract MANIFEST`: PyRadiomics' batch and Pictologics' run_batch.
 */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rachis-cohort-'));
  const workers = availableParallelism();
  try {
    const manifest = join(folder, 'manifest.csv');
    runProgram(process.execPath, [
      rachisProgram,
      'cohort',
      'scan',
      join(dataRoot, 'data/sts/nifti'),
      '--output',
      manifest,
    ]);
    const most = Number(process.env.RACHIS_BENCH_SUBJECTS ?? Number.POSITIVE_INFINITY);
    const [head, ...all] = parseCsv(readFileSync(manifest, 'utf8'));
    const place = (name: string) => head!.indexOf(name);
    const subjects = [...new Set(all.map((row) => row[place('subject')]!))].slice(0, most);
    const rows = all.filter((row) => subjects.includes(row[place('subject')]!) && row[place('image')] !== '');
    writeFileSync(manifest, [head!, ...rows].map((row) => row.join(',')).join('\n'));

    const ours = (every: boolean): number => {
      const file = join(folder, 'settings.json');
      writeFileSync(file, JSON.stringify(settings(every)));
      const output = join(folder, 'features.csv');
      const time = () =>
        runProgram(process.execPath, [
          rachisProgram,
          'extract',
          manifest,
          '--settings',
          file,
          '--workers',
          String(workers),
          '--output',
          output,
        ]).seconds;
      return Math.min(time(), time());
    };
    const every = ours(true);
    const original = ours(false);
    const table = [
      ['rachis, every family', formatTime(every), '-', '-'],
      ["rachis, without Moran's I, Geary's C, peaks", formatTime(original), '-', '-'],
    ];

    const python = peerProgram('pictologics');
    if (python === undefined) console.log('pictologics: not timed, not set up (conformance/peers.sh)');
    else {
      const cases = join(folder, 'cases.json');
      writeFileSync(
        cases,
        JSON.stringify(
          rows.map((row, i) => ({
            subject_id: `${row[place('subject')]}_${i}`,
            image: row[place('image')],
            mask: row[place('mask')],
          })),
        ),
      );
      const script = join(import.meta.dirname, 'peers', 'pictologics_cohort.py');
      const time = (what: string): PictologicsReport => {
        const attempt = () => {
          const output = mkdtempSync(join(folder, 'pictologics-'));
          const printed = execFileSync(python, [script, cases, String(workers), output, what], {
            encoding: 'utf8',
            stdio: ['ignore', 'pipe', 'ignore'],
          });
          return JSON.parse(printed.trim().split('\n').at(-1)!) as PictologicsReport;
        };
        // The first run compiles for its cache.
        const [first, second] = [attempt(), attempt()];
        return first.seconds < second.seconds ? first : second;
      };
      for (const [what, own] of [
        ['every', every],
        ['original', original],
      ] as const) {
        const { seconds, imports, completed } = time(what);
        const name = what === 'every' ? 'every family' : "without Moran's I, Geary's C, peaks";
        table.push([
          `pictologics, ${name} (${completed} cases; ${formatTime(imports)} of imports left out)`,
          formatTime(seconds),
          formatRatio(seconds, own),
          what,
        ]);
      }
    }

    const pyradiomics = peerProgram('pyradiomics', 'pyradiomics');
    if (pyradiomics === undefined) console.log('pyradiomics: not timed, not set up (conformance/peers.sh)');
    else {
      const batch = join(folder, 'batch.csv');
      writeFileSync(
        batch,
        ['Image,Mask', ...rows.map((row) => `${row[place('image')]},${row[place('mask')]}`)].join('\n'),
      );
      const parameters = join(folder, 'parameters.yaml');
      writeFileSync(parameters, JSON.stringify(pyradiomicsParameters));
      const output = join(folder, 'pyradiomics.csv');
      const { seconds } = runProgram(pyradiomics, [
        batch,
        '-o',
        output,
        '-f',
        'csv',
        '-p',
        parameters,
        '-j',
        String(workers),
      ]);
      if (!existsSync(output)) throw new Error(`${output} was not written.`);
      // Its classes have neither Moran's I and Geary's C nor peaks: `original` is the nearer.
      for (const [what, own] of [
        ['every', every],
        ['original', original],
      ] as const)
        table.push(['pyradiomics, its classes', formatTime(seconds), formatRatio(seconds, own), what]);
    }
    console.log(
      `${rows.length} images of ${subjects.length} patients, 12 images each, from files to table, ${workers} threads or processes, whole process.\n`,
    );
    printTable(['program', 'time', 'ratio', 'to ours of'], table);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
