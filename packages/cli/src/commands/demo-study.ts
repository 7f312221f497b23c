import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDicomSeries, writeRtStruct, writeWhole } from '@rachis/formats';
import { sampleCohort } from '../sample-cohort.ts';
import type { Console } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';
import { predict } from './predict.ts';
import { runStudyFile } from './study.ts';

/** How large the sample is. */
export interface SampleSize {
  readonly patients: number;
  /** Families of features that are extracted; all where none are named. */
  readonly families?: readonly string[];
  readonly folds: number;
  readonly repeats: number;
  /** Refits of the signature, for its intervals. */
  readonly bootstrap: number;
}

const usual: SampleSize = { patients: 40, folds: 5, repeats: 3, bootstrap: 100 };

const studyFile = ({
  folds,
  bootstrap,
  repeats,
}: SampleSize): string => `# The sample study: does the bone of a vertebra tell who gets a fracture?
name: Fracture from trabecular bone (made-up patients)
description: A sample cohort that Rachis makes by itself. Nothing in it is of a person.
cohort: {folder: patients}
images:
  - {name: CT, modality: CT, region: "L1 body", settings: ct.yaml}
tables:
  - {file: clinical.csv, domain: clinical}
outcome: {column: fracture, event: "yes"}
outer: {kind: folds, folds: ${folds}, repeats: ${repeats}}
seed: 1
signature: {bootstrap: ${bootstrap}}
`;

const extraction = ({
  families,
}: SampleSize): string => `# Vertebral bodies in CT: bins of 25 HU, every family of IBSI 1 in 3D.
resampling: {spacing: [2, 2, 2]}
discretisation: {method: fixed-bin-size, size: 25, start: -1000}
aggregations: [3D_comb]
${families ? `families: [${families.join(', ')}]\n` : ''}`;

/** Writes the made-up patients as DICOM with RTSTRUCT, their table and their study file. */
async function writeSample(console: Console, folder: string, size: SampleSize): Promise<void> {
  const { patients } = size;
  const lines = ['subject,age,sex,fracture'];
  const encoder = new TextEncoder();
  let made = 0;
  for (const { subject, image, body, age, sex, fracture } of sampleCohort(patients + 1)) {
    // The last is a patient whom the study does not see.
    const own = made < patients ? join(folder, 'patients', subject) : join(folder, 'next-patient');
    const ct = join(own, 'ct');
    if (!existsSync(join(own, 'rtstruct.dcm'))) {
      await mkdir(own, { recursive: true });
      await writeDicomSeries(ct, image, {
        patient: subject,
        description: 'sample lumbar CT',
        manufacturer: 'Rachis sample',
      });
      await writeRtStruct(join(own, 'rtstruct.dcm'), [{ name: 'L1 body', mask: body }], ct);
    }
    if (made < patients) lines.push(`${subject},${age},${sex},${fracture ? 'yes' : 'no'}`);
    made++;
    console.progress(`${made} of ${patients + 1} patients made`);
  }
  console.progress('');
  await writeWhole(join(folder, 'clinical.csv'), [encoder.encode(`${lines.join('\n')}\n`)]);
  await writeWhole(join(folder, 'ct.yaml'), [encoder.encode(extraction(size))]);
  await writeWhole(join(folder, 'study.yaml'), [encoder.encode(studyFile(size))]);
}

/**
 * `rachis demo`: makes a cohort of patients as DICOM, carries out its study, and asks the signature about one more
 * patient.
 */
export async function demoStudy(console: Console, folder: string, size = usual): Promise<number> {
  await writeSample(console, folder, size);
  const result = join(folder, 'result');
  console.out(`${size.patients} made-up patients, DICOM CT with RTSTRUCT: ${join(folder, 'patients')}`);
  const study = join(folder, 'study.yaml');
  console.out(`\n$ rachis study run ${study} --output ${result}`);
  const code = await runStudyFile(console, study, { output: result });
  if (code !== exitCodes.ok) return code;
  const next = join(folder, 'next-patient');
  const [signature, ct, region] = [
    join(result, 'signature.json'),
    join(next, 'ct'),
    join(next, 'rtstruct.dcm'),
  ];
  const said = join(folder, 'next-patient.json');
  console.out(
    `\n$ rachis predict ${signature} ${ct} ${region} --clinical age=71 --clinical sex=female --output ${said}`,
  );
  const predicted = await predict(console, signature, ct, region, {
    clinical: ['age=71', 'sex=female'],
    output: said,
  });
  console.out(`\nThe report: ${join(result, 'report', 'index.html')}`);
  return predicted;
}
