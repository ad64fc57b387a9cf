/** Linear features: the observed inputs themselves, and the exact population risk of predictors on them. */
import type { Matrix } from '../../linalg/matrix.ts';
import type { CellBlock } from '../cell.ts';

/** out ← the observed columns of x: the first `observed` of every block. */
export function observe(out: Matrix, x: Matrix, blocks: readonly CellBlock[]): void {
  for (let i = 0; i < x.rows; i++) {
    let source = i * x.columns;
    let target = i * out.columns;
    for (const { count, observed } of blocks) {
      out.data.set(x.data.subarray(source, source + observed), target);
      source += count;
      target += observed;
    }
  }
}

/**
 * Population risks Σ_j s_j (a_j − β_j)² (+ 1 for a nonlinear target, orthogonal to every linear function) for each column of the coefficients
 * (parameters × parts·draws; parts signal, nonlinear if any, noise), under any of the input laws.
 */
export function linearRisks(
  coefficients: Matrix,
  signals: Matrix,
  nonlinear: number,
  blocks: readonly CellBlock[],
): Float64Array {
  const draws = signals.columns;
  const risks = new Float64Array(coefficients.columns);
  risks.fill(1, draws, draws + nonlinear);
  let input = 0;
  let parameter = 0;
  for (const { count, observed, variance } of blocks) {
    for (let j = 0; j < count; j++, input++) {
      const seen = j < observed;
      for (let c = 0; c < coefficients.columns; c++) {
        const fitted = seen ? coefficients.data[parameter * coefficients.columns + c]! : 0;
        const error = fitted - (c < draws ? signals.data[input * draws + c]! : 0);
        risks[c]! += variance * error * error;
      }
      if (seen) parameter++;
    }
  }
  return risks;
}
