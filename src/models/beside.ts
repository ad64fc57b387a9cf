/** What a rule is known with, said in one place for all parameters beside it. */
import { InputError } from '../errors.ts';
import type { Point } from '../parts/parameter.ts';
import { trainingRuleOf } from './trainingTime.ts';

type Values = readonly Point[string][];

/**
 * @param given  the rule's parameter and its value
 * @param known  by other parameters the values that it is known with, their default first
 * @throws {InputError} naming the parameter that has another value, or that asks for another rule than ridge regression
 */
export function refuseBeside(given: string, point: Point, known: Readonly<Record<string, Values>>): void {
  const rule = trainingRuleOf(point);
  if (rule !== null)
    throw new InputError(`${given} is not known with ${rule} ${point[rule]}; expected ridge regression`);
  for (const [name, values] of Object.entries(known)) {
    const value = point[name] ?? values[0]!;
    if (!values.includes(value))
      throw new InputError(`${given} is not known with ${name} ${value}; expected ${values.join(' or ')}`);
  }
}
