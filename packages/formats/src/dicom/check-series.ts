import { RachisError } from '@rachis/volume';
import type { ImageHeader } from './image-header.ts';
import { checkFormat } from './pixels.ts';
import { type Subject, subjectText } from './subject.ts';

/**
 * What must hold of the files of a series before they are stacked: `SERIES_AMBIGUOUS` where they are not of one
 * patient, modality and frame of reference, `FILE_TRUNCATED` where a file is shorter than its header says.
 */
export function checkSeries(headers: readonly ImageHeader[], subject: Subject): void {
  checkOneAcquisition(headers, subject);
  for (const header of headers) {
    checkFormat(header);
    checkLookupTable(header);
  }
  checkPixelLengths(headers);
}

/** Slices of two patients, modalities or frames of reference may carry one series UID, or none. */
function checkOneAcquisition(headers: readonly ImageHeader[], subject: Subject): void {
  const differing = (what: string, said: (header: ImageHeader) => string): void => {
    const other = headers.find((header) => said(header) !== said(headers[0]!));
    if (!other) return;
    throw new RachisError(
      'SERIES_AMBIGUOUS',
      `${subjectText(subject)}: one series mixes slices of different ${what}: ${said(headers[0]!) || 'none'} in ${headers[0]!.source.name}, ${said(other) || 'none'} in ${other.source.name}.`,
      {
        file: subject.file,
        ...(subject.patient ? { subject: subject.patient } : {}),
        remedy: 'Put each acquisition into a folder of its own.',
      },
    );
  };
  differing('patients', ({ patient }) => patient);
  differing('modalities', ({ modality }) => modality);
  differing('frames of reference', ({ frameOfReference }) => frameOfReference ?? '');
}

/** Before memory is taken for what the header promises, the file must be long enough to keep the promise. */
function checkPixelLengths(headers: readonly ImageHeader[]): void {
  for (const { pixelData, format, frameCount, source, patient } of headers) {
    const { rows, columns, bitsAllocated } = format;
    const bytes = Math.ceil((rows * columns * bitsAllocated * frameCount) / 8);
    if (pixelData === null || (bytes <= pixelData.length && pixelData.offset + bytes <= source.size))
      continue;
    throw new RachisError(
      'FILE_TRUNCATED',
      `${source.name} ends before its pixel data are complete: ${columns} x ${rows} pixels were announced.`,
      {
        file: source.name,
        ...(patient ? { subject: patient } : {}),
        remedy: 'Copy or export the file again.',
      },
    );
  }
}

function checkLookupTable({ hasModalityLut, source, patient }: ImageHeader): void {
  if (!hasModalityLut) return;
  throw new RachisError(
    'UNSUPPORTED',
    `${source.name} maps its values by a modality lookup table, which is not supported.`,
    {
      file: source.name,
      subject: patient,
      remedy: 'Export the image with rescale slope and intercept.',
    },
  );
}
