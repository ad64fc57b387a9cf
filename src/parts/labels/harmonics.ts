/**
 * Targets on the sphere by the power in each degree of harmonics: Σ_l √w_l Y_l, Y_l(x) = √N(d,l) P_l(x·u) with u uniform, of unit power and
 * E_u Y_l(x) Y_l(x') = P_l(x·x').
 */
import { clip, InputError } from '../../errors.ts';
import type { Backend } from '../../linalg/backend.ts';
import type { Matrix } from '../../linalg/matrix.ts';
import { gegenbauerValues, harmonicCounts } from '../../numerics/gegenbauer.ts';
import { isDecimal } from '../decimal.ts';

/** Of a target. */
export const mostDegrees = 50;

/** w_1, w_2, … from a text such as '0.5,0,0.5'. @throws {InputError} for anything but numbers ≥ 0 that are not all 0 */
export function parsePowers(text: string): readonly number[] {
  const parts = text.split(',').map((part) => part.trim());
  const bad = parts.find((part) => !isDecimal(part) || !(Number(part) >= 0 && Number(part) <= 1e12));
  if (bad !== undefined)
    throw new InputError(`'${clip(bad)}' in '${clip(text)}' is not a power; expected numbers from 0 to 1e12`);
  const powers = parts.map(Number);
  if (powers.length > mostDegrees)
    throw new InputError(`'${clip(text)}' has ${powers.length} degrees; at most ${mostDegrees} are possible`);
  if (powers.every((power) => power === 0))
    throw new InputError(`'${clip(text)}' has no power; expected a number > 0 among them`);
  return powers;
}

/** out ← Y_l at the rows of x, one column for each row u of `directions`; all rows are unit vectors. */
export function evaluateHarmonics(
  backend: Backend,
  out: Matrix,
  x: Matrix,
  directions: Matrix,
  degree: number,
): void {
  backend.multiply(out, x, directions, { transposeB: true });
  const dimension = x.columns;
  const scale = Math.sqrt(harmonicCounts(dimension, degree)[degree]!);
  const values = new Float64Array(degree + 1);
  for (let i = 0; i < out.data.length; i++) {
    gegenbauerValues(dimension, out.data[i]!, values);
    out.data[i] = scale * values[degree]!;
  }
}
