import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractFeatures, resolveSettings } from '@rachis/features';
import { type BenchmarkCase, prepareCases } from './cases.ts';
import { readSubject } from '../conformance/extract.ts';
import { type PeerName, type PeerReport, peerNames, runPeer } from './peers.ts';
import { printTable } from './table.ts';
import { formatRatio, formatTime, measure } from './timing.ts';

const textures = ['glcm', 'glrlm', 'glszm', 'gldzm', 'ngtdm', 'ngldm'];
const families = [
  'morphology',
  'local-intensity',
  'statistics',
  'histogram',
  'volume-histogram',
  ...textures,
];

/** A piece of work of ours and what the peers call the same. */
interface Work {
  readonly name: string;
  readonly families: readonly string[];
  /** Whether morphology computes Moran's I and Geary's C; default: yes. */
  readonly spatialCorrelation?: false;
  readonly theirs: Readonly<Partial<Record<PeerName, string>>>;
}

const works: readonly Work[] = [
  {
    name: 'every family',
    families,
    theirs: {
      pictologics: 'original+spatial+local',
      mirp: 'original+spatial+local',
    },
  },
  {
    name: 'without local peaks',
    families: families.filter((family) => family !== 'local-intensity'),
    theirs: { pictologics: 'original+spatial' },
  },
  {
    name: 'without Moran, Geary, peaks',
    families: families.filter((family) => family !== 'local-intensity'),
    spatialCorrelation: false,
    theirs: { pictologics: 'original', pyradiomics: 'original' },
  },
  { name: 'six textures', families: textures, theirs: { pictologics: 'texture' } },
  {
    name: 'morphology',
    families: ['morphology'],
    theirs: { pictologics: 'morphology+spatial', mirp: 'morphological' },
  },
  {
    name: 'shape only',
    families: ['morphology'],
    spatialCorrelation: false,
    theirs: { pictologics: 'morphology', pyradiomics: 'morphology' },
  },
  {
    name: 'local-intensity',
    families: ['local-intensity'],
    theirs: { pictologics: 'local_intensity', mirp: 'local_intensity' },
  },
  {
    name: 'statistics',
    families: ['statistics'],
    theirs: { pictologics: 'intensity', pyradiomics: 'intensity', mirp: 'statistics' },
  },
  {
    name: 'histogram',
    families: ['histogram'],
    theirs: { pictologics: 'histogram', mirp: 'intensity_histogram' },
  },
  {
    name: 'volume-histogram',
    families: ['volume-histogram'],
    theirs: { pictologics: 'ivh', mirp: 'intensity_volume_histogram' },
  },
  { name: 'glcm', families: ['glcm'], theirs: { pictologics: 'glcm', pyradiomics: 'glcm', mirp: 'cm' } },
  { name: 'glrlm', families: ['glrlm'], theirs: { pictologics: 'glrlm', pyradiomics: 'glrlm', mirp: 'rlm' } },
  { name: 'glszm', families: ['glszm'], theirs: { pictologics: 'glszm', pyradiomics: 'glszm', mirp: 'szm' } },
  { name: 'gldzm', families: ['gldzm'], theirs: { pictologics: 'gldzm', mirp: 'dzm' } },
  {
    name: 'ngtdm',
    families: ['ngtdm'],
    theirs: { pictologics: 'ngtdm', pyradiomics: 'ngtdm', mirp: 'ngtdm' },
  },
  {
    name: 'ngldm',
    families: ['ngldm'],
    theirs: { pictologics: 'ngldm', pyradiomics: 'gldm', mirp: 'ngldm' },
  },
];

/** A case in our settings: 3D, directions merged, as the peers' rows. */
function settingsOf({ resample, range, binWidth }: BenchmarkCase, work: Work): unknown {
  return {
    resampling:
      resample === null
        ? null
        : {
            spacing: [resample, resample, resample],
            image: 'linear',
            mask: 'linear',
            roundIntensities: true,
          },
    resegmentation: { range },
    discretisation: { method: 'fixed-bin-size', size: binWidth },
    volumeHistogram: { method: 'none' },
    families: work.families,
    morphology: { spatialCorrelation: work.spatialCorrelation ?? true },
    aggregations: ['3D_comb'],
  };
}

interface OurTiming {
  readonly minimum: number;
  readonly features: number;
}

async function timeOurs(benchmarkCase: BenchmarkCase, seconds: number): Promise<Map<string, OurTiming>> {
  const { volume, mask } = await readSubject(benchmarkCase.image, benchmarkCase.mask, { label: 1 });
  const timings = new Map<string, OurTiming>();
  for (const work of works) {
    const settings = resolveSettings(settingsOf(benchmarkCase, work));
    let features = 0;
    // On one processor the engine's compiler waits for what it compiles: it needs longer than where it has its own.
    const timing = measure(
      () => {
        features = extractFeatures(volume, mask, settings).values.size;
      },
      seconds,
      1.5,
    );
    timings.set(work.name, { minimum: timing.minimum, features });
  }
  return timings;
}

function theirTime(report: PeerReport | undefined, caseName: string, what: string | undefined) {
  const find = (name: string) => report?.rows.find((row) => row.case === caseName && row.what === name);
  const row = what === undefined ? undefined : find(what);
  const preparation = find('preparation');
  if (row === undefined || preparation === undefined) return undefined;
  return { features: row.minimum, whole: row.minimum + preparation.minimum };
}

const heading = `Times on one thread, the fastest of several runs in one process after a warm-up.
ours     extractFeatures: image and mask in memory to values; cutting out, resampling (case a), re-segmentation
         and discretisation are inside, in every row.
peer     the peer's feature functions on a state that was prepared before, untimed.
whole    peer plus its own preparation (bench/peers say what that is): compare this one with ours.
ratio    whole / ours: above 1 means that we are faster.
PyRadiomics has no volume histogram and no distance zones, and averages over directions; MIRP's morphology leaves
out the oriented box and the enclosing ellipsoid and estimates Moran's I and Geary's C from random subsets.`;

/** Features in process, beside every peer that is set up. */
export async function run(): Promise<void> {
  const folder = join(tmpdir(), 'rachis-bench');
  const cases = prepareCases(folder);
  console.log(`${heading}\n`);
  const reports = new Map(peerNames.map((peer) => [peer, runPeer(peer, join(folder, 'cases.json'), 1)]));
  for (const [peer, report] of reports) {
    if (report !== undefined) console.log(`${peer}: ${report.version}, Python ${report.python}`);
  }
  for (const benchmarkCase of cases) {
    const ours = await timeOurs(benchmarkCase, 1);
    console.log(`\n${benchmarkCase.name}: ${benchmarkCase.title}`);
    const rows = works.flatMap((work) =>
      peerNames.flatMap((peer) => {
        const theirs = theirTime(reports.get(peer), benchmarkCase.name, work.theirs[peer]);
        if (theirs === undefined) return [];
        const mine = ours.get(work.name)!.minimum;
        return [
          [
            work.name,
            peer,
            formatTime(mine),
            formatTime(theirs.features),
            formatTime(theirs.whole),
            formatRatio(theirs.whole, mine),
          ],
        ];
      }),
    );
    printTable(['work', 'beside', 'ours', 'peer', 'whole', 'ratio'], rows);
    console.log(`${ours.get('every family')!.features} features of ours`);
  }
}
