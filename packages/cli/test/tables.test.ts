import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDicomSeg, writeNifti } from '@rachis/formats';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, test } from 'vitest';
import { grid, image, labels, patient, readSeries, region, square, structures } from './study.ts';
import { expectWritten, outputIn, rachis, temporaryFolder } from './support.ts';

type Row = Record<string, string | number | null>;

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);

/** Runs an extraction into a new folder; gives the path of the table. */
function extracted(imageName: string, maskName: string, name: string, ...more: string[]): string {
  const output = outputIn(folder, name);
  expectWritten(rachis('extract', at(imageName), at(maskName), '--output', output, ...more), output);
  return output;
}

const rowsOf = (imageName: string, maskName: string, ...more: string[]): Row[] =>
  JSON.parse(readFileSync(extracted(imageName, maskName, 'rows.json', ...more), 'utf8')) as Row[];

/** The fields of an RFC 4180 line. */
const fieldsOf = (line: string): string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? plain! : quoted.replaceAll('""', '"'),
  );

beforeAll(async () => {
  await writeNifti(at('image.nii'), image());
  // Label 3 is one voxel, for which many features are undefined.
  const { data } = labels();
  data[0] = 3;
  await writeNifti(at('labels.nii'), { ...grid, data });
  const ct = await readSeries(at('ct'));
  const contours = [4, 6, 8].map((z) => square(z));
  await structures(at('rtstruct.dcm'), [
    { name: 'GTV-1', contours },
    { name: 'gtv nodes, left "A"', contours },
    { name: 'Cord', contours },
  ]);
  await writeDicomSeg(
    at('seg.dcm'),
    [
      { name: 'L1', mask: region(1) },
      { name: 'L2', mask: region(2) },
    ],
    ct,
  );
});

describe('cells that a spreadsheet would carry out', () => {
  test('are written as they are, and with an apostrophe where that is asked', () => {
    const plain = extracted(
      'image.nii',
      'labels.nii',
      'plain.csv',
      '--subject',
      '=HYPERLINK("x")',
      '--label',
      '1',
    );
    expect(readFileSync(plain, 'utf8')).toContain('"=HYPERLINK(""x"")"');
    const neutral = extracted(
      'image.nii',
      'labels.nii',
      'neutral.csv',
      '--subject',
      '=HYPERLINK("x")',
      '--label',
      '1',
      '--neutralise-formulas',
    );
    expect(readFileSync(neutral, 'utf8')).toContain('"\'=HYPERLINK(""x"")"');
    // Numbers are no formulas, negative ones neither.
    expect(
      readFileSync(neutral, 'utf8')
        .split('\n')[1]!
        .replace(/.*?"",?/, ''),
    ).toBe(
      readFileSync(plain, 'utf8')
        .split('\n')[1]!
        .replace(/.*?"",?/, ''),
    );
  });
});

describe('the same run gives the same bytes', () => {
  test.each(['csv', 'json', 'parquet'])('%s', (ending) => {
    const [first, second] = [1, 2].map(() =>
      extracted('ct', 'rtstruct.dcm', `table.${ending}`, '--diagnostics'),
    );
    expect(readFileSync(first!).equals(readFileSync(second!))).toBe(true);
    const provenance = (path: string) => readFileSync(path.replace(/\.\w+$/, '.provenance.json'));
    expect(provenance(first!).equals(provenance(second!))).toBe(true);
  });
});

describe('the three formats hold the same table', () => {
  const rows = (): Row[] => rowsOf('image.nii', 'labels.nii', '--subject', 'A, "B"');
  test('JSON is a list of objects by column, null where a value is undefined', () => {
    const found = rows();
    expect(found.map((row) => [row.subject, row.label, row.voxels])).toEqual([
      ['A, "B"', 1, 72],
      ['A, "B"', 2, 72],
      ['A, "B"', 3, 1],
    ]);
    expect(found.map((row) => Object.keys(row).join())).toEqual(
      found.map(() => Object.keys(found[0]!).join()),
    );
    expect(found[2]!.glcm_contrast_3D_comb).toBeNull();
    expect(found[0]!.glcm_contrast_3D_comb).toBeTypeOf('number');
    expect(found[0]!.modality).toBeNull();
  });
  test('CSV has the same cells, empty where a value is undefined', () => {
    const text = readFileSync(
      extracted('image.nii', 'labels.nii', 'table.csv', '--subject', 'A, "B"'),
      'utf8',
    );
    const [header, ...lines] = text.trimEnd().split('\n').map(fieldsOf);
    const found = lines.map((cells) => Object.fromEntries(header!.map((name, c) => [name, cells[c]])));
    expect(found).toEqual(
      rows().map((row) =>
        Object.fromEntries(Object.entries(row).map(([k, v]) => [k, v === null ? '' : String(v)])),
      ),
    );
  });
  test('Parquet has the same cells, null where a value is undefined', async () => {
    const bytes = readFileSync(extracted('image.nii', 'labels.nii', 'table.parquet', '--subject', 'A, "B"'));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const found = await parquetReadObjects({ file });
    expect(
      found.map((row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [k, v ?? null]))),
    ).toEqual(rows());
  });
  test('Parquet columns have the same types for every image, so that tables can be put together', () => {
    const types = (imageName: string, maskName: string) => {
      const bytes = readFileSync(extracted(imageName, maskName, 'table.parquet'));
      const { schema } = parquetMetadata(
        bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
      );
      return schema.map(({ name, type }) => `${name} ${type}`);
    };
    expect(types('image.nii', 'labels.nii')).toEqual(types('ct', 'rtstruct.dcm'));
  });
});

