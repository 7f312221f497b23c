import { bauer } from './bauer.ts';
import { nesms } from './nesms.ts';
import type { PointScore } from './point-score.ts';
import { sins } from './sins.ts';
import { katagiri, vanDerLinden } from './survival.ts';
import { tokuhashi } from './tokuhashi.ts';
import { tomita } from './tomita.ts';
import { aoSpineInjury, loadSharing, tlics } from './trauma.ts';

/** Every score that sums points. */
export const pointScores: readonly PointScore[] = [
  ...[sins, tokuhashi, tomita, bauer, nesms, vanDerLinden, katagiri],
  ...[tlics, loadSharing, aoSpineInjury],
];
