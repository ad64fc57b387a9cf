/**
 * Laws of binary labels y = ±1 given the teacher's f*, by name; each has both lives: the limit's Z0(ω, V) = E
 * P(1 | ω + √V g), and drawing.
 */
import type { LabelLaw } from '../../theory/replica/channel.ts';
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

/** A law of labels, and P(1 | f*), by which a trial draws them. */
export interface BinaryLabels extends LabelLaw {
  readonly probability: (target: number) => number;
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
