import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import { marginBytes, marginOperations } from '../../src/solvers/margins/costs.ts';
import { fitMargins, type MarginFit, type MarginLoss } from '../../src/solvers/margins/fit.ts';
import { fitRidge } from '../../src/solvers/ridge.ts';
import {
  classification,
  combination,
  coordinateAscent,
  designOf,
  gradientDescent,
  inPanels,
  marginsOf,
  type Problem,
  product,
  turned,
} from '../helpers/classification.ts';
import { losses } from '../helpers/marginLosses.ts';
import { metered } from '../helpers/metered.ts';

const backend = openEmbedded();
backend.workspace.reserve(2 ** 26);

const shapes = [
  [60, 20],
  [20, 60],
  [40, 40],
  [41, 40],
  [40, 41],
  [80, 40],
  [3, 2],
  [2, 3],
  [1, 1],
  [30, 1],
  [1, 30],
] as const;
const all = Object.values(losses);
const smooth = [losses.square, losses.logistic, losses.squaredHinge];
const penalties = [100, 1, 1e-2, 1e-4, 1e-6];

function fitOf(problem: Problem, loss: MarginLoss, penalty: number): MarginFit {
  return backend.workspace.scope(() =>
    fitMargins(backend, designOf(backend, problem.rows), problem.labels, { loss, penalty }),
  );
}

/** The fit, which must be one. */
function solved(problem: Problem, loss: MarginLoss, penalty: number) {
  const fit = fitOf(problem, loss, penalty);
  if (fit.status !== 'ok') throw new Error(`${loss.kind} at ${penalty}: ${fit.status}`);
  return fit;
}

function objective(problem: Problem, loss: MarginLoss, penalty: number, a: Float64Array): number {
  return marginsOf(problem, a).reduce((sum, u) => sum + loss.value(u), (penalty / 2) * product(a, a));
}

const norm = (a: Float64Array) => Math.sqrt(product(a, a));

function distance(a: Float64Array, b: Float64Array): number {
  return norm(a.map((value, i) => value - b[i]!)) / norm(b);
}

const map = (problem: Problem, row: (row: Float64Array) => Float64Array): Problem => ({
  ...problem,
  rows: problem.rows.map(row),
});

