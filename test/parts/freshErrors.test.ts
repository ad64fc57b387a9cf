import { describe, expect, it } from 'vitest';
import { normalCdf } from '../../src/numerics/erf.ts';
import { freshErrors } from '../../src/parts/labels/freshErrors.ts';
import { type LabelSpec, labelLaw } from '../../src/parts/labels/signs.ts';
import { type LossName, losses } from '../../src/parts/losses/loss.ts';
import { openStream, streamKey } from '../../src/random/stream.ts';

const laws: readonly LabelSpec[] = [
  { kind: 'sign', delta: 0, flip: 0 },
  { kind: 'probit', delta: 0.7, flip: 0 },
  { kind: 'logit', delta: 0, flip: 0 },
  { kind: 'flip', delta: 0, flip: 0.2 },
  { kind: 'random', delta: 0, flip: 0 },
];

const overlaps = [
  { rho: 2, q: 3, m: 1.5 },
  { rho: 1, q: 0.5, m: -0.4 },
  { rho: 4, q: 1, m: 0.1 },
  { rho: 1, q: 1e4, m: 95 },
  { rho: 1, q: 1e-4, m: 0.0095 },
];

describe('errors on fresh samples', () => {
  it('have closed forms for signs of f* + √Δ z', () => {
    for (const { rho, q, m } of overlaps) {
      for (const delta of [0, 0.01, 0.7]) {
        const labels = labelLaw({ kind: 'probit', delta, flip: 0 });
        const found = freshErrors(labels, losses.square, { rho, q, m });
        const wrong = Math.acos(m / Math.sqrt(q * (rho + delta))) / Math.PI;
        expect(
          Math.abs(found.classificationError * Math.PI - Math.acos(m / Math.sqrt(q * rho))),
        ).toBeLessThan(1e-14);
        expect(Math.abs(found.labelError / wrong - 1)).toBeLessThan(1e-8);
        // E ½(1 − yf)², E yf = m √(2/π(ρ + Δ)).
        const loss = 0.5 * (1 + q) - m * Math.sqrt(2 / (Math.PI * (rho + delta)));
        expect(Math.abs(found.testLoss / loss - 1)).toBeLessThan(1e-8);
      }
      const flipped = freshErrors(labelLaw({ kind: 'flip', delta: 0, flip: 0.2 }), losses.hinge, {
        rho,
        q,
        m,
      });
      const wrong = 0.2 + (0.6 * Math.acos(m / Math.sqrt(q * rho))) / Math.PI;
      expect(Math.abs(flipped.labelError / wrong - 1)).toBeLessThan(1e-8);
    }
  });

  it('are those of a double sum where everything is smooth', () => {
    const { rho, q, m } = { rho: 2, q: 3, m: 1.5 };
    const labels = labelLaw({ kind: 'logit', delta: 0, flip: 0 });
    const rest = Math.sqrt(q - (m * m) / rho);
    const h = 0.1;
    const normal = (x: number) => (h / Math.sqrt(2 * Math.PI)) * Math.exp(-0.5 * x * x);
    const grid = Array.from({ length: 181 }, (_, i) => (i - 90) * h);
    let [sum, error] = [0, 0];
    for (const x of grid) {
      const target = Math.sqrt(rho) * x;
      const positive = labels.probability(target);
      const centre = (m / rho) * target;
      const below = normalCdf(-centre / rest);
      error += normal(x) * (positive * below + (1 - positive) * (1 - below));
      for (const z of grid) {
        const f = centre + rest * z;
        const over = positive * losses.logistic.value(f) + (1 - positive) * losses.logistic.value(-f);
        sum += normal(x) * normal(z) * over;
      }
    }
    const found = freshErrors(labels, losses.logistic, { rho, q, m });
    expect(Math.abs(found.testLoss / sum - 1)).toBeLessThan(1e-10);
    expect(Math.abs(found.labelError / error - 1)).toBeLessThan(1e-10);
  });

  it.each(laws)('are those of drawn ones: %o', (spec) => {
    const labels = labelLaw(spec);
    const draws = 200_000;
    const normals = new Float64Array(2 * draws);
    openStream(streamKey('fresh', spec.kind), 0, 0).normals(normals);
    for (const [loss, rho, q, m] of [
      ['logistic', 2, 3, 1.5],
      ['hinge', 1, 0.5, -0.4],
      ['square', 4, 1, 0.1],
    ] as [LossName, number, number, number][]) {
      const values = [0, 0, 0];
      const squares = [0, 0, 0];
      for (let i = 0; i < draws; i++) {
        const target = Math.sqrt(rho) * normals[2 * i]!;
        const f = (m / rho) * target + Math.sqrt(q - (m * m) / rho) * normals[2 * i + 1]!;
        const positive = labels.probability(target);
        const over = (g: (margin: number) => number) => positive * g(f) + (1 - positive) * g(-f);
        [f > 0 === target > 0 ? 0 : 1, over((u) => (u < 0 ? 1 : 0)), over(losses[loss].value)].forEach(
          (x, k) => {
            values[k]! += x / draws;
            squares[k]! += (x * x) / draws;
          },
        );
      }
      const { classificationError, labelError, testLoss } = freshErrors(labels, losses[loss], { rho, q, m });
      [classificationError, labelError, testLoss].forEach((exact, k) => {
        const error = Math.sqrt(Math.max(0, squares[k]! - values[k]! ** 2) / draws);
        expect(Math.abs(exact - values[k]!), `${loss} ${k}`).toBeLessThan(4.5 * error + 1e-11);
      });
    }
  });
});
