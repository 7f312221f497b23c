import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStability } from '@rachis/study';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { complaintsAbout } from './fixtures/axe.ts';
import { chromiumPath, launchChromium } from './fixtures/chromium.ts';

describe.skipIf(!chromiumPath)('the page of a stability study in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rachis-stability-page-'));
  let browser: Browser;

  beforeAll(async () => {
    const rows = Array.from({ length: 24 }, (_, at) => {
      const [subject, reader] = [Math.floor(at / 3), at % 3];
      return `S${subject},R${reader},${subject + reader / 10},${(subject * 7 + reader * 3) % 5},5`;
    });
    const features = 'glcm_contrast_3D_avg,morphology_volume_mesh,statistics_mean';
    writeFileSync(join(folder, 'readers.csv'), `subject,reader,${features}\n${rows.join('\n')}\n`);
    writeFileSync(
      join(folder, 'readers.yaml'),
      'design: readers\ncondition: reader\ntables: [{file: readers.csv}]\n',
    );
    await runStability(join(folder, 'readers.yaml'), join(folder, 'out'));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([1280, 390])(
    'at %i px: nothing for axe, no request, no message, nothing wider than the page',
    async (width) => {
      expect(await complaintsAbout(browser, join(folder, 'out/index.html'), width)).toEqual([]);
    },
  );
});
