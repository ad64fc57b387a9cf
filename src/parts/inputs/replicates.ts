/**
 * Estimates that leave out one of K parts of the rows each, and what they say of a quantity's standard error (the jackknife of Tukey 1958, with parts of
 * several rows):
 *
 *     SE² = (K − 1)/K Σ_k (R_k − mean R)²
 */

/** K. */
export const replicateCount = 20;

export function jackknifeError(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(((values.length - 1) / values.length) * squares);
}
