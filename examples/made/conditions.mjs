// After Galavis et al. 2010 (PET under ten modes and reconstructions) and Mackin et al. 2015 (a phantom of ten materials
// on seventeen scanners, beside patients).
import { join } from 'node:path';
import { causesOf, createRandom, featureNames, featuresOf, subjectName, writeCsv } from './draw.mjs';

/** How much a condition moves a feature: little for some, more than patients differ for others. */
const spreadOf = (name) => 0.05 * 40 ** createRandom('spread').split(name).uniform();

/** Values around a mean that is not 0, so that ranges relative to it mean something. */
const positive = (value) => 10 + value;

export function makeReconstructions(folder) {
  const random = createRandom('reconstructions');
  const rows = [];
  for (let at = 0; at < 20; at++) {
    const subject = subjectName('G', at);
    const own = random.split(subject);
    const values = featuresOf(own, featureNames, causesOf(own, 4));
    for (const mode of ['2D', '3D']) {
      for (let reconstruction = 1; reconstruction <= 5; reconstruction++) {
        const condition = `${mode} reconstruction ${reconstruction}`;
        const shift = createRandom(condition);
        const seen = values.map((value, k) => {
          const spread = spreadOf(featureNames[k]);
          return positive(value + spread * shift.normal() + 0.3 * spread * own.normal());
        });
        rows.push([subject, condition, ...seen]);
      }
    }
  }
  writeCsv(join(folder, 'reconstructions.csv'), ['subject', 'condition', ...featureNames], rows);
}

export function makePhantom(folder) {
  const random = createRandom('phantom');
  const rows = [];
  for (let cartridge = 1; cartridge <= 10; cartridge++) {
    const own = random.split('cartridge', cartridge);
    const values = featuresOf(own, featureNames, causesOf(own, 4));
    for (let scanner = 1; scanner <= 17; scanner++) {
      const shift = createRandom('phantom scanner')
        .split(scanner % 4)
        .normal();
      rows.push([
        `cartridge ${cartridge}`,
        `scanner ${scanner}`,
        ...values.map((value, k) =>
          positive(value + spreadOf(featureNames[k]) * (shift + 0.5 * own.normal())),
        ),
      ]);
    }
  }
  writeCsv(join(folder, 'phantom.csv'), ['subject', 'scanner', ...featureNames], rows);
  const patients = Array.from({ length: 20 }, (_, at) => {
    const own = random.split('patient', at);
    return [
      subjectName('N', at),
      'scanner 1',
      ...featuresOf(own, featureNames, causesOf(own, 4)).map(positive),
    ];
  });
  writeCsv(join(folder, 'phantom_patients.csv'), ['subject', 'scanner', ...featureNames], patients);
}
