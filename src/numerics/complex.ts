/** Complex numbers as plain pairs, with the few operations that the resolvents need. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

export const complex = (re: number, im = 0): Complex => ({ re, im });

export const add = (a: Complex, b: Complex): Complex => ({ re: a.re + b.re, im: a.im + b.im });

export const subtract = (a: Complex, b: Complex): Complex => ({ re: a.re - b.re, im: a.im - b.im });

export const multiply = (a: Complex, b: Complex): Complex => ({
  re: a.re * b.re - a.im * b.im,
  im: a.re * b.im + a.im * b.re,
});

export const scale = (a: Complex, factor: number): Complex => ({ re: a.re * factor, im: a.im * factor });

/** a/b, scaled by the larger part of b so that nothing overflows before the quotient does. */
export function divide(a: Complex, b: Complex): Complex {
  if (Math.abs(b.re) >= Math.abs(b.im)) {
    const ratio = b.im / b.re;
    const denominator = b.re + b.im * ratio;
    return { re: (a.re + a.im * ratio) / denominator, im: (a.im - a.re * ratio) / denominator };
  }
  const ratio = b.re / b.im;
  const denominator = b.re * ratio + b.im;
  return { re: (a.re * ratio + a.im) / denominator, im: (a.im * ratio - a.re) / denominator };
}

export const modulus = (a: Complex): number => Math.hypot(a.re, a.im);

/** In (−π, π]. */
export const argument = (a: Complex): number => Math.atan2(a.im, a.re);

export function exponential(a: Complex): Complex {
  const size = Math.exp(a.re);
  return { re: size * Math.cos(a.im), im: size * Math.sin(a.im) };
}

/** e^a − 1, without cancellation near a = 0. */
export function exponentialMinusOne(a: Complex): Complex {
  const half = Math.sin(a.im / 2);
  return { re: Math.expm1(a.re) * Math.cos(a.im) - 2 * half * half, im: Math.exp(a.re) * Math.sin(a.im) };
}

/** The principal square root, real part ≥ 0. */
export function squareRoot(a: Complex): Complex {
  const size = modulus(a);
  if (size === 0) return { re: 0, im: a.im };
  // The larger of both parts has no cancellation.
  const larger = Math.sqrt((size + Math.abs(a.re)) / 2);
  const smaller = Math.abs(a.im) / (2 * larger);
  const sign = a.im < 0 ? -1 : 1;
  return a.re >= 0 ? { re: larger, im: sign * smaller } : { re: smaller, im: sign * larger };
}

/** The principal logarithm. */
export const logarithm = (a: Complex): Complex => ({ re: Math.log(modulus(a)), im: argument(a) });

/** a^b: repeated products for small whole b, else e^(b log a). */
export function power(a: Complex, b: Complex): Complex {
  if (b.im === 0 && Number.isInteger(b.re) && Math.abs(b.re) <= 64) {
    let result = complex(1);
    for (let i = 0; i < Math.abs(b.re); i++) result = multiply(result, a);
    return b.re < 0 ? divide(complex(1), result) : result;
  }
  return modulus(a) === 0 ? complex(0) : exponential(multiply(b, logarithm(a)));
}
