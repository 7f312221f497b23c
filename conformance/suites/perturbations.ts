import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { columns, extractFeatures, interpolateBeforehand, resolveSettings } from '@rachis/features';
import { estimateNoise, overlap, type Perturbation, perturb } from '@rachis/segment';
import { identityDirection, type Vector3 } from '@rachis/volume';
import { dataRoot } from '../data.ts';
import { readSubject } from '../extract.ts';
import type { Comparison } from '../report.ts';
import { type ExceptionRule, excepted, mirpExceptions, relativeTolerance } from './mirp.ts';

/** One case of `fixtures/perturbations.json`. */
interface FixtureCase {
  readonly id: string;
  readonly image: string;
  readonly mask: string;
  readonly label: number;
  readonly settings: unknown;
  readonly degrees: number;
  readonly translation: Vector3 | null;
  readonly volume: Perturbation['volume'];
  readonly noise: number;
  readonly voxels: number;
  readonly values: Readonly<Record<string, number>>;
}

/** Contours of one region drawn anew many times. */
interface ContourCase {
  readonly id: string;
  readonly image: string;
  readonly mask: string;
  readonly label: number;
  readonly repetitions: number;
  readonly dice: number;
  readonly volume: number;
  readonly volume_sd: number;
}

/** What MIRP divides the median by to have the noise's standard deviation. */
const deviationOfMirp = 0.6754;

async function compareCase(fixture: FixtureCase, rules: readonly ExceptionRule[]): Promise<Comparison[]> {
  const subject = await readSubject(join(dataRoot, fixture.image), join(dataRoot, fixture.mask), {
    label: fixture.label,
  });
  // MIRP was given the arrays alone: axes along the patient's, from nought.
  const place = { origin: [0, 0, 0] as const, direction: identityDirection };
  const image = { ...subject.volume, ...place };
  const settings = resolveSettings(fixture.settings);
  const { settings: after, ...how } = interpolateBeforehand(image, settings);
  const perturbation: Perturbation = {
    id: fixture.id,
    seed: '1',
    noise: null,
    rotation: { degrees: fixture.degrees, axis: 'slice', centre: 'image' },
    translation: fixture.translation,
    volume: fixture.volume,
    contour: null,
  };
  const perturbed = perturb(image, { ...subject.mask, ...place }, perturbation, how);
  const { values, voxels } = extractFeatures(perturbed.image, perturbed.mask, after);
  const compare = (tag: string, ours: number | undefined, expected: number): Comparison => ({
    group: fixture.id,
    tag,
    ours,
    expected,
    tolerance: relativeTolerance * Math.max(Math.abs(expected), Math.abs(ours ?? 0), 1e-4),
  });
  return [
    compare('voxels', voxels.morphological, fixture.voxels),
    compare('noise', estimateNoise(image, deviationOfMirp), fixture.noise),
    ...columns(settings).flatMap(({ column, ibsiTag }) => {
      const expected = fixture.values[ibsiTag];
      return expected === undefined ? [] : [excepted(compare(ibsiTag, values.get(column), expected), rules)];
    }),
  ];
}

/** Means over repetitions, since supervoxels are another program's and chance decides: to 0.02 of overlap and volume. */
async function compareContours(fixture: ContourCase): Promise<Comparison[]> {
  const { volume, mask } = await readSubject(join(dataRoot, fixture.image), join(dataRoot, fixture.mask), {
    label: fixture.label,
  });
  const none = { noise: null, rotation: null, translation: null, volume: null };
  const drawn = Array.from({ length: fixture.repetitions }, (_, i) =>
    perturb(volume, mask, {
      ...none,
      id: `C${i}`,
      seed: String(i),
      contour: { volume: 500, compactness: 0.05, margin: 25 },
    }),
  );
  const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const shares = drawn.map(({ voxels }) => voxels.perturbed / voxels.interpolated);
  const share = mean(shares);
  const compare = (tag: string, ours: number, expected: number): Comparison => ({
    group: fixture.id,
    tag,
    ours,
    expected,
    tolerance: 0.02,
  });
  return [
    compare('dice', mean(drawn.map((one) => overlap(mask, one.mask).dice)), fixture.dice),
    compare('volume', share, fixture.volume),
    compare('volume_sd', Math.sqrt(mean(shares.map((v) => (v - share) ** 2))), fixture.volume_sd),
  ];
}

/** Rotated, shifted and grown regions of real scans, against the numbers that MIRP gave for them. */
export async function comparePerturbations(): Promise<Comparison[]> {
  const path = join(import.meta.dirname, '..', 'fixtures', 'perturbations.json');
  const fixture = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly made_with: Readonly<Record<string, string>>;
    readonly cases: readonly FixtureCase[];
    readonly contours: readonly ContourCase[];
  };
  console.log(`made with ${JSON.stringify(fixture.made_with)}`);
  const rules = mirpExceptions();
  const comparisons: Comparison[] = [];
  for (const fixtureCase of fixture.cases) comparisons.push(...(await compareCase(fixtureCase, rules)));
  for (const fixtureCase of fixture.contours) comparisons.push(...(await compareContours(fixtureCase)));
  return comparisons;
}
