import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { writeNifti } from '@rachis/formats';
import type { Grid } from '@rachis/volume';
import { beforeAll, describe, expect, test } from 'vitest';
import { allSlices, drawn, image as studyImage, region, series, slice, structures } from '../study.ts';
import { temporaryFolder } from '../support.ts';
import {
  check,
  cleanCohort,
  ellipsoid,
  grid,
  imageOf,
  indexOf,
  maskOf,
  organ,
  organOf,
  type Row,
  writeCase,
} from './check-cohort.ts';

const folder = temporaryFolder();
let clean: Row[] = [];
beforeAll(async () => {
  clean = await cleanCohort(folder);
});

/** What is found in a cohort with one more row, which must all be about that row. */
async function foundWith(row: Row, settings?: string): Promise<string[]> {
  const { findings } = await check(folder, [...clean, row], settings === undefined ? {} : { settings });
  for (const { subject, message, line } of findings) {
    expect(subject, message).toBe(row.subject);
    expect(line).toBe(String(clean.length + 2));
    expect(message).toMatch(/^\S.{15,}[.)]$/s);
    expect(message).not.toMatch(/undefined|NaN(?! or infinite)|\[object/);
  }
  return findings.map(({ code }) => code!);
}

let made = 0;
const planted = (image = imageOf(100), mask = maskOf(organOf(100)), row: Row = {}) =>
  writeCase(folder, `F${++made}`, image, mask, row);

describe('a cohort with nothing wrong', () => {
  test('has no findings', async () => {
    const { outcome, findings, page } = await check(folder, clean);
    expect(findings).toEqual([]);
    expect(outcome).toMatchObject({ rows: clean.length, problems: 0, warnings: 0, kinds: [] });
    expect(page).toContain('Nothing was found.');
    expect(page.match(/<li class="card"/g)?.length).toBe(clean.length);
  });
});

describe('files', () => {
  test('that the manifest lacks', async () => {
    expect(await foundWith({ subject: 'X', modality: 'CT', mask: 'C1_mask.nii.gz' })).toEqual([
      'IMAGE_MISSING',
    ]);
    expect(await foundWith({ subject: 'X', modality: 'CT', image: 'C1_image.nii.gz' })).toEqual([
      'REGION_MISSING',
    ]);
  });

  test('that cannot be read', async () => {
    writeFileSync(join(folder, 'text.nii.gz'), 'no image');
    const row = await planted();
    expect(await foundWith({ ...row, image: 'nowhere.nii.gz' })).toEqual(['UNREADABLE']);
    expect(await foundWith({ ...row, image: 'text.nii.gz' })).toEqual(['UNREADABLE']);
    expect(await foundWith({ ...row, mask: 'text.nii.gz' })).toEqual(['UNREADABLE']);
    expect(await foundWith({ ...row, label: '7' })).toEqual(['UNREADABLE']);
  });

  test('that scan or reader had something to say of', async () => {
    const row = await planted();
    const { findings } = await check(folder, [...clean, { ...row, problems: 'Slice 4 is there twice.' }]);
    expect(findings).toMatchObject([
      { code: 'READER_WARNING', severity: 'warning', message: 'Slice 4 is there twice.' },
    ]);
  });
});

describe('geometry', () => {
  const moved = (origin: Grid['origin']): Grid => ({ ...grid, origin });

  test('a mask on another grid', async () => {
    expect(await foundWith(await planted(imageOf(100), maskOf(organOf(100), moved([-19, 10, 5]))))).toEqual([
      'GRID_MISMATCH',
    ]);
  });

  test('a region partly and wholly outside the image', async () => {
    const half = await planted(imageOf(100), maskOf(organOf(100), moved([-20, 28, 5])));
    expect(await foundWith(half)).toEqual(
      expect.arrayContaining(['GRID_MISMATCH', 'REGION_OUTSIDE_IMAGE', 'TOUCHES_BORDER']),
    );
    const away = await planted(imageOf(100), maskOf(organOf(100), moved([500, 10, 5])));
    expect(await foundWith(away)).toEqual(['GRID_MISMATCH', 'REGION_OUTSIDE_IMAGE']);
  });

  test('an empty mask', async () => {
    expect(
      await foundWith(
        await planted(
          imageOf(100),
          maskOf(() => false),
        ),
      ),
    ).toEqual(['REGION_EMPTY']);
  });

  test('voxels much longer than wide', async () => {
    const long: Grid = { ...grid, spacing: [1, 1, 9] };
    const codes = await foundWith(await planted(imageOf(100, long), maskOf(organOf(100), long)));
    expect(codes).toEqual(expect.arrayContaining(['ANISOTROPIC', 'PROTOCOL_UNLIKE']));
  });

  test('slices in another plane', async () => {
    // The axes of the file are turned: its slices are sagittal.
    const turned: Grid = { ...grid, direction: [0, 0, 1, 1, 0, 0, 0, 1, 0] };
    const codes = await foundWith(await planted(imageOf(100, turned), maskOf(organOf(100), turned)));
    expect(codes).toContain('ORIENTATION_UNLIKE');
  });
});

