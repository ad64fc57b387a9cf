/** The Stieltjes transform of the Marchenko–Pastur law in closed form. */
import {
  add,
  type Complex,
  complex,
  divide,
  modulus,
  multiply,
  scale,
  squareRoot,
  subtract,
} from '../numerics/complex.ts';

/**
 * m(z) = (1/p) tr(XᵀX/n − z)⁻¹, entries of X standard, p/n = γ > 0: the root of γ z m² + (z + γ − 1) m + 1 = 0 that
 * tends to −1/z at infinity. Null for real z in the support [(1 − √γ)², (1 + √γ)²], at the atom 0 of γ ≥ 1, and for
 * γ that is not positive.
 *
 * Source: Marchenko & Pastur 1967.
 */
export function stieltjes(z: Complex, ratio: number): Complex | null {
  const root = Math.sqrt(ratio);
  const [low, high] = [(1 - root) ** 2, (1 + root) ** 2];
  if (!(ratio > 0)) return null;
  if (z.im === 0 && ((z.re >= low && z.re <= high) || (z.re === 0 && ratio >= 1))) return null;
  const b = { re: 1 - ratio - z.re, im: -z.im };
  // Behaves as z at infinity, with its cut on the support.
  const s = multiply(squareRoot(subtract(z, complex(low))), squareRoot(subtract(z, complex(high))));
  const [sum, difference] = [add(b, s), subtract(b, s)];
  return modulus(difference) >= modulus(sum)
    ? divide(complex(2), difference)
    : divide(sum, scale(z, 2 * ratio));
}
