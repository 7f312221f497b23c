import { mapPart } from '../feature-maps/part.ts';
import { assess } from '../instruments/assess.ts';
import { instrumentFiles } from '../instruments/files.ts';
import { type FinishedRun, gatherEvidence } from '../instruments/gather.ts';
import { instrumentSection } from '../instruments/section.ts';
import type { Addition, Said } from '../learn/result.ts';
import { methodsSection, methodsText } from '../methods/section.ts';
import { writeMethods } from '../methods/write.ts';
import { radiogenomicAssociations } from '../radiogenomics/associations.ts';
import { associationTable, radiogenomicSection } from '../radiogenomics/section.ts';
import { encodeTable } from '../tables/encode-table.ts';

interface Part {
  readonly html: string;
  readonly files: Addition['files'];
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Features against genes, where the study has both. */
async function radiogenomicPart(run: FinishedRun): Promise<(Part & { readonly tested: number }) | undefined> {
  const found = radiogenomicAssociations(run.frame);
  if (found === undefined) return undefined;
  const { heatMap } = await import('../radiogenomics/heat-map.ts');
  const figure = found.tested === 0 ? undefined : heatMap(found);
  return {
    tested: found.tested,
    html: radiogenomicSection(found, figure, run.study.group !== undefined),
    files: [
      { name: 'radiogenomics.csv', bytes: await encodeTable('radiogenomics.csv', associationTable(found)) },
      ...(figure === undefined ? [] : [{ name: figure.name, bytes: bytesOf(figure.svg) }]),
    ],
  };
}

/** A finished run with what its locked pipeline said of the rows that were left out. */
export interface ReportedRun extends FinishedRun {
  readonly said: readonly Said[];
}

/** What a study's report has beside what every table has: maps, radiogenomics, methods, instruments. */
export async function reportParts(run: ReportedRun): Promise<Addition> {
  const maps = await mapPart(run);
  const radiogenomics = await radiogenomicPart(run);
  const evidence = await gatherEvidence(run);
  const methods = writeMethods({
    evidence,
    result: run.result,
    competing: run.study.outcome.competing.map(String),
    group: run.study.group ?? null,
    associations: radiogenomics?.tested ?? 0,
  });
  const assessments = assess(evidence, run.study.instruments);
  const instruments = instrumentSection(assessments);
  return {
    files: [
      ...(maps?.svg === undefined ? [] : [{ name: 'feature-map.svg', bytes: bytesOf(maps.svg) }]),
      ...(radiogenomics?.files ?? []),
      { name: 'methods.md', bytes: bytesOf(methodsText(methods)) },
      ...(await instrumentFiles(assessments)),
    ],
    appendix: {
      style: instruments.style,
      html: (maps?.html ?? '') + (radiogenomics?.html ?? '') + methodsSection(methods) + instruments.html,
    },
  };
}
