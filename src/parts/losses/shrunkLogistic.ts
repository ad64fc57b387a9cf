import type { MarginLoss } from '../../theory/replica/channel.ts';
import { logistic } from './logistic.ts';

/**
 * The logistic loss of labels that are shrunk towards even odds, 0 and 1 to (1 ∓ a)/2: maximum penalised
 * likelihood with Diaconis & Ylvisaker's prior. It is least at a finite margin, log((1 + a)/(1 − a)).
 *
 *     ℓ(u) = log(1 + e^{−u}) + c u,   c = (1 − a)/2        prox_{Vℓ}(ω) = prox of the logistic loss at ω − Vc
 *
 * Source: Sterzinger & Kosmidis, arXiv:2311.07419. Checked against: brglm2.
 *
 * @param a  in (0, 1)
 */
export function shrunkLogistic(a: number): MarginLoss {
  const c = (1 - a) / 2;
  const best = Math.log((1 + a) / (1 - a));
  return {
    ...logistic,
    value: (u) => logistic.value(u) + c * u,
    slope: (u) => logistic.slope(u) + c,
    proximal: (omega, v, near) =>
      v === Number.POSITIVE_INFINITY ? best : logistic.proximal(omega - v * c, v, near),
    shrinkage: (prox, omega, v) => (v === Number.POSITIVE_INFINITY ? 1 : logistic.shrinkage(prox, omega, v)),
    poles: (v) =>
      v === Number.POSITIVE_INFINITY
        ? []
        : logistic.poles(v).map(({ centre, width }) => ({ centre: centre + v * c, width })),
    interpolates: true,
    separates: false,
  };
}
