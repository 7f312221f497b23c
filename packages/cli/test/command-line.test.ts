import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../src/exit-codes.ts';
import { rachis, rachisCommand, temporaryFolder } from './support.ts';

const folder = temporaryFolder();

const commands = [
  ['inspect'],
  ['extract'],
  ['map'],
  ['features'],
  ['settings'],
  ['settings', 'show'],
  ['settings', 'check'],
  ['settings', 'defaults'],
  ['settings', 'schema'],
  ['convert'],
  ['demo'],
];

describe('help', () => {
  test('of the whole lists every command and the exit codes', () => {
    const { code, out, err } = rachis('--help');
    expect([code, err]).toEqual([0, '']);
    for (const [name] of commands) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
    for (const value of Object.values(exitCodes)) expect(out).toMatch(new RegExp(`\\b${value} [a-z]`));
  });
  test.each(commands)('of %s %s has an example', (...name) => {
    const { code, out, err } = rachis(...name.filter(Boolean), '--help');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`^Examples?:\n  rachis ${name.filter(Boolean).join(' ')}`, 'm'));
  });
  test('no command is a wrong use, answered by the help', () => {
    const { code, out, err } = rachis();
    expect([code, out]).toEqual([exitCodes.usage, '']);
    expect(err).toMatch(/Usage: rachis/);
  });
});

test('the version is that of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(rachis('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

describe('mistyped', () => {
  test.each([
    [['extrakt'], /unknown command 'extrakt'[\s\S]*extract/],
    [['extract', 'a', 'b', '-o', 'c.csv', '--lable', '1'], /unknown option '--lable'[\s\S]*--label/],
    [['extract', 'a', '-o', 'c.csv'], /missing required argument: the mask/],
    [['extract', 'a', 'b', 'c', '-o', 'c.csv'], /too many arguments/],
    [['extract', 'a', 'b', '-o', 'c.csv', '--label', 'L1'], /--label.*'L1' is invalid.*whole number/],
    [['extract', 'a', 'b', '-o', 'c.csv', '--label', '1.5'], /'1\.5' is invalid/],
    [['extract', 'a', 'b', '-o', 'c.csv', '--label', '1,'], /'1,' is invalid/],
    [['extract', 'a', 'b', '-o', 'c.csv', '--align', 'image'], /Allowed choices are mask/],
    [['features', '--family', 'glmc'], /no family glmc; there are .*glcm/],
    [['settings', 'chekc'], /unknown command 'chekc'[\s\S]*check/],
  ] as const)('%j', (args, words) => {
    const { code, out, err } = rachis(...args);
    expect([code, out]).toEqual([exitCodes.usage, '']);
    expect(err).toMatch(words);
    expect(err).toMatch(/^rachis: /);
  });
});

describe('pipes', () => {
  test('a reader that goes away early is no error', () => {
    const command = [...rachisCommand, 'features', '--json'].map((word) => `'${word}'`).join(' ');
    const script = `set -o pipefail; ${command} 2>&1 | head -c 100 > /dev/null; echo "\${PIPESTATUS[0]}"`;
    const code = execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim();
    expect(code).toBe('0');
  });
  test('what a command prints can be parsed', () => {
    expect(JSON.parse(rachis('features', '--json').out)).toBeInstanceOf(Array);
    expect(JSON.parse(rachis('settings', 'schema').out)).toHaveProperty('properties');
    const lines = rachis('features', '--csv', '--family', 'glcm').out.trim().split('\n');
    expect(lines).toHaveLength(26);
  });
});

test('the demo of one image runs, says what it runs, and gives the same bytes again', () => {
  const made = ['first', 'second'].map((name) => {
    const path = join(folder, name);
    mkdirSync(path);
    const { code, out } = rachis('demo', '--image', '--folder', path);
    expect(code).toBe(0);
    expect(out).toMatch(/^\$ rachis inspect [\s\S]*^\$ rachis extract [\s\S]*^3 regions, \d+ columns/m);
    return readdirSync(path).sort();
  });
  expect(made[0]).toEqual(['ct.nii.gz', 'features.json', 'features.provenance.json', 'labels.nii.gz']);
  expect(made[1]).toEqual(made[0]);
  for (const name of ['ct.nii.gz', 'labels.nii.gz'])
    expect(readFileSync(join(folder, 'first', name)).equals(readFileSync(join(folder, 'second', name)))).toBe(
      true,
    );
});
