/** What trials of classification are about. */
import type { ClassifierSpec } from '../../parts/classifier.ts';
import type { DrawCell } from '../cell.ts';
import type { TrialPlan } from '../simulator.ts';

/** One cell, with labels that are classified by one rule. */
export interface ClassifierSeries {
  readonly cell: DrawCell;
  /** λ of Σ ℓ + (λ/2)|w|². */
  readonly ridge: number;
  readonly classifier: ClassifierSpec;
}

/** Trials of series of one cell. */
export interface ClassifierPlan extends TrialPlan<ClassifierSeries> {
  /** Teachers whose labels are averaged over within a trial; absent: 1. */
  readonly labels?: number;
}
