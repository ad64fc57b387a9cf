/**
 * The sums of trainedRisk.ts over all pairs of N nodes on a circle |ρ| = R in the plane of ρ of a rule with momentum, without going through the pairs.
 * The two-point functions are divided differences by λ, of (κ, B), of (κ − λ, 1) and of (λ, uB):
 *
 *     b g = (κ_i B_j − κ_j B_i)/(λ_i − λ_j),   g − 1 = ((κ−λ)_i − (κ−λ)_j)/(λ_i − λ_j),   u_i u_j b g = (λ_i (uB)_j − λ_j (uB)_i)/(λ_i − λ_j)
 *
 * with u = λ/κ, because n(1 − u) = z makes 1 − d/n = (λ_i − λ_j)/(κ_i − κ_j). Between nodes
 *
 *     1/(λ_i − λ_j) = η/(ρ_i² − β) · [ρ_i²/(ρ_i − ρ_j) + βρ_i/(ρ_iρ_j − β)]
 *
 * is one convolution in j − i and another one in j + i: Fourier transforms, N log N operations. Of the few nodes about λ = 0, where weights are large
 * and differences small, the pairs are gone through.
 */
import {
  add,
  type Complex,
  complex,
  divide,
  exponential,
  modulus,
  multiply,
  scale,
  subtract,
} from '../../numerics/complex.ts';
import { fourierTransform } from '../../numerics/fourier.ts';
import { type Curve, type CurvePoint, unlearnedOf } from '../complex/curve.ts';
import { type ComplexSolution, solveComplex, solveNear } from '../complex/solve.ts';
import { twoPoint } from '../complex/twoPoint.ts';
import { type Sums, sumOverPairs } from './pairs.ts';
import type { Circle } from './poles.ts';

