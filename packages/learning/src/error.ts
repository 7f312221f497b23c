import { StatisticsError, type StatisticsErrorDetails } from '@rachis/statistics';

/** A user's mistake in data or settings of learning; one kind of error with those of the tables. */
export function learningError(
  code: 'DATA_UNSUITABLE' | 'SETTINGS_INVALID' | 'LEAK',
  message: string,
  details: StatisticsErrorDetails = {},
): StatisticsError {
  return new StatisticsError(code, message, details);
}
