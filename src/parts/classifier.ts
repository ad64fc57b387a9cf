/** What makes a draw a problem of classification: its labels, and the rule that is to learn them. */
import type { LabelSpec } from './labels/signs.ts';
import type { LossName } from './losses/loss.ts';

export interface ClassifierSpec {
  /** ρ, the power of the teacher's f*: labels depend on it. */
  readonly signal: number;
  readonly labels: LabelSpec;
  readonly loss: LossName;
  /** Whether the loss is minimised, or what is done instead. */
  readonly rule: 'minimise' | 'message-passing' | 'hebb' | 'gibbs' | 'bayes-optimal';
  /** Steps of message passing. */
  readonly passes?: number;
}
