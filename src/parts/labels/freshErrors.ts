/**
 * What a classifier of known overlaps does on fresh samples, where f and f* are jointly Gaussian. The angle between them has a closed form;
 * the rest is a mean over f ~ N(0, q), f* being N(m f/q, ρ − m²/q) given f, by the tanh-sinh rule on the pieces between 0, where labels and
 * errors change, and the kinks of the loss.
 *
 * Source of the rule: Takahasi & Mori 1974, Publ. RIMS 9, 721.
 */
import type { BinaryLabels } from './signs.ts';

export interface FreshErrors {
  /** P(sign f ≠ sign f*). */
  readonly classificationError: number;
  /** P(sign f ≠ y). */
  readonly labelError: number;
  /** E ℓ(y f). */
  readonly testLoss: number;
}

/** The loss ℓ(u), and where its derivatives jump. */
interface Loss {
  readonly value: (margin: number) => number;
  readonly kinks: (v: number) => readonly number[];
}

/** @param overlaps  ρ = E f*², q = E f², m = E f f*; m² ≤ ρq */
export function freshErrors(
  labels: Pick<BinaryLabels, 'bayes'>,
  loss: Loss,
  { rho, q, m }: { readonly rho: number; readonly q: number; readonly m: number },
): FreshErrors {
  const rest = Math.max(0, rho * q - m * m);
  const given = labels.bayes(rest / q);
  const scale = Math.sqrt(q);
  const end = reach * scale;
  const inner = [0, ...loss.kinks(0)].filter((kink) => Math.abs(kink) < end);
  const ends = [...new Set([-end, ...inner, end])].sort((a, b) => a - b);
  let [labelError, testLoss] = [0, 0];
  for (let i = 0; i + 1 < ends.length; i++) {
    const [from, length] = [ends[i]!, ends[i + 1]! - ends[i]!];
    for (const { share, weight } of unitRule) {
      const f = from + length * share;
      // Of both classes, which are alike.
      const density = 2 * weight * length * Math.exp(-0.5 * (f / scale) ** 2);
      const part = (density * given((m / q) * f).chance) / (scale * Math.sqrt(2 * Math.PI));
      if (f < 0) labelError += part;
      testLoss += part * loss.value(f);
    }
  }
  return { classificationError: Math.atan2(Math.sqrt(rest), m) / Math.PI, labelError, testLoss };
}

/** The normal density is below 10⁻¹⁷ beyond. */
const reach = 8.8;

const [step, nodesASide] = [0.06, 57];
/** The tanh-sinh rule on (0, 1). */
const unitRule = Array.from({ length: 2 * nodesASide + 1 }, (_, i) => {
  const u = (i - nodesASide) * step;
  const odds = Math.exp(-Math.PI * Math.sinh(u));
  const weight = (step * Math.PI * Math.cosh(u) * odds) / (1 + odds) ** 2;
  return { share: 1 / (1 + odds), weight };
});
