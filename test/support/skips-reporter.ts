import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';

const root = join(import.meta.dirname, '../..');
const data = resolve(process.env.RACHIS_DATA ?? join(root, '..', 'shared'));
const hasData = existsSync(join(data, 'data'));

/** Why a test did not run: its own words, that `-t` did not choose it, else what this machine lacks. */
function reasonOf(test: TestCase, chosen: RegExp | undefined): string {
  const { note } = test.result() as { readonly note?: string };
  if (note !== undefined) return note;
  // The name as `-t` sees it: of the groups around it, and its own.
  if (chosen !== undefined && !chosen.test(test.fullName.replaceAll(' > ', ' '))) return 'not chosen by -t';
  if (!hasData) return `no shared data in ${data} (RACHIS_DATA says where they are)`;
  return process.getuid?.() === 0 ? 'needs a user who is not root' : 'its own condition';
}

/**
 * Closing lines that name what was skipped: how many tests of which files, and why. A run without the shared data must
 * not look like one with them.
 */
export class SkipsReporter implements Reporter {
  #chosen: RegExp | undefined;

  onInit(vitest: Vitest): void {
    this.#chosen = vitest.config.testNamePattern;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const byReason = new Map<string, Map<string, number>>();
    let passed = 0;
    let failed = 0;
    let skipped = 0;
    for (const module of modules) {
      const file = relative(root, module.moduleId);
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed++;
        else if (state === 'failed') failed++;
        else {
          skipped++;
          const reason = reasonOf(test, this.#chosen);
          const files = byReason.get(reason) ?? new Map<string, number>();
          byReason.set(reason, files.set(file, (files.get(file) ?? 0) + 1));
        }
      }
    }
    for (const [reason, files] of byReason) {
      const total = [...files.values()].reduce((sum, count) => sum + count, 0);
      console.log(`\n${total} tests skipped: ${reason}`);
      for (const [file, count] of files) console.log(`  ${String(count).padStart(4)}  ${file}`);
    }
    console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  }
}
