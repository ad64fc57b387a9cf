/** When a value in decimals is known to so many digits, and how many of them a double has. */
import { type Big, Decimals } from './decimals.ts';
import { defaultLimits, Gap } from './gap.ts';

/** A value to the digits that were asked for or why there is none. */
export type Precise =
  | { readonly value: Big; readonly text: string; readonly gap?: undefined }
  | { readonly gap: string; readonly value?: undefined };

/** Digits beyond those asked for: what rounding does not eat of the first suffices, or of the next. */
const guards = [10, 50, 250];
const apart = 10;
/** decimal.js's number of it. */
const halfUp = 4;

/**
 * A value to so many digits: computed twice, at two precisions and rounded away from zero and towards it, until both agree.
 *
 * @param compute throws Gap where there is no value
 */
export function toDigits(digits: number, compute: (decimals: Decimals, check: () => void) => Big): Precise {
  const deadline = performance.now() + 1000 * defaultLimits.seconds;
  const check = () => {
    if (performance.now() > deadline) throw new Gap(`it takes more than ${defaultLimits.seconds} s`);
  };
  try {
    for (const guard of guards) {
      const high = compute(new Decimals(digits + guard, 'away'), check);
      const value = compute(new Decimals(digits + guard + apart, 'toward'), check);
      const agree = high
        .minus(value)
        .abs()
        .lte(value.abs().times(`1e-${digits + 3}`));
      if (agree) return { value, text: value.isZero() ? '0' : value.toPrecision(digits, halfUp) };
    }
    throw new Gap(`its terms cancel beyond ${guards.at(-1)} digits`);
  } catch (problem) {
    if (!(problem instanceof Gap)) throw problem;
    return { gap: `not known to ${digits} digits: ${problem.message}` };
  }
}

/** A double has no more digits than this. */
const most = 17;

/** How many digits of a double, all of which count, are right, to a tenth. */
export function correctDigits(value: number, precise: Big): number {
  const apart = precise.minus(value.toPrecision(60)).abs();
  if (apart.isZero()) return most;
  if (precise.isZero()) return 0;
  const relative = Number(apart.div(precise).abs());
  return Math.max(0, Math.min(most, Math.round(-10 * Math.log10(relative)) / 10));
}