describe('the provenance file', () => {
  test('says from what and how, and why values are missing', () => {
    const output = extracted('image.nii', 'labels.nii', 'table.csv', '--settings', 'MR');
    const provenance = JSON.parse(readFileSync(output.replace('.csv', '.provenance.json'), 'utf8'));
    expect(provenance.inputs).toEqual([
      { path: at('image.nii'), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { path: at('labels.nii'), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    expect(provenance.settings.discretisation).toEqual({ method: 'fixed-bin-number', number: 32 });
    expect(provenance.undefinedValues[0]).toEqual({
      region: 'label 3',
      column: expect.any(String),
      reason: expect.any(String),
    });
  });
});

describe('the hash of an input', () => {
  const hashes = (imageName: string, maskName: string): string[] => {
    const output = extracted(imageName, maskName, 'table.csv');
    const { inputs } = JSON.parse(readFileSync(output.replace('.csv', '.provenance.json'), 'utf8'));
    return (inputs as { sha256: string }[]).map(({ sha256 }) => sha256);
  };
  test('of a file is that of its bytes', () => {
    const sha256 = createHash('sha256')
      .update(readFileSync(at('image.nii')))
      .digest('hex');
    expect(hashes('image.nii', 'labels.nii')[0]).toBe(sha256);
  });
  test('of a folder changes with a slice, and not with a table that is written beside the slices', async () => {
    await readSeries(at('hashed'));
    const [before] = hashes('hashed', 'rtstruct.dcm');
    writeFileSync(join(at('hashed'), 'features.csv'), 'subject,region\n');
    expect(hashes('hashed', 'rtstruct.dcm')[0]).toBe(before);
    const path = join(at('hashed'), 'slice3.dcm');
    const bytes = readFileSync(path);
    bytes[bytes.length - 2]! ^= 1;
    writeFileSync(path, bytes);
    expect(hashes('hashed', 'rtstruct.dcm')[0]).not.toBe(before);
  });
  test('of a folder of links is that of what they lead to', () => {
    mkdirSync(at('links'));
    for (const name of readdirSync(at('hashed')).filter((name) => name.endsWith('.dcm')))
      symlinkSync(join(at('hashed'), name), join(at('links'), name));
    symlinkSync(at('links'), join(at('links'), 'again'));
    expect(hashes('links', 'rtstruct.dcm')).toEqual(hashes('hashed', 'rtstruct.dcm'));
  });
  test('of a header changes with the voxels that lie beside it', async () => {
    const { data } = image();
    const header =
      'NRRD0005\ntype: float\ndimension: 3\nspace: LPS\nsizes: 12 12 8\nspace directions: (1,0,0) (0,1,0) (0,0,2)\nendian: little\nencoding: raw\nspace origin: (0,0,0)\ndata file: beside.raw\n';
    writeFileSync(at('beside.nhdr'), header);
    writeFileSync(at('beside.raw'), data);
    const [before] = hashes('beside.nhdr', 'labels.nii');
    data[0]! += 1;
    writeFileSync(at('beside.raw'), data);
    expect(hashes('beside.nhdr', 'labels.nii')[0]).not.toBe(before);
  });
});

describe('which regions', () => {
  test('labels, together or one by one', () => {
    const regions = (...more: string[]) => rowsOf('image.nii', 'labels.nii', ...more).map((row) => row.label);
    expect(regions()).toEqual([1, 2, 3]);
    expect(regions('--label', '1,2')).toEqual([1, 2]);
    expect(regions('-l', '2', '-l', '1')).toEqual([1, 2]);
  });
  test('names, with * for any text and without regard to case', () => {
    const regions = (...more: string[]) => rowsOf('ct', 'rtstruct.dcm', ...more).map((row) => row.region);
    expect(regions('--region', 'GTV*')).toEqual(['GTV-1', 'gtv nodes, left "A"']);
    expect(regions('-r', 'cord', '-r', '*-1')).toEqual(['GTV-1', 'Cord']);
    expect(regions('-r', 'gtv nodes, left "A"')).toEqual(['gtv nodes, left "A"']);
  });
  test('segments of a SEG by number and by name together', () => {
    expect(rowsOf('ct', 'seg.dcm', '-l', '2', '-r', 'L1').map((row) => row.region)).toEqual(['L1', 'L2']);
  });
});

describe('a folder as the mask', () => {
  test('with the region file alone, or with the images too', () => {
    mkdirSync(at('alone'));
    copyFileSync(at('rtstruct.dcm'), join(at('alone'), 'RS.1'));
    const known = rowsOf('ct', 'rtstruct.dcm').map(({ mask: _, ...row }) => row);
    expect(rowsOf('ct', 'alone').map(({ mask: _, ...row }) => row)).toEqual(known);
    copyFileSync(at('seg.dcm'), join(at('ct'), 'SEG.1'));
    expect(rowsOf('ct', 'ct').map((row) => row.region)).toEqual(['L1', 'L2']);
  });
  test('with two region files it must be said which', () => {
    mkdirSync(at('two'));
    for (const name of ['rtstruct.dcm', 'seg.dcm']) copyFileSync(at(name), join(at('two'), name));
    writeFileSync(join(at('two'), 'readme.txt'), 'two');
    const run = rachis('extract', at('ct'), at('two'), '-o', outputIn(folder));
    expect([run.code, run.err]).toEqual([
      2,
      expect.stringMatching(/holds 2 region files: .*rtstruct\.dcm, .*seg\.dcm/),
    ]);
  });
});

test('the subject is the patient of the image, unless another is said', () => {
  expect(rowsOf('ct', 'rtstruct.dcm')[0]!.subject).toBe(patient);
  expect(rowsOf('ct', 'rtstruct.dcm', '--subject', 'S-7')[0]!.subject).toBe('S-7');
  expect(rowsOf('image.nii', 'labels.nii')[0]!.subject).toBe('');
});
