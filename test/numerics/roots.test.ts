import { describe, expect, it } from 'vitest';
import { bracketedRoot } from '../../src/numerics/bracketedRoot.ts';
import { solveSystem } from '../../src/numerics/newton.ts';
import { generator, relativeError } from '../helpers/random.ts';

const options = { tolerance: 1e-12, maximumSteps: 40, longestStep: 2 };

describe('bracketedRoot', () => {
  const functions: readonly (readonly [(x: number) => number, number, readonly [number, number]])[] = [
    [(x) => x * x - 2, Math.SQRT2, [0, 10]],
    [(x) => Math.exp(x) - 5, Math.log(5), [-40, 40]],
    [(x) => Math.log(x) + 1, Math.exp(-1), [1e-9, 1e9]],
    [(x) => (x - 0.3) ** 3, 0.3, [-1, 1]],
    [(x) => Math.atan(1e6 * (x - 0.123)), 0.123, [-5, 7]],
    [(x) => (x < 0.7 ? Number.NEGATIVE_INFINITY : x - 0.7 + 1e-300), 0.7, [0, 1]],
  ];

  it.each(functions)('%s', (f, root, bracket) => {
    const flat = Math.abs(f(root + 1e-6)) < 1e-17;
    for (const ends of [bracket, [bracket[1], bracket[0]]] as const) {
      expect(Math.abs(bracketedRoot(f, ends) - root)).toBeLessThan(flat ? 1e-5 : 4e-16 * Math.max(1, root));
    }
  });

  it('converges faster than bisection by far, and never much slower', () => {
    const counts = functions.map(([f, , bracket]) => {
      let count = 0;
      bracketedRoot((x) => {
        count++;
        return f(x);
      }, bracket);
      return count;
    });
    // Bisection takes some 55 for a bracket of order 1.
    expect(counts[0]!).toBeLessThan(15);
    expect(counts[1]!).toBeLessThan(20);
    expect(Math.max(...counts)).toBeLessThan(130);
  });

  it('has an order of some 1.8 near simple roots', () => {
    const errors: number[] = [];
    bracketedRoot(
      (x) => {
        errors.push(Math.abs(x - Math.log(2)));
        return Math.exp(x) - 2;
      },
      [0, 1],
    );
    const near = errors.filter((error) => error < 0.05 && error > 1e-15);
    expect(near.length).toBeGreaterThanOrEqual(3);
    // The last but one to the last: digits grow at least by half at each evaluation, but for the end that is
    // moved up.
    expect(Math.log(Math.min(...near)) / Math.log(near[0]!)).toBeGreaterThan(1.5 ** (near.length - 2));
  });

  it('says NaN where there is no change of sign', () => {
    expect(bracketedRoot((x) => x * x + 1, [-1, 1])).toBeNaN();
    expect(bracketedRoot(() => Number.NaN, [-1, 1])).toBeNaN();
    expect(bracketedRoot((x) => x, [0, 1])).toBe(0);
    expect(bracketedRoot((x) => x - 1, [0, 1])).toBe(1);
  });
});

describe('solveSystem', () => {
  const circle = ([x, y]: readonly number[]) => [Math.exp(x!) + y! * y! - 3, x! - Math.sin(y!)];

  it('solves systems to the last digits, from near and far', () => {
    for (const start of [
      [0, 1],
      [3, 2],
      [-4, 0.5],
    ]) {
      const { x, residual, converged } = solveSystem(circle, start, options);
      expect(converged).toBe(true);
      expect(residual).toBeLessThan(1e-12);
      const [a, b] = circle(x);
      expect(Math.max(Math.abs(a!), Math.abs(b!))).toBe(residual);
    }
  });

  it('converges superlinearly: digits grow at least by half at a step', () => {
    const residuals: number[] = [];
    solveSystem(
      (x) => {
        const value = circle(x);
        residuals.push(Math.max(...value.map(Math.abs)));
        return value;
      },
      [0.8, 1],
      options,
    );
    // The start, two differences, then the steps.
    const steps = residuals.slice(3).filter((residual) => residual > 1e-14);
    expect(steps.length).toBeGreaterThanOrEqual(3);
    for (let i = 2; i < steps.length; i++) {
      expect(Math.log(steps[i]!) / Math.log(steps[i - 1]!)).toBeGreaterThan(1.25);
    }
    expect(residuals.length).toBeLessThan(14);
  });

  it('solves linear systems of any size in one step and its polish', () => {
    const next = generator(2);
    for (let n = 1; n <= 6; n++) {
      const matrix = Array.from({ length: n }, () => Array.from({ length: n }, () => next() - 0.5));
      const root = Array.from({ length: n }, next);
      const f = (x: readonly number[]) =>
        matrix.map((row) => row.reduce((sum, a, j) => sum + a * (x[j]! - root[j]!), 0));
      const { x, converged, evaluations } = solveSystem(
        f,
        root.map(() => 0),
        { ...options, longestStep: 10 },
      );
      expect(converged).toBe(true);
      for (const [j, value] of x.entries()) expect(Math.abs(value - root[j]!)).toBeLessThan(1e-10);
      expect(evaluations).toBeLessThan(2 * (n + 1) + 6);
    }
  });

  it('counts every evaluation, and takes no step longer than it may', () => {
    let count = 0;
    const visited: (readonly number[])[] = [];
    const { evaluations } = solveSystem(
      (x) => {
        count++;
        visited.push(x);
        return [x[0]! - 30];
      },
      [0],
      options,
    );
    expect(evaluations).toBe(count);
    for (let i = 1; i < visited.length; i++) {
      expect(Math.abs(visited[i]![0]! - visited[i - 1]![0]!)).toBeLessThan(2 + 1e-5);
    }
  });

  it('says where it has not converged, with the residual that is left', () => {
    const none = solveSystem(([x]) => [x! * x! + 1], [3], options);
    expect(none.converged).toBe(false);
    expect(none.residual).toBeGreaterThanOrEqual(1);
    expect(relativeError(none.residual, none.x[0]! ** 2 + 1)).toBeLessThan(1e-15);
    expect(solveSystem(() => [Number.NaN], [0], options)).toMatchObject({
      converged: false,
      residual: Number.NaN,
    });
    expect(solveSystem(([x]) => [Math.exp(x!)], [0], { ...options, maximumSteps: 3 }).converged).toBe(false);
    expect(solveSystem(() => [1, 1], [0, 0], options)).toMatchObject({ converged: false, residual: 1 });
  });

  it('steps over places where f is not defined', () => {
    const { x, converged } = solveSystem(([u]) => [Math.log(u!) + 5], [2], { ...options, maximumSteps: 60 });
    expect(converged).toBe(true);
    expect(relativeError(x[0]!, Math.exp(-5))).toBeLessThan(1e-9);
  });
});
