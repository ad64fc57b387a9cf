/** What a classifier of known overlaps does on fresh samples, where f and f* are jointly Gaussian: in closed form, but for one quadrature. */
import { freshAverages, type LabelLaw, type MarginLoss } from '../../theory/replica/channel.ts';

export interface FreshErrors {
  /** P(sign f ≠ sign f*). */
  readonly classificationError: number;
  /** P(sign f ≠ y). */
  readonly labelError: number;
  /** E ℓ(y f). */
  readonly testLoss: number;
}

/** @param overlaps  ρ = E f*², q = E f², m = E f f*; m² < ρq */
export function freshErrors(
  labels: LabelLaw,
  loss: MarginLoss,
  { rho, q, m }: { readonly rho: number; readonly q: number; readonly m: number },
): FreshErrors {
  const t = m / Math.sqrt(rho * q - m * m);
  const [labelError, testLoss] = freshAverages({ loss, labels, rho }, { q, t }, [
    (margin) => (margin < 0 ? 1 : 0),
    (margin) => loss.value(margin),
  ]);
  return { classificationError: Math.atan2(1, t) / Math.PI, labelError: labelError!, testLoss: testLoss! };
}
