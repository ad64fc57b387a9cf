import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import { openStream } from '../../src/random/stream.ts';
import { fitMargins } from '../../src/solvers/margins/fit.ts';
import { type MessagePassing, messagePassing } from '../../src/solvers/margins/messagePassing.ts';
import {
  classification,
  designOf,
  inPanels,
  type Problem,
  product,
  turned,
} from '../helpers/classification.ts';
import { losses, type Proximal, proximals } from '../helpers/marginLosses.ts';

const backend = openEmbedded();
backend.workspace.reserve(2 ** 27);

type Name = keyof typeof losses;

function estimateOf({ proximal, proximalSlope }: Proximal): MessagePassing['estimate'] {
  return (margin, v) => ({ value: proximal(margin, v), slope: proximalSlope(margin, v) });
}

function passed(problem: Problem, proximal: Proximal, penalty: number, iterations: number) {
  const iterates: Float64Array[] = [];
  const end = backend.workspace.scope(() =>
    messagePassing(backend, designOf(backend, problem.rows), problem.labels, {
      estimate: estimateOf(proximal),
      penalty,
      iterations,
      visit: (t, a) => {
        expect(t).toBe(iterates.length + 1);
        iterates.push(a);
      },
    }),
  );
  return { ...end, iterates };
}

/** Of the iterates from the fit by descent, relative to the latter. */
function distances(problem: Problem, name: Name, penalty: number, iterations: number): number[] {
  const fit = backend.workspace.scope(() =>
    fitMargins(backend, designOf(backend, problem.rows), problem.labels, { loss: losses[name], penalty }),
  );
  if (fit.status !== 'ok') throw new Error(fit.status);
  const { iterates } = passed(problem, proximals[name], penalty, iterations);
  const from = (a: Float64Array) => a.map((value, i) => value - fit.coefficients[i]!);
  const size = product(fit.coefficients, fit.coefficients);
  return iterates.map((a) => Math.sqrt(product(from(a), from(a)) / size));
}

describe('messagePassing', () => {
  it.each(['square', 'logistic', 'squaredHinge'] as const)(
    'converges to the minimum of the %s loss, from more or fewer samples than parameters',
    (name) => {
      for (const [n, p] of [
        [900, 600],
        [600, 900],
      ] as const) {
        const errors = distances(classification(n, p, 1, 0.5), name, 0.5, 120);
        expect(errors[0]).toBeGreaterThan(0.05);
        expect(errors[9]).toBeLessThan(errors[0]! / 4);
        expect(errors[29]).toBeLessThan(errors[9]! / 10);
        expect(errors.at(-1), `${n}×${p}`).toBeLessThan(1e-9);
      }
    },
  );

  it('converges to the minimum of the hinge loss', () => {
    const errors = distances(classification(900, 600, 2, 0.5), 'hinge', 1, 400);
    expect(errors[0]).toBeGreaterThan(0.05);
    expect(errors[29]).toBeLessThan(errors[0]! / 10);
    expect(errors.at(-1)).toBeLessThan(1e-6);
  });

  it('says how far it is from its fixed point', () => {
    const problem = classification(300, 200, 3, 0.5);
    const afterwards = (iterations: number) => passed(problem, proximals.logistic, 0.5, iterations).imbalance;
    expect(afterwards(1)).toBeGreaterThan(1e-2);
    expect(afterwards(100)).toBeLessThan(1e-12);
  });

  /**
   * State evolution of the square loss for labels that are independent of a design of entries N(0, 1/p), α = n/p: a + Zᵀg/A is Gaussian
   * of variance (1 + q)/α in each iteration, q = |a|²/p being that of the iterate before. Without the Onsager term it is not.
   */
  it('has iterates whose overlaps follow state evolution', () => {
    for (const [n, p] of [
      [1200, 1000],
      [700, 1000],
    ] as const) {
      const [penalty, alpha] = [0.3, n / p];
      const { rows } = classification(n, p, 4, 0);
      const labels = new Float64Array(n);
      openStream([5, 5], 0, 4).signs(labels);
      const { iterates } = passed({ rows, labels }, proximals.square, penalty, 8);
      let [q, chi] = [0, 1 / penalty];
      for (const a of iterates) {
        const precision = alpha / (1 + chi);
        q = ((precision / (penalty + precision)) ** 2 * (1 + q)) / alpha;
        chi = 1 / (penalty + precision);
        // Fluctuations are of order p^(-1/2): some 3 %.
        expect(Math.abs(product(a, a) / p / q - 1)).toBeLessThan(0.1);
      }
      expect(q).toBeGreaterThan(0.3);
    }
  });

  it('is the same for every form in which a design may be held', () => {
    for (const [n, p] of [
      [30, 20],
      [20, 30],
    ] as const) {
      const { rows, labels } = classification(n, p, 5, 1);
      backend.workspace.scope(() => {
        const held = designOf(backend, rows);
        const [first, ...others] = [held, turned(backend, held), inPanels(held, [0, 7, 18])].map(
          (design) =>
            messagePassing(backend, design, labels, {
              estimate: estimateOf(proximals.logistic),
              penalty: 1,
              iterations: 5,
            }).coefficients,
        );
        expect(others).toHaveLength(2);
        for (const other of others) {
          other.forEach((value, i) => {
            expect(value).toBeCloseTo(first![i]!, 13);
          });
        }
      });
    }
  });

  it('refuses a penalty, iterations and labels outside of their domain', () => {
    const problem = classification(4, 2, 0, 1);
    expect(() => passed(problem, proximals.square, 0, 5)).toThrow(/penalty of 0/);
    expect(() => passed(problem, proximals.square, 1, 0)).toThrow(/0 iterations/);
    expect(() => passed({ ...problem, labels: new Float64Array(4) }, proximals.square, 1, 1)).toThrow(
      InputError,
    );
  });
});
