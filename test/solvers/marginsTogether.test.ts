/** Fits of many label vectors at once, beside Newton's method in plain arithmetic to rounding. */
import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import { losses } from '../../src/parts/losses/loss.ts';
import { conjugateOperations, newtonOperations } from '../../src/solvers/margins/costs.ts';
import { fitEach, fitMargins, type MarginLoss } from '../../src/solvers/margins/fit.ts';
import { fitTogether } from '../../src/solvers/margins/together.ts';
import { gramOf } from '../../src/solvers/ridge.ts';
import {
  classification,
  combination,
  designOf,
  inPanels,
  marginsOf,
  type Problem,
  product,
  turned,
} from '../helpers/classification.ts';

const backend = openEmbedded();
backend.workspace.reserve(2 ** 26);

const lossOf = (kind: MarginLoss['kind']): MarginLoss => ({ kind, ...losses[kind] });
const [logistic, squaredHinge] = [lossOf('logistic'), lossOf('squared-hinge')];

/** Of one design; the first label vector is the problem's own, the others those of other teachers. */
function labelled(n: number, p: number, count: number): Problem[] {
  const { rows } = classification(n, p, 3, 0.3);
  return Array.from({ length: count }, (_, k) => {
    const { rows: others, labels } = classification(n, p, 3 + k, 0.3);
    const teacher = combination({ rows: others, labels }, new Float64Array(n).fill(1));
    const own = rows.map((row, i) => (product(row, teacher) + 0.1 * Math.sin(i * (k + 1)) > 0 ? 1 : -1));
    return { rows, labels: k === 0 ? labels : Float64Array.from(own) };
  });
}

function gradientAt(problem: Problem, loss: MarginLoss, c: number, a: Float64Array): Float64Array {
  const pulled = combination(problem, marginsOf(problem, a).map(loss.slope));
  return pulled.map((value, j) => value + c * a[j]!);
}

function objectiveAt(problem: Problem, loss: MarginLoss, c: number, a: Float64Array): number {
  return marginsOf(problem, a).reduce((sum, u) => sum + loss.value(u), (c / 2) * product(a, a));
}

/** Newton's method with halved steps, the Hessian by its definition and elimination without pivots. */
function byNewton(problem: Problem, loss: MarginLoss, c: number): Float64Array {
  let a = new Float64Array(problem.rows[0]!.length);
  for (let i = 0; i < 60; i++) {
    const step = solved(hessianAt(problem, loss, c, a), gradientAt(problem, loss, c, a));
    const value = objectiveAt(problem, loss, c, a);
    const moved = (length: number) => a.map((x, j) => x - length * step[j]!);
    let length = 1;
    while (length > 1e-3 && objectiveAt(problem, loss, c, moved(length)) > value) length /= 2;
    a = moved(length);
    // It converges quadratically: the next step would be below rounding.
    if (product(step, step) <= 1e-20 * product(a, a)) break;
  }
  return a;
}

function hessianAt({ rows, labels }: Problem, loss: MarginLoss, c: number, a: Float64Array): Float64Array[] {
  const curvatures = marginsOf({ rows, labels }, a).map(loss.curvature);
  const out = Array.from(a, (_, j) => Float64Array.from(a, (__, k) => (j === k ? c : 0)));
  rows.forEach((row, i) => {
    const weight = curvatures[i]!;
    if (weight === 0) return;
    out.forEach((line, j) => {
      const factor = weight * row[j]!;
      for (let k = 0; k <= j; k++) line[k]! += factor * row[k]!;
    });
  });
  for (const [j, line] of out.entries()) for (let k = 0; k < j; k++) out[k]![j] = line[k]!;
  return out;
}

function solved(matrix: Float64Array[], right: Float64Array): Float64Array {
  const x = right.slice();
  for (let i = 0; i < x.length; i++)
    for (let j = i + 1; j < x.length; j++) {
      const factor = matrix[j]![i]! / matrix[i]![i]!;
      for (let k = i; k < x.length; k++) matrix[j]![k]! -= factor * matrix[i]![k]!;
      x[j]! -= factor * x[i]!;
    }
  for (let i = x.length - 1; i >= 0; i--) {
    for (let k = i + 1; k < x.length; k++) x[i]! -= matrix[i]![k]! * x[k]!;
    x[i]! /= matrix[i]![i]!;
  }
  return x;
}

function distance(a: Float64Array, b: Float64Array): number {
  const apart = a.map((value, i) => value - b[i]!);
  return Math.sqrt(product(apart, apart) / product(b, b));
}

const shapes = [
  [60, 20],
  [20, 60],
  [40, 40],
  [40, 41],
  [150, 50],
  [50, 150],
] as const;
const penalties = [10, 0.1, 1e-4];

