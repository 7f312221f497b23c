/**
 * Numbers as people and their programs write them: 1.5, 1,5, 1'100.5, 1.100,5, 12%, 3 mm. Parsing is apart from
 * deciding: a text is taken to pieces, and a whole column tells which mark its decimals have.
 */

/** A text that is a number, in pieces. */
export interface NumberText {
  /** Digits and marks without sign, unit and spaces. */
  readonly body: string;
  readonly negative: boolean;
  /** `%`, `mm`, ... as it stands; empty without. */
  readonly unit: string;
  /** What the marks mean: `comma` and `point` are decimal marks; `either` could be a decimal mark or thousands. */
  readonly marks: 'none' | 'point' | 'comma' | 'either-point' | 'either-comma';
}

/** Units that a column of numbers may carry in its cells. */
const units = new Set(
  (
    '% ‰ ° °c deg mm cm dm m km µm μm um nm mm2 mm² cm2 cm² m2 m² mm3 mm³ cm3 cm³ cc ml µl μl dl l ' +
    'g kg mg µg μg ug ng pg lb lbs stone hu suv gy cgy mgy msv kbq mbq gbq bq bq/ml kev kv kvp ma mas t mt hz ' +
    'ms s sec min h hr hrs d day days wk weeks mo mon month months y yr yrs year years ' +
    'tage tag wochen monate monat jahre jahr jours mois ans an años meses días ' +
    'mmhg bpm cm/s m/s mg/dl mg/l g/dl g/l µg/l ng/ml ng/dl pg/ml mmol/l µmol/l nmol/l u/l iu/l u/ml iu/ml mu/l ' +
    'kg/m2 kg/m² kg/m^2 g/cm2 g/cm² g/cm3 mg/cm3 mg/cm2 mm/h ml/min points pts pack-years py'
  ).split(' '),
);

const spaces = /[\u00a0\u2007\u2009\u202f]/g;

/** A unit as it is compared: case and plural are none of its meaning. */
export const foldedUnit = (unit: string): string => {
  const lower = unit.toLowerCase();
  return lower.length > 2 ? lower.replace(/s$/, '') : lower;
};

/** What nearly every number of a table looks like. */
const plain = /^-?(?:\d+|\d+\.\d+(?:[eE][+-]?\d+)?)$/;

/** Whether a text is a number with a known unit or none; undefined where it is not. */
export function takeApart(text: string): NumberText | undefined {
  if (plain.test(text)) {
    const negative = text[0] === '-';
    const body = negative ? text.slice(1) : text;
    const marks = body.includes('.') ? (thousandsByPoint.test(body) ? 'either-point' : 'point') : 'none';
    return { body, negative, unit: '', marks };
  }
  const parts = /^([+\-−–]?)\s?(\d[\d.,'’ ]*|[.,]\d+)((?:[eE][+-]?\d+)?)\s*(.*)$/.exec(
    text.replace(spaces, ' ').trim(),
  );
  if (parts === null) return undefined;
  const [, sign, digits, exponent, unit] = parts as unknown as [string, string, string, string, string];
  if (unit !== '' && !units.has(unit.toLowerCase())) return undefined;
  const grouped = digits.trim();
  let body = grouped;
  if (/[ '’]/.test(grouped)) {
    // Groups of three, and no other blanks: "1 2" is no number.
    if (!/^\d{1,3}(?:([ '’])\d{3})(?:\1\d{3})*(?:[.,]\d+)?$/.test(grouped)) return undefined;
    body = grouped.replace(/[ '’]/g, '');
  }
  const marks = marksOf(body, body !== grouped);
  if (marks === undefined) return undefined;
  return { body: `${body}${exponent}`, negative: sign !== '' && sign !== '+', unit, marks };
}

const thousandsByPoint = /^[1-9]\d{0,2}\.\d{3}$/;

function marksOf(body: string, grouped: boolean): NumberText['marks'] | undefined {
  if (/^\d+$/.test(body)) return 'none';
  if (/^(\d+\.\d*|\.\d+)$/.test(body)) {
    return !grouped && thousandsByPoint.test(body) ? 'either-point' : 'point';
  }
  if (/^(\d+,\d*|,\d+)$/.test(body)) {
    return !grouped && /^[1-9]\d{0,2},\d{3}$/.test(body) ? 'either-comma' : 'comma';
  }
  if (/^\d{1,3}(,\d{3})+\.\d+$/.test(body) || /^\d{1,3}(,\d{3}){2,}$/.test(body)) return 'point';
  if (/^\d{1,3}(\.\d{3})+,\d+$/.test(body) || /^\d{1,3}(\.\d{3}){2,}$/.test(body)) return 'comma';
  return undefined;
}

/** The number of a text whose decimal mark is known. */
export function numberOfText({ body, negative }: NumberText, decimal: 'point' | 'comma'): number {
  const value = Number(
    decimal === 'point' ? body.replaceAll(',', '') : body.replaceAll('.', '').replace(',', '.'),
  );
  return negative ? -value : value;
}
