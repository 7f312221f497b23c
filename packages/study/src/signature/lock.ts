import {
  columnSources,
  eventTimes,
  type Frame,
  type FrameColumn,
  type Json,
  type RefitPlan,
  restorePipeline,
} from '@rachis/learning';
import { quantileOfSorted } from '@rachis/statistics';
import { hashOf } from './canonical.ts';
import { frameOfRow, rowOfFrame, siteOfRow } from './row.ts';
import { cloudOf } from './likeness/distance.ts';
import { modelColumns } from './likeness/model-columns.ts';
import { refitUncertainty, type UncertaintyOptions } from './refits/interval.ts';
import { type Signature, type SignatureInput, signatureVersion } from './schema.ts';
import { trainingRows } from './training-subjects.ts';
import { usedInputs } from './used-inputs.ts';

/** What a signature is made of, beside what follows from the training rows. */
export interface SignatureParts {
  readonly rachis: string;
  readonly name: string;
  readonly study: string;
  readonly intendedUse: string;
  readonly outcome: string;
  /** Of survival: codes of the event and of competing ones. */
  readonly codes?: { readonly event: string; readonly competing: readonly string[] };
  /** Column of sites, where the study has one. */
  readonly site?: string;
  readonly images: Signature['images'];
  readonly pipeline: Json;
  readonly performance: Signature['performance'];
  /** From left-out scores, where there are any. */
  readonly conformal?: Signature['conformal'];
  /** SHA-256 of the training table. */
  readonly table: string;
  /** What the final model was made of, to fit it again on resamples. */
  readonly refits: Omit<RefitPlan, 'calibrated'> & UncertaintyOptions;
}

function inputOf({ name, kind, domain, categories, values }: FrameColumn, used: boolean): SignatureInput {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  const shared = {
    name,
    kind,
    ...(domain === undefined ? {} : { domain }),
    used,
    missing: values.length - known.length,
  };
  if (kind === 'category') return { ...shared, categories: [...categories!] };
  if (known.length === 0) return shared;
  return {
    ...shared,
    range: {
      minimum: known[0]!,
      low: quantileOfSorted(known, 0.01),
      median: quantileOfSorted(known, 0.5),
      high: quantileOfSorted(known, 0.99),
      maximum: known.at(-1)!,
    },
  };
}

/** A signature from a fitted pipeline and the rows it was fitted on; its hash locks it. */
export async function lockSignature(parts: SignatureParts, frame: Frame): Promise<Signature> {
  const pipeline = restorePipeline(parts.pipeline);
  const used = usedInputs(pipeline);
  const inputs = frame.columns.map((column) => inputOf(column, used.has(column.name)));
  const prepared = pipeline.prepare(frame);
  const centre = prepared.columns.map(({ name, values }) => ({
    name,
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
  }));
  const example = rowOfFrame(frame, 0);
  const bySite = columnSources(pipeline).some((source) => source.bySite);
  const site =
    bySite && parts.site !== undefined && frame.sites !== undefined
      ? { column: parts.site, names: [...frame.siteNames!] }
      : undefined;
  const ofExample = site === undefined ? undefined : siteOfRow(frame, 0);
  const said = pipeline.predict(frameOfRow({ inputs }, example, ofExample));
  const outcome = frame.outcome!;
  const classes = 'classes' in outcome ? [...outcome.classes] : [];
  const events =
    outcome.kind === 'survival'
      ? outcome.events.filter((event) => event === 1).length
      : 'codes' in outcome && classes.length === 2
        ? outcome.codes.filter((code) => code === 1).length
        : undefined;
  const horizons = outcome.kind === 'survival' ? [...eventTimes(outcome)] : undefined;
  const { pipeline: plan, chosen, inner, threshold, criterion, seed, ...asked } = parts.refits;
  const uncertainty = await refitUncertainty(
    frame,
    pipeline,
    {
      pipeline: plan,
      chosen,
      inner,
      threshold,
      ...(criterion === undefined ? {} : { criterion }),
      seed,
      calibrated: pipeline.calibration !== undefined,
    },
    { inputs, kind: outcome.kind, horizons: horizons ?? [], sites: site?.names },
    asked,
  );
  const cloud = cloudOf(modelColumns(pipeline, frame));
  const content: Omit<Signature, 'hash'> = {
    format: 'rachis-signature',
    version: signatureVersion,
    rachis: parts.rachis,
    name: parts.name,
    study: parts.study,
    intendedUse: parts.intendedUse,
    outcome: {
      column: parts.outcome,
      kind: outcome.kind,
      classes,
      ...(parts.codes === undefined || outcome.kind !== 'survival'
        ? {}
        : { event: parts.codes.event, competing: [...parts.codes.competing] }),
    },
    images: parts.images,
    ...(site === undefined ? {} : { site }),
    inputs,
    pipeline: parts.pipeline,
    centre,
    training: {
      subjects: new Set(frame.groups).size,
      ...(events === undefined ? {} : { events }),
      ...(horizons === undefined ? {} : { horizons }),
      table: parts.table,
      rows: trainingRows(frame, inputs, parts.images, parts.table),
    },
    performance: parts.performance,
    uncertainty,
    ...(parts.conformal === undefined ? {} : { conformal: parts.conformal }),
    cloud,
    example: {
      inputs: example,
      ...(ofExample === undefined ? {} : { site: ofExample }),
      score: said.scores[0]!,
      ...(said.probabilities === undefined ? {} : { probabilities: [...said.probabilities.data] }),
    },
  };
  // As it will be read: without what JSON leaves out.
  const plain = JSON.parse(JSON.stringify(content)) as Omit<Signature, 'hash'>;
  return { ...plain, hash: hashOf(plain) };
}
