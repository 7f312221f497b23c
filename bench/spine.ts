import {
  cropLabels,
  type Level,
  levels,
  measureSpine,
  schemeFromText,
  type SpineMeasurements,
} from '@rachis/spine';
import { identityDirection, type Volume } from '@rachis/volume';
import { printTable } from './table.ts';
import { formatTime } from './timing.ts';

const size = [512, 512, 800] as const;
const spacing = [0.8, 0.8, 0.8] as const;

/** Levels of a whole spine from C2 to S1, with the sizes (mm) of their bodies: depth, width, height. */
const column: readonly Level[] = levels
  .slice(levels.indexOf('C2'), levels.indexOf('S1') + 1)
  .filter((level) => !['T13', 'L6'].includes(level));

const between = (from: number, to: number, i: number): number =>
  from + ((to - from) * i) / (column.length - 1);

/** Bodies with arches, muscles on both sides, canal, cord and femora with their heads, in a scan of 512 x 512 x 800. */
function wholeSpine(): {
  readonly labels: Volume<Uint8Array>;
  readonly image: Volume<Int16Array>;
  readonly scheme: string;
} {
  const [nx, ny, nz] = size;
  const data = new Uint8Array(nx * ny * nz);
  const names = [
    ...column.map((level, i) => `${i + 1}=${level}`),
    ...['40=spinal_canal', '41=spinal_cord', '50=femur_left', '51=femur_right'],
    ...['erector_spinae', 'psoas_major'].flatMap((name, i) => [
      `${60 + 2 * i}=${name}_left`,
      `${61 + 2 * i}=${name}_right`,
    ]),
  ];
  const [cx, cy] = [(nx * spacing[0]) / 2, (ny * spacing[1]) / 2];
  let top = 620;
  const bodies = column.map((_, i) => {
    const height = between(14, 28, i);
    const middle = top - height / 2;
    top -= height + between(4, 9, i);
    // The bodies sway to the front and back as a spine's do, and lean along.
    const a = 22 * Math.sin((2 * Math.PI * middle) / 420);
    const lean = Math.atan((22 * 2 * Math.PI * Math.cos((2 * Math.PI * middle) / 420)) / 420);
    return { middle, height, a, lean, depth: between(16, 35, i), width: between(20, 50, i) };
  });
  // Nothing lies further than this from the middle, mm: beyond, the scan is empty.
  const reach = (axis: 0 | 1, mm: number, centre: number) =>
    [Math.floor((centre - mm) / spacing[axis]), Math.ceil((centre + mm) / spacing[axis])] as const;
  const [[x0, x1], [y0, y1]] = [reach(0, 125, cx), reach(1, 95, cy)];
  for (let z = 0; z < 640 / spacing[2]; z++) {
    const near = [...bodies.entries()].filter(([, one]) => Math.abs(z * spacing[2] - one.middle) <= 40);
    for (let y = y0; y <= y1; y++)
      for (let x = x0; x <= x1; x++) {
        const [l, p, s] = [x * spacing[0] - cx, y * spacing[1] - cy, z * spacing[2]];
        let label = 0;
        let sway = 22 * Math.sin((2 * Math.PI * s) / 420);
        for (const [i, one] of near) {
          const [da, ds] = [-p - one.a, s - one.middle];
          const [a, h] = [
            da * Math.cos(one.lean) - ds * Math.sin(one.lean),
            da * Math.sin(one.lean) + ds * Math.cos(one.lean),
          ];
          const [depth, width, tall] = [one.depth / 2, one.width / 2, one.height / 2];
          if (Math.hypot(l / width, a / depth) <= 1.1 && Math.abs(a) <= depth && Math.abs(h) <= tall)
            label = i + 1;
          const behind = -a - depth;
          const side = Math.abs(l);
          if (
            behind > 0 &&
            behind < 18 &&
            side > 0.5 * width &&
            side < 0.8 * width &&
            h > 0 &&
            h < 0.8 * tall
          )
            label = i + 1;
          if (behind > 16 && behind < 21 && side < 0.8 * width && Math.abs(h) < 0.7 * tall) label = i + 1;
          if (behind > 20 && behind < 42 && side < 3.5 && h < 2 && h > -9) label = i + 1;
          if (Math.abs(h) <= tall + 5) sway = one.a - depth - 8;
        }
        if (label === 0 && s > 30 && s < 630) {
          const back = -p - sway;
          if (Math.hypot(l / 5, back / 4) <= 1) label = 41;
          else if (Math.hypot(l / 9, back / 7) <= 1) label = 40;
          else if (Math.hypot(Math.abs(l) - 32, back + 40) < 24) label = l > 0 ? 60 : 61;
          else if (s < 220 && Math.hypot(Math.abs(l) - 52, back - 26) < 20) label = l > 0 ? 62 : 63;
        }
        if (s < 60 && label === 0) {
          const inHead = Math.hypot(Math.abs(l) - 86, p + 25, s - 32) < 24;
          const inNeck = Math.abs(Math.abs(l) - 105) < 18 && Math.hypot(p + 25, s - 24) < 14;
          if (inHead || inNeck) label = l > 0 ? 50 : 51;
        }
        data[x + nx * (y + ny * z)] = label;
      }
  }
  const grid = { size, spacing, origin: [-cx, -cy, 0] as const, direction: identityDirection };
  const image = new Int16Array(data.length);
  for (let i = 0; i < image.length; i++) image[i] = data[i] === 0 ? -90 : data[i]! < 40 ? 160 : 45;
  return {
    labels: { ...grid, data, unit: 'arbitrary' },
    image: { ...grid, data: image, unit: 'HU' },
    scheme: names.join(','),
  };
}

/** Every measurement of a whole-spine label map of 512 x 512 x 800, on one thread, step by step; the bar is 10 s. */
export async function run(): Promise<void> {
  console.log(
    'One thread; made spine from C2 to S1 with muscles, canal, cord and femora, 0.8 mm, image in HU.\n',
  );
  const { labels, image, scheme } = wholeSpine();
  const structures = schemeFromText(scheme);
  const rows: string[][] = [];
  for (const repeat of ['first run', 'second run']) {
    const start = performance.now();
    const crops = cropLabels(labels);
    const cropped = (performance.now() - start) / 1000;
    const spine: SpineMeasurements = measureSpine({
      ...{ crops, structures, scan: labels, image, posture: 'supine', bodyHeight: 1.75 },
      ...{ composition: { method: 'ct', image }, modality: 'CT', clock: () => performance.now() },
    });
    const whole = (performance.now() - start) / 1000;
    const empty = spine.measurements.filter(({ value }) => value === null).length;
    rows.push(
      [repeat, 'labels cut out', formatTime(cropped)],
      ...spine.timings.map(({ step, seconds }) => [repeat, step, formatTime(seconds)]),
      [repeat, `all: ${spine.measurements.length - empty} values, ${empty} empty`, formatTime(whole)],
    );
    if (whole > 10) process.exitCode = 1;
  }
  printTable(['', 'step', 'time'], rows);
}