describe('regions', () => {
  test('at the border, with its sides', async () => {
    const row = await planted(
      imageOf(100),
      maskOf((x, y, z) => organOf(100)(x, y, z) || (y === 18 && z === 12)),
    );
    const { findings } = await check(folder, [...clean, row]);
    expect(findings).toMatchObject([
      { code: 'TOUCHES_BORDER', message: expect.stringContaining('right and left border') },
    ]);
  });

  test('tiny', async () => {
    const { centre } = organ(100);
    const codes = await foundWith(await planted(imageOf(100), maskOf(ellipsoid(centre, [2, 2, 1.2]))));
    expect(codes).toContain('TINY');
    expect(codes).toContain('VOLUME_UNLIKE');
  });

  test('in pieces', async () => {
    const { centre, radii } = organ(100);
    const cut = (x: number, y: number, z: number) =>
      ellipsoid(centre, radii)(x, y, z) && Math.abs(x - Math.round(centre[0])) > 0;
    expect(await foundWith(await planted(imageOf(100), maskOf(cut)))).toEqual(['IN_PIECES']);
  });

  test('with holes', async () => {
    const { centre, radii } = organ(100);
    const hollow = (x: number, y: number, z: number) =>
      ellipsoid(centre, radii)(x, y, z) && !ellipsoid(centre, [1.2, 1.2, 1.2])(x, y, z);
    const row = await planted(imageOf(100), maskOf(hollow));
    const { findings } = await check(folder, [...clean, row]);
    const holes = maskOf(ellipsoid(centre, [1.2, 1.2, 1.2])).data.reduce((sum, one) => sum + one, 0);
    expect(findings).toMatchObject([{ code: 'HOLES', message: expect.stringContaining(` ${holes} voxels`) }]);
  });

  test('unlike the others in volume', async () => {
    const { centre } = organ(100);
    const image = imageOf(100);
    const large = maskOf(ellipsoid(centre, [14, 12, 9]));
    // The body of the large one is filled as organs are, so that only its size is odd.
    const data = image.data.map((value, i) => (large.data[i] && value < 0 ? value + 160 : value));
    expect(await foundWith(await planted({ ...image, data }, large))).toEqual(['VOLUME_UNLIKE']);
  });

  test('of another place, in fat: a shifted mask', async () => {
    const { centre, radii } = organ(100);
    const shifted = maskOf(ellipsoid([centre[0] + 7, centre[1], centre[2]], radii));
    const codes = await foundWith(await planted(imageOf(100), shifted));
    expect(codes).toEqual(expect.arrayContaining(['POSITION_UNLIKE', 'INTENSITY_UNLIKE', 'SPREAD_UNLIKE']));
  });
});

