import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkCohort } from '@rachis/study';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  cleanCohort,
  imageOf,
  maskOf,
  organOf,
  writeCase,
  writeManifest,
} from '../packages/cli/test/cohort/check-cohort.ts';
import { chromiumPath, launchChromium } from './fixtures/chromium.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A name that would run, were it taken for HTML. */
const evil = `<img src=x onerror="globalThis.broken=1"><script>globalThis.broken=1</script>`;

describe.skipIf(!chromiumPath)('the page of a check in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rachis-page-'));
  const output = join(folder, 'page.html');
  let browser: Browser;
  let page: Page;
  /** What the browser complained of, and what it asked for besides the page. */
  const complaints: string[] = [];

  const open = async (width: number, colorScheme: 'light' | 'dark' = 'light') => {
    page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (request.url() !== pathToFileURL(output).href && !request.url().startsWith('data:'))
        complaints.push(`request of ${request.url()}`);
    });
    await page.goto(pathToFileURL(output).href);
  };
  const shown = () => page.locator('.card:visible').count();
  const focused = () =>
    page.evaluate(() => document.activeElement?.closest('.card')?.querySelector('h3')?.textContent);

  beforeAll(async () => {
    const rows = await cleanCohort(folder);
    const stripe = maskOf((x, y, z) => organOf(50)(x, y, z) || (y === 18 && z === 12));
    rows.push(await writeCase(folder, 'Stripe', imageOf(50), stripe, { site: 'B' }));
    rows.push({ subject: 'Lost', site: 'B', modality: 'MR', image: 'nowhere.nii', mask: 'none.nii' });
    rows.push({ ...(await writeCase(folder, 'Evil', imageOf(51), maskOf(organOf(51)))), subject: evil });
    await checkCohort(writeManifest(join(folder, 'manifest.csv'), rows), { output, workers: 1 });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('filters by findings, code, modality, site and words', async () => {
    await open(1280);
    expect(await shown()).toBe(15);
    await page.selectOption('#show', 'found');
    expect(await shown()).toBe(2);
    await page.selectOption('#show', 'problems');
    expect(await shown()).toBe(1);
    await page.selectOption('#show', 'all');
    await page.click('button[data-code=TOUCHES_BORDER]');
    expect(await page.locator('.card:visible h3').allTextContents()).toEqual(['Stripe']);
    await page.click('button[data-code=TOUCHES_BORDER]');
    await page.selectOption('#site', 'B');
    expect(await page.locator('.card:visible h3').allTextContents()).toEqual(['Stripe', 'Lost']);
    await page.selectOption('#modality', 'MR');
    expect(await page.locator('#status').textContent()).toBe('1 of 15 shown');
    await page.selectOption('#site', '*');
    await page.selectOption('#modality', '*');
    await page.fill('#search', 'c1');
    expect(await page.locator('.card:visible h3').allTextContents()).toEqual(['C1', 'C10', 'C11', 'C12']);
    await page.close();
  });

  test('sorts by subject, volume, intensity and findings', async () => {
    await open(1280);
    const values = (name: string) =>
      page
        .locator('.card')
        .evaluateAll((cards, key) => cards.map((card) => (card as HTMLElement).dataset[key]!), name);
    await page.selectOption('#sort', 'volume');
    const volumes = (await values('volume')).slice(0, -1).map(Number);
    expect(volumes).toEqual([...volumes].sort((a, b) => a - b));
    expect((await values('volume')).at(-1)).toBe('');
    await page.selectOption('#sort', 'findings');
    expect((await values('subject')).slice(0, 2)).toEqual(['Lost', 'Stripe']);
    await page.selectOption('#sort', 'subject');
    expect((await values('subject')).slice(1, 4)).toEqual(['C1', 'C2', 'C3']);
    await page.selectOption('#sort', 'manifest');
    expect((await values('subject')).slice(0, 3)).toEqual(['C1', 'C2', 'C3']);
    await page.close();
  });

  test('is gone through with the keyboard, and marks are saved as CSV', async () => {
    await open(1280);
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('C1');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('m');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('C6');
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toBe('C2');
    await page.keyboard.press('ArrowLeft');
    expect(await focused()).toBe('C1');
    await page.keyboard.press('Enter');
    expect(await page.locator('dialog #large-name').textContent()).toBe('C1');
    expect(await page.locator('dialog svg').count()).toBe(2);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('m');
    expect(await page.locator('dialog #large-name').textContent()).toBe('C3');
    await page.keyboard.press('Escape');
    await expect.poll(focused).toBe('C3');
    const line = page.locator('.card .line').first();
    expect(await line.isVisible()).toBe(true);
    await page.keyboard.press('o');
    expect(await line.isVisible()).toBe(false);
    await page.selectOption('#show', 'marked');
    expect(await page.locator('.card:visible h3').allTextContents()).toEqual(['C2', 'C3']);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save')]);
    expect(download.suggestedFilename()).toBe('look-again.csv');
    expect(
      readFileSync(await download.path(), 'utf8')
        .split('\n')
        .slice(0, 2),
    ).toEqual([
      'row,subject,session,site,modality,region,label,image,mask',
      '3,C2,,A,CT,label 1,1,C2_image.nii.gz,C2_mask.nii.gz',
    ]);
    await page.close();
  });

  test('shows names as text, and runs nothing of them', async () => {
    await open(1280);
    expect(await page.locator('.card h3').allTextContents()).toContain(evil);
    await page.locator('.card .view').last().click();
    expect(await page.locator('dialog #large-name').textContent()).toBe(evil);
    expect(await page.evaluate(() => 'broken' in globalThis)).toBe(false);
    await page.close();
  });

  test.each([
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'light'],
  ] as const)('has no fault that axe finds, and fits, at %i pixels, %s', async (width, scheme) => {
    await open(width, scheme);
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    await page.evaluate(axe);
    const faults = async () =>
      (await page.evaluate(
        "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html + ' ' + nodes[0].failureSummary))",
      )) as string[];
    expect(await faults()).toEqual([]);
    await page.locator('.card .view').nth(12).click();
    expect(await faults()).toEqual([]);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.close();
  });

  test('asked for nothing and complained of nothing', () => {
    expect(complaints).toEqual([]);
  });
});
