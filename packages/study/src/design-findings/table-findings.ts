import { designChecks } from './checks.ts';
import { DesignContext } from './context.ts';
import type { Design } from './design.ts';
import { type DesignFinding, inOrder } from './finding.ts';

/**
 * Leaks and misleading designs that a table can show, severe ones first. Nothing is refused and nothing changed. Over
 * all kinds, fewer than two clean tables in a hundred have a finding (docs/leaks.md).
 */
export function tableFindings(design: Design): DesignFinding[] {
  const context = new DesignContext(design);
  return inOrder(designChecks.flatMap((check) => check(context)));
}
