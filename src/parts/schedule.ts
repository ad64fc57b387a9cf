/**
 * How training from zero goes on before its end, as data (its limit life is theory/filters): fitted by filters.ts, which says what each does
 * to an eigenvalue.
 */
export type Schedule =
  /** Gradient flow ẇ = −∇ (1/2n)Σ(y−f)² for a time. */
  | { readonly kind: 'flow'; readonly time: number }
  /** Steps w ← w − η∇ + momentum·(w − w_before) of gradient descent on the same loss. */
  | {
      readonly kind: 'descent';
      readonly steps: number;
      readonly stepSize: number;
      readonly momentum: number;
    }
  /** Ridge regressions, each on the residuals of the one before. */
  | { readonly kind: 'iterated'; readonly count: number; readonly ridge: number };

/** The ridge that resists about as much as stopping does: what is fitted has eigenvalues beyond it. */
export function resistance(schedule: Schedule): number {
  switch (schedule.kind) {
    case 'flow':
      return 1 / schedule.time;
    case 'descent':
      return (1 - schedule.momentum) / (schedule.steps * schedule.stepSize);
    case 'iterated':
      return schedule.ridge / schedule.count;
  }
}
