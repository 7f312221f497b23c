// After He et al. 2021: T1 and T2 of the lumbar spine, three classes by the T-score of DXA.
import { join } from 'node:path';
import { causesOf, createRandom, featureNames, featuresOf, subjectName, writeCsv } from './draw.mjs';

/** The rule of the World Health Organization. */
const classOf = (score) => (score >= -1 ? 'normal' : score > -2.5 ? 'osteopenia' : 'osteoporosis');

export function makeOsteoporosis(folder) {
  const random = createRandom('osteoporosis');
  const clinical = [];
  const radiomic = [];
  for (let at = 0; at < 109; at++) {
    const subject = subjectName('OP', at);
    const own = random.split(subject);
    const causes = causesOf(own, 4);
    const age = Math.round(62 + 9 * own.normal());
    const score = -1.75 - 0.75 * causes[0] + 0.45 * causes[1] - 0.04 * (age - 62) + 0.7 * own.normal();
    const label = classOf(score);
    const task = (first, second) => (label === first || label === second ? label : '');
    clinical.push([
      subject,
      age,
      own.uniform() < 0.65 ? 'female' : 'male',
      26 + 4 * own.normal(),
      label,
      task('normal', 'osteopenia'),
      task('normal', 'osteoporosis'),
      task('osteopenia', 'osteoporosis'),
    ]);
    radiomic.push([
      subject,
      ...featuresOf(
        own,
        featureNames.map((name) => `T1_${name}`),
        causes,
      ),
      ...featuresOf(
        own,
        featureNames.map((name) => `T2_${name}`),
        causes,
      ),
    ]);
  }
  writeCsv(
    join(folder, 'osteoporosis.csv'),
    [
      ...['subject', 'age', 'sex', 'bmi', 'bone'],
      ...['normal_or_osteopenia', 'normal_or_osteoporosis', 'osteopenia_or_osteoporosis'],
    ],
    clinical,
  );
  const names = ['T1', 'T2'].flatMap((image) => featureNames.map((name) => `${image}_${name}`));
  writeCsv(join(folder, 'osteoporosis_features.csv'), ['subject', ...names], radiomic);
}
