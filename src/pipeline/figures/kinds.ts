/** The kinds of figures, by one explicit list. */
import type { SingleFigure } from '../../figure/figure.ts';
import type { FigurePlan } from '../../scenario/scenario.ts';
import type { Results } from '../results.ts';
import { curvesKind } from './curves.ts';
import { heatmapKind } from './heatmap.ts';

/** What figures of all kinds have. */
export type CommonParts = Omit<SingleFigure, 'kind' | 'series' | 'color' | 'grid' | 'optimum' | 'marks'>;

/** A kind of figure: how results become one. */
export interface FigureKind<P extends FigurePlan = FigurePlan> {
  readonly name: P['kind'];
  /** What shows the theory, for people. */
  readonly shows: string;
  /** Whether a vertical line stands for all values of y. */
  readonly fillsPlane: boolean;
  readonly build: (common: CommonParts, plan: P, all: readonly Results[]) => SingleFigure;
}

const kinds: { readonly [K in FigurePlan['kind']]: FigureKind<Extract<FigurePlan, { readonly kind: K }>> } = {
  curves: curvesKind,
  heatmap: heatmapKind,
};

export function kindOf<P extends FigurePlan>(plan: P): FigureKind<P> {
  return kinds[plan.kind] as unknown as FigureKind<P>;
}
