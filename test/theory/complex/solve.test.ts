import { describe, expect, it } from 'vitest';
import { type Complex, complex, divide, modulus, multiply, subtract } from '../../../src/numerics/complex.ts';
import { type Curve, curveAt } from '../../../src/theory/complex/curve.ts';
import { solveComplex } from '../../../src/theory/complex/solve.ts';
import { errorProduct, twoPoint } from '../../../src/theory/complex/twoPoint.ts';
import { predictRisk } from '../../../src/theory/risk.ts';
import { randomProblem } from '../../helpers/problems.ts';
import { generator, logUniform, relativeError } from '../../helpers/random.ts';

const distance = (a: Complex, b: Complex) => modulus(subtract(a, b)) / modulus(b);

/** Random problems, and ridges in the upper half plane as near to the negative axis as 10⁻³. */
function scan(seed: number, count: number, visit: (curve: Curve, lambda: Complex, noise: number) => void) {
  const next = generator(seed);
  const log = logUniform(next);
  for (let i = 0; i < count; i++) {
    const { kernel, training } = randomProblem(next);
    const angle = Math.PI * (next() < 0.3 ? 1 - log(1e-3, 1e-1) : next());
    const size = log(1e-6, 1e3);
    visit({ kernel, ...training }, complex(size * Math.cos(angle), size * Math.sin(angle)), training.noise);
  }
}

describe('solveComplex', () => {
  it('finds the branch of random problems, off the negative axis everywhere', () => {
    scan(7, 1000, (curve, lambda) => {
      const { point, converged, residual } = solveComplex(curve, lambda);
      expect(converged).toBe(true);
      expect(residual).toBeLessThan(1e-13);
      expect(point.gamma.im).toBeGreaterThan(0);
    });
  });

  it('is the Stieltjes transform of the Marchenko–Pastur law, in closed form', () => {
    const next = generator(3);
    const log = logUniform(next);
    for (let i = 0; i < 200; i++) {
      const gamma = log(1e-2, 1e2);
      const kernel = {
        eigenvalues: [1],
        multiplicities: [gamma],
        rank: gamma,
        targets: [1],
        tail: 0,
        unlearnable: 0,
      };
      const lambda = complex(log(1e-3, 10) * (next() - 0.5), log(1e-3, 10));
      const { kappa } = solveComplex(
        { kernel, samples: 1, features: Number.POSITIVE_INFINITY },
        lambda,
      ).point;
      // κ² + (1 − γ − λ... ) : κ(1 − γ/(1+κ)) = λ, a quadratic that κ must solve with Im κ > 0.
      const left = multiply(
        kappa,
        subtract(complex(1), divide(complex(gamma), complex(1 + kappa.re, kappa.im))),
      );
      expect(distance(left, lambda)).toBeLessThan(1e-11);
      expect(kappa.im).toBeGreaterThan(0);
    }
  });

  it('meets the real engine on the real axis, and its derivative', () => {
    scan(11, 300, (curve, lambda) => {
      const ridge = modulus(lambda);
      const { point } = solveComplex(curve, complex(ridge));
      const { kappa } = predictRisk(curve.kernel, { ...curve, ridge, noise: 1 });
      expect(relativeError(point.kappa.re, kappa!)).toBeLessThan(1e-10);
      const h = 1e-6 * modulus(point.gamma);
      const ahead = curveAt(curve, complex(point.gamma.re + h));
      const behind = curveAt(curve, complex(point.gamma.re - h));
      const slope = (ahead.lambda.re - behind.lambda.re) / (2 * h);
      expect(Math.abs(point.slope.re - slope)).toBeLessThan(1e-5 * Math.abs(slope) + (1e-9 * ridge) / h);
    });
  });
});

describe('twoPoint', () => {
  it('is the risk of the real engine for equal real ridges', () => {
    scan(13, 300, (curve, lambda, noise) => {
      const ridge = modulus(lambda);
      const { point } = solveComplex(curve, complex(ridge));
      const { excessRisk } = predictRisk(curve.kernel, { ...curve, ridge, noise });
      const found = errorProduct(curve, noise, twoPoint(curve, point, point));
      expect(relativeError(found.re + noise, excessRisk! + noise)).toBeLessThan(1e-8);
    });
  });

  it('is symmetric, and the slope of Σ λ ↦ (B(κ)+σ²)/κ: λ_a λ_b times its divided difference is the training residual', () => {
    scan(17, 300, (curve, lambda, noise) => {
      const other = complex(0.7 * modulus(lambda), 0.1 * modulus(lambda));
      const [a, b] = [solveComplex(curve, lambda).point, solveComplex(curve, other).point];
      const [one, two] = [twoPoint(curve, a, b), twoPoint(curve, b, a)];
      expect(distance(one.gain, two.gain)).toBeLessThan(1e-9);
      const [first, second] = [errorProduct(curve, noise, one), errorProduct(curve, noise, two)];
      expect(modulus(subtract(first, second))).toBeLessThan(1e-9 * (1 + modulus(first)));
    });
  });
});
