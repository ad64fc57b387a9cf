/** Looking at trials again and again while they are drawn, at one error rate for all looks together. */

/** Looks there are at most. */
export const mostLooks = 12;

/**
 * What is spent of alpha at a look, the first being 0: alpha/2, alpha/4, … of which the sum is less than alpha, whenever one stops. It is declared before
 * the first and depends on nothing that is seen. How many trials are added does, on their scatter and at single sizes on the difference; that the error rate
 * holds with trials that double, a test finds.
 */
export function spentAt(look: number, alpha: number): number {
  return alpha / 2 ** (look + 1);
}
