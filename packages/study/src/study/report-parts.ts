import { assess } from '../instruments/assess.ts';
import { instrumentFiles } from '../instruments/files.ts';
import { type FinishedRun, gatherEvidence } from '../instruments/gather.ts';
import { instrumentSection } from '../instruments/section.ts';
import type { Addition } from '../learn/result.ts';
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

/** What a study's report has beside what every table has: radiogenomics, methods, instruments. */
export async function reportParts(run: FinishedRun): Promise<Addition> {
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
      ...(radiogenomics?.files ?? []),
      { name: 'methods.md', bytes: bytesOf(methodsText(methods)) },
      ...(await instrumentFiles(assessments)),
    ],
    appendix: {
      style: instruments.style,
      html: (radiogenomics?.html ?? '') + methodsSection(methods) + instruments.html,
    },
  };
}
