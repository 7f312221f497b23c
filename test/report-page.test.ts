import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runStudy } from '@rachis/study';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { studyText, writeCohort } from '../packages/cli/test/study/cohort.ts';
import { complaintsAbout } from './fixtures/axe.ts';
import { chromiumPath, launchChromium } from './fixtures/chromium.ts';

/** A name that would run, were it taken for HTML. */
const evil = '<img src=x onerror=globalThis.broken=1>';

describe.skipIf(!chromiumPath)('the report of a study in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rachis-report-'));
  let report: string;
  let browser: Browser;

  beforeAll(async () => {
    await writeCohort(folder, 24);
    const named = studyText.replace('name: Synthetic relapse', `name: ${JSON.stringify(evil)}`);
    const genes = Array.from(
      { length: 24 },
      (_, at) => `P${String(at + 1).padStart(3, '0')},${at % 3 === 0 ? 1 : 0}`,
    );
    writeFileSync(join(folder, 'genes.csv'), `subject,<b>EGFR\n${genes.join('\n')}\n`);
    const withGenes = named.replace(
      'tables: [{file: clinical.csv}]',
      'tables: [{file: clinical.csv}, {file: genes.csv, domain: genomic}]',
    );
    writeFileSync(join(folder, 'study.yaml'), withGenes);
    ({ report } = await runStudy(join(folder, 'study.yaml'), join(folder, 'out'), { workers: 1 }));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'light'],
  ] as const)(
    'at %i px, %s: nothing for axe, no request, no message, nothing wider than the page',
    async (width, colorScheme) => {
      expect(await complaintsAbout(browser, report, width, colorScheme)).toEqual([]);
    },
  );

  test('has its parts, and a name that is no code', async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(report).href);
    expect(await page.evaluate(() => (globalThis as { broken?: number }).broken)).toBeUndefined();
    expect(await page.locator('h1').textContent()).toBe(evil);
    for (const part of ['feature-maps', 'radiogenomics', 'methods', 'instruments'])
      expect(await page.locator(`h2#${part}`).count(), part).toBe(1);
    expect(await page.locator('#radiogenomics ~ figure').first().locator('svg').count()).toBe(1);
    await page.close();
  });

  test('prints to PDF', async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(report).href);
    const path = join(folder, 'report.pdf');
    await page.pdf({ path, format: 'A4' });
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path).subarray(0, 5).toString()).toBe('%PDF-');
    await page.close();
  });
});
