import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { NaturalDataSet } from '../src/dicom/write-part10.ts';
import { readImage } from '../src/index.ts';
import { type PrivateElement, temporaryFolder, writeSeries } from './support.ts';
import { expectFactor, expectKept, factorAfter, factorOf, pet, read } from './suv.ts';

const folder = temporaryFolder();
let made = 0;

describe('from injection to scan', () => {
  const at = (series: string, changes: NaturalDataSet = {}): NaturalDataSet => ({
    SeriesDate: '20240110',
    SeriesTime: series,
    AcquisitionDate: '20240110',
    AcquisitionTime: series,
    ...changes,
  });
  const zirconium = { RadionuclideHalfLife: '282240', RadionuclideTotalDose: '3.7e7' };
  const timed = (time: string, date?: string): NaturalDataSet => ({
    RadiopharmaceuticalStartTime: time,
    ...(date === undefined ? {} : { RadiopharmaceuticalStartDateTime: date }),
  });

  test('days before, with a date', async () => {
    const days = pet(at('110000'), { ...zirconium, ...timed('100000', '20240105100000.000') });
    await expectFactor(days, factorAfter(121, 282_240, 70, 3.7e7));
    expect(await factorOf(days)).toBeCloseTo(5.514374e-3, 8);
    await expectFactor(
      pet(at('110000'), { ...zirconium, ...timed('100000', '20240105') }),
      factorAfter(121, 282_240, 70, 3.7e7),
    );
    // Without a date it may be any day.
    await expectKept(
      pet(at('110000'), { ...zirconium, ...timed('100000') }),
      /date of injection is missing.*78.4 h/,
    );
    await expectKept(
      pet(at('110000'), { ...zirconium, ...timed('100000', '20190105100000') }),
      /date of injection is wrong/,
    );
  });

  test('a date that de-identification changed leaves the time of day', async () => {
    for (const date of ['19990105', '20240103', '20310105']) {
      const { volume, warnings } = await read(pet(at('110000'), timed('100000', `${date}100000`)));
      expect([volume.unit, warnings.join()]).toEqual([
        'SUV',
        expect.stringMatching(/date of injection is \d+ days (before|after).*time of day alone/),
      ]);
      expect(volume.data[11]! / 27.5 / factorAfter(1)).toBeCloseTo(1, 6);
    }
  });

  test('offsets from UTC', async () => {
    const utc = timed('', '20240110090000.000+0000');
    await expectFactor(pet(at('110000', { TimezoneOffsetFromUTC: '+0100' }), utc), factorAfter(1));
    await expectFactor(
      pet(at('043000', { TimezoneOffsetFromUTC: '-0530' }), timed('', '20240110100000+0100')),
      factorAfter(1),
    );
    // Over midnight of either clock.
    await expectFactor(
      pet(at('003000', { TimezoneOffsetFromUTC: '+0200' }), timed('', '20240109213000+0000')),
      factorAfter(1),
    );
    // Without the scan's offset, the injection's own clock time tells it.
    await expectFactor(pet(at('110000'), timed('100000', '20240110090000+0000')), factorAfter(1));
    await expectFactor(pet(at('003000'), timed('233000', '20240109213000+0000')), factorAfter(1));
    await expectFactor(pet(at('110000'), timed('100000', '20240110100000+0100')), factorAfter(1));
    await expectKept(pet(at('110000'), utc), /TimezoneOffsetFromUTC/);
    // One for both clocks.
    await expectFactor(
      pet(at('110000', { TimezoneOffsetFromUTC: '+0100' }), timed('', '20240110100000')),
      factorAfter(1),
    );
  });

  test('an injection after the scan decays nothing', async () => {
    await expectKept(pet(at('110000'), timed('110500')), /time of injection is 0 h 5 min after the scan/);
    await expectKept(pet(at('110000'), timed('', '20240110110500')), /0 h 5 min after/);
    await expectKept(pet(at('110000'), timed('110500', '20240110110500')), /0 h 5 min after/);
    await expectKept(
      pet(at('110000'), { ...zirconium, ...timed('110500', '20240110110500') }),
      /after the scan/,
    );
    await expectFactor(pet(at('110000'), timed('110000')), factorAfter(0));
    await expectFactor(pet(at('003000'), timed('213000')), factorAfter(3));
    await expectKept(pet(at('110000'), timed('100000', '20240110090000')), /times of injection differ/);
    // Ten half-lives of C-11 are over after three and a half hours.
    const carbon = { RadionuclideHalfLife: '1223' };
    await expectFactor(pet(at('110000'), { ...carbon, ...timed('100000') }), factorAfter(1, 1223));
    await expectKept(pet(at('110000'), { ...carbon, ...timed('070000') }), /4 h 0 min before.*half-lives/);
  });

  test('a series that was stamped when it was processed', async () => {
    const late = at('110000', { SeriesTime: '170000' });
    await expectFactor(pet(late, timed('100000')), factorAfter(1));
    await expectFactor(pet({ ...late, SeriesDate: '20240112' }, timed('100000')), factorAfter(1));
    // GE keeps the time of the scan, by its creator in whichever block.
    for (const block of [0x10, 0x42]) {
      const creator: PrivateElement[] = [
        [0x0009, block, 'LO', 'GEMS_PETD_01'],
        [0x0009, (block << 8) | 0x0d, 'DT', '20240110105500.00'],
      ];
      await expectFactor(pet(late, timed('100000')), factorAfter(55 / 60), creator);
    }
    const other: PrivateElement[] = [
      [0x0009, 0x10, 'LO', 'ACME 1'],
      [0x0009, 0x100d, 'DT', '20240110105500.00'],
    ];
    await expectFactor(pet(late, timed('100000')), factorAfter(1), other);
    // The frame began 10 minutes after the moment that it is corrected to; its reference time is that of its mean count rate.
    const decay = (Math.LN2 * 240) / 6586.2;
    const mean = (240 / decay) * Math.log(decay / (1 - Math.exp(-decay)));
    const frame = { FrameReferenceTime: String(1000 * (600 + mean)), ActualFrameDuration: '240000' };
    await expectFactor(pet({ ...late, ...frame }, timed('100000')), factorAfter(50 / 60));
  });

  test('clocks of the scan that disagree', async () => {
    await expectKept(
      pet(at('110000', { SeriesTime: '080000' }), timed('070000')),
      /clocks of the scan disagree.*180 minutes/,
    );
    await expectFactor(pet(at('110000', { AcquisitionTime: '113000' }), timed('100000')), factorAfter(1));
  });

  test('slices of beds that were acquired one after the other have one scale', async () => {
    const path = await writeSeries(
      join(folder, `series${made++}`),
      [0, 1, 2].map((z) => ({
        ...pet(
          at('110000', { SeriesTime: '170000', AcquisitionTime: `11${String(10 * z).padStart(2, '0')}00` }),
          timed('100000'),
        ),
        SOPInstanceUID: `2.25.8${z}`,
        ImagePositionPatient: ['1', '2', String(2 * z)],
      })),
    );
    const { volume, warnings } = await readImage(path);
    expect([volume.unit, warnings]).toEqual(['SUV', []]);
    expect(new Set([11, 23, 35].map((i) => volume.data[i])).size).toBe(1);
    const weights = await writeSeries(
      join(folder, `series${made++}`),
      ['70', '80'].map((PatientWeight, z) => ({
        ...pet(at('110000', { PatientWeight }), timed('100000')),
        SOPInstanceUID: `2.25.8${z}`,
        ImagePositionPatient: ['1', '2', String(2 * z)],
      })),
    );
    expect((await readImage(weights)).warnings.join()).toMatch(/differ between its slices/);
  });
});
