import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import { hardMarginByActiveSet } from '../../src/solvers/margins/dualActiveSet.ts';
import { fitMargins } from '../../src/solvers/margins/fit.ts';
import { fitHinge, hingeFit } from '../../src/solvers/margins/interiorPoint.ts';
import { fitByMultipliers } from '../../src/solvers/margins/multipliers.ts';
import { scaledRows } from '../../src/solvers/margins/products.ts';
import { sampleGram } from '../../src/solvers/margins/sampleGram.ts';
import { marginSpace } from '../../src/solvers/margins/space.ts';
import {
  classification,
  combination,
  designOf,
  marginsOf,
  type Problem,
  product,
} from '../helpers/classification.ts';
import { losses } from '../helpers/marginLosses.ts';

const backend = openEmbedded();
backend.workspace.reserve(2 ** 25);

/** Samples and parameters: K held in the primal and the dual, and by rows. */
const shapes = [
  [60, 40],
  [30, 70],
  [150, 25],
] as const;
const norm = (a: Float64Array) => Math.sqrt(product(a, a));
const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);

function inScope<T>(problem: Problem, body: (labelled: Parameters<typeof sampleGram>[1]) => T): T {
  return backend.workspace.scope(() =>
    body({ design: designOf(backend, problem.rows), labels: problem.labels }),
  );
}

describe('the Gram matrix of samples', () => {
  it('multiplies and solves as the matrix of products of rows does', () => {
    for (const [n, p] of shapes) {
      const problem = classification(n, p, 1, 1);
      const c = 0.3;
      const k = (w: Float64Array) => marginsOf(problem, combination(problem, w)).map((u) => u / c);
      // More samples than parameters, and fewer.
      for (const count of [5, Math.min(n, p + 4)]) {
        const members = Int32Array.from({ length: count }, (_, i) => n - 1 - i);
        const w = Float64Array.from({ length: n }, (_, i) => Math.cos(i));
        const right = Float64Array.from(members, (i) => Math.sin(i));
        const [times, solution] = inScope(problem, (labelled) => {
          const gram = sampleGram(backend, labelled, c);
          return [gram.times(w), gram.solve(members, 0.2, right)!] as const;
        });
        expect(norm(times.map((value, i) => value - k(w)[i]!))).toBeLessThan(1e-12 * norm(times));
        const whole = new Float64Array(n);
        members.forEach((i, a) => {
          whole[i] = solution[a]!;
        });
        const residual = Float64Array.from(members, (i, a) => k(whole)[i]! + 0.2 * solution[a]! - right[a]!);
        expect(norm(residual), `${n}×${p}, ${count}`).toBeLessThan(1e-11 * norm(right));
      }
    }
  });

  it('ascends: no sweep lowers Σα − ½αᵀKα, and α that are best stay', () => {
    for (const [n, p] of shapes) {
      const problem = classification(n, p, 2, 1);
      inScope(problem, (labelled) => {
        const gram = sampleGram(backend, labelled, 0.1);
        const alpha = new Float64Array(n);
        let last = 0;
        for (let sweep = 0; sweep < 5; sweep++) {
          const margins = gram.ascend(alpha, 1);
          const value = sum(alpha) - product(alpha, margins) / 2;
          expect(value).toBeGreaterThan(last);
          last = value;
          expect(Math.min(...alpha)).toBeGreaterThanOrEqual(0);
          expect(Math.max(...alpha)).toBeLessThanOrEqual(1);
        }
        const { alpha: best } = fitByMultipliers(gram);
        const kept = best.slice();
        gram.ascend(kept, 1);
        expect(norm(kept.map((value, i) => value - best[i]!))).toBeLessThan(1e-7 * norm(best));
      });
    }
  });
});

