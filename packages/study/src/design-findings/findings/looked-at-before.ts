import type { DesignCheck } from '../context.ts';
import { timesBefore } from '../../signature/register.ts';

/** An external table whose outcomes other models were judged on before. */
export const lookedAtBefore: DesignCheck = ({ design: { external } }) => {
  const before = external?.before;
  if (external === undefined || before === undefined || before.count === 0) return [];
  return [
    {
      code: 'EXTERNAL_LOOKED_AT_BEFORE',
      severity: 'warning',
      message: `The outcomes of ${external.file} were looked at ${timesBefore(before.count)} with other models or settings (${before.register}). Whoever chooses among models by them has no independent evidence any more.`,
      remedy:
        'Report how often it was looked at and the first result, or judge the final model on subjects that no model has seen.',
      columns: [],
      subjects: [],
    },
  ];
};
