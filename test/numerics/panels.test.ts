import { describe, expect, it } from 'vitest';
import { type Feature, panelRule, type Rule } from '../../src/numerics/panels.ts';
import { gaussianExpectation } from '../../src/numerics/quadrature.ts';
import { generator, logUniform, relativeError } from '../helpers/random.ts';

function integral({ nodes, weights }: Rule, f: (x: number) => number): number {
  return nodes.reduce((sum, x, i) => sum + weights[i]! * f(x), 0);
}

const bell = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

describe('panelRule', () => {
  it('integrates polynomials of degree 31 exactly, over the whole interval and once', () => {
    const rule = panelRule([-1, 2], []);
    expect(rule.nodes.length).toBe(16);
    for (const degree of [0, 1, 7, 30, 31]) {
      const want = (2 ** (degree + 1) - (-1) ** (degree + 1)) / (degree + 1);
      expect(
        relativeError(
          integral(rule, (x) => x ** degree),
          want,
        ),
      ).toBeLessThan(1e-14);
    }
    expect(Math.abs(integral(rule, (x) => x ** 32) / ((2 ** 33 + 1) / 33) - 1)).toBeGreaterThan(1e-14);
  });

  it('has ascending nodes inside and weights that sum to the length', () => {
    const next = generator(9);
    const log = logUniform(next);
    for (let i = 0; i < 200; i++) {
      const features = randomFeatures(next, log);
      const { nodes, weights } = panelRule([-3, 5], features, [next(), 7, -3, 2 * next()]);
      expect(
        relativeError(
          weights.reduce((a, b) => a + b, 0),
          8,
        ),
      ).toBeLessThan(1e-13);
      expect(nodes.every((x, k) => x > -3 && x < 5 && (k === 0 || x >= nodes[k - 1]!))).toBe(true);
      expect(weights.every((w) => w > 0)).toBe(true);
    }
  });

  it('integrates bells of any width, and their integrals times others', () => {
    for (let width = 1e-14; width < 10; width *= 7) {
      for (const centre of width < 1e-8 ? [0] : [-0.3, 0, 0.9]) {
        const rule = panelRule([-2, 2], [{ centre, width, kind: 'bell' }]);
        const got = integral(rule, (x) => bell((x - centre) / width) / width);
        // Nodes are rounded as the centre is.
        const rounding = (Number.EPSILON * Math.abs(centre)) / width;
        if (width < 0.1) expect(relativeError(got, 1)).toBeLessThan(3e-15 + rounding);
        const odd = integral(rule, (x) => (x / width) * bell(x / width));
        if (centre === 0) expect(Math.abs(odd)).toBeLessThan(1e-13);
      }
    }
  });

  it('integrates Lorentzians of any width', () => {
    for (let width = 1e-8; width < 10; width *= 5) {
      for (const centre of [-2.5, -0.3, 0, 1.999, 4]) {
        const rule = panelRule([-2, 2], [{ centre, width, kind: 'pole' }]);
        const want = Math.atan((2 - centre) / width) - Math.atan((-2 - centre) / width);
        const got = integral(rule, (x) => width / ((x - centre) ** 2 + width ** 2));
        expect(Math.abs(got - want), `${width} ${centre}`).toBeLessThan(
          1e-13 + (Number.EPSILON * Math.abs(centre)) / width,
        );
      }
    }
  });

  it('integrates kinks and jumps exactly where they are named', () => {
    const rule = panelRule([-1, 1], [], [0.3, -0.7]);
    expect(integral(rule, (x) => Math.abs(x - 0.3))).toBeCloseTo((1.3 ** 2 + 0.7 ** 2) / 2, 14);
    expect(integral(rule, (x) => (x > -0.7 ? 1 : 0))).toBeCloseTo(1.7, 14);
  });

  it('agrees with the tanh-sinh rule on normal means of steps, bells and poles together', () => {
    const next = generator(4);
    const log = logUniform(next);
    for (let i = 0; i < 40; i++) {
      const [step, pole, centre, kink] = [log(1e-3, 10), log(1e-2, 10), 3 * next() - 1.5, 2 * next() - 1];
      const f = (x: number) =>
        Math.max(0, x - kink) / (1 + Math.exp(-x / step)) / Math.sqrt((x - centre) ** 2 + pole ** 2);
      const rule = panelRule(
        [-8.8, 8.8],
        [
          { centre: 0, width: 1, kind: 'bell' },
          { centre: 0, width: Math.PI * step, kind: 'pole' },
          { centre, width: pole, kind: 'pole' },
        ],
        [kink],
      );
      const widths = [1, 3, 10, 30, 100].map((k) => k * step);
      const poles = [0.3, 1, 3, 10].flatMap((k) => [centre - k * pole, centre + k * pole]);
      const kinks = [kink, 0, ...widths, ...widths.map((w) => -w), centre, ...poles];
      const want = gaussianExpectation(f, kinks).value;
      expect(
        relativeError(
          integral(rule, (x) => bell(x) * f(x)),
          want,
        ),
        `#${i}`,
      ).toBeLessThan(1e-13);
    }
  });

  it('has a bounded number of nodes however narrow the features: 800 for a pole, 150 for a bell', () => {
    const next = generator(6);
    const log = logUniform(next);
    for (let i = 0; i < 1000; i++) {
      const features = randomFeatures(next, log);
      const poles = features.filter(({ kind }) => kind === 'pole').length;
      const most = (count: number) => 100 + 800 * count + 150 * (features.length - poles);
      expect(panelRule([-3, 5], features, [next(), next()]).nodes.length).toBeLessThan(most(poles));
      const one = panelRule([-3, 5], features.slice(0, 2), [next(), next()]);
      expect(one.nodes.length).toBeLessThan(1200);
    }
  });
});

/** What the channel has: a bell over the interval, a step or pole of any width, two poles of a prox. */
function randomFeatures(next: () => number, log: (low: number, high: number) => number): Feature[] {
  const width = log(8e-12, 8);
  return [
    { centre: 0, width: 1, kind: 'bell' },
    { centre: 8 * next() - 3, width: log(8e-12, 8), kind: next() < 0.5 ? 'pole' : 'bell' },
    { centre: 12 * next() - 5, width, kind: 'pole' },
    { centre: 12 * next() - 5, width, kind: 'pole' },
  ];
}