/** Complex numbers, at the nodes in the order of their angles. */
interface Values {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** How many nodes with angles from 0 on, and as many with those from 2π down, are about λ = 0. */
const nearest = 32;

/** The sums over the nodes of a circle, a power of two of them and more than those about λ = 0. */
export function circleSums(curve: Curve, noise: number, circle: Circle): Sums {
  const { poles } = circle;
  const resting = noise + curve.kernel.unlearnable;
  const solutions = solveAround(curve, circle);
  const near = sumOverPairs(curve, noise, poles.slice(0, nearest), solutions.slice(0, nearest));
  let [ownBias, ownSpread, ownTrain, degrees] = [0, 0, 0, near.degrees];
  const unlearned: Complex[] = solutions.map(
    ({ point }) => unlearnedOf(curve.kernel, point.gamma, point.gamma).unlearned,
  );
  for (let i = nearest; i < poles.length; i++) {
    const { weight } = poles[i]!;
    const { point } = solutions[i]!;
    const { unlearned: b, degrees: d, gain } = twoPoint(curve, point, point);
    const weighted = multiply(multiply(weight, weight), gain);
    ownBias += 2 * multiply(weighted, b).re;
    ownSpread += (2 * multiply(weighted, d).re) / curve.samples;
    const left = multiply(weighted, multiply(point.share, point.share));
    ownTrain += 2 * multiply(left, add(b, complex(resting))).re;
    degrees += (2 * multiply(weight, point.degrees).re) / curve.samples;
  }
  const values = (of: (point: CurvePoint, unlearned: Complex) => Complex) =>
    valuesOf(solutions.map(({ point }, i) => multiply(poles[i]!.weight, of(point, unlearned[i]!))));
  const bias = sumOfPairs(
    circle,
    values(({ kappa }) => kappa),
    values((_, b) => b),
  );
  const spread = sumOfPairs(
    circle,
    values(({ kappa, degrees: z }) => scale(multiply(kappa, z), 1 / curve.samples)),
    values(() => complex(1)),
  );
  const train = sumOfPairs(
    circle,
    values(({ lambda }) => lambda),
    values(({ share }, b) => multiply(share, add(b, complex(resting)))),
  );
  return {
    bias: near.bias + ownBias + bias.value,
    variance: near.variance + resting * (ownSpread + spread.value),
    train: near.train + ownTrain + train.value,
    degrees,
    solutions,
    size: near.size + bias.size + resting * spread.size,
  };
}

/** The solutions one after the other around the circle, from the far end of the spectrum. */
function solveAround(curve: Curve, { poles }: Circle): ComplexSolution[] {
  const found: ComplexSolution[] = new Array(poles.length);
  for (let i = poles.length - 1; i >= 0; i--) {
    const before = found[i + 1];
    const { ridge } = poles[i]!;
    found[i] = before ? solveNear(curve, ridge, before.point) : solveComplex(curve, ridge);
  }
  return found;
}

/** All around, from the values at the upper half. */
function valuesOf(upper: readonly Complex[]): Values {
  const n = 2 * upper.length;
  const [re, im] = [new Float64Array(n), new Float64Array(n)];
  upper.forEach((value, i) => {
    re[i] = re[n - 1 - i] = value.re;
    im[i] = value.im;
    im[n - 1 - i] = -value.im;
  });
  return { re, im };
}

const at = ({ re, im }: Values, i: number): Complex => ({ re: re[i]!, im: im[i]! });

/**
 * Σ_{i ≠ j} (F_i G_j − G_i F_j)/(λ_i − λ_j), less the pairs of which both are about λ = 0; twice the sum of F_i G_j/(λ_i − λ_j) where neither is. `size`
 * adds up the moduli of sums over j, and of what neighbours, of which little is left of the difference, come to.
 */
function sumOfPairs(circle: Circle, whole: Values, second: Values): { value: number; size: number } {
  const first = without(whole, second);
  const n = first.re.length;
  const ridges = valuesOf(circle.poles.map(({ ridge }) => ridge));
  const far = dividedFar(circle, second);
  let [value, size] = [0, 0];
  for (let i = nearest; i < n - nearest; i++) {
    const [f, g] = [at(first, i), at(second, i)];
    const toFirst = add(at(far, i), dividedNear(ridges, second, i));
    const term = subtract(multiply(f, toFirst), multiply(g, dividedNear(ridges, first, i)));
    value += 2 * term.re;
    const step = modulus(subtract(at(ridges, i), at(ridges, i - 1)));
    size += 2 * modulus(term) + (modulus(f) * modulus(g)) / step;
  }
  return { value, size };
}

/** Σ_j y_j/(λ_i − λ_j) over the j about λ = 0, of an i that is not. */
function dividedNear(ridges: Values, values: Values, i: number): Complex {
  const n = values.re.length;
  let [re, im] = [0, 0];
  for (let k = -nearest; k < nearest; k++) {
    const j = k < 0 ? n + k : k;
    const [x, y] = [ridges.re[i]! - ridges.re[j]!, ridges.im[i]! - ridges.im[j]!];
    const norm = x * x + y * y;
    re += (values.re[j]! * x + values.im[j]! * y) / norm;
    im += (values.im[j]! * x - values.re[j]! * y) / norm;
  }
  return { re, im };
}

/** F without the multiple of G that it is at λ ≈ 0, which changes no difference; what is left has no large terms that cancel. */
function without(first: Values, second: Values): Values {
  const [f, g] = [at(first, 0), at(second, 0)];
  const power = g.re * g.re + g.im * g.im;
  const multiple = power === 0 ? 0 : (f.re * g.re + f.im * g.im) / power;
  return {
    re: first.re.map((value, i) => value - multiple * second.re[i]!),
    im: first.im.map((value, i) => value - multiple * second.im[i]!),
  };
}

/** Σ_{j ≠ i} y_j/(λ_i − λ_j) over the j that are not about λ = 0. */
function dividedFar(circle: Circle, values: Values): Values {
  const { radius, stepSize, momentum } = circle;
  const n = values.re.length;
  const kept = (part: Float64Array) => part.map((y, j) => (j >= nearest && j < n - nearest ? y : 0));
  const far = { re: kept(values.re), im: kept(values.im) };
  const difference = byDifference(far);
  const total = bySum(circle, far);
  for (let i = 0; i < n; i++) {
    const rho = scale(exponential(complex(0, (Math.PI * (2 * i + 1)) / n)), radius);
    const below = subtract(multiply(rho, rho), complex(momentum));
    // Without the node itself in the second of the sums; the first has left it out.
    const own = divide(scale(multiply(at(far, i), rho), momentum), below);
    const both = add(multiply(rho, at(difference, i)), subtract(at(total, i), own));
    const { re, im } = scale(divide(both, below), stepSize);
    total.re[i] = re;
    total.im[i] = im;
  }
  return total;
}

/** Σ_{j ≠ i} y_j/(1 − ω^{j−i}), ω = e^{2πi/N}: the transform of 1/(1 − ω^m), 0 at m = 0, is (N − 1)/2 − k. */
function byDifference(values: Values): Values {
  const { re, im } = copyOf(values);
  const n = re.length;
  fourierTransform(re, im);
  const turned: Values = { re: new Float64Array(n), im: new Float64Array(n) };
  for (let k = 0; k < n; k++) {
    const weight = ((n - 1) / 2 - k) / n;
    turned.re[k] = weight * re[(n - k) % n]!;
    turned.im[k] = weight * im[(n - k) % n]!;
  }
  fourierTransform(turned.re, turned.im);
  return turned;
}

/** Σ_j y_j βρ_i/(ρ_iρ_j − β) = β Σ_m q^m/(1 − q^N) ω^{−m(i+1)} Σ_j y_j/ρ_j ω^{−mj}, q = β/R². */
function bySum({ radius, momentum }: Circle, values: Values): Values {
  const { re, im } = copyOf(values);
  const n = re.length;
  const turn = (i: number, angle: number, factor: number) => {
    const [c, s] = [factor * Math.cos(angle), factor * Math.sin(angle)];
    [re[i], im[i]] = [re[i]! * c - im[i]! * s, re[i]! * s + im[i]! * c];
  };
  for (let j = 0; j < n; j++) turn(j, (-Math.PI * (2 * j + 1)) / n, 1 / radius);
  fourierTransform(re, im);
  const q = momentum / radius ** 2;
  const scaled = momentum / -Math.expm1(n * Math.log(q));
  for (let m = 0; m < n; m++) turn(m, (-2 * Math.PI * m) / n, scaled * q ** m);
  fourierTransform(re, im);
  return { re, im };
}

function copyOf({ re, im }: Values): Values {
  return { re: Float64Array.from(re), im: Float64Array.from(im) };
}
