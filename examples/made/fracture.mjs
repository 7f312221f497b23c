// After Gui et al. 2021: vertebrae that were irradiated, CT and T1 MR of each, clinical and treatment data. Some patients
// have several vertebrae, and some die before a fracture.
import { join } from 'node:path';
import { causesOf, createRandom, featureNames, featuresOf, happens, subjectName, writeCsv } from './draw.mjs';

const choose = (random, from) => from[random.integer(from.length)];

export function makeFracture(folder) {
  const random = createRandom('fracture');
  const rows = [];
  const images = { CT: [], T1: [] };
  let vertebra = 0;
  for (let at = 0; at < 105; at++) {
    const patient = subjectName('P', at);
    const person = random.split(patient);
    const shared = causesOf(person, 4);
    const age = Math.round(63 + 10 * person.normal());
    const frailty = person.normal();
    for (let level = 0; level < 1 + person.integer(3) && vertebra < 160; level++) {
      const subject = subjectName('V', vertebra++);
      const own = random.split(subject);
      const causes = causesOf(own, 4).map((cause, k) => 0.6 * cause + 0.8 * shared[k]);
      for (const image of Object.keys(images)) {
        const names = featureNames.map((name) => `${image}_${name}`);
        images[image].push([subject, ...featuresOf(own, names, causes)]);
      }
      const dose = choose(own, [16, 18, 20, 24]);
      const lysis = choose(own, ['lytic', 'mixed', 'blastic']);
      const risk =
        0.9 * causes[0] -
        0.6 * causes[3] +
        0.12 * (dose - 19) +
        (lysis === 'lytic' ? 0.6 : 0) +
        0.02 * (age - 63);
      // Months to a fracture, to death, and to the last visit: what comes first is seen.
      const fracture = (-Math.log(own.uniform()) * 40) / Math.exp(risk);
      const death = (-Math.log(own.uniform()) * 45) / Math.exp(0.5 * frailty);
      const visit = 4 + 32 * own.uniform();
      const months = Math.min(fracture, death, visit);
      const end = months === fracture ? 'fracture' : months === death ? 'death' : 'none';
      // Within a year: known where it happened, or where the vertebra was followed for the whole year.
      const year = end === 'fracture' && months <= 12 ? 'yes' : months > 12 ? 'no' : '';
      rows.push([subject, patient, age, dose, lysis, happens(own, 0.5) ? 'yes' : 'no', year, months, end]);
    }
  }
  writeCsv(
    join(folder, 'vertebrae.csv'),
    ['subject', 'patient', 'age', 'dose', 'lesion', 'pain', 'fracture_within_year', 'months', 'end'],
    rows,
  );
  for (const [image, table] of Object.entries(images)) {
    const names = featureNames.map((name) => `${image}_${name}`);
    writeCsv(join(folder, `vertebrae_${image}.csv`), ['subject', ...names], table);
  }
}
