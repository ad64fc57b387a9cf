/**
 * From a ladder of sizes to the limit: the intercept of a polynomial in 1/size fitted to the differences between
 * simulation and theory, and a bound on what the terms left out can do to it.
 *
 * Everything here depends on the sizes and trial counts alone, never on the values or their scatter. Weights 1/s^2 from
 * a few right-skewed trials would favour levels that happen to lie low (mean and s are correlated) and bias the
 * intercept; a fixed power of the size costs a little efficiency and no bias.
 */

/** The part of a level that the design of a fit depends on. */
export interface Rung {
  readonly size: number;
  readonly trials: number;
}

/** The estimate sum_l coefficients[l] Delta_l of the limit of Delta, exact for polynomials in 1/size up to `order`. */
export interface Fit {
  readonly order: number;
  readonly coefficients: readonly number[];
  /** What the estimate makes of the first term left out, (smallest size/size)^(order+1). */
  readonly leakage: number;
}

/** Variances of one trial are taken to fall as 1/size^1.5: between 1/size (label noise) and 1/size^2 (spectra). */
const variancePower = 1.5;

/**
 * Weighted least squares: the coefficients of the intercept of a polynomial in 1/size.
 *
 * @param order  at most the number of distinct sizes less one; 0 pools the levels
 */
export function fitIntercept(rungs: readonly Rung[], order: number): Fit {
  const smallest = Math.min(...rungs.map(({ size }) => size));
  const weights = rungs.map(({ size, trials }) => trials * (size / smallest) ** variancePower);
  const inner = (a: readonly number[], b: readonly number[]): number =>
    weights.reduce((sum, weight, l) => sum + weight * a[l]! * b[l]!, 0);
  const powers = (k: number): number[] => rungs.map(({ size }) => (smallest / size) ** k);

  // Frisch-Waugh: the intercept's coefficients are the part of the constant that the other columns do not explain.
  const basis: number[][] = [];
  const residual = (column: number[]): number[] => {
    let rest = column;
    for (const b of [...basis, ...basis]) {
      const share = inner(b, rest) / inner(b, b);
      rest = rest.map((value, l) => value - share * b[l]!);
    }
    return rest;
  };
  for (let k = 1; k <= order; k++) basis.push(residual(powers(k)));
  const unexplained = residual(powers(0));
  const norm = inner(unexplained, unexplained);
  const coefficients = unexplained.map((value, l) => (weights[l]! * value) / norm);
  return { order, coefficients, leakage: combine(coefficients, powers(order + 1)) };
}

/** How many sizes differ: a polynomial of one order less can be fitted. */
export function distinctSizes(rungs: readonly Rung[]): number {
  return new Set(rungs.map(({ size }) => size)).size;
}

/** sum_l coefficients[l] values[l]. */
export function combine(coefficients: readonly number[], values: readonly number[]): number {
  return coefficients.reduce((sum, coefficient, l) => sum + coefficient * values[l]!, 0);
}
