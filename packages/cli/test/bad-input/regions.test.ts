import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDicomSeg, writeNifti } from '@rachis/formats';
import { beforeAll, describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/exit-codes.ts';
import {
  type DrawnRegion,
  drawn,
  grid,
  image,
  indexOf,
  labels,
  patient,
  readSeries,
  region,
  square,
  structures,
} from '../study.ts';
import { expectRefusal, expectWritten, outputIn, rachis, temporaryFolder } from '../support.ts';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const extract = (imagePath: string, maskPath: string, output: string, ...more: string[]) =>
  rachis('extract', imagePath, maskPath, '--output', output, ...more);
const provenanceOf = (output: string) =>
  JSON.parse(readFileSync(output.replace(/\.\w+$/, '.provenance.json'), 'utf8')) as {
    problems: { region: string; code: string; message: string }[];
    warnings: string[];
  };
const rowsOf = (output: string) =>
  JSON.parse(readFileSync(output, 'utf8')) as Record<string, string | number | null>[];

beforeAll(async () => {
  await writeNifti(at('image.nii'), image());
  await writeNifti(at('labels.nii'), labels());
  const ct = await readSeries(at('ct'));
  await writeDicomSeg(
    at('seg.dcm'),
    [
      { name: 'L1', mask: region(1) },
      { name: 'L2', mask: region(2) },
    ],
    ct,
  );
});

describe('a region that is not there', () => {
  test('a label: the message says which there are', () => {
    const output = outputIn(folder);
    const run = extract(at('image.nii'), at('labels.nii'), output, '--label', '7');
    expectRefusal(run, output, exitCodes.input, 'labels.nii', 'label 7', '1 (label 1), 2 (label 2)');
  });
  test('a name: the message says which there are, and whose', async () => {
    await structures(at('two.dcm'), [drawn, { ...drawn, name: 'Spinal cord' }]);
    const output = outputIn(folder);
    const run = extract(at('ct'), at('two.dcm'), output, '--region', 'PTV');
    expectRefusal(run, output, exitCodes.input, 'two.dcm', '"PTV"', 'GTV-1, Spinal cord', patient);
    const seg = extract(at('ct'), at('seg.dcm'), output, '--region', 'L3');
    expectRefusal(seg, output, exitCodes.input, 'seg.dcm', '"L3"', '1 (L1), 2 (L2)', patient);
  });
});

describe('an empty mask', () => {
  test('a label map of zeros', async () => {
    await writeNifti(at('zeros.nii'), { ...grid, data: new Uint8Array(labels().data.length) });
    const output = outputIn(folder);
    const run = extract(at('image.nii'), at('zeros.nii'), output, '--subject', 'S-7');
    expectRefusal(run, output, exitCodes.input, 'zeros.nii', /empty/, 'S-7');
    expectRefusal(
      extract(at('image.nii'), at('zeros.nii'), output, '-l', '1'),
      output,
      exitCodes.input,
      'zeros.nii',
      /empty/,
    );
  });
  test('a structure set without regions, and a region without contours', async () => {
    const output = outputIn(folder);
    await structures(at('none.dcm'), []);
    expectRefusal(
      extract(at('ct'), at('none.dcm'), output),
      output,
      exitCodes.input,
      'none.dcm',
      /empty/,
      patient,
    );
    await structures(at('undrawn.dcm'), [{ name: 'GTV-1', contours: [] }]);
    expectRefusal(
      extract(at('ct'), at('undrawn.dcm'), output),
      output,
      exitCodes.input,
      'undrawn.dcm',
      'GTV-1',
      patient,
      /no closed contour/,
    );
  });
  test('a contour so small that no voxel is inside', async () => {
    await structures(at('tiny.dcm'), [{ name: 'GTV-1', contours: [square(4, 3.2, 3.4)] }]);
    const output = outputIn(folder);
    expectRefusal(
      extract(at('ct'), at('tiny.dcm'), output),
      output,
      exitCodes.input,
      'tiny.dcm',
      'GTV-1',
      patient,
      /no voxels/,
    );
  });
  test('a region that a coarse spacing loses', async () => {
    const { writeFileSync } = await import('node:fs');
    writeFileSync(at('coarse.yaml'), 'resampling:\n  spacing: 20\n  maskThreshold: 1\n');
    const output = outputIn(folder);
    const run = extract(at('ct'), at('seg.dcm'), output, '-r', 'L1', '-s', at('coarse.yaml'));
    expectRefusal(run, output, exitCodes.input, 'seg.dcm', 'L1', patient, /no voxels left after resampling/);
  });
});

describe('contours that enclose nothing, or not what was meant', () => {
  const open: DrawnRegion = { name: 'open', contours: [{ type: 'OPEN_PLANAR', points: square(4) }] };
  const bow: DrawnRegion = {
    name: 'bow',
    contours: [4, 6].map(
      (z) =>
        [
          [2.6, 2.6, z],
          [8.4, 8.4, z],
          [8.4, 2.6, z],
          [2.6, 8.4, z],
        ] as const,
    ),
  };
  test('a region of open contours alone', async () => {
    await structures(at('open.dcm'), [open]);
    const output = outputIn(folder);
    const run = extract(at('ct'), at('open.dcm'), output);
    expectRefusal(run, output, exitCodes.input, 'open.dcm', '"open"', patient, /no closed contour/);
  });
  test('an open contour beside closed ones is left out, a self-crossing one is filled, and both are said', async () => {
    const mixed = { name: 'mixed', contours: [...drawn.contours, ...open.contours] };
    await structures(at('mixed.dcm'), [mixed, bow]);
    const output = outputIn(folder, 'features.json');
    const run = extract(at('ct'), at('mixed.dcm'), output);
    expectWritten(run, output);
    expect(run.err).toMatch(/warning: Region "mixed".*OPEN_PLANAR/);
    expect(run.err).toMatch(/warning: Region "bow".*cross themselves/);
    expect(provenanceOf(output).warnings).toHaveLength(2);
    expect(rowsOf(output)[0]!.voxels).toBe(4 * 36);
  });
  test('a contour outside the image', async () => {
    await structures(at('outside.dcm'), [{ name: 'GTV-1', contours: [square(4), square(100)] }]);
    const output = outputIn(folder);
    const run = extract(at('ct'), at('outside.dcm'), output);
    expectRefusal(run, output, exitCodes.input, 'outside.dcm', 'GTV-1', patient, /outside the image/);
  });
  test('a contour oblique to the image', async () => {
    const oblique = [
      [3, 3, 4],
      [8, 3, 6],
      [8, 8, 8],
      [3, 8, 6],
    ] as const;
    await structures(at('oblique.dcm'), [{ name: 'GTV-1', contours: [oblique] }]);
    const output = outputIn(folder);
    expectRefusal(
      extract(at('ct'), at('oblique.dcm'), output),
      output,
      exitCodes.input,
      'oblique.dcm',
      'GTV-1',
      patient,
      /parallel/,
    );
  });
});

describe('one bad region of several', () => {
  test('the others are written, the exit code says so, and the provenance says why', async () => {
    await structures(at('one-bad.dcm'), [
      drawn,
      { name: 'lost', contours: [square(100)] },
      { name: 'foreign', contours: drawn.contours, frame: '2.25.777' },
      { ...drawn, name: 'GTV-2' },
    ]);
    const output = outputIn(folder, 'features.json');
    const run = extract(at('ct'), at('one-bad.dcm'), output);
    expectWritten(run, output, exitCodes.partial);
    expect(rowsOf(output).map((row) => row.region)).toEqual(['GTV-1', 'GTV-2']);
    expect(run.err).toMatch(/"lost".*one-bad\.dcm.*outside the image/);
    expect(run.err).toMatch(/"foreign".*one-bad\.dcm.*frames of reference/);
    expect(provenanceOf(output).problems).toEqual([
      { region: 'lost', code: 'REGION_OUTSIDE_IMAGE', message: expect.stringContaining('one-bad.dcm') },
      {
        region: 'foreign',
        code: 'FRAME_OF_REFERENCE_MISMATCH',
        message: expect.stringContaining('2.25.777'),
      },
    ]);
  });
  test('choosing the good ones is no failure', () => {
    const output = outputIn(folder);
    const run = extract(at('ct'), at('one-bad.dcm'), output, '-r', 'GTV*');
    expectWritten(run, output);
    expect(run.err).not.toMatch(/lost|foreign/);
  });
});

test('two regions of one name are both written, and said', async () => {
  await structures(at('same.dcm'), [drawn, drawn]);
  const output = outputIn(folder, 'features.json');
  const run = extract(at('ct'), at('same.dcm'), output);
  expectWritten(run, output);
  expect(rowsOf(output).map((row) => row.region)).toEqual(['GTV-1', 'GTV-1']);
  expect(run.err).toMatch(/warning: .*same\.dcm has several regions called "GTV-1"/);
});

describe('voxels that are no numbers', () => {
  const inside = indexOf(4, 4, 4);
  // Next to the region, further away than a voxel, and in the corner: within and beyond the local peak's sphere.
  const outside = [indexOf(2, 4, 4), indexOf(1, 4, 4), indexOf(0, 0, 0), indexOf(9, 8, 3)];
  test.each([
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
  ])('%s inside the region is an error of that region', async (text, value) => {
    const name = `inside${text}.nii`;
    await writeNifti(at(name), image([[inside, value]]));
    const output = outputIn(folder);
    const run = extract(at(name), at('labels.nii'), output, '--label', '1', '--subject', 'S-7');
    expectRefusal(run, output, exitCodes.input, name, 'label 1', 'S-7', `a voxel of ${text} inside`);
    expectWritten(extract(at(name), at('labels.nii'), output), output, exitCodes.partial);
  });
  test.each([
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
  ])(
    '%s outside the region changes no feature but the local peaks, which leave it out',
    async (text, value) => {
      const name = `outside${text}.nii`;
      await writeNifti(at(name), image(outside.map((index) => [index, value])));
      const [output, known] = [outputIn(folder, 'features.json'), outputIn(folder, 'features.json')];
      expectWritten(extract(at(name), at('labels.nii'), output), output);
      expectWritten(extract(at('image.nii'), at('labels.nii'), known), known);
      const [found, expected] = [rowsOf(output), rowsOf(known)];
      for (const [r, row] of found.entries()) {
        for (const [column, cell] of Object.entries(row)) {
          if (column === 'image') continue;
          if (column.startsWith('local_intensity')) {
            expect(cell, column).toBeTypeOf('number');
            expect(Math.abs(Number(cell))).toBeLessThan(200);
          } else expect(cell, column).toBe(expected[r]![column]);
        }
      }
    },
  );
});
