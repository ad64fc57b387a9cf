/** Polynomials by their coefficients in ascending order, and all their roots: what densities are checked against. */
import {
  add,
  type Complex,
  complex,
  divide,
  modulus,
  multiply,
  scale,
  subtract,
} from '../../src/numerics/complex.ts';
import type { Curve } from '../../src/theory/complex/curve.ts';

type Polynomial = readonly number[];

export const plus = (a: Polynomial, b: Polynomial, factor = 1): number[] =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0) + factor * (b[i] ?? 0));

export function times(a: Polynomial, b: Polynomial): number[] {
  const product = new Array<number>(a.length + b.length - 1).fill(0);
  a.forEach((x, i) => {
    b.forEach((y, j) => {
      product[i + j]! += x * y;
    });
  });
  return product;
}

/** γ ↦ (λ(γ) + s) times its denominator, of a curve of one layer or none. */
export function curvePolynomial({ kernel, samples, features }: Curve, s: number): Polynomial {
  const factors = kernel.eigenvalues.map((eigenvalue) => [eigenvalue, 1]);
  const denominator = factors.reduce<number[]>(times, [1]);
  // z = numerator/(γ denominator).
  const numerator = kernel.eigenvalues.reduce<number[]>(
    (sum, eigenvalue, i) => {
      const others = factors.filter((_, j) => j !== i).reduce<number[]>(times, [1]);
      return plus(sum, times([0, eigenvalue * kernel.multiplicities[i]!], others));
    },
    times([kernel.tail], denominator),
  );
  const share = (count: number) => plus(times([0, 1], denominator), numerator, -1 / count);
  if (features === Number.POSITIVE_INFINITY) return plus(share(samples), denominator, s);
  return plus(times(share(samples), share(features)), times([0, 1], times(denominator, denominator)), s);
}

function horner(coefficients: Polynomial, x: Complex): Complex {
  return coefficients.reduceRight((sum, c) => add(multiply(sum, x), complex(c)), complex(0));
}

/** By Durand and Kerner's iteration, all roots at once. */
export function roots(polynomial: Polynomial): Complex[] {
  const least = polynomial.findIndex((c) => c !== 0);
  const degree = polynomial.findLastIndex((c) => c !== 0);
  const monic = polynomial.slice(least, degree + 1).map((c) => c / polynomial[degree]!);
  const size = Math.max(...monic.slice(0, -1).map((c, i) => Math.abs(c) ** (1 / (monic.length - 1 - i))));
  let found = monic.slice(1).map((_, i) => {
    const angle = 0.4 + (2 * Math.PI * i) / (monic.length - 1);
    return complex(size * Math.cos(angle), size * Math.sin(angle));
  });
  for (let iteration = 0; iteration < 300; iteration++) {
    let change = 0;
    found = found.map((x, i) => {
      const others = found.reduce((p, y, j) => (j === i ? p : multiply(p, subtract(x, y))), complex(1));
      const step = divide(horner(monic, x), others);
      change = Math.max(change, modulus(step) / modulus(x));
      return subtract(x, step);
    });
    if (change < 1e-14) break;
  }
  return found;
}

/** (1/π) |Im 1/κ| at the root of the polynomial in the upper half plane; 0 when there is none. */
export function polynomialDensity(curve: Curve, s: number): number {
  const { kernel, features } = curve;
  const all = roots(curvePolynomial(curve, s));
  const gamma = all.reduce((best, x) => (x.im > best.im ? x : best));
  if (gamma.im < 1e-7 * modulus(gamma)) return 0;
  let degrees = divide(complex(kernel.tail), gamma);
  kernel.eigenvalues.forEach((eigenvalue, i) => {
    const part = divide(complex(eigenvalue), add(gamma, complex(eigenvalue)));
    degrees = add(degrees, scale(part, kernel.multiplicities[i]!));
  });
  const kappa = multiply(gamma, subtract(complex(1), scale(degrees, 1 / features)));
  return Math.abs(divide(complex(1), kappa).im) / Math.PI;
}