describe('fitMargins', () => {
  it('fits every shape at every penalty, from seeds 0 to 20', () => {
    for (let seed = 0; seed <= 20; seed++) {
      for (const [n, p] of shapes) {
        const problem = classification(n, p, seed, seed % 2);
        for (const loss of all) {
          for (const penalty of penalties) {
            const { coefficients, margins, gap } = solved(problem, loss, penalty);
            const name = `${loss.kind} ${n}×${p} at ${penalty}, seed ${seed}`;
            expect(gap, name).toBeLessThan(loss.kind === 'hinge' ? 1e-9 : 1e-12);
            const error = margins.map((u, i) => u - marginsOf(problem, coefficients)[i]!);
            expect(norm(error) / (norm(margins) + 1), name).toBeLessThan(1e-9);
          }
        }
      }
    }
  });

  it('ends where the gradient of a smooth loss is 0, but for 10⁻⁸ of its parts', () => {
    for (const [n, p] of shapes) {
      const problem = classification(n, p, 1, 1);
      for (const loss of smooth) {
        for (const penalty of penalties) {
          const { coefficients } = solved(problem, loss, penalty);
          const margins = marginsOf(problem, coefficients);
          const slopes = margins.map(loss.slope);
          const gradient = combination(problem, slopes).map((x, j) => x + penalty * coefficients[j]!);
          // What rounding of the margins makes of the slopes counts too.
          const parts = norm(slopes) + norm(margins.map((u) => loss.curvature(u) * u));
          expect(norm(gradient) / parts, `${loss.kind} ${n}×${p} at ${penalty}`).toBeLessThan(1e-8);
        }
      }
    }
  });

  it('agrees with coordinate ascent on the dual of the hinge losses', () => {
    for (const [n, p] of [
      [30, 8],
      [8, 30],
      [20, 20],
      [1, 4],
      [6, 1],
    ] as const) {
      for (const penalty of [10, 1, 0.1]) {
        const problem = classification(n, p, 2, 1);
        const name = `${n}×${p} at ${penalty}`;
        const hinge = coordinateAscent(problem, penalty, { most: 1 });
        const fit = solved(problem, losses.hinge, penalty);
        expect(distance(fit.coefficients, hinge.a), name).toBeLessThan(1e-6);
        const squared = coordinateAscent(problem, penalty, { s: 1 });
        const squaredFit = solved(problem, losses.squaredHinge, penalty);
        expect(distance(squaredFit.coefficients, squared.a), name).toBeLessThan(1e-9);
        // Weak duality, with both sides from outside of the fit: nothing is below D(α), and the fit is above it by its gap at most.
        const dual = hinge.alpha.reduce((sum, x) => sum + x, 0) - (penalty / 2) * product(hinge.a, hinge.a);
        const value = objective(problem, losses.hinge, penalty, fit.coefficients);
        expect(value, name).toBeGreaterThan(dual * (1 - 1e-12));
        const other = objective(problem, losses.hinge, penalty, hinge.a);
        expect(value - other, name).toBeLessThanOrEqual((fit.gap + 1e-14) * value);
      }
    }
  });

  it('agrees with gradient descent on the logistic loss', () => {
    for (const [n, p] of [
      [30, 5],
      [5, 30],
      [1, 4],
      [6, 1],
    ] as const) {
      const problem = classification(n, p, 3, 1);
      const slow = gradientDescent(problem, losses.logistic.slope, 1);
      expect(distance(solved(problem, losses.logistic, 1).coefficients, slow)).toBeLessThan(1e-9);
    }
  });

  it('is ridge regression for the square loss, also without penalty', () => {
    for (const [n, p] of shapes) {
      const problem = classification(n, p, 4, 1);
      for (const penalty of [1, 0]) {
        backend.workspace.scope(() => {
          const y = backend.workspace.matrix(n, 1);
          y.data.set(problem.labels);
          const ridge = fitRidge(backend, designOf(backend, problem.rows), y, [penalty]);
          const fit = solved(problem, losses.square, penalty);
          expect(fit.coefficients).toEqual(ridge.coefficients.data.slice());
          expect(fit.gap).toBeLessThan(1e-20);
        });
      }
    }
  });

  it('takes few iterations on the squared hinge of nearly separable data', () => {
    for (let seed = 0; seed < 4; seed++) {
      const { iterations } = solved(classification(200, 100, seed, 1), losses.squaredHinge, 1e-6);
      expect(iterations).toBeLessThan(30);
    }
  });

  it('has the same margins for s Z at the penalty s² c', () => {
    for (const [n, p] of [
      [60, 20],
      [20, 60],
    ] as const) {
      const problem = classification(n, p, 5, 1);
      for (const loss of all) {
        for (const scale of [1e-4, 1e4]) {
          const scaled = map(problem, (row) => row.map((value) => scale * value));
          const [one, other] = [solved(problem, loss, 0.01), solved(scaled, loss, 0.01 * scale ** 2)];
          expect(distance(other.margins, one.margins), `${loss.kind} × ${scale}`).toBeLessThan(1e-7);
        }
      }
    }
  });

  it('has the same fit for every sample twice at twice the penalty', () => {
    for (const [n, p] of [
      [30, 10],
      [10, 30],
    ] as const) {
      const problem = classification(n, p, 6, 1);
      const twice = {
        rows: [...problem.rows, ...problem.rows],
        labels: Float64Array.from([...problem.labels, ...problem.labels]),
      };
      for (const loss of all) {
        const [one, other] = [solved(problem, loss, 1e-3), solved(twice, loss, 2e-3)];
        expect(distance(other.coefficients, one.coefficients), loss.kind).toBeLessThan(1e-7);
      }
    }
  });

  it('takes all duals to their bound at large penalties of the hinge: c a = Σ y z', () => {
    for (const [n, p] of shapes) {
      const problem = classification(n, p, 7, 1);
      const penalty = 1e3 * n;
      const { coefficients } = solved(problem, losses.hinge, penalty);
      const sum = combination(problem, new Float64Array(n).fill(1 / penalty));
      expect(distance(coefficients, sum), `${n}×${p}`).toBeLessThan(1e-9);
    }
  });

  it('is known in closed form for one sample', () => {
    const z = Float64Array.of(0.6, -0.8, 2.4);
    const square = product(z, z);
    for (const label of [-1, 1]) {
      const problem = { rows: [z], labels: Float64Array.of(label) };
      for (const penalty of [100, 1, 1e-3]) {
        const along = (loss: MarginLoss) => solved(problem, loss, penalty).margins[0]!;
        expect(along(losses.hinge)).toBeCloseTo(Math.min(1, square / penalty), 9);
        expect(along(losses.squaredHinge)).toBeCloseTo(square / (square + penalty), 14);
        expect(along(losses.square)).toBeCloseTo(square / (square + penalty), 14);
        const u = along(losses.logistic);
        expect(penalty * u).toBeCloseTo(square / (1 + Math.exp(u)), 12);
      }
      expect(solved(problem, losses.hinge, 0).margins[0]).toBeCloseTo(1, 14);
    }
  });

  it('fits labels that are all alike', () => {
    const problem = { ...classification(25, 6, 8, 1), labels: new Float64Array(25).fill(1) };
    for (const loss of [losses.hinge, losses.squaredHinge]) {
      const options = loss === losses.hinge ? { most: 1 } : { s: 1 };
      const slow = coordinateAscent(problem, 0.5, options);
      expect(distance(solved(problem, loss, 0.5).coefficients, slow.a), loss.kind).toBeLessThan(1e-6);
    }
  });

  it('is the same for every form in which a design may be held', () => {
    for (const [n, p] of [
      [40, 15],
      [15, 40],
    ] as const) {
      const { rows, labels } = classification(n, p, 9, 1);
      backend.workspace.scope(() => {
        const held = designOf(backend, rows);
        for (const loss of all) {
          const fits = [held, turned(backend, held), inPanels(held, [0, 7, 29])].map((design) =>
            fitMargins(backend, design, labels, { loss, penalty: 0.01 }),
          );
          const [first, ...others] = fits.map((fit) => {
            if (fit.status !== 'ok') throw new Error(fit.status);
            return fit.coefficients;
          });
          for (const other of others) expect(distance(other, first!), loss.kind).toBeLessThan(1e-8);
        }
      });
    }
  });

  it('refuses labels and penalties outside of their domain', () => {
    const problem = classification(4, 2, 0, 1);
    const wrong = (labels: Float64Array, penalty: number) => () =>
      fitOf({ rows: problem.rows, labels }, losses.hinge, penalty);
    expect(wrong(Float64Array.of(1, 1, 0, 1), 1)).toThrow(InputError);
    expect(wrong(Float64Array.of(1, 1, 1), 1)).toThrow(/3 labels for 4 samples/);
    expect(wrong(problem.labels, -1)).toThrow(/penalty of -1/);
    expect(wrong(problem.labels, Number.NaN)).toThrow(InputError);
    expect(wrong(problem.labels, Number.POSITIVE_INFINITY)).toThrow(InputError);
  });
});

