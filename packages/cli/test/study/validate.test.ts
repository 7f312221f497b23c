import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv } from '@rachis/study';
import { beforeAll, describe, expect, it } from 'vitest';
import { outputIn, rachis, temporaryFolder } from '../support.ts';
import { studyText, writeCohort } from './cohort.ts';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
let signature: string;

beforeAll(async () => {
  const written = await writeCohort(folder, 36);
  mkdirSync(at('others'));
  const [header, ...lines] = readFileSync(at('clinical.csv'), 'utf8').trim().split('\n');
  const others = written.slice(24).map(({ subject }) => subject);
  for (const subject of others)
    renameSync(join(folder, 'patients', subject), join(folder, 'others', subject));
  const of = (wanted: boolean) => lines.filter((line) => others.includes(line.split(',')[0]!) === wanted);
  writeFileSync(at('clinical.csv'), `${[header, ...of(false)].join('\n')}\n`);
  writeFileSync(at('others.csv'), `${[header, ...of(true)].join('\n')}\n`);
  writeFileSync(at('study.yaml'), studyText);
  const out = outputIn(folder, 'out');
  expect(rachis('study', 'run', at('study.yaml'), '--output', out).code).toBe(0);
  signature = join(out, 'signature.json');
  expect(rachis('cohort', 'scan', at('others'), '--output', at('others-manifest.csv')).code).toBe(0);
});

const validate = (...more: string[]) => {
  const output = outputIn(folder, 'validated');
  return {
    output,
    run: rachis(
      'validate',
      signature,
      at('others-manifest.csv'),
      '--table',
      at('others.csv'),
      '--output',
      output,
      ...more,
    ),
  };
};

