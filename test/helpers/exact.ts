/**
 * The theory in 90-digit decimal arithmetic, by the textbook formulas (differences and all): what double precision is held to.
 */
import { all, type BigNumber, create } from 'mathjs';
import type { Kernel } from '../../src/theory/kernel.ts';
import type { Training } from '../../src/theory/risk.ts';

const math = create(all!, { number: 'BigNumber', precision: 90 });
type Big = BigNumber;

/** The double itself, digit for digit; mathjs would take its shortest decimal spelling instead. */
export function big(x: number): Big {
  let exponent = 0;
  let mantissa = x;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent++;
  }
  const decimal = (value: number) => math.bignumber(value) as Big;
  return decimal(mantissa).div(decimal(2).pow(exponent));
}

interface BigKernel {
  readonly s: readonly Big[];
  readonly m: readonly Big[];
  readonly v: readonly Big[];
  readonly tail: Big;
}

/** z of the definition, and z'. */
function degrees(kernel: BigKernel, g: Big) {
  const unit = big(1);
  const overG = unit.div(g);
  let z = kernel.tail.mul(overG);
  let zPrime = z.mul(overG).neg();
  kernel.s.forEach((s, i) => {
    const inverse = unit.div(s.add(g));
    const part = kernel.m[i]!.mul(s).mul(inverse);
    z = z.add(part);
    zPrime = zPrime.sub(part.mul(inverse));
  });
  return { z, zPrime };
}

/** B of the definition, and B'. */
function biases(kernel: BigKernel, g: Big) {
  let b = big(0);
  let bPrime = big(0);
  kernel.s.forEach((s, i) => {
    const sum = s.add(g);
    b = b.add(kernel.v[i]!.mul(g).div(sum));
    bPrime = bPrime.add(kernel.v[i]!.mul(s).div(sum.mul(sum)));
  });
  return { b, bPrime };
}

/**
 * The root γ of a = z(γ) + a·u_a(γ), u_a from (b − a + a u_a) a u_a = abλ/γ: from a point of known sign, by Newton's steps kept
 * in a shrinking bracket, whose geometric middle is next where a step leaves it.
 */
function solve(kernel: BigKernel, n: Big, k: Big | null, lambda: Big): Big {
  const smaller = k === null || n.lt(k) ? n : k;
  const difference = k === null ? null : n.sub(k).abs();
  /** What the root makes zero, which rises with γ, and its slope. */
  const gapAt = (g: Big) => {
    const { z, zPrime } = degrees(kernel, g);
    const part = n.mul(lambda).div(g);
    if (k === null) return { gap: n.sub(part).sub(z), slope: part.div(g).sub(zPrime) };
    const under = k.mul(part).mul(4);
    const root = difference!.mul(difference!).add(under).sqrt();
    const gap = smaller.sub(z).sub(root.sub(difference!).div(2));
    return { gap, slope: (root.isZero() ? big(0) : under.div(root.mul(g).mul(4))).sub(zPrime) };
  };
  let low = big(1);
  let high = big(1);
  while (gapAt(low).gap.gt(0)) low = low.div(16);
  while (gapAt(high).gap.lt(0)) high = high.mul(16);
  const tolerance = big(10).pow(-66);
  let g = low;
  for (let i = 0; i < 1000; i++) {
    const { gap, slope } = gapAt(g);
    if (gap.lt(0)) low = g;
    else high = g;
    const step = gap.div(slope);
    if (step.abs().lte(g.mul(tolerance)) || high.sub(low).lte(low.mul(tolerance))) return g.sub(step);
    const next = g.sub(step);
    g = next.gt(low) && next.lt(high) ? next : low.mul(high).sqrt();
  }
  throw new Error('the root is not found');
}

export interface ExactRisk {
  readonly bias: number;
  readonly variance: number;
  readonly excessRisk: number;
  readonly trainError: number;
  readonly kappa: number;
  readonly degreesOfFreedom: number;
}

/** z, B, d2, b2 (v_⊥ left out) of the inner kernel at γ and of the composed one at κ. */
function solved(kernel: Kernel, training: Training) {
  const bigKernel = {
    s: kernel.eigenvalues.map(big),
    m: kernel.multiplicities.map(big),
    v: kernel.targets.map(big),
    tail: big(kernel.tail),
  };
  const n = big(training.samples);
  const k = Number.isFinite(training.features) ? big(training.features) : null;
  const gamma = solve(bigKernel, n, k, big(training.ridge));
  const { z, zPrime } = degrees(bigKernel, gamma);
  const { b, bPrime } = biases(bigKernel, gamma);
  const kappa = k === null ? gamma : gamma.mul(big(1).sub(z.div(k)));
  const gammaPrime = k === null ? big(1) : k.div(k.sub(z).sub(gamma.mul(zPrime)));
  return {
    n,
    z,
    kappa,
    d2: z.add(kappa.mul(zPrime).mul(gammaPrime)),
    b2: b.sub(kappa.mul(bPrime).mul(gammaPrime)),
    d2Inner: z.add(gamma.mul(zPrime)),
    b2Inner: b.sub(gamma.mul(bPrime)),
  };
}

/** Theory of src/theory at the given doubles; the kernel must have a root γ > 0 (a tail, a ridge, or rank > min(n,k)). */
export function exactRisk(kernel: Kernel, training: Training): ExactRisk {
  const { n, z, kappa, d2, b2 } = solved(kernel, training);
  const denominator = big(1).sub(d2.div(n));
  const noise = big(training.noise).add(kernel.unlearnable);
  const bias = b2.div(denominator).add(kernel.unlearnable);
  const variance = noise.mul(d2).div(n).div(denominator);
  const share = big(1).sub(z.div(n));
  const trainError = share.mul(share).mul(b2.add(noise)).div(denominator);
  return {
    bias: bias.toNumber(),
    variance: variance.toNumber(),
    excessRisk: bias.add(variance).toNumber(),
    trainError: trainError.toNumber(),
    kappa: kappa.toNumber(),
    degreesOfFreedom: z.div(n).toNumber(),
  };
}

/** The terms of the excess risk as differences of the four products, with noise and without. */
export function exactDecomposition(kernel: Kernel, training: Training) {
  const { n, d2, b2, d2Inner, b2Inner } = solved(kernel, training);
  const product = (part: Big, degrees: Big, noise: Big) =>
    part
      .add(kernel.unlearnable)
      .add(noise)
      .div(big(1).sub(degrees.div(n)))
      .sub(noise);
  const noise = big(training.noise);
  const nothing = b2Inner.add(kernel.unlearnable);
  const features = b2.add(kernel.unlearnable);
  const [data, noisyData] = [big(0), noise].map((each) => product(b2Inner, d2Inner, each)) as [Big, Big];
  const [both, noisyBoth] = [big(0), noise].map((each) => product(b2, d2, each)) as [Big, Big];
  return {
    bias2: nothing.toNumber(),
    varianceData: data.sub(nothing).toNumber(),
    varianceFeatures: features.sub(nothing).toNumber(),
    varianceInteraction: both.sub(data).sub(features).add(nothing).toNumber(),
    noiseData: noisyData.sub(data).toNumber(),
    noiseInteraction: noisyBoth.sub(both).sub(noisyData).add(data).toNumber(),
  };
}