describe('fitMargins without penalty', () => {
  /** A direction that separates: labels of a teacher without noise, in more dimensions than some. */
  const separable = (seed: number, n = 20, p = 15) => classification(n, p, seed, 0);
  const noisy = (seed: number) => classification(80, 10, seed, 2);

  it('is the hard margin on separable data, the limit of both hinge losses', () => {
    for (let seed = 0; seed <= 20; seed++) {
      for (const problem of [separable(seed), separable(seed, 10, 30)]) {
        const hard = solved(problem, losses.hinge, 0);
        expect(Math.min(...hard.margins)).toBeCloseTo(1, 13);
        // Below the penalty at which all duals are under their bound the hinge's minimum is that of the hard margin itself.
        expect(distance(solved(problem, losses.hinge, 1e-5).coefficients, hard.coefficients)).toBeLessThan(
          1e-5,
        );
        expect(distance(solved(problem, losses.squaredHinge, 0).coefficients, hard.coefficients)).toBe(0);
        const near = [1e-4, 1e-5].map((penalty) =>
          distance(solved(problem, losses.squaredHinge, penalty).coefficients, hard.coefficients),
        );
        expect(near[0]! / near[1]!).toBeGreaterThan(5);
        expect(near[0]! / near[1]!).toBeLessThan(15);
      }
    }
  });

  it('has the largest margin that coordinate ascent on its dual finds', () => {
    for (let seed = 0; seed < 5; seed++) {
      const problem = separable(seed, 8, 12);
      const slow = coordinateAscent(problem, 1, { sweeps: 100_000 });
      expect(distance(solved(problem, losses.hinge, 0).coefficients, slow.a)).toBeLessThan(1e-6);
    }
  });

  it('closes the gap of hard margins for rows of very different lengths', () => {
    // Without safeguard Mehrotra's method goes round in circles for these.
    for (const seed of [228, 507, 847]) {
      const problem = classification(60, 20, seed, 0.5);
      const rows = problem.rows.map((row, i) => row.map((x) => x * Math.exp(3 * Math.sin(7 * i + seed))));
      const fit = fitOf({ ...problem, rows }, losses.hinge, 0);
      expect(fit.status, `seed ${seed}`).toBe('ok');
    }
  });

  it('gives repeated columns the same coefficients: nothing goes along what leaves the margins alone', () => {
    for (const [n, p] of [
      [80, 10],
      [14, 9],
    ] as const) {
      for (let seed = 0; seed < 10; seed++) {
        const problem = classification(n, p, seed, 2);
        const twice = map(problem, (row) => Float64Array.from([...row, ...row]));
        for (const loss of [losses.square, losses.logistic, losses.squaredHinge, losses.hinge]) {
          const [one, other] = [fitOf(problem, loss, 0), fitOf(twice, loss, 0)];
          const name = `${loss.kind} ${n}×${2 * p}, seed ${seed}`;
          expect(other.status, name).toBe(one.status);
          if (one.status !== 'ok' || other.status !== 'ok') continue;
          const { coefficients } = other;
          expect(distance(coefficients.slice(0, p), coefficients.slice(p)), name).toBeLessThan(1e-6);
          expect(distance(other.margins, one.margins), name).toBeLessThan(1e-6);
        }
      }
    }
  });

  it('proves that noisy data are not separable', () => {
    for (let seed = 0; seed <= 20; seed++) {
      const problem = noisy(seed);
      const fit = fitOf(problem, losses.hinge, 0);
      if (fit.status !== 'not-separable') throw new Error(fit.status);
      expect(fit).not.toHaveProperty('coefficients');
      expect(Math.min(...fit.ray)).toBeGreaterThanOrEqual(0);
      expect(fit.ray.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 12);
      expect(norm(combination(problem, fit.ray))).toBeLessThan(1e-10 * Math.max(...problem.rows.map(norm)));
    }
  });

  it('minimises the smooth losses of data that are not separable', () => {
    for (let seed = 0; seed <= 20; seed++) {
      const problem = noisy(seed);
      for (const loss of [losses.logistic, losses.squaredHinge]) {
        const { coefficients, gap } = solved(problem, loss, 0);
        const gradient = combination(problem, marginsOf(problem, coefficients).map(loss.slope));
        expect(norm(gradient), `${loss.kind}, seed ${seed}`).toBeLessThan(1e-12);
        expect(gap).toBeLessThan(1e-20);
      }
    }
  });

  it('finds no logistic fit where some samples contradict each other and a direction separates the rest', () => {
    for (const [n, p] of [
      [40, 40],
      [76, 40],
      [20, 60],
    ] as const) {
      for (let seed = 0; seed <= 20; seed++) {
        // Pairs of equal rows, as many as there are parameters at most; every other pair has both labels.
        const { rows, labels } = classification(n, p, seed, 1);
        const pairs = {
          rows: rows.map((_, i) => rows[i - (i % 2)]!),
          labels: labels.map((_, i) => (i % 4 === 1 ? -1 : 1) * labels[i - (i % 2)]!),
        };
        expect(fitOf(pairs, losses.logistic, 0).status, `${n}×${p}, seed ${seed}`).toBe('separable');
        expect(fitOf(pairs, losses.hinge, 0).status, `${n}×${p}, seed ${seed}`).toBe('not-separable');
        expect(fitOf(pairs, losses.squaredHinge, 0).status, `${n}×${p}, seed ${seed}`).toBe('ok');
      }
    }
  });

  it('finds no logistic fit of separable data, nor of data that a direction separates in part', () => {
    for (let seed = 0; seed <= 20; seed++) {
      for (const { rows, labels } of [separable(seed), separable(seed, 10, 30), separable(seed, 1, 1)]) {
        const fit = fitOf({ rows, labels }, losses.logistic, 0);
        expect(fit.status, `seed ${seed}`).toBe('separable');
        expect(fit).not.toHaveProperty('coefficients');
        // The first sample once more with the other label: its two margins stay at 0 while all others grow.
        const split = { rows: [...rows, rows[0]!], labels: Float64Array.from([...labels, -labels[0]!]) };
        expect(fitOf(split, losses.logistic, 0).status, `seed ${seed}`).toBe(
          rows.length > 1 ? 'separable' : 'ok',
        );
        expect(fitOf(split, losses.hinge, 0).status, `seed ${seed}`).toBe('not-separable');
      }
    }
  });
});

