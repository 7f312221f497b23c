import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeNifti } from '@rachis/formats';
import { createRandom } from '@rachis/statistics';

const size = [14, 14, 10] as const;

/** A grid in patient space. */
const grid = {
  size,
  spacing: [1, 1, 1.5],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
} as const;

export interface Written {
  readonly subject: string;
  readonly event: boolean;
}

/**
 * Subjects as NIfTI, one folder each: noise in every region, smooth in half of them. A table tells the outcome, age and
 * sex; age follows the outcome a little.
 */
export async function writeCohort(folder: string, count: number): Promise<readonly Written[]> {
  const random = createRandom('study cohort');
  const lines = ['subject,age,sex,relapse'];
  const written: Written[] = [];
  for (let n = 0; n < count; n++) {
    const subject = `P${String(n + 1).padStart(3, '0')}`;
    const event = n % 2 === 0;
    const own = join(folder, 'patients', subject);
    mkdirSync(own, { recursive: true });
    const [nx, ny, nz] = size;
    const noise = Float64Array.from({ length: nx * ny * nz }, () => random.normal());
    const data = new Int16Array(noise.length);
    const mask = new Uint8Array(noise.length);
    for (let z = 0; z < nz; z++) {
      for (let y = 0; y < ny; y++) {
        for (let x = 0; x < nx; x++) {
          const at = x + nx * (y + ny * z);
          const near = x > 0 ? noise[at - 1]! : 0;
          // A part of the subjects are not as their outcome: a model must not be perfect.
          const smooth = event !== (n % 7 === 3) ? 0.9 : 0.1;
          data[at] = Math.round(100 + 40 * (noise[at]! + smooth * near));
          mask[at] = Math.hypot(x - 7, y - 7, 1.5 * (z - 5)) < 5 ? 1 : 0;
        }
      }
    }
    await writeNifti(join(own, 'CT_image.nii'), { ...grid, data, unit: 'HU' } as never);
    await writeNifti(join(own, 'CT_mask.nii'), { ...grid, data: mask } as never);
    lines.push(
      `${subject},${50 + random.integer(20) + (event ? 5 : 0)},${n % 3 === 0 ? 'f' : 'm'},${event ? 'yes' : 'no'}`,
    );
    written.push({ subject, event });
  }
  writeFileSync(join(folder, 'clinical.csv'), `${lines.join('\n')}\n`);
  writeFileSync(
    join(folder, 'ct.yaml'),
    'discretisation: {method: fixed-bin-size, size: 25}\nfamilies: [statistics, glcm]\naggregations: [3D_comb]\n',
  );
  return written;
}

/** A study file of the cohort that runs in seconds. */
export const studyText = `name: Synthetic relapse
cohort: {folder: patients}
images: [{name: CT, modality: CT, label: 1, settings: ct.yaml}]
tables: [{file: clinical.csv}]
outcome: {column: relapse, event: "yes"}
outer: {kind: folds, folds: 4, repeats: 1}
inner: {folds: 3}
resamples: 100
signature: {bootstrap: 100}
pipelines:
  - name: Clinical
    steps: [{step: keep-columns, settings: {domains: [clinical]}}, {step: impute}, {step: encode}, {step: scale}]
    model: {estimator: logistic-regression, settings: {alpha: 0, lambda: 0.1}}
  - name: Radiomic
    steps: [{step: keep-columns, settings: {domains: [radiomic]}}, {step: impute}, {step: variance-filter}, {step: scale}, {step: correlation-filter}]
    model: {estimator: logistic-regression, settings: {alpha: 0.5, lambda: 0.05}}
  - name: Both
    steps:
      - step: score
        settings:
          domains: [radiomic]
          pipeline:
            steps: [{step: impute}, {step: variance-filter}, {step: scale}, {step: correlation-filter}]
            model: {estimator: logistic-regression, settings: {alpha: 0.5, lambda: 0.05}}
      - {step: impute}
      - {step: encode}
      - {step: scale}
    model: {estimator: logistic-regression, settings: {alpha: 0, lambda: 0.1}}
`;
