import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askStudy, newStudyDefaults, studyTemplate } from '../../src/commands/study-new.ts';
import { outputIn, rachis, rachisCommand, temporaryFolder } from '../support.ts';

const folder = temporaryFolder();

/** Answers in the order of questions; after the last, nothing is typed. */
async function answered(...answers: string[]) {
  const questions: string[] = [];
  const study = await askStudy(async (question) => {
    questions.push(question);
    return answers.shift() ?? '';
  });
  return { study, questions };
}

describe('questions of rachis study new', () => {
  it('take the usual where nothing is typed, and say what that is', async () => {
    const { study, questions } = await answered();
    expect(study).toEqual(newStudyDefaults);
    expect(questions[0]).toBe('What is the study called [A study]: ');
    expect(questions.join()).not.toContain('competing');
  });

  it('do not ask for the kind of image where there is none, and ask for competing events of survival', async () => {
    const { study, questions } = await answered(
      'Bones',
      'none',
      't.csv',
      'id',
      'end',
      'months',
      '1',
      '2, 3',
      'site',
    );
    expect(questions.join()).not.toContain('Kind of image');
    expect(study).toMatchObject({ folder: '', time: 'months', event: '1', competing: '2, 3', site: 'site' });
    const text = studyTemplate(study);
    expect(text).toContain('event: 1\n');
    expect(text).toContain('competing: [2, 3]');
  });

  it('write a file that check has nothing against', async () => {
    const path = join(outputIn(folder, 'new.yaml'));
    const { study } = await answered(
      'A "quoted" name',
      'none',
      't.csv',
      'id',
      'end',
      'months',
      'dead',
      'other',
      'site',
    );
    writeFileSync(path, studyTemplate(study));
    writeFileSync(join(path, '../t.csv'), 'id,end,months,site\n1,dead,2,a\n');
    const run = rachis('study', 'check', path);
    expect(run.code, run.err).toBe(0);
    expect(run.out).toContain('A "quoted" name');
  });

  it('are asked on a terminal', () => {
    const path = join(outputIn(folder, 'typed.yaml'));
    // util-linux gives a command a terminal.
    const command = [...rachisCommand, 'study', 'new', path].map((part) => `'${part}'`).join(' ');
    const typed = `${['Typed', 'none', 'a.csv', '', 'relapse', '', 'yes', ''].join('\n')}\n`;
    const run = spawnSync('script', ['-qec', command, '/dev/null'], { input: typed, encoding: 'utf8' });
    if (run.error !== undefined) return;
    expect(run.stdout).toContain('What is the study called');
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('name: "Typed"');
    expect(text).toContain('event: "yes"');
  });

  it('are not asked without a terminal, or with flags', () => {
    const path = join(outputIn(folder, 'flags.yaml'));
    expect(rachis('study', 'new', path, '--outcome', 'relapse').code).toBe(0);
    expect(readFileSync(path, 'utf8')).toContain('column: "relapse"');
    const other = join(outputIn(folder, 'plain.yaml'));
    expect(rachis('study', 'new', other).code).toBe(0);
    expect(existsSync(other)).toBe(true);
  });
});
