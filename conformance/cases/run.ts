import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { dataRoot } from '../data.ts';
import type { CaseCheck } from './case.ts';
import { imageCases } from './images.ts';
import { spineCases } from './spine.ts';
import { tableCases } from './tables.ts';

/**
 * Every folder of `RACHIS_DATA`'s `cases` (small inputs that went wrong once), each held to what its README calls right.
 * Prints a line a folder and `cases: A of B`; exit 0 only where all are right. A folder that nothing checks is not right.
 */
const checks: Readonly<Record<string, CaseCheck>> = { ...imageCases, ...tableCases, ...spineCases };

const root = join(dataRoot, 'cases');
if (!existsSync(root)) {
  console.error(`There are no cases in ${root}. Set RACHIS_DATA to the folder that holds them.`);
  process.exit(2);
}
const wanted = process.argv.slice(2);
const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && (wanted.length === 0 || wanted.includes(entry.name)))
  .map(({ name }) => name)
  .sort();

let right = 0;
for (const name of folders) {
  const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
  let wrong: string | null;
  try {
    wrong =
      check === undefined ? 'nothing checks this folder' : await check.run((file) => join(root, name, file));
  } catch (error) {
    wrong = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  if (wrong === null) right++;
  console.log(
    wrong === null
      ? `right  ${name}: ${check!.right}`
      : `WRONG  ${name}: ${wrong.replaceAll('\n', ' ').slice(0, 400)}`,
  );
}
console.log(`cases: ${right} of ${folders.length}`);
process.exitCode = right === folders.length ? 0 : 1;
