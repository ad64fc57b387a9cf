/** Looking at trials again and again while they are drawn, at one error rate for all looks together. */

/** Looks there are at most. */
export const mostLooks = 12;

/**
 * What is spent of alpha at a look, the first being 0: alpha/2, alpha/4, … of which the sum is less than alpha, whenever one stops. Declared before the
 * first, it depends on nothing that is seen.
 */
export function spentAt(look: number, alpha: number): number {
  return alpha / 2 ** (look + 1);
}
