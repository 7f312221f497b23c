// After Durand et al. 2021: sagittal shapes of adult deformity on a self-organising map of two by three nodes.
//   node examples/programs/alignment-clusters.mjs OUTPUT
// Landmarks are generated. Each spine is brought to one frame: the hip axis at (0, 0), the middle of the endplate of S1 at
// distance 1; it is not turned, since pelvic tilt is signal. The page tells clusters, their mean shapes, how stable they
// are, and what they go along with.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dot, line, plot, text } from '@observablehq/plot';
import {
  adjustPValues,
  chiSquareTest,
  clusterStability,
  createRandom,
  kruskalWallis,
  median,
  selfOrganisingMap,
  silhouette,
} from '@rachis/statistics';
import { parseHTML } from 'linkedom';

const output = process.argv[2];
if (output === undefined) throw new Error('Say where the page goes: alignment-clusters.mjs OUTPUT');
mkdirSync(output, { recursive: true });

const levels = [
  ...Array.from({ length: 5 }, (_, at) => `L${5 - at}`),
  ...Array.from({ length: 12 }, (_, at) => `T${12 - at}`),
];
/** Six kinds of spine: lordosis of the lumbar and kyphosis of the thoracic part, tilt of the pelvis, lean, all in degrees. */
const kinds = [
  { lordosis: 55, kyphosis: 40, tilt: 14, lean: 0, failure: 0.1 },
  { lordosis: 45, kyphosis: 30, tilt: 20, lean: 4, failure: 0.12 },
  { lordosis: 25, kyphosis: 50, tilt: 26, lean: 10, failure: 0.3 },
  { lordosis: 10, kyphosis: 20, tilt: 34, lean: 14, failure: 0.25 },
  { lordosis: 35, kyphosis: 60, tilt: 32, lean: 3, failure: 0.4 },
  { lordosis: 15, kyphosis: 35, tilt: 22, lean: 20, failure: 0.35 },
];
const radians = Math.PI / 180;

/** Centres of L5 to T1, of the femoral heads, and the middle of S1, in mm; x to the front, y up. */
function drawSpine(random) {
  const kind = kinds[random.integer(kinds.length)];
  const around = (mean, spread) => mean + spread * random.normal();
  const tilt = around(kind.tilt, 4);
  const [lordosis, kyphosis, lean] = [
    around(kind.lordosis, 6),
    around(kind.kyphosis, 7),
    around(kind.lean, 3),
  ];
  const size = around(1, 0.07);
  const hips = [around(300, 30), around(200, 30)];
  const sacrum = [
    hips[0] - 105 * size * Math.sin(tilt * radians),
    hips[1] + 105 * size * Math.cos(tilt * radians),
  ];
  // The spine leaves S1 forwards and turns back through the lordosis, then forwards through the kyphosis.
  let angle = lordosis * 0.6 - 10 + lean;
  let [x, y] = sacrum;
  const centres = levels.map((level, at) => {
    angle -= at < 5 ? lordosis / 5 : -kyphosis / 12;
    const step = (level.startsWith('L') ? 36 : 25) * size;
    x += step * Math.sin(angle * radians) + 0.8 * random.normal();
    y += step * Math.cos(angle * radians);
    return [x, y];
  });
  return { hips, sacrum, centres, tilt, lordosis, kyphosis, failed: random.uniform() < kind.failure };
}

/** A spine in the frame of the hip axis, as one row: x and y of each centre. */
function rowOf({ hips, sacrum, centres }) {
  const scale = Math.hypot(sacrum[0] - hips[0], sacrum[1] - hips[1]);
  return [sacrum, ...centres].flatMap(([x, y]) => [(x - hips[0]) / scale, (y - hips[1]) / scale]);
}

const random = createRandom('sagittal alignment');
const spines = Array.from({ length: 400 }, (_, at) => drawSpine(random.split('spine', at)));
const rows = spines.map(rowOf);
const trained = (from, source) =>
  selfOrganisingMap(from, { width: 3, height: 2, grid: 'rectangular', epochs: 30, random: source });
/** The node that is nearest: also that of a new patient. */
const nearestOf = (centres, row) => {
  const distances = centres.map((centre) => centre.reduce((sum, value, k) => sum + (value - row[k]) ** 2, 0));
  return distances.indexOf(Math.min(...distances));
};
const map = trained(rows, random.split('map'));
const stability = clusterStability(
  rows,
  (drawn, source) => {
    const { centres } = trained(drawn, source);
    return (all) => Int32Array.from(all, (row) => nearestOf(centres, row));
  },
  { random: random.split('stability'), resamples: 30 },
);
const letters = 'ABCDEF';
const own = [...letters].map((_, node) => spines.filter((_, at) => map.labels[at] === node));
const used = own.map((members, node) => ({ node, members })).filter(({ members }) => members.length > 0);

