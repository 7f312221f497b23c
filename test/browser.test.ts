import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, launchChromium } from './fixtures/chromium.ts';
import { extractSample } from './fixtures/extraction.ts';

/** The extraction and all that it needs, as one script for a page. */
async function bundle(format: 'esm' | 'iife') {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL('./fixtures/extraction.ts', import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    format,
    globalName: 'rachis',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  });
  return {
    code: outputFiles[0]!.text,
    imports: Object.values(metafile.outputs).flatMap((output) => output.imports),
  };
}

describe('features bundled for the browser', () => {
  test.each(['esm', 'iife'] as const)('%s needs nothing of Node', async (format) => {
    const { code, imports } = await bundle(format);
    expect(imports).toEqual([]);
    expect(code).not.toMatch(/["'`]node:|\brequire\(|\bprocess\./);
  });
});

describe.skipIf(!chromiumPath)('extraction in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  /** Columns whose 64 bits are not the same in a page as here, with both. */
  async function differing(): Promise<string[]> {
    const { code } = await bundle('iife');
    const page = await browser.newPage();
    await page.addScriptTag({ content: code });
    const inBrowser = (await page.evaluate('rachis.extractSample()')) as Record<string, string>;
    const inNode = extractSample();
    expect(Object.keys(inNode).length).toBeGreaterThan(500);
    expect(Object.keys(inBrowser)).toEqual(Object.keys(inNode));
    return Object.keys(inNode)
      .filter((column) => inBrowser[column] !== inNode[column])
      .map((column) => `${column}: ${inBrowser[column]} ${inNode[column]}`);
  }

  test('gives every value with the same 64 bits as in Node', async () => {
    expect(await differing()).toEqual([]);
  });
});
