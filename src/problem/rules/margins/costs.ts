/** What a fit by a loss of the margin costs, in memory and in operations, for n samples and p parameters; the design itself left out. */

/** Iterations of the longer fits: at small penalties, on data that are nearly separable. */
const usualIterations = 25;
/** Vectors of one number a sample that are held at a time, beside those of one number a parameter. */
const vectors = 60;

/**
 * Bytes of the workspace and of the arrays that a fit holds at a time. With the design of a tall problem comes a copy of it, weighted, and
 * maybe one of lower rank; of a wide one only the Gram matrix. Finding the rank of a singular design at penalty 0 is included.
 */
export function marginBytes(n: number, p: number): number {
  const m = Math.min(n, p);
  const matrices = p <= n ? 2 * n * p + 6 * m * m : 6 * m * m;
  return 8 * (matrices + vectors * (n + m) + 4 * p);
}

/** Floating-point operations of one fit, roughly. */
export function marginOperations(n: number, p: number): number {
  const m = Math.min(n, p);
  const factor = m ** 3 / 3;
  // Weighting, the Gram matrix of what is weighted and products with it; or products with the Gram matrix alone.
  const iteration = p <= n ? n * p * (p + 20) + factor : factor + 20 * n * n;
  return usualIterations * iteration + (p <= n ? 0 : n * n * p);
}