const measures = { 'pelvic tilt': 'tilt', 'lumbar lordosis': 'lordosis', 'thoracic kyphosis': 'kyphosis' };
const tests = Object.entries(measures).map(([name, key]) => ({
  name,
  ...kruskalWallis(used.map(({ members }) => members.map((one) => one[key]))),
}));
const failures = chiSquareTest(
  used.map(({ members }) => {
    const failed = members.filter((one) => one.failed).length;
    return [failed, members.length - failed];
  }),
);
const all = [...tests, { name: 'junctional failure', ...failures }];
const adjusted = adjustPValues(
  all.map(({ p }) => p),
  'benjamini-hochberg',
);

const shapes = map.centres.flatMap((centre, node) =>
  Array.from({ length: centre.length / 2 }, (_, at) => ({
    cluster: `${letters[node]} (${own[node].length})`,
    x: centre[2 * at],
    y: centre[2 * at + 1],
  })),
);
const { document } = parseHTML('<!doctype html><html><body></body></html>');
const figure = plot({
  document,
  className: 'shapes',
  width: 900,
  height: 420,
  marginLeft: 60,
  marginBottom: 40,
  style: { background: 'transparent', fontFamily: 'system-ui, sans-serif', fontSize: '12px' },
  fx: { label: null },
  x: { label: 'to the front', ticks: 3, grid: true },
  y: { label: 'up, in distances from hip axis to S1', labelAnchor: 'center', grid: true },
  marks: [
    line(shapes, { fx: 'cluster', x: 'x', y: 'y', stroke: '#0072b2', strokeWidth: 2 }),
    dot(shapes, { fx: 'cluster', x: 'x', y: 'y', r: 2.5, fill: '#0072b2' }),
    dot([[0, 0]], { r: 4, fill: '#d55e00' }),
    text([[0, 0]], { text: () => 'hips', dy: -11, fill: 'currentColor' }),
  ],
});
for (const part of figure.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
figure.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
figure.setAttribute('role', 'img');
figure.setAttribute('aria-label', 'Mean sagittal shape of each cluster');
const svg = figure.outerHTML;
writeFileSync(join(output, 'shapes.svg'), `${svg}\n`);

const digits = (value, count = 1) => value.toFixed(count);
const percent = (part, whole) => `${((100 * part) / whole).toFixed(0)}%`;
const table = (caption, head, body) =>
  `<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${head.map((one) => (one === '' ? '<td></td>' : `<th scope="col">${one}</th>`)).join('')}</tr></thead><tbody>${body.map(([first, ...rest]) => `<tr><th scope="row">${first}</th>${rest.map((one) => `<td>${one}</td>`).join('')}</tr>`).join('')}</tbody></table></div>`;
const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Clusters of sagittal alignment</title><style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:0 auto;padding:1rem}figure{margin:1rem 0;overflow-x:auto}.scroll{overflow-x:auto;margin:1rem 0}table{border-collapse:collapse;font-size:.875rem}caption{text-align:left;font-weight:600}th,td{border-bottom:1px solid #999;padding:.25rem .6rem;text-align:right;white-space:nowrap}th[scope=row]{text-align:left;font-weight:400}</style></head><body><main>
<h1>Clusters of sagittal alignment</h1>
<p>${rows.length} generated spines, a self-organising map of two by three nodes. The study that this follows: Durand et al. 2021.</p>
<p><strong>Stability</strong>: adjusted Rand index ${digits(stability.mean, 2)} over ${stability.indices.length} bootstrap resamples (${digits(stability.lower, 2)} to ${digits(stability.upper, 2)}).
Mean silhouette ${digits(silhouette(rows, map.labels).mean, 2)}. Quantisation error ${digits(map.quantisationError, 2)}, topographic error ${percent(map.topographicError, 1)}.
${stability.mean < 0.6 ? 'Clusters that other samples would draw elsewhere are a description, not kinds of patients.' : ''}</p>
<figure aria-label="Mean shapes" tabindex="0">${svg}<figcaption>Mean shape of each cluster, from S1 to T1, with its number of patients.</figcaption></figure>
${table(
  'Clusters',
  ['Cluster', 'Patients', ...Object.keys(measures).map((name) => `${name}, median`), 'junctional failure'],
  used.map(({ node, members }) => [
    letters[node],
    members.length,
    ...Object.values(measures).map((key) => digits(median(members.map((one) => one[key])))),
    percent(members.filter((one) => one.failed).length, members.length),
  ]),
)}
${table(
  'Clusters against what was measured',
  ['', 'test', 'statistic', 'p', 'p (Benjamini-Hochberg)'],
  all.map(({ name, method, statistic, p }, at) => [
    name,
    method ?? 'chi-square',
    digits(statistic, 2),
    p < 0.001 ? '&lt; 0.001' : digits(p, 3),
    adjusted[at] < 0.001 ? '&lt; 0.001' : digits(adjusted[at], 3),
  ]),
)}
<p>Angles and clusters come from the same landmarks, so that their tests tell how clusters differ, not that they exist.</p>
</main></body></html>
`;
writeFileSync(join(output, 'index.html'), html);
writeFileSync(
  join(output, 'clusters.json'),
  `${JSON.stringify({ labels: [...map.labels], centres: map.centres, stability: stability.mean })}\n`,
);
