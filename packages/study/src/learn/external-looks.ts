import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { hashOf } from '../signature/canonical.ts';
import { type Registered, registerPlan, sha256OfFile } from '../signature/register.ts';
import { version } from '../version.ts';
import type { LearnSettings } from './settings.ts';

/** An evaluation on an external table, with the register that it stands in. */
export interface RegisteredLook extends Registered {
  readonly register: string;
}

const registerName = 'external.register.jsonl';

/**
 * The register beside an output folder: runs into folders next to each other count in one. In the folder itself where
 * nothing may be written beside it.
 */
async function registerBeside(folder: string): Promise<string> {
  const parent = dirname(resolve(folder));
  await mkdir(parent, { recursive: true }).catch(() => undefined);
  const writable = await access(parent, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (writable) return join(parent, registerName);
  await mkdir(folder, { recursive: true });
  return join(folder, registerName);
}

/**
 * Registers that final models of a table are going to be judged on an external one, in the form in which evaluations of locked
 * signatures are counted. The same table, external table and settings are one evaluation, however often they are run.
 */
export async function registerLook(
  table: string,
  external: string,
  folder: string,
  settings: LearnSettings,
  models: readonly string[],
): Promise<RegisteredLook> {
  const register = await registerBeside(folder);
  const { external: _path, ...deciding } = settings;
  const registered = await registerPlan(register, {
    signature: hashOf({ version, table: await sha256OfFile(table), settings: deciding }),
    models,
    cohort: '',
    tables: [await sha256OfFile(external)],
    outcome: settings.outcome,
    measures: 'all of the outcome',
    threshold: null,
  });
  return { ...registered, register };
}
