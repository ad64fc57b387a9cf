/** Linear features: the observed inputs themselves, and the exact population risk of predictors on them. */
import type { Backend } from '../../linalg/backend.ts';
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
 * (parameters × shifts·right-hand sides; those of a shift in the order signal, nonlinear if any, noise), under any of the input laws;
 * s_j are the variances at test.
 */
export function linearRisks(
  coefficients: Matrix,
  {
    signals,
    nonlinear,
    width,
  }: { readonly signals: Matrix; readonly nonlinear: number; readonly width: number },
  blocks: readonly CellBlock[],
): Float64Array {
  const draws = signals.columns;
  const risks = Float64Array.from({ length: coefficients.columns }, (_, c) => {
    const column = c % width;
    return column >= draws && column < draws + nonlinear ? 1 : 0;
  });
  let input = 0;
  let parameter = 0;
  for (const { count, observed, variance: trained, testVariance: variance = trained } of blocks) {
    for (let j = 0; j < count; j++, input++) {
      const seen = j < observed;
      const row = parameter * coefficients.columns;
      for (let first = 0; first < coefficients.columns; first += width) {
        for (let c = 0; c < width; c++) {
          const fitted = seen ? coefficients.data[row + first + c]! : 0;
          const error = c < draws ? fitted - signals.data[input * draws + c]! : fitted;
          risks[first + c]! += variance * error * error;
        }
      }
      if (seen) parameter++;
    }
  }
  return risks;
}

/** Variances at test of the observed inputs, their covariances with the targets in columns, none with nonlinear ones, and the targets' powers, 1 without shift. */
export function observedMoments(
  backend: Backend,
  { signals, nonlinear }: { readonly signals: Matrix; readonly nonlinear: readonly unknown[] },
  blocks: readonly CellBlock[],
): { readonly variances: Float64Array; readonly cross: Matrix; readonly powers: Float64Array } {
  const draws = signals.columns;
  const variances = blocks.flatMap(({ observed, variance, testVariance = variance }) =>
    new Array<number>(observed).fill(testVariance),
  );
  const cross = backend.workspace.matrix(variances.length, draws + nonlinear.length);
  cross.data.fill(0);
  let input = 0;
  let parameter = 0;
  for (const { count, observed, variance: trained, testVariance: variance = trained } of blocks) {
    for (let j = 0; j < observed; j++, parameter++) {
      for (let c = 0; c < draws; c++) {
        cross.data[parameter * cross.columns + c] = variance * signals.data[(input + j) * draws + c]!;
      }
    }
    input += count;
  }
  return {
    variances: Float64Array.from(variances),
    cross,
    powers: powersAtTest(signals, nonlinear.length, blocks),
  };
}

/** Σ_j s_j β_j² of every target. */
function powersAtTest(signals: Matrix, nonlinear: number, blocks: readonly CellBlock[]): Float64Array {
  const draws = signals.columns;
  const powers = new Float64Array(draws + nonlinear).fill(1);
  if (blocks.every(({ testVariance }) => testVariance === undefined)) return powers;
  powers.fill(0, 0, draws);
  let input = 0;
  for (const { count, variance, testVariance = variance } of blocks) {
    for (const end = input + count; input < end; input++) {
      for (let c = 0; c < draws; c++) powers[c]! += testVariance * signals.data[input * draws + c]! ** 2;
    }
  }
  return powers;
}