describe('intensities in the region', () => {
  const changed = (change: (value: number, i: number) => number) => {
    const image = imageOf(100);
    return { ...image, data: image.data.map(change) };
  };

  test('that are brighter, or spread wider, than those of the others', async () => {
    expect(await foundWith(await planted(changed((value) => value + 100)))).toEqual(['INTENSITY_UNLIKE']);
    expect(await foundWith(await planted(changed((value) => 60 + 10 * (value - 60))))).toContain(
      'SPREAD_UNLIKE',
    );
  });

  test('NaN and infinite', async () => {
    const at = indexOf(20, 18, 12);
    const row = await planted(
      changed((value, i) => (i === at ? Number.NaN : i === at + 1 ? Number.POSITIVE_INFINITY : value)),
    );
    const { findings } = await check(folder, [...clean, row]);
    expect(findings).toMatchObject([
      { code: 'NOT_FINITE', severity: 'problem', message: expect.stringMatching(/^2 of /) },
    ]);
  });

  test('constant', async () => {
    expect(await foundWith(await planted(changed(() => 60)))).toEqual(['CONSTANT']);
  });

  test('outside the range of CT', async () => {
    const at = indexOf(20, 18, 12);
    expect(await foundWith(await planted(changed((value, i) => (i === at ? -3024 : value))))).toEqual([
      'HOUNSFIELD_RANGE',
    ]);
  });

  test('of a PET that is not in SUV', async () => {
    const becquerel = await planted(
      changed((value) => 5000 + 10 * value),
      maskOf(organOf(100)),
      { modality: 'PT' },
    );
    expect(await foundWith(becquerel)).toEqual(['NOT_SUV']);
    const suv = await planted(
      changed((value) => 5 + value / 100),
      maskOf(organOf(100)),
      { modality: 'PT' },
    );
    expect(await foundWith(suv)).toEqual([]);
  });
});

describe('duplicates', () => {
  const codesOf = (findings: readonly Record<string, string>[], subject: string) =>
    findings.filter((finding) => finding.subject === subject).map(({ code }) => code);

  test('the same scan under two names, with the same header or another', async () => {
    const image = imageOf(2);
    const same = await planted(image);
    const header = await planted(
      { ...image, origin: [0, 0, 0] },
      maskOf(organOf(101), { ...grid, origin: [0, 0, 0] }),
    );
    const { findings } = await check(folder, [...clean, same, header]);
    for (const subject of ['C3', same.subject!, header.subject!])
      expect(codesOf(findings, subject), subject).toContain('SAME_IMAGE');
    expect(new Set(findings.map(({ subject }) => subject))).toEqual(
      new Set(['C3', same.subject, header.subject]),
    );
    const ofFirst = findings.find(({ subject }) => subject === 'C3')!.message!;
    expect(ofFirst).toContain(`is that of ${same.subject}`);
    expect(ofFirst).toContain(`has the voxels of ${header.subject} in another place`);
  });

  test('one file under two subjects', async () => {
    const { findings } = await check(folder, [...clean, { ...clean[0]!, subject: 'Other' }]);
    expect(codesOf(findings, 'C1').sort()).toEqual(['SAME_IMAGE', 'SAME_MASK']);
    expect(codesOf(findings, 'Other').sort()).toEqual(['SAME_IMAGE', 'SAME_MASK']);
  });

  test('the same mask under two subjects, but not in two rows of one', async () => {
    const twin = await planted(imageOf(4), maskOf(organOf(4)));
    const { findings } = await check(folder, [
      ...clean.filter(({ subject }) => subject !== 'C5'),
      twin,
      {
        ...(await planted(imageOf(104), maskOf(organOf(4)))),
        subject: 'Other',
      },
    ]);
    expect(findings.map(({ subject, code }) => [subject, code])).toEqual([
      [twin.subject, 'SAME_MASK'],
      ['Other', 'SAME_MASK'],
    ]);
    const twice = await check(folder, [...clean, { ...clean[0]!, label: '1' }]);
    expect(twice.findings).toEqual([]);
  });
});

