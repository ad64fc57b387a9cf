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

/** z, z', B, B' of the definition. */
function functions(kernel: BigKernel, g: Big) {
  let z = kernel.tail.div(g);
  let zPrime = kernel.tail.div(g.mul(g)).neg();
  let b = big(0);
  let bPrime = big(0);
  kernel.s.forEach((s, i) => {
    const sum = s.add(g);
    z = z.add(kernel.m[i]!.mul(s).div(sum));
    zPrime = zPrime.sub(kernel.m[i]!.mul(s).div(sum.mul(sum)));
    b = b.add(kernel.v[i]!.mul(g).div(sum));
    bPrime = bPrime.add(kernel.v[i]!.mul(s).div(sum.mul(sum)));
  });
  return { z, zPrime, b, bPrime };
}

/**
 * The root γ of a = z(γ) + a·u_a(γ), u_a from (b − a + a u_a) a u_a = abλ/γ: from a point of known sign, by secant steps kept
 * in a shrinking bracket.
 */
function solve(kernel: BigKernel, n: Big, k: Big | null, lambda: Big): Big {
  const smaller = k === null || n.lt(k) ? n : k;
  const gap = (g: Big) => {
    const { z } = functions(kernel, g);
    if (k === null) return n.sub(n.mul(lambda).div(g)).sub(z);
    const difference = n.sub(k).abs();
    const root = difference.mul(difference).add(n.mul(k).mul(lambda).div(g).mul(4)).sqrt();
    return smaller.sub(z).sub(root.sub(difference).div(2));
  };
  let low = big(1);
  let high = big(1);
  while (gap(low).gt(0)) low = low.div(16);
  while (gap(high).lt(0)) high = high.mul(16);
  let gLow = gap(low);
  let gHigh = gap(high);
  const tolerance = big(10).pow(-66);
  for (let i = 0; i < 1000 && high.sub(low).gt(low.mul(tolerance)); i++) {
    // Two secant-like trial points (regula falsi and its mirror) and, every third step, the geometric middle.
    const secant = low.add(high.sub(low).mul(gLow).div(gLow.sub(gHigh)));
    const nudge = high.sub(low).mul(big(2).pow(-40));
    const trial = i % 3 === 0 ? low.mul(high).sqrt() : i % 3 === 1 ? secant.add(nudge) : secant.sub(nudge);
    if (trial.lte(low) || trial.gte(high)) continue;
    const value = gap(trial);
    if (value.lt(0)) {
      low = trial;
      gLow = value;
    } else {
      high = trial;
      gHigh = value;
    }
  }
  return low.add(high).div(2);
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
  const { z, zPrime, b, bPrime } = functions(bigKernel, gamma);
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
