import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { landmarksFromText } from '@rachis/spine';
import { readParquet, readTable } from '@rachis/statistics';
import { loadParameters } from '../packages/study/src/pyradiomics-file.ts';
import { loadSettings } from '../packages/study/src/settings-file.ts';
import { encodeTable } from '../packages/study/src/tables/encode-table.ts';
import { readRows } from '../packages/study/src/tables/read-cells.ts';
import { type Format, Nonsense } from './format.ts';

const table = {
  columns: ['subject', 'outcome', 'glcm_contrast', 'age'],
  text: ['subject', 'outcome'],
  rows: Array.from({ length: 12 }, (_, i) => [`P${i}`, i % 2 ? 'yes' : 'no', i / 7, 40 + i]),
};
const csv = `subject,outcome,glcm_contrast,age\n${table.rows.map((row) => row.join(',')).join('\n')}\n"P 13","a ""b""",1e-3,\n`;
const settings = `resampling:\n  spacing: [1, 1, 1]\n  interpolator: linear\ndiscretisation:\n  binWidth: 25\nfamilies: [statistics, glcm]\n`;
const parameters = `setting:\n  binWidth: 25\n  resampledPixelSpacing: [1, 1, 1]\nimageType:\n  Original: {}\n  LoG:\n    sigma: [1, 2]\nfeatureClass:\n  firstorder:\n  glcm: [Contrast, Idm]\n`;
const landmarks = JSON.stringify({
  ...{ format: 'rachis spine landmarks', version: 1, subject: 'P1', space: 'LPS, mm' },
  landmarks: [
    { level: 'L1', name: 'superior_anterior', position: [1, 2, 3], source: 'hand', fit_error: null },
    { level: 'L1', name: 'superior_posterior', position: [1, 30, 3], source: 'hand', fit_error: 0.5 },
    { level: 'L2', name: 'centroid', position: [1, 16, -30], source: 'hand', fit_error: null },
  ],
});
const markups = JSON.stringify({
  '@schema': 'https://example.org/markups-schema-v1.0.3.json#',
  markups: [
    {
      type: 'Fiducial',
      coordinateSystem: 'LPS',
      controlPoints: [
        { id: '1', label: 'L1_superior_anterior', position: [1, 2, 3], positionStatus: 'defined' },
      ],
    },
  ],
});

/** Tables, settings and landmarks. */
export const textFormats: readonly (readonly [name: string, format: Format])[] = [
  [
    'parquet',
    {
      seeds: async (folder) => {
        writeFileSync(join(folder, 'seed.parquet'), await encodeTable('a.parquet', table));
        return [{ name: 'a.parquet', text: false, bytes: readFileSync(join(folder, 'seed.parquet')) }];
      },
      read: async (path) => {
        let cells = 0;
        for await (const row of readRows(path, 'table', 'Correct it.')) cells += row.length;
        await readParquet(readFileSync(path), { file: path });
        return 64 * cells;
      },
    },
  ],
  [
    'csv',
    {
      seeds: async () => [
        { name: 'a.csv', text: true, bytes: Buffer.from(csv) },
        { name: 'b.csv', text: true, bytes: Buffer.from(csv.replaceAll(',', ';')) },
        { name: 'c.tsv', text: true, bytes: Buffer.from(csv.replaceAll(',', '\t')) },
        { name: 'd.csv', text: false, bytes: Buffer.from(`\ufeff${csv}`, 'utf16le') },
      ],
      read: async (path) => {
        let cells = 0;
        for await (const row of readRows(path, 'table', 'Correct it.')) cells += row.length;
        readTable(readFileSync(path, 'utf8'), { file: path });
        return 64 * cells;
      },
    },
  ],
  [
    'yaml',
    {
      seeds: async () => [
        { name: 'settings.yaml', text: true, bytes: Buffer.from(settings) },
        { name: 'parameters.yaml', text: true, bytes: Buffer.from(parameters) },
        {
          name: 'settings.json',
          text: true,
          bytes: Buffer.from('{"discretisation":{"binWidth":25},"families":["glcm"]}'),
        },
      ],
      read: async (path) => {
        if (path.includes('parameters')) await loadParameters(path);
        else await loadSettings(path);
        return 0;
      },
    },
  ],
  [
    'landmarks',
    {
      seeds: async () => [
        { name: 'a.json', text: true, bytes: Buffer.from(landmarks) },
        { name: 'b.mrk.json', text: true, bytes: Buffer.from(markups) },
        {
          ...{ name: 'c.csv', text: true },
          bytes: Buffer.from(
            'level,name,x,y,z,source,fit_error\nL1,superior_anterior,1,2,3,hand,\nL1,superior_posterior,1,30,3,hand,0.5\n',
          ),
        },
      ],
      read: async (path) => {
        const { landmarks: found } = landmarksFromText(readFileSync(path, 'utf8'), path);
        for (const { position } of found as unknown as { position?: readonly number[] }[])
          if (position !== undefined && !position.every(Number.isFinite))
            throw new Nonsense(`a landmark at ${position}`);
        return 0;
      },
    },
  ],
];
