/** Expressions in gamma, noise, ridge and tau for tests. */
import { evaluate, type Outcome } from '../../src/expressions/evaluate.ts';
import { parseExpression } from '../../src/expressions/expression.ts';
import type { Limits } from '../../src/expressions/gap.ts';
import type { HostName } from '../../src/expressions/host.ts';
import { claimVocabulary } from '../../src/expressions/vocabulary.ts';
import { host } from './page.ts';

export const at = { gamma: 2, noise: 0.5, ridge: 0.1, tau: 0.3 };

export const vocabulary = claimVocabulary(Object.keys(at), Object.keys(host) as HostName[]);

export function outcomeOf(text: string, values: Partial<typeof at> = {}, limits?: Limits): Outcome {
  const circumstances = limits ? { host, limits } : { host };
  return evaluate(parseExpression(text, vocabulary), Object.values({ ...at, ...values }), circumstances);
}

export function valueAt(text: string, values: Partial<typeof at> = {}): number {
  const { value, gap } = outcomeOf(text, values);
  if (gap !== undefined) throw new Error(`${text}: ${gap}`);
  return value!;
}