describe('rachis validate', () => {
  it('judges the locked model on other subjects, and counts that it did', () => {
    const { output, run } = validate('--register', at('first.jsonl'));
    expect(run.code, run.err).toBe(0);
    expect(run.err).toContain('Evaluation 1 of this signature: 12 subjects, 0 left out');
    const [header, ...rows] = parseCsv(readFileSync(join(output, 'predictions.csv'), 'utf8'));
    expect(rows).toHaveLength(12);
    // What predict says of the same patient, to the last bit.
    const own = (name: string) => join(folder, 'others', rows[0]![0]!, name);
    const [, ...lines] = readFileSync(at('others.csv'), 'utf8').trim().split('\n');
    const [, age, sex] = lines.find((line) => line.startsWith(rows[0]![0]!))!.split(',');
    const said = rachis(
      'predict',
      signature,
      `CT=${own('CT_image.nii')}`,
      own('CT_mask.nii'),
      '--clinical',
      `age=${age}`,
      '--clinical',
      `sex=${sex}`,
    );
    expect((JSON.parse(said.out) as { score: number }).score).toBe(
      Number(rows[0]![header!.indexOf('score')]),
    );
  });

  it('registers the plan before the outcomes are read, and the result after', () => {
    const [plan, result] = readFileSync(at('first.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(plan!.details).toMatchObject({ outcome: 'relapse' });
    expect(plan!.result).toBeUndefined();
    expect(result).toMatchObject({ evaluation: 1, plan: plan!.plan });
    expect(result!.result).toMatch(/^[0-9a-f]{64}$/);
  });

  it('says that a second look is no independent evidence', () => {
    const { run } = validate('--register', at('first.jsonl'));
    expect(run.err).toContain('Evaluation 2 of this signature');
    expect(run.err).toContain('evaluated once before');
  });

  it('counts an evaluation that failed after its plan was registered', () => {
    writeFileSync(at('strange.csv'), readFileSync(at('others.csv'), 'utf8').replaceAll(',yes', ',perhaps'));
    const output = outputIn(folder, 'validated');
    const run = rachis(
      'validate',
      signature,
      at('others-manifest.csv'),
      '--table',
      at('strange.csv'),
      '--output',
      output,
      '--register',
      at('second.jsonl'),
    );
    expect(run.code).toBe(3);
    expect(run.err).toMatch(/relapse is perhaps; the signature knows no, yes/);
    expect(readFileSync(at('second.jsonl'), 'utf8').trim().split('\n')).toHaveLength(1);
  });

  it('refuses the training subjects: they are no external cohort', () => {
    const manifest = at('training-manifest.csv');
    expect(rachis('cohort', 'scan', at('patients'), '--output', manifest).code).toBe(0);
    const run = rachis(
      'validate',
      signature,
      manifest,
      '--table',
      at('clinical.csv'),
      '--output',
      outputIn(folder, 'again'),
      '--register',
      at('third.jsonl'),
    );
    expect(run.code).toBe(3);
    expect(run.err).toMatch(/24 of 24 subjects .*: P001, P002, .*The cohort is not external/);
  });

  it('knows a training subject under another name among others, and names it', () => {
    cpSync(at('others'), at('mixed'), { recursive: true });
    cpSync(at('patients/P009'), at('mixed/STRANGER'), { recursive: true });
    const manifest = at('mixed-manifest.csv');
    expect(rachis('cohort', 'scan', at('mixed'), '--output', manifest).code).toBe(0);
    writeFileSync(at('mixed.csv'), `${readFileSync(at('others.csv'), 'utf8')}STRANGER,99,m,yes\n`);
    const run = rachis(
      'validate',
      signature,
      manifest,
      '--table',
      at('mixed.csv'),
      '--output',
      outputIn(folder, 'mixed'),
      '--register',
      at('fifth.jsonl'),
    );
    expect(run.code).toBe(3);
    expect(run.err).toContain(
      '1 of 13 subjects have the values of training subjects of the signature: STRANGER.',
    );
  });

  it('reads events of survival by the codes of training, and wants the times', () => {
    const lines = ['subject,age,days,status'];
    for (let n = 0; n < 60; n++)
      lines.push(
        `S${n},${40 + ((n * 7) % 31)},${(1 + ((n * 37) % 100) / (n % 3 === 0 ? 2 : 1)).toFixed(1)},${['alive', 'dead', 'dead'][n % 3]}`,
      );
    writeFileSync(at('survival.csv'), `${lines.slice(0, 41).join('\n')}\n`);
    writeFileSync(at('survival-others.csv'), `${[lines[0], ...lines.slice(41)].join('\n')}\n`);
    writeFileSync(
      at('survival.yaml'),
      'name: Survival\ntables: [{file: survival.csv}]\noutcome: {column: status, event: dead, time: days}\nouter: {kind: folds, folds: 3, repeats: 1}\nresamples: 100\nsignature: {bootstrap: 0}\n',
    );
    const out = outputIn(folder, 'survival');
    expect(rachis('study', 'run', at('survival.yaml'), '--output', out).code).toBe(0);
    const judge = (...more: string[]) =>
      rachis(
        'validate',
        join(out, 'signature.json'),
        '--table',
        at('survival-others.csv'),
        '--output',
        outputIn(folder, 'judged'),
        '--register',
        at('fourth.jsonl'),
        ...more,
      );
    const without = judge();
    expect(without.code).toBe(2);
    expect(without.err).toContain('--time');
    const run = judge('--time', 'days');
    expect(run.code, run.err).toBe(0);
    // Without a single event there is no concordance: the text was read as the event that it is.
    expect(run.err).toMatch(/concordance +0\.\d{3}/);
  });

  it('refuses a signature of images without a manifest, and a register that was broken', () => {
    const output = outputIn(folder, 'validated');
    const run = rachis('validate', signature, '--table', at('others.csv'), '--output', output);
    expect(run.code).toBe(2);
    expect(run.err).toContain('it needs a manifest');
    writeFileSync(at('broken.jsonl'), 'what?\n');
    const broken = validate('--register', at('broken.jsonl')).run;
    expect(broken.code).toBe(3);
    expect(broken.err).toContain('Line 1 of the register');
  });
});
