import { isRachisError } from '@rachis/volume';
import { escapeHtml } from '../check/html.ts';
import type { Manifest } from '../cohort/manifest.ts';
import type { LearnResult, Said } from '../learn/result.ts';
import { loadSettings } from '../settings-file.ts';
import { rowsOfImage } from '../study/image-rows.ts';
import type { Study } from '../study/schema.ts';
import { caseMap } from './case-map.ts';
import { columnToMap } from './choose.ts';
import { type DrawnCase, drawMaps } from './draw.ts';

/** What maps are made of. */
export interface MapRun {
  readonly study: Study;
  readonly manifest: Manifest | undefined;
  readonly result: LearnResult;
  readonly locked: string;
  readonly said: readonly Said[];
}

/** The part of the page, and the figure where there is one. */
export interface MapPart {
  readonly html: string;
  readonly svg?: string;
}

const head = '<h2 id="feature-maps">Most and least likely cases</h2>';
const without = (why: string): MapPart => ({ html: `${head}\n<p>No map was made: ${escapeHtml(why)}</p>\n` });

/** What a prediction is of, in words. */
function saidWords({ kind, event, outcome }: LearnResult, highest: boolean): string {
  if (kind === 'classes') return `${highest ? 'Most' : 'Least'} likely: ${outcome} ${event ?? ''}`.trim();
  return `${highest ? 'Highest' : 'Lowest'} ${kind === 'survival' ? 'risk' : 'prediction'}`;
}

/**
 * Where a feature of the locked model is high and low inside of the region, in the case that the model called most likely
 * and the one that it called least likely while each was left out. Of studies without images there is no such part; where
 * there are images and nothing can be mapped, a sentence says why.
 */
export async function mapPart(run: MapRun): Promise<MapPart | undefined> {
  const { study, manifest, result, locked, said } = run;
  if (manifest === undefined || study.images.length === 0) return undefined;
  if (said.length < 2) {
    return without('of classes without an order, or without predictions, no case is the most likely one.');
  }
  const images = await Promise.all(
    study.images.map(async (image) => ({
      image,
      name: image.name,
      settings: await loadSettings(image.settings),
    })),
  );
  const column = columnToMap(result, locked, images);
  if (column === undefined) {
    return without(
      `"${locked}" has no feature of an image that can be mapped (shape and filtered images cannot).`,
    );
  }
  const { image, settings } = images.find(({ name }) => name === column.image)!;
  const ordered = [...said].sort((a, b) => b.value - a.value);
  const rows = rowsOfImage(manifest, image);
  const cases: DrawnCase[] = [];
  for (const [at, { label, value }] of [ordered[0]!, ordered.at(-1)!].entries()) {
    const row = rows.find(({ subject }) => subject === label);
    if (row === undefined) return without(`the manifest has no ${image.name} image under the name ${label}.`);
    try {
      cases.push({
        ...(await caseMap(manifest, row, column.feature, settings)),
        title: saidWords(result, at === 0),
        detail: `${label}, ${value.toFixed(2)}`,
      });
    } catch (error) {
      if (!isRachisError(error)) throw error;
      return without(error.message);
    }
  }
  const svg = drawMaps(cases, column.column);
  const slab = cases.some((one) => one.slab);
  const { picture, radius } = cases[0]!;
  const caption = `${column.column} of a sphere of ${radius} mm around each voxel, on the ${picture.plane} slice with the largest cross-section; above, the region on the same slice. Colours are the same for both cases.${slab ? ' Of a large region, the slices around this one alone were computed, with grey levels of these.' : ''}`;
  return {
    html: `${head}
<p>Of what "${escapeHtml(locked)}" uses, ${escapeHtml(column.column)} is the feature that matters most and can be mapped. The numbers are predictions while the case was left out. A local value is not the value of the whole region, which the model looks at: the map shows where it comes from, not why a case is what it is.</p>
<figure tabindex="0" aria-label="Maps of a feature">${svg}<figcaption>${escapeHtml(caption)}</figcaption></figure>
`,
    svg,
  };
}
