/** What a theory says to many digits, beside what it says as a double. */
import { correctDigits } from '../expressions/digits.ts';
import type { Place, PreciseRequest, Theory } from './theory.ts';

export interface Digits {
  /** The value to the digits that were asked for; null with the reason in `gap` where it is not known to them. */
  readonly value: string | null;
  /** How many digits of the double are right, at most 17; null where there is none. */
  readonly correct: number | null;
  readonly gap: string | null;
}

export function digitsOf(theory: Theory, quantity: string, place: Place, request: PreciseRequest): Digits {
  if (!theory.precisely)
    return { value: null, correct: null, gap: `not known to ${request.digits} digits: it is no expression` };
  const found = theory.precisely(quantity, place, request);
  if (found.gap !== undefined) return { value: null, correct: null, gap: found.gap };
  const double = theory.state(quantity, place).value;
  return {
    value: found.text,
    correct: double === undefined ? null : correctDigits(double, found.value),
    gap: null,
  };
}
