// After Sanli et al. 2022: CT of spinal bone metastases, alive at six months or not; clinical data tell more than images.
import { join } from 'node:path';
import { causesOf, createRandom, featureNames, featuresOf, happens, subjectName, writeCsv } from './draw.mjs';

export function makeMetastases(folder) {
  const random = createRandom('metastases');
  const names = featureNames.map((name) => `CT_${name}`);
  const rows = [];
  const features = [];
  for (let at = 0; at < 250; at++) {
    const subject = subjectName('M', at);
    const own = random.split(subject);
    const causes = causesOf(own, 4);
    const performance = own.integer(5);
    const primary = ['breast', 'lung', 'prostate', 'other'][own.integer(4)];
    const visceral = happens(own, -0.4);
    const primaryRisk = { breast: -0.7, prostate: -0.5, lung: 0.8, other: 0.2 }[primary];
    const died = happens(
      own,
      -1.6 + 0.5 * performance + primaryRisk + (visceral ? 0.6 : 0) + 0.45 * causes[0],
    );
    const date = new Date(Date.UTC(2014, 0, 1) + at * 4 * 86_400_000).toISOString().slice(0, 10);
    rows.push([
      subject,
      date,
      performance,
      primary,
      visceral ? 'yes' : 'no',
      Math.round(66 + 11 * own.normal()),
      died ? 'dead' : 'alive',
    ]);
    features.push([subject, ...featuresOf(own, names, causes)]);
  }
  writeCsv(
    join(folder, 'metastases.csv'),
    ['subject', 'treated', 'performance', 'primary', 'visceral', 'age', 'six_months'],
    rows,
  );
  writeCsv(join(folder, 'metastases_features.csv'), ['subject', ...names], features);
}
