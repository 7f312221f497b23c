import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataMissingError, dataRoot, repositoryRoot } from '../data.ts';
import type { Comparison } from '../report.ts';

const program = join(repositoryRoot, 'packages/cli/bin/rachis.js');
const shards = 5;

function need(command: string, ...args: string[]): void {
  if (spawnSync(command, args).error !== undefined)
    throw new DataMissingError(
      `${command}, of Debian's packages slurmctld slurmd slurm-client munge snakemake`,
    );
}

const settings = `discretisation: {method: fixed-bin-number, number: 32}
aggregations: [3D_comb]
filters:
  - {type: laplacian-of-gaussian, sigma: [3]}
`;

/**
 * The STS cohort extracted in one run, as an array of jobs of a real Slurm (slurmctld and slurmd on this machine), and by
 * Snakemake: table, problems and provenance must be the same bytes.
 */
export async function compareShards(): Promise<Comparison[]> {
  if (!existsSync(join(dataRoot, 'data/sts/nifti')))
    throw new DataMissingError(join(dataRoot, 'data/sts/nifti'));
  for (const command of ['slurmctld', 'slurmd', 'munged', 'snakemake']) need(command, '--version');
  const folder = mkdtempSync(join(tmpdir(), 'rachis-shards-'));
  // Jobs start without the path of this process.
  const rachis = join(folder, 'rachis');
  writeFileSync(rachis, `#!/bin/sh\nexec ${process.execPath} ${program} "$@"\n`);
  chmodSync(rachis, 0o755);
  writeFileSync(join(folder, 'settings.yaml'), settings);
  const run = (command: string, args: readonly string[], environment = {}) =>
    execFileSync(command, args, {
      cwd: folder,
      env: { ...process.env, ...environment },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  try {
    run(rachis, ['cohort', 'scan', join(dataRoot, 'data/sts/nifti'), '--output', 'manifest.csv']);
    // Two patients lack the MR: the exit code says so.
    const whole = spawnSync(rachis, ['extract', 'manifest.csv', '-s', 'settings.yaml', '-o', 'whole.csv'], {
      cwd: folder,
    });
    if (whole.status !== 5)
      throw new Error(`the run in one piece ended with ${whole.status}: ${whole.stderr}`);

    const submit = join(folder, 'submit.sh');
    writeFileSync(
      submit,
      `set -eu
job=$(sbatch --parsable --wait --array=1-${shards} --cpus-per-task=1 ${join(repositoryRoot, 'examples/cluster/slurm-array.sh')})
echo "array job $job is done"
sbatch --wait --dependency=afterany:"$job" --wrap "${rachis} merge --output slurm.csv"
`,
    );
    console.log(
      run(join(repositoryRoot, 'conformance/cluster/slurm.sh'), [join(folder, 'slurm'), 'sh', submit], {
        MANIFEST: 'manifest.csv',
        SETTINGS: 'settings.yaml',
        OUTPUT: 'slurm.csv',
        RACHIS: rachis,
      }).trim(),
    );
    run('snakemake', [
      '--snakefile',
      join(repositoryRoot, 'examples/cluster/Snakefile'),
      '--directory',
      folder,
      '--cores',
      '2',
      '--quiet',
      '--config',
      'output=snakemake.csv',
      `shards=${shards}`,
      `rachis=${rachis}`,
    ]);
    return ['slurm', 'snakemake'].flatMap((name) =>
      ['.csv', '.problems.csv', '.provenance.json'].map((ending): Comparison => {
        const [found, expected] = [name, 'whole'].map((stem) => readFileSync(join(folder, stem + ending)));
        return {
          group: name,
          tag: ending,
          ours: found!.equals(expected!) ? 1 : 0,
          expected: 1,
          tolerance: 0,
        };
      }),
    );
  } finally {
    if (process.env.RACHIS_SHARDS_KEEP === undefined) rmSync(folder, { recursive: true, force: true });
    else console.log(folder);
  }
}