describe('the hinge by the method of multipliers', () => {
  it('satisfies the conditions of its minimum, from large penalties to small ones', () => {
    for (const [n, p] of shapes) {
      for (const noise of [0, 1]) {
        for (const penalty of [10, 1, 0.1, 0.01, 1e-3]) {
          const problem = classification(n, p, 3, noise);
          const { alpha, w, gap } = inScope(problem, (labelled) =>
            fitByMultipliers(sampleGram(backend, labelled, penalty)),
          );
          const name = `${n}×${p}, noise ${noise}, penalty ${penalty}`;
          expect(gap, name).toBeLessThan(1e-12);
          const u = marginsOf(problem, combination(problem, w)).map((value) => value / penalty);
          u.forEach((margin, i) => {
            if (margin < 1 - 1e-5) expect(alpha[i], name).toBe(1);
            else if (margin > 1 + 1e-5) expect(alpha[i], name).toBe(0);
            else expect(alpha[i]! >= 0 && alpha[i]! <= 1, name).toBe(true);
          });
        }
      }
    }
  });

  it('has the objective of the interior-point method, to 10⁻⁹', () => {
    for (const [n, p] of shapes) {
      for (let seed = 0; seed < 5; seed++) {
        for (const penalty of [1, 0.05, 1e-3]) {
          const problem = classification(n, p, seed, seed % 2);
          inScope(problem, (labelled) => {
            const space = marginSpace(backend, labelled, false);
            const fit = hingeFit(space, penalty, fitByMultipliers(sampleGram(backend, labelled, penalty)));
            const other = fitHinge(space, penalty, 1e-9);
            const objective = (a: Float64Array, margins: Float64Array) =>
              margins.reduce(
                (total, u) => total + losses.hinge.value(u),
                (penalty / 2) * space.inner(a, a, margins),
              );
            const [one, two] = [objective(fit.a, fit.margins), objective(other.a, other.margins)];
            expect(fit.gap).toBeLessThan(1e-9);
            expect(Math.abs(one - two), `${n}×${p} at ${penalty}, seed ${seed}`).toBeLessThan(1e-9 * two);
            const apart = fit.margins.map((u, i) => u - other.margins[i]!);
            expect(norm(apart)).toBeLessThan(1e-5 * norm(fit.margins));
          });
        }
      }
    }
  });
});

describe('hard margins of nearly nothing', () => {
  /** Rows (±1, ρ): the margin is ρ, that of (0, 1). */
  const thin = (rho: number): Problem => ({
    rows: [Float64Array.of(1, rho), Float64Array.of(-1, rho), Float64Array.of(0.5, 1)],
    labels: Float64Array.of(1, 1, 1),
  });
  const fitOf = (problem: Problem) =>
    inScope(problem, ({ design, labels }) =>
      fitMargins(backend, design, labels, { loss: losses.hinge, penalty: 0 }),
    );

  it('are found to the digits that rounding leaves', () => {
    for (const rho of [1e-3, 1e-6, 1e-8]) {
      const fit = fitOf(thin(rho));
      if (fit.status !== 'ok') throw new Error(`${rho}: ${fit.status}`);
      expect(fit.coefficients[1]! * rho).toBeCloseTo(1, 7);
      expect(Math.abs(fit.coefficients[0]! * rho)).toBeLessThan(1e-7);
      expect(fit.gap).toBeLessThan(1e-9 + 1e-14 / rho);
    }
    expect(fitOf(thin(0)).status).toBe('not-separable');
  });

  it('are found where the interior-point method goes astray', () => {
    for (const seed of [1521, 4295, 11884, 18593]) {
      const fit = fitOf(classification(4, 2, seed, 1e9));
      expect(fit.status, `seed ${seed}`).toBe('ok');
      if (fit.status === 'ok') expect(fit.gap).toBeLessThan(1e-9);
    }
  });

  it('are those of the interior-point method by the active set, and so is the proof that there is none', () => {
    const seen = { ok: 0, 'not-separable': 0 };
    for (let seed = 0; seed < 60; seed++) {
      const problem = classification(30, 15, seed, 5);
      const found = inScope(problem, ({ design, labels }) =>
        hardMarginByActiveSet(scaledRows(backend, design, labels)),
      );
      const fit = fitOf(problem);
      expect(found.status, `seed ${seed}`).toBe(fit.status);
      expect(Math.min(...found.alpha)).toBeGreaterThanOrEqual(0);
      const combined = combination(problem, found.alpha);
      if (fit.status === 'ok') {
        seen.ok++;
        expect(norm(found.a.map((value, j) => value - fit.coefficients[j]!))).toBeLessThan(
          1e-5 * norm(found.a),
        );
        expect(norm(found.a.map((value, j) => value - combined[j]!))).toBeLessThan(1e-9 * norm(found.a));
        expect(Math.min(...marginsOf(problem, found.a))).toBeGreaterThan(1 - 1e-12 * norm(found.a));
      } else {
        seen['not-separable']++;
        expect(norm(combined)).toBeLessThan(1e-12 * sum(found.alpha));
      }
    }
    expect(Math.min(seen.ok, seen['not-separable'])).toBeGreaterThan(10);
  });
});
