import type { FrameColumn } from '@rachis/learning';
import { isDateText, parseDates } from '@rachis/statistics';
import { momentOf, namesDay } from '../column-kind.ts';
import type { DesignCheck } from '../context.ts';
import type { Design } from '../design.ts';
import { counted, listed } from '../words.ts';

interface Moments {
  readonly name: string;
  /** Days; since 1970 of dates, else since whatever the table counts from. */
  readonly days: Float64Array;
  readonly dates: boolean;
}

const calendarDay = (value: number): number => {
  const [year, month, day] = [Math.floor(value / 10_000), Math.floor(value / 100) % 100, value % 100];
  return Date.UTC(year, month - 1, day) / 86_400_000;
};

/** A column as days; undefined where it has neither dates nor numbers of days. */
function momentsOf({ name, kind, values, categories }: FrameColumn): Moments | undefined {
  if (kind === 'category') {
    const texts = Array.from(values, (value) => (Number.isNaN(value) ? undefined : categories![value]!));
    const known = texts.filter((text) => text !== undefined);
    if (known.length === 0 || !known.every(isDateText)) return undefined;
    try {
      return { name, days: parseDates(texts), dates: true };
    } catch {
      // Whether the day or the month stands first cannot be told: nothing can be said of the order.
      return undefined;
    }
  }
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return undefined;
  if (known.every((value) => Number.isInteger(value) && value > 19_000_101 && value < 21_001_231)) {
    return { name, days: values.map(calendarDay), dates: true };
  }
  return namesDay(name) ? { name, days: values, dates: false } : undefined;
}

function columnsOf(design: Design): FrameColumn[] {
  const outcome = design.frame.outcome!;
  const times: FrameColumn[] =
    outcome.kind === 'survival' && design.time !== undefined
      ? [{ name: design.time, kind: 'numeric', values: outcome.times }]
      : [];
  return [...design.frame.columns, ...design.others, ...times];
}

/** Subjects whose image was taken after the event that it is to foretell. */
export const timeBackwards: DesignCheck = ({ design }) => {
  const moments = columnsOf(design).flatMap((column) => {
    // Whatever it is called, the time of survival is that of its end.
    const moment = column.name === design.time ? ('end' as const) : momentOf(column.name);
    const own = moment === undefined ? undefined : momentsOf(column);
    return own === undefined ? [] : [{ ...own, moment: moment! }];
  });
  const images = moments.filter(({ moment }) => moment === 'image');
  const ends = moments.filter(({ moment }) => moment === 'end');
  return images.flatMap((image) =>
    ends
      .filter(({ dates }) => dates === image.dates)
      .flatMap((end) => {
        const rows = Array.from(image.days.keys()).filter((row) => image.days[row]! > end.days[row]!);
        if (rows.length === 0) return [];
        const words = rows.map(
          (row) => `${design.labels[row]} (${Math.round(image.days[row]! - end.days[row]!)} days)`,
        );
        return [
          {
            code: 'TIME_BACKWARDS' as const,
            severity: 'problem' as const,
            message: `${counted(rows.length, 'row has', 'rows have')} ${image.name} after ${end.name}: ${listed(words, 5)}. An image taken after the event shows it; it cannot foretell it.`,
            remedy:
              'Correct the dates, or leave out those whose image came after the event (an earlier image of theirs may serve).',
            columns: [image.name, end.name],
            subjects: rows.map((row) => design.labels[row]!),
          },
        ];
      }),
  );
};
