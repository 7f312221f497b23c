import type { ManifestRow } from '../cohort/manifest.ts';
import type { Finding } from './finding.ts';
import { type CheckedRow, distinctImages, groupBy, measuredRegions } from './peers.ts';
import { listText } from './words.ts';

const whose = ({ subject, image }: ManifestRow): string => subject || image;

const nameOf = ({ subject, session, image }: ManifestRow): string =>
  [subject || image, session].filter((part) => part !== '').join(', session ');

const differ = (a: ManifestRow, b: ManifestRow): boolean =>
  a.subject !== b.subject || a.session !== b.session;

const few = (names: readonly string[]): string => {
  const distinct = [...new Set(names)];
  return listText(distinct.length > 4 ? [...distinct.slice(0, 4), `${distinct.length - 4} more`] : distinct);
};

/** The same voxels under two subjects, sessions or files, also with another header; the same mask under two subjects. */
export function duplicateFindings(all: readonly CheckedRow[]): Finding[] {
  const findings: Finding[] = [];
  for (const group of groupBy(distinctImages(all), ({ image }) => image.hash).values()) {
    if (group.length < 2) continue;
    for (const one of group) {
      const others = group.filter((other) => other !== one);
      const same = others.filter(({ image }) => image.place === one.image.place);
      const moved = others.filter(({ image }) => image.place !== one.image.place);
      const parts = [
        same.length > 0 ? `is that of ${few(same.map((other) => otherName(one.row, other.row)))}` : '',
        moved.length > 0
          ? `has the voxels of ${few(moved.map((other) => otherName(one.row, other.row)))} in another place of space`
          : '',
      ].filter((part) => part !== '');
      const message = `The image ${parts.join(' and ')}.`;
      for (const row of one.rows) findings.push({ code: 'SAME_IMAGE', message, row, region: null });
    }
  }
  for (const group of groupBy(measuredRegions(all), ({ measures }) => measures.hash).values())
    for (const { row, region, of } of group) {
      const others = group.filter((other) => whose(other.of) !== whose(of));
      if (others.length === 0) continue;
      const message = `The mask is that of ${few(others.map((other) => nameOf(other.of)))}, voxel by voxel.`;
      findings.push({ code: 'SAME_MASK', message, row, region });
    }
  return findings;
}

/** Within a subject and session, the file says which. */
const otherName = (own: ManifestRow, other: ManifestRow): string =>
  differ(own, other) ? nameOf(other) : other.image + (other.series === '' ? '' : ` (${other.series})`);
