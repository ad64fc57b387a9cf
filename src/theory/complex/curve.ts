/**
 * The spectral curve of a problem: the one equation read backwards. Every ridge on the way from the data to the innermost kernel is an
 * explicit function of the innermost one, γ, which may be complex:
 *
 *     z = z_in(γ),  κ = γ (1 − z/k₁);    next layer: g = gain·κ,  z ← z + tail/g,  κ = g (1 − z/k);    at last λ = κ (1 − z/n)
 *
 * and B = B_in(γ) all along. Solving the equation is inverting λ(γ) (solve.ts); where λ(γ) has a critical point on the real axis the spectrum of the
 * empirical kernel has an edge.
 *
 * Source: as effectiveRidge.ts; layers: theory of deep structured random features (Schröder et al., arXiv:2302.00401; Bosch et al.,
 * arXiv:2302.13735).
 */
import { add, type Complex, complex, divide, multiply, scale, subtract } from '../../numerics/complex.ts';
import type { Kernel } from '../kernel.ts';

/** A further layer of random features on the kernel of the one before: its own kernel is gain·K + tail. */
export interface Layer {
  /** Features k. */
  readonly features: number;
  /** μ1² over the variance of the layer's input. */
  readonly gain: number;
  /** μ*². */
  readonly tail: number;
}

/** What λ(γ) depends on; counts in the kernel's extensive scale. */
export interface Curve {
  readonly kernel: Kernel;
  readonly samples: number;
  /** k₁, Infinity without random features. */
  readonly features: number;
  readonly layers?: readonly Layer[];
}

/** The curve at one γ. */
export interface CurvePoint {
  readonly gamma: Complex;
  /** z(κ). */
  readonly degrees: Complex;
  readonly kappa: Complex;
  /** λ/κ = 1 − z/n. */
  readonly share: Complex;
  readonly lambda: Complex;
  /** dλ/dγ. */
  readonly slope: Complex;
}

const one = complex(1);

/** λ and all on the way to it at γ ≠ 0. */
export function curveAt(curve: Curve, gamma: Complex): CurvePoint {
  const { degrees: z0, change } = degreesOf(curve.kernel, gamma, gamma);
  let degrees = z0;
  let degreesSlope = change;
  // Without features κ = γ: 1 − z/∞.
  let kappa = multiply(gamma, subtract(one, scale(degrees, 1 / curve.features)));
  let kappaSlope = stepSlope(curve.features, gamma, one, degrees, degreesSlope);
  for (const { features, gain, tail } of curve.layers ?? []) {
    const g = scale(kappa, gain);
    const gSlope = scale(kappaSlope, gain);
    degrees = add(degrees, divide(complex(tail), g));
    degreesSlope = subtract(degreesSlope, divide(scale(gSlope, tail), multiply(g, g)));
    kappa = multiply(g, subtract(one, scale(degrees, 1 / features)));
    kappaSlope = stepSlope(features, g, gSlope, degrees, degreesSlope);
  }
  const share = subtract(one, scale(degrees, 1 / curve.samples));
  const slope = stepSlope(curve.samples, kappa, kappaSlope, degrees, degreesSlope);
  return { gamma, degrees, kappa, share, lambda: multiply(kappa, share), slope };
}

/** d[g (1 − z/k)]. */
function stepSlope(
  count: number,
  g: Complex,
  gSlope: Complex,
  degrees: Complex,
  degreesSlope: Complex,
): Complex {
  const share = subtract(one, scale(degrees, 1 / count));
  return subtract(multiply(gSlope, share), scale(multiply(g, degreesSlope), 1 / count));
}

/** z(a), and its divided difference (z(a) − z(b))/(a − b), z′(a) for b = a, summed without cancellation. */
function degreesOf({ eigenvalues, multiplicities, tail }: Kernel, a: Complex, b: Complex) {
  let degrees = divide(complex(tail), a);
  let change = scale(divide(degrees, b), -1);
  let [re, im, changeRe, changeIm] = [0, 0, 0, 0];
  for (let i = 0; i < eigenvalues.length; i++) {
    const s = eigenvalues[i]!;
    if (s === 0) continue;
    const weight = multiplicities[i]! * s;
    const [x, y] = [s + a.re, s + b.re];
    const inverse = weight / (x * x + a.im * a.im);
    const [partRe, partIm] = [x * inverse, -a.im * inverse];
    re += partRe;
    im += partIm;
    const other = 1 / (y * y + b.im * b.im);
    changeRe -= (partRe * y + partIm * b.im) * other;
    changeIm -= (partIm * y - partRe * b.im) * other;
  }
  degrees = add(degrees, complex(re, im));
  change = add(change, complex(changeRe, changeIm));
  return { degrees, change };
}

/** B(a) − v_⊥, and the divided difference (B(a) − B(b))/(a − b). */
export function unlearnedOf(
  { eigenvalues, targets }: Kernel,
  a: Complex,
  b: Complex,
): { readonly unlearned: Complex; readonly change: Complex } {
  let [re, im, changeRe, changeIm] = [0, 0, 0, 0];
  for (let i = 0; i < eigenvalues.length; i++) {
    const s = eigenvalues[i]!;
    const v = targets[i]!;
    if (v === 0) continue;
    const [x, y] = [s + a.re, s + b.re];
    const inverse = v / (x * x + a.im * a.im);
    // v a/(s+a)
    re += (a.re * x + a.im * a.im) * inverse;
    im += a.im * s * inverse;
    const factor = (s * inverse) / (y * y + b.im * b.im);
    changeRe += (x * y - a.im * b.im) * factor;
    changeIm -= (x * b.im + y * a.im) * factor;
  }
  return { unlearned: complex(re, im), change: complex(changeRe, changeIm) };
}

/** Divided differences between two points of the curve, by γ: of z and of κ; their slopes for a = b. */
export function differences(
  curve: Curve,
  a: CurvePoint,
  b: CurvePoint,
): { readonly degrees: Complex; readonly kappa: Complex } {
  let { degrees: za, change: dz } = degreesOf(curve.kernel, a.gamma, b.gamma);
  let dk = stepSlope(curve.features, b.gamma, one, za, dz);
  if (curve.layers === undefined) return { degrees: dz, kappa: dk };
  let zb = degreesOf(curve.kernel, b.gamma, b.gamma).degrees;
  let ka = multiply(a.gamma, subtract(one, scale(za, 1 / curve.features)));
  let kb = multiply(b.gamma, subtract(one, scale(zb, 1 / curve.features)));
  for (const { features, gain, tail } of curve.layers) {
    const [ga, gb, dg] = [scale(ka, gain), scale(kb, gain), scale(dk, gain)];
    za = add(za, divide(complex(tail), ga));
    zb = add(zb, divide(complex(tail), gb));
    dz = subtract(dz, divide(scale(dg, tail), multiply(ga, gb)));
    ka = multiply(ga, subtract(one, scale(za, 1 / features)));
    kb = multiply(gb, subtract(one, scale(zb, 1 / features)));
    dk = stepSlope(features, gb, dg, za, dz);
  }
  return { degrees: dz, kappa: dk };
}
