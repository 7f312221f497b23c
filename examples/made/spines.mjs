// Spines as images: CT and a label map of L1 to L5 of each patient, drawn from a seed. Who breaks a vertebra within two
// years has bone of lower density, vertebrae that are a little lower in front already, or both, and is older.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeNifti } from '@rachis/formats';
import { rasterise, turn } from '../../packages/spine/test/anatomy.ts';
import { createRandom, happens, subjectName, writeCsv } from './draw.mjs';

const levels = ['L5', 'L4', 'L3', 'L2', 'L1'];
const spacing = [2, 2, 2];

/** Vertebrae of one patient from below; `lower` is how much lower than the back their front is, on average. */
function vertebraeOf(random, lower) {
  let lean = 20 + 4 * random.normal();
  let [a, s] = [0, 0];
  return levels.map((level, i) => {
    const posteriorHeight = 27 + 1.2 * random.normal();
    const anteriorHeight = posteriorHeight * Math.max(0.6, 1 - lower - 0.02 * random.normal());
    const own = {
      level,
      label: 24 - i,
      depth: 34,
      width: 46,
      anteriorHeight,
      posteriorHeight,
      lean,
      place: [a, s],
    };
    const next = lean - 7 - random.normal();
    const distance = (anteriorHeight + posteriorHeight) / 2 + 10 + random.normal();
    const middle = ((lean + next) / 2) * (Math.PI / 180);
    a += distance * Math.sin(middle);
    s += distance * Math.cos(middle);
    lean = next;
    return own;
  });
}

/** Soft tissue and bone in HU; noise that is alike in neighbours, and coarser in thin bone. */
function ctOf({ data, size, ...grid }, random, density) {
  const coarse = density < 120 ? 0.8 : 0.4;
  let near = 0;
  const image = Int16Array.from(data, (label) => {
    near = coarse * near + 25 * random.normal();
    return Math.round(label === 0 ? 40 + 0.3 * near : density + near);
  });
  return { ...grid, size, data: image, unit: 'HU' };
}

/** `spines/` with the images, `spines.csv` (manifest) and `spine-patients.csv` (age, outcome). */
export async function makeSpines(folder) {
  const all = createRandom('spines');
  mkdirSync(join(folder, 'spines'), { recursive: true });
  const [manifest, patients] = [[], []];
  for (let at = 0; at < 60; at++) {
    const subject = subjectName('S', at);
    const random = all.split(subject);
    const [bone, shape] = [random.normal(), random.normal()];
    const age = Math.round(70 - 4 * bone + 6 * random.normal());
    const fracture = happens(random, -1.4 * bone + 1.4 * shape + 0.02 * (age - 70)) ? 'yes' : 'no';
    const rotation = turn(3 * random.normal(), 3 * random.normal(), 3 * random.normal());
    const { labels } = rasterise(vertebraeOf(random, 0.06 + 0.03 * shape), rotation, spacing, true);
    const [image, mask] = ['ct', 'labels'].map((what) => join('spines', `${subject}_${what}.nii.gz`));
    await writeNifti(join(folder, image), ctOf(labels, random, 130 + 28 * bone));
    await writeNifti(join(folder, mask), labels);
    manifest.push([subject, 'CT', image, mask]);
    patients.push([subject, age, fracture]);
  }
  writeCsv(join(folder, 'spines.csv'), ['subject', 'modality', 'image', 'mask'], manifest);
  writeCsv(join(folder, 'spine-patients.csv'), ['subject', 'age', 'fracture_within_two_years'], patients);
}
