import { type FeatureStability, reliabilityClasses, variationClasses } from './analyse.ts';

/** How many of a group of features are stable, and in which classes they are. */
export interface GroupSummary {
  readonly group: string;
  readonly features: number;
  /** Features whose correlation is defined. */
  readonly measured: number;
  readonly stable: number;
  readonly stablePercent: number;
  readonly reliability: Readonly<Record<string, number>>;
  readonly variation: Readonly<Record<string, number>>;
}

function summarise(group: string, features: readonly FeatureStability[]): GroupSummary {
  const measured = features.filter(({ icc }) => Number.isFinite(icc)).length;
  const stable = features.filter((feature) => feature.stable).length;
  const counts = (classes: readonly string[], of: (feature: FeatureStability) => string) =>
    Object.fromEntries(
      classes.map((name) => [name, features.filter((feature) => of(feature) === name).length]),
    );
  return {
    group,
    features: features.length,
    measured,
    stable,
    stablePercent: measured === 0 ? Number.NaN : (100 * stable) / measured,
    reliability: counts(reliabilityClasses, ({ reliability }) => reliability),
    variation: counts(variationClasses, ({ variation }) => variation),
  };
}

/** All features together, by family, and by image. */
export interface StabilitySummary {
  readonly all: GroupSummary;
  readonly families: readonly GroupSummary[];
  readonly images: readonly GroupSummary[];
}

export function summariseStability(features: readonly FeatureStability[]): StabilitySummary {
  const by = (of: (feature: FeatureStability) => string) =>
    [...new Set(features.map(of))].map((group) =>
      summarise(
        group,
        features.filter((feature) => of(feature) === group),
      ),
    );
  return {
    all: summarise('all', features),
    families: by(({ family }) => family),
    images: by(({ image }) => image),
  };
}