describe('protocols of DICOM series', () => {
  /** The region without a voxel, another one for each. */
  const shapes = (i: number) => {
    const mask = region(1);
    const data = Uint8Array.from(mask.data);
    data[[...data.keys()].filter((v) => mask.data[v] === 1)[i]!] = 0;
    return { ...mask, data };
  };
  const row = async (
    name: string,
    i: number,
    changes: Parameters<typeof slice>[1],
    mask = true,
  ): Promise<Row> => {
    const pixels = (z: number) =>
      Int16Array.from(
        studyImage().data.subarray(144 * z, 144 * (z + 1)),
        (value, v) => value + ((v * (i + 3)) % 31),
      );
    await series(
      join(folder, name),
      allSlices.map((z) => slice(z, { PatientID: name, PixelData: pixels(z), KVP: '120', ...changes })),
    );
    if (mask) await writeNifti(join(folder, `${name}.nii.gz`), shapes(i));
    return {
      subject: name,
      site: i < 6 ? 'A' : 'B',
      image: name,
      mask: mask ? `${name}.nii.gz` : 'drawn.dcm',
    };
  };
  let cohort: Row[] = [];
  beforeAll(async () => {
    cohort = [];
    for (let i = 0; i < 10; i++) cohort.push(await row(`D${i}`, i, {}));
  });
  const loose = () => {
    const path = join(folder, 'loose.yaml');
    // The series are tiny and their regions full of holes on purpose.
    writeFileSync(path, 'severities: {HOLES: off, TINY: off, IN_PIECES: off}\n');
    return path;
  };
  const found = async (added: Row) => {
    const { findings, page } = await check(folder, [...cohort, added], { settings: loose() });
    return { page, findings: findings.map(({ subject, code, message }) => ({ subject, code, message })) };
  };

  test('that are all the same have no findings', async () => {
    const { findings } = await check(folder, cohort, { settings: loose() });
    expect(findings).toEqual([]);
  });

  test('another tube voltage and kernel, in the table of sites too', async () => {
    const { findings, page } = await found(
      await row('Volt', 20, { KVP: '80', Manufacturer: 'Other', InstitutionName: 'B' }),
    );
    expect(findings).toEqual([
      {
        subject: 'Volt',
        code: 'PROTOCOL_UNLIKE',
        message: 'The image has tube voltage 80 kV where most have 120 kV.',
      },
    ]);
    expect(page).toContain('<td class="unlike">80 kV ●</td>');
  });

  test('slices with gaps between them', async () => {
    const { findings } = await found(await row('Gap', 21, { SliceThickness: '1.5' }));
    expect(findings[0]).toMatchObject({ subject: 'Gap', code: 'SLICE_GAP' });
    expect(findings[0]!.message).toContain('25% of the body');
  });

  test('a PET that cannot be made SUV', async () => {
    const { findings } = await found(
      await row('Pet', 23, {
        SOPClassUID: '1.2.840.10008.5.1.4.1.1.128',
        Modality: 'PT',
        Units: 'BQML',
      }),
    );
    expect(findings).toContainEqual({
      subject: 'Pet',
      code: 'NOT_SUV',
      message: 'The values are BQML and could not be made standardised uptake values.',
    });
  });

  test('rows that name no subject are those of the patient', async () => {
    const { findings } = await check(
      folder,
      [...cohort, { ...(await row('Volt2', 24, { KVP: '80' })), subject: '' }],
      { settings: loose() },
    );
    expect(findings).toMatchObject([{ subject: 'Volt2', code: 'PROTOCOL_UNLIKE' }]);
  });

  test('a missing slice', async () => {
    const name = 'Lost';
    await series(
      join(folder, name),
      allSlices.filter((z) => z !== 4).map((z) => slice(z, { PatientID: name })),
    );
    const { findings } = await found({ subject: name, image: name, mask: 'D1.nii.gz' });
    expect(findings).toMatchObject([{ subject: name, code: 'UNREADABLE' }]);
  });

  test('a region drawn in another frame of reference', async () => {
    await structures(join(folder, 'drawn.dcm'), [{ ...drawn, frame: '2.25.99' }]);
    const { findings } = await found(await row('Frame', 22, { PatientID: 'PAT-0042' }, false));
    expect(findings.map(({ code }) => code)).toContain('FRAME_OF_REFERENCE_MISMATCH');
  });
});

describe('settings', () => {
  test('change what is reported and how much it matters', async () => {
    const path = join(folder, 'check.yaml');
    const row = await planted(
      imageOf(100),
      maskOf((x, y, z) => organOf(100)(x, y, z) || (y === 18 && z === 12)),
    );
    writeFileSync(path, 'severities: {TOUCHES_BORDER: problem}\nminimumVoxels: 5000\n');
    const { findings } = await check(folder, [clean[0]!, row], { settings: path });
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([
      ['TINY', 'warning'],
      ['TOUCHES_BORDER', 'problem'],
      ['TINY', 'warning'],
    ]);
    writeFileSync(path, 'severities: {TOUCHES_BORDER: off}\n');
    expect(await foundWith(row, path)).toEqual([]);
  });
});
