import { isLevel, type Level, levelRank, levels } from '../levels.ts';

/** What measurements tell structures apart by; `other` are those that none asks for. */
export type StructureKind =
  | 'vertebra'
  | 'sacrum'
  | 'disc'
  | 'endplate'
  | 'muscle'
  | 'canal'
  | 'cord'
  | 'fluid'
  | 'ossification'
  | 'femur'
  | 'other';

/** What a label stands for, under one name whatever scheme it came from. */
export interface Structure {
  readonly kind: StructureKind;
  /** `L3`, `L4-L5` (disc), `endplate L3`, `sacrum`, `spinal_cord`, `psoas_major_left` … */
  readonly name: string;
  /** Of a vertebra or endplate its level, of a disc the level above it. */
  readonly level: Level | null;
}

/** A vertebra by its level. */
export const vertebra = (level: Level): Structure => ({ kind: 'vertebra', name: level, level });

/** The level that follows, without those that only some spines have unless they are there. */
function nextLevel(level: Level, present: ReadonlySet<Level>): Level | undefined {
  return levels
    .slice(levelRank(level) + 1)
    .find((next) => !['T13', 'L6'].includes(next) || present.has(next));
}

/** The disc below a level; `present` decides whether T13 or L6 comes next. */
export function discBelow(level: Level, present: ReadonlySet<Level> = new Set()): Structure {
  return { kind: 'disc', name: `${level}-${nextLevel(level, present) ?? '?'}`, level };
}

/** The sacrum as one bone. */
export const sacrum: Structure = { kind: 'sacrum', name: 'sacrum', level: null };

/** Names of muscles without their side. Numbers of regions go by their order: new ones come last. */
export const muscleNames: readonly string[] = [
  ...['autochthon', 'erector_spinae', 'multifidus', 'transversospinalis', 'longissimus', 'iliocostalis'],
  ...['psoas', 'psoas_major', 'iliopsoas', 'quadratus_lumborum', 'semispinalis_cervicis_and_multifidus'],
  ...['gluteus_maximus', 'gluteus_medius', 'gluteus_minimus', 'skeletal_muscle'],
];

const muscles: ReadonlySet<string> = new Set(muscleNames);

const kinds: Readonly<Record<string, StructureKind>> = {
  spinal_canal: 'canal',
  spinal_cord: 'cord',
  csf: 'fluid',
  opll: 'ossification',
  femur: 'femur',
};

/** The side at the end of a structure's name, and the name without it. */
export function sideOf(name: string): { readonly base: string; readonly side: 'left' | 'right' | null } {
  const [, base, side] = /^(.+)_(left|right)$/.exec(name) ?? [];
  return base === undefined ? { base: name, side: null } : { base, side: side as 'left' | 'right' };
}

/** Anything else by its name: muscles, canal, cord, femora, and what none of the measurements asks for. */
export function other(name: string): Structure {
  const { base } = sideOf(name);
  return {
    kind: muscles.has(base) ? 'muscle' : Object.hasOwn(kinds, base) ? kinds[base]! : 'other',
    name,
    level: null,
  };
}

const synonyms: Readonly<Record<string, string>> = {
  SC: 'spinal_cord',
  CSF: 'spinal_canal',
  Spinal_Cord: 'spinal_cord',
  Spinal_Canal: 'spinal_canal',
  OPLL: 'opll',
};

/** The structure that a name in words stands for: `vertebrae_L3`, `L3`, `L4-L5`, `disc_L4_L5`, `L5-S`, `sacrum`, `SC` … */
export function structureOfName(name: string): Structure {
  const text = name.trim();
  const bone = /^(?:vertebrae?[_ ])?([CTLS]\d{1,2})$/i.exec(text)?.[1]?.toUpperCase();
  if (bone !== undefined && isLevel(bone)) return vertebra(bone);
  const [, above, below] = /^(?:disc[_ ])?([CTL]\d{1,2})[-_]([CTLS]\d{0,2})$/i.exec(text.toUpperCase()) ?? [];
  if (above !== undefined && below !== undefined && isLevel(above))
    return { kind: 'disc', name: `${above}-${below === 'S' ? 'S1' : below}`, level: above };
  if (/^sacrum$/i.test(text)) return sacrum;
  return other(Object.hasOwn(synonyms, text) ? synonyms[text]! : text);
}