describe('the costs of a fit', () => {
  it('bounds the workspace that a fit takes, which is not a small part of that', () => {
    for (const [n, p] of [
      [200, 60],
      [60, 200],
      [100, 100],
      [100, 101],
      [1, 50],
      [50, 1],
    ] as const) {
      const problem = classification(n, p, 0, 1);
      // Rows twice, so that without penalty the rank must be found.
      const singular = { ...problem, rows: problem.rows.map((_, i) => problem.rows[i >> 1]!) };
      let most = 0;
      for (const { rows, labels } of [problem, singular]) {
        for (const loss of all) {
          for (const penalty of [1, 0]) {
            backend.workspace.scope(() => {
              const design = designOf(backend, rows);
              const { backend: counted, peak } = metered(backend);
              fitMargins(counted, design, labels, { loss, penalty });
              most = Math.max(most, peak());
            });
          }
        }
      }
      expect(most, `${n}×${p}`).toBeLessThan(marginBytes(n, p));
      // Of a vector the arrays are most of it, which are not counted here.
      if (Math.min(n, p) > 1) expect(most, `${n}×${p}`).toBeGreaterThan(marginBytes(n, p) / 4);
    }
  });

  it('grows with the cube of the size, and with the longer side of either form', () => {
    expect(marginOperations(2000, 2000) / marginOperations(1000, 1000)).toBeGreaterThan(7.5);
    expect(marginOperations(2000, 2000) / marginOperations(1000, 1000)).toBeLessThan(8);
    expect(marginOperations(10_000, 100) / marginOperations(5000, 100)).toBeCloseTo(2, 1);
    expect(marginOperations(100, 10_000)).toBeLessThan(marginOperations(10_000, 100));
  });
});
