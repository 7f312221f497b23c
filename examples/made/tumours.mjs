// After Gitto et al. 2020 and 2022 (readers, benign or malignant) and Chianca et al. 2021 (programs, scanners).
import { join } from 'node:path';
import { causesOf, createRandom, featureNames, featuresOf, happens, subjectName, writeCsv } from './draw.mjs';

/** A feature that readers or programs do not agree on: a third of them. */
const shaky = (name) => createRandom('shaky').split(name).uniform() < 0.33;

/** The same features again, as another reader or scanner sees them. */
const seenBy = (random, values, names, little, much) =>
  values.map((value, at) => value + (shaky(names[at]) ? much : little) * random.normal());

/** Thirty tumours drawn by three readers, and 116 others with a diagnosis, of two centres. */
export function makeReaders(folder) {
  const names = ['T1', 'T2'].flatMap((image) => featureNames.map((name) => `${image}_${name}`));
  const random = createRandom('tumour readers');
  const measured = [];
  for (let at = 0; at < 30; at++) {
    const subject = subjectName('R', at);
    const own = random.split(subject);
    const values = featuresOf(own, names, causesOf(own, 4));
    for (const reader of ['first', 'second', 'third']) {
      measured.push([subject, reader, ...seenBy(own.split(reader), values, names, 0.25, 1.6)]);
    }
  }
  writeCsv(join(folder, 'tumour_readers.csv'), ['subject', 'reader', ...names], measured);
  const rows = [];
  const clinical = [];
  for (let at = 0; at < 116; at++) {
    const subject = subjectName('T', at);
    const own = random.split(subject);
    const causes = causesOf(own, 4);
    const values = seenBy(own.split('reader'), featuresOf(own, names, causes), names, 0.25, 1.6);
    rows.push([subject, ...values]);
    const age = Math.round(55 + 12 * own.normal());
    const malignant = happens(own, 0.3 + 1.3 * causes[0] - 0.8 * causes[2] + 0.03 * (age - 55));
    clinical.push([subject, age, at < 74 ? 'first' : 'second', malignant ? 'malignant' : 'benign']);
  }
  writeCsv(join(folder, 'tumour_features.csv'), ['subject', ...names], rows);
  writeCsv(join(folder, 'tumours.csv'), ['subject', 'age', 'centre', 'diagnosis'], clinical);
}

const theirNames = {
  statistics_mean: 'original_firstorder_Mean',
  statistics_variance: 'original_firstorder_Variance',
  statistics_skewness: 'original_firstorder_Skewness',
  statistics_10th_percentile: 'original_firstorder_10Percentile',
  statistics_90th_percentile: 'original_firstorder_90Percentile',
  histogram_entropy: 'original_firstorder_Entropy',
  histogram_uniformity: 'original_firstorder_Uniformity',
  morphology_sphericity: 'original_shape_Sphericity',
  morphology_volume: 'original_shape_MeshVolume',
  glszm_zone_percentage_3D: 'original_glszm_ZonePercentage',
  ngtdm_coarseness_3D: 'original_ngtdm_Coarseness',
  ngtdm_busyness_3D: 'original_ngtdm_Busyness',
};

/** 146 lesions of the spine, measured by two programs, on four scanners. */
export function makePrograms(folder) {
  const random = createRandom('tumour programs');
  const names = Object.keys(theirNames);
  const ours = [];
  const theirs = [];
  const lesions = [];
  for (let at = 0; at < 146; at++) {
    const subject = subjectName('L', at);
    const own = random.split(subject);
    const causes = causesOf(own, 4);
    const scanner = `scanner ${1 + (at % 4)}`;
    const shift = createRandom('scanner').split(scanner);
    const values = featuresOf(own, names, causes).map((value) => value + 0.3 * shift.normal());
    ours.push([subject, ...values]);
    theirs.push([subject, ...seenBy(own.split('other'), values, names, 0, 0.5)]);
    const malignant = happens(own, 0.2 + 1.4 * causes[0] - 0.9 * causes[1]);
    const primary = happens(own, 1.2 * causes[2]);
    const kind = malignant ? (primary ? 'primary' : 'metastasis') : 'benign';
    lesions.push([
      subject,
      Math.round(58 + 13 * own.normal()),
      scanner,
      malignant ? 'malignant' : 'benign',
      kind,
    ]);
  }
  writeCsv(join(folder, 'lesions_rachis.csv'), ['subject', ...names], ours);
  writeCsv(join(folder, 'lesions_pyradiomics.csv'), ['PatientID', ...Object.values(theirNames)], theirs);
  writeCsv(join(folder, 'lesions.csv'), ['subject', 'age', 'scanner', 'diagnosis', 'kind'], lesions);
}
