/**
 * Laws of binary labels y = ±1 given the teacher's f*, by name. Each has two lives that share P(1 | f*) and
 * nothing else: the limit's Z0(ω, V) = E P(1 | ω + √V g), and what trials draw and infer.
 */
import type { LabelLaw } from '../../theory/replica/channel.ts';
import type { BayesRule } from './bayes.ts';
import { flip } from './flip.ts';
import { logit } from './logit.ts';
import { probit } from './probit.ts';
import { random } from './random.ts';
import { sign } from './sign.ts';

export const labelNames = ['sign', 'probit', 'logit', 'random', 'flip'] as const;
export type LabelName = (typeof labelNames)[number];

export interface LabelSpec {
  readonly kind: LabelName;
  /** Δ of probit: variance of the noise inside the sign. */
  readonly delta: number;
  /** η of flip: probability of the wrong label. */
  readonly flip: number;
}

/** A law of labels with what trials need of it besides. */
export interface BinaryLabels extends LabelLaw {
  /** P(1 | f*), by which labels are drawn. */
  readonly probability: (target: number) => number;
  /** What a label says of an f* that was Gaussian of this variance before. */
  readonly bayes: (variance: number) => BayesRule;
}

export function labelLaw({ kind, delta, flip: eta }: LabelSpec): BinaryLabels {
  switch (kind) {
    case 'sign':
      return sign;
    case 'probit':
      return probit(delta);
    case 'logit':
      return logit;
    case 'random':
      return random;
    case 'flip':
      return flip(eta);
  }
}