function eachOf(problems: readonly Problem[], loss: MarginLoss, penalty: number) {
  return backend.workspace.scope(() => {
    const design = designOf(backend, problems[0]!.rows);
    const labels = problems.map((problem) => problem.labels);
    return fitEach(backend, design, labels, { loss, penalty }).map((fit) => {
      if (fit.status !== 'ok') throw new Error(fit.status);
      return fit;
    });
  });
}

describe('fits of the label vectors of one design', () => {
  it('are those of Newton’s method to 10⁻⁸, coefficients and margins, by themselves and at once', () => {
    for (const [n, p] of shapes) {
      const problems = labelled(n, p, 3);
      for (const loss of [logistic, squaredHinge, lossOf('square')]) {
        for (const penalty of penalties) {
          const many = eachOf(problems, loss, penalty);
          problems.forEach((problem, k) => {
            const name = `${loss.kind} ${n}×${p} at ${penalty}, ${k}`;
            const exact = byNewton(problem, loss, penalty);
            for (const fit of [many[k]!, eachOf([problem], loss, penalty)[0]!]) {
              expect(distance(fit.coefficients, exact), name).toBeLessThan(1e-8);
              expect(distance(fit.margins, marginsOf(problem, exact)), name).toBeLessThan(1e-8);
            }
          });
        }
      }
    }
  });

  it('have the duality gap |g|²/2c that they say, at most 10⁻¹² of the objective', () => {
    for (const [n, p] of shapes) {
      const problems = labelled(n, p, 3);
      for (const loss of [logistic, squaredHinge]) {
        for (const penalty of penalties) {
          eachOf(problems, loss, penalty).forEach(({ coefficients, gap }, k) => {
            const g = gradientAt(problems[k]!, loss, penalty, coefficients);
            const own =
              product(g, g) / (2 * penalty) / objectiveAt(problems[k]!, loss, penalty, coefficients);
            expect(gap).toBeLessThan(1e-12);
            // Below it is rounding.
            if (gap > 1e-19) expect(own / gap, `${loss.kind} ${n}×${p} at ${penalty}`).toBeCloseTo(1, 2);
          });
        }
      }
    }
  });

  it('are the same whichever form of the design is held, and whether its Gram matrix is known', () => {
    for (const [n, p] of shapes) {
      const problems = labelled(n, p, 3);
      const labels = problems.map((problem) => problem.labels);
      backend.workspace.scope(() => {
        const held = designOf(backend, problems[0]!.rows);
        const gram = gramOf(backend, held);
        for (const loss of [logistic, squaredHinge, lossOf('square'), lossOf('hinge')]) {
          const fits = (design: typeof held, known?: typeof gram) =>
            fitEach(backend, design, labels, { loss, penalty: 0.1 }, known).map((fit) => {
              if (fit.status !== 'ok') throw new Error(fit.status);
              return fit.coefficients;
            });
          const first = fits(held);
          for (const others of [fits(held, gram), fits(turned(backend, held)), fits(inPanels(held, [0, 9]))])
            others.forEach((other, k) => {
              expect(distance(other, first[k]!), `${loss.kind} ${n}×${p}`).toBeLessThan(1e-8);
            });
        }
      });
    }
  });

  it('end in as many iterations as the conditioning lets expect, and leave to Newton’s method what would take long', () => {
    const joint = {
      usualCurvature: 1 / 16,
      curvatureAt: (slope: number) => -slope * (1 + slope),
      iterationsAlone: 4,
    };
    const problems = labelled(150, 50, 6);
    const fits = (c: number) =>
      backend.workspace.scope(() => {
        const design = designOf(backend, problems[0]!.rows);
        const known = { design, gram: gramOf(backend, design) };
        const labels = problems.map((problem) => problem.labels);
        return fitTogether(backend, known, labels, { loss: { ...logistic, ...joint }, c })!;
      });
    for (const { gap, iterations } of fits(10)) {
      expect(gap).toBeLessThan(1e-18);
      expect(iterations).toBeLessThan(8);
    }
    for (const { gap, iterations } of fits(1e-4)) {
      expect(gap).toBe(Number.POSITIVE_INFINITY);
      expect(iterations).toBeLessThan((4 * newtonOperations(150, 50)) / conjugateOperations(150, 50, 6));
    }
  });

  it('are refused where one label vector is none', () => {
    const [{ rows, labels }] = labelled(4, 2, 1) as [Problem];
    const wrong = Float64Array.of(1, 0, 1, 1);
    backend.workspace.scope(() => {
      const design = designOf(backend, rows);
      expect(() => fitEach(backend, design, [labels, wrong], { loss: logistic, penalty: 1 })).toThrow(
        'label',
      );
      expect(() => fitMargins(backend, design, labels, { loss: logistic, penalty: -1 })).toThrow('-1');
    });
  });
});
