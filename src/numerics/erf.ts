/**
 * The error function, its complement and the normal distribution function, to a few units in the last place, also
 * far out in the tails. Coefficients: test/reference/erf.py (quotients of polynomials fitted for Descent).
 */

/** Numerator and denominator, of one length, constant term first; no sign changes, so that nothing cancels. */
type Quotient = readonly [p: readonly number[], q: readonly number[]];

/** erf(x)/x as a function of x^2, for |x| <= 1/2. */
const centre: Quotient = [
  [1.1283791670955126, 0.13273781588831823, 0.04003497179909916, 0.001111947160008201, 6.53146755682646e-5],
  [1.0, 0.4509691597993518, 0.08580312323455648, 0.008299086420556764, 0.00035166476084434685],
];

/** exp(x^2) erfc(x) as a function of x, for 1/2 <= x <= 4. */
const middle: Quotient = [
  [
    1.0000000000061475, 1.9174150541208184, 1.8293748727720025, 1.0971271198620272, 0.44685614828909787,
    0.12598738653257832, 0.024032217289083745, 0.002852668943880476, 0.00016357124680051294, 0,
  ],
  [
    1.0, 3.0457942213139275, 4.266185618629667, 3.6174606551146113, 2.0537449232983582, 0.8131837317170921,
    0.2258350303960212, 0.042740952473668145, 0.005056224223225985, 0.00028992248346680914,
  ],
];

/** sqrt(pi) x exp(x^2) erfc(x) as a function of 1/x^2, for x >= 4. */
const tail: Quotient = [
  [
    1.0, 29.76128285274329, 306.5485729482492, 1336.2654500023007, 2402.7180147225513, 1430.3083802479337,
    123.41083692022603,
  ],
  [
    1.0, 30.26128285274329, 320.92921437462155, 1475.9090950498003, 2950.15305686679, 2231.136939156566,
    418.82828289844196,
  ],
];

const sqrtPi = Math.sqrt(Math.PI);

/**
 *     erf(x) = 2/sqrt(pi) int_0^x exp(-t^2) dt
 */
export function erf(x: number): number {
  if (Math.abs(x) <= 0.5) return x * quotient(centre, x * x);
  return x < 0 ? erfc(-x) - 1 : 1 - erfc(x);
}

/**
 *     erfc(x) = 1 - erf(x)
 *
 * Its relative accuracy holds until it underflows (x > 26.5).
 */
export function erfc(x: number): number {
  if (x >= 0.5) return expMinusHalfSquare(x, 2) * scaledErfc(x);
  return x <= -0.5 ? 2 - erfc(-x) : 1 - x * quotient(centre, x * x);
}

/**
 * The normal distribution function.
 *
 *     Phi(x) = erfc(-x/sqrt(2))/2
 */
export function normalCdf(x: number): number {
  if (Math.abs(x) < Math.SQRT1_2) return 0.5 + 0.5 * erf(x * Math.SQRT1_2);
  const upper = 0.5 * expMinusHalfSquare(Math.abs(x), 1) * scaledErfc(Math.abs(x) * Math.SQRT1_2);
  return x < 0 ? upper : 1 - upper;
}

/** exp(x^2) erfc(x) for x >= 1/2. */
function scaledErfc(x: number): number {
  return x <= 4 ? quotient(middle, x) : quotient(tail, 1 / (x * x)) / (sqrtPi * x);
}

/**
 *     exp(-scale x^2/2),   x > 0
 *
 * x is split into a short head, whose square is exact, and a rest: rounding x^2 would cost x^2 units in the last place.
 */
function expMinusHalfSquare(x: number, scale: 1 | 2): number {
  const head = Math.trunc(x * 16) / 16;
  const rest = (x - head) * (x + head);
  return x < 40 ? Math.exp(-0.5 * scale * head * head) * Math.exp(-0.5 * scale * rest) : 0;
}

function quotient([p, q]: Quotient, x: number): number {
  let numerator = 0;
  let denominator = 0;
  for (let i = p.length - 1; i >= 0; i--) {
    numerator = numerator * x + p[i]!;
    denominator = denominator * x + q[i]!;
  }
  return numerator / denominator;
}
