import { gammaUpperTail } from './gamma-tail.ts';

/**
 * P(X > x) for chi-squared X.
 *
 * @param degreesOfFreedom  > 0, not necessarily an integer
 */
export function chiSquaredUpperTail(x: number, degreesOfFreedom: number): number {
  return gammaUpperTail(degreesOfFreedom / 2, x / 2);
}
