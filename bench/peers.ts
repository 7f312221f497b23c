import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const peerNames = ['pictologics', 'pyradiomics', 'mirp'] as const;
export type PeerName = (typeof peerNames)[number];

/** One timed piece of work of a peer (see the scripts in `bench/peers`); times in seconds. */
export interface PeerRow {
  readonly case: string;
  readonly what: string;
  /** What is inside the timed part. */
  readonly inside: string;
  readonly voxels: number;
  readonly features: number;
  readonly minimum: number;
  readonly median: number;
  readonly repeats: number;
}

export interface PeerReport {
  readonly peer: string;
  readonly version: string;
  readonly python: string;
  readonly rows: readonly PeerRow[];
}

const peersFolder = process.env.RACHIS_PEERS ?? join(homedir(), '.rachis-peers');

/** A program of a peer's environment, or undefined where the environment is not set up. */
export function peerProgram(peer: PeerName | 'learning', program = 'python'): string | undefined {
  const path = join(peersFolder, peer, 'bin', program);
  return existsSync(path) ? path : undefined;
}

/** One thread for whatever a peer brings along; its caches stay where they are. */
export const oneThread: Readonly<Record<string, string>> = {
  OMP_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  NUMBA_NUM_THREADS: '1',
  PICTOLOGICS_NUM_THREADS: '1',
  ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS: '1',
};

/** Runs a peer's timing script over the cases; undefined, with a line that says so, where the peer is missing. */
export function runPeer(peer: PeerName, casesFile: string, seconds: number): PeerReport | undefined {
  const python = peerProgram(peer);
  if (python === undefined) {
    console.log(
      `${peer}: not timed, no environment in ${peersFolder} (conformance/peers.sh ${peer} makes it)`,
    );
    return undefined;
  }
  const script = join(import.meta.dirname, 'peers', `${peer}.py`);
  const output = execFileSync(python, [script, casesFile, String(seconds)], {
    encoding: 'utf8',
    env: { ...process.env, ...oneThread },
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 26,
  });
  const lastLine = output.trim().split('\n').at(-1)!;
  return JSON.parse(lastLine) as PeerReport;
}
