import { StatisticsError, type StatisticsErrorCode } from '@rachis/statistics';
import { isRachisError, type RachisErrorCode } from '@rachis/volume';
import { expect, expectTypeOf, it } from 'vitest';

it('a mistake in a table is a RachisError, whose codes are among those that its type says', () => {
  const error: unknown = new StatisticsError('TABLE_INVALID', 'The table has no rows.', {
    column: 'age',
    row: 3,
  });
  if (!isRachisError(error)) throw new Error('It is not known as one.');
  expect([error.code, error.details.column, error.details.row]).toEqual(['TABLE_INVALID', 'age', 3]);
  // Checked by the compiler.
  expectTypeOf<StatisticsErrorCode>().toExtend<RachisErrorCode>();
  const code: RachisErrorCode = error.code;
  expect(code).toBe('TABLE_INVALID');
});
