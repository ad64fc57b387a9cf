/** Threshold lines of figures. */
import { describe, expect, it } from 'vitest';
import type { HeatmapFigure, SingleFigure } from '../../src/figure/figure.ts';
import { modelNamed } from '../../src/models/registry.ts';
import { figureOf } from '../../src/pipeline/figure.ts';
import { valueTex } from '../../src/pipeline/labels.ts';
import { resultsOf } from './inProcess.ts';

const scenario = (model: string, parameters: string, figure: string) =>
  `title: Thresholds\nmodel: ${model}\nparameters: { ${parameters} }\nfigure: { ${figure} }\n`;
const linesOf = (text: string) => (figureOf([resultsOf(text)]) as SingleFigure).lines!.map(({ at }) => at);

describe('threshold lines', () => {
  it.each([
    ['n: 20, k: [10, 40]', 'k', [20]],
    ['n: 35, k: [10, 40]', 'k', []],
    ['n: [10, 40], k: 20', 'n', [20]],
    ['n: [10, 40], k: [20, 50]', 'n', [20, 30]],
  ])('of linear neurons at absolute sizes %s stand at the least of d, n and N', (sizes, x, expected) => {
    const parameters = `d: 30, ${sizes}, activation: identity, noise: 0.1`;
    const series = sizes.endsWith(']') && x === 'n' ? ', series: k' : '';
    expect(linesOf(scenario('random-features', parameters, `x: ${x}, y: excessRisk${series}`))).toEqual(
      expected,
    );
  });

  it.each([
    ['psi2: 2, ridge: [0.1, 0.2]', 'ridge', [2]],
    ['psi2: [1, 2], ridge: 0.1', 'psi2', []],
  ])('of maps with %s are drawn where all of %s share them', (parameters, y, expected) => {
    const figure = `x: psi1, y: ${y}, color: excessRisk`;
    expect(linesOf(scenario('random-features', `psi1: [1, 3], ${parameters}`, figure))).toEqual(expected);
  });

  it('of maps of kernels go by both axes', () => {
    const parameters = 'kernel: rbf, dimension: 10, n: [20, 40], width: [20, 40], ridge: 0.1';
    expect(linesOf(scenario('kernel', parameters, 'x: width, y: n, color: excessRisk'))).toEqual([]);
  });
});

describe('the optimum of a map', () => {
  const mapOf = (ridge: string) => {
    const text = scenario(
      'linear',
      `gamma: [0.5, 2], ridge: ${ridge}, noise: 1`,
      'x: gamma, y: ridge, color: excessRisk, optimum: ridge',
    );
    return figureOf([resultsOf(text)]) as HeatmapFigure;
  };

  it('is said to be beyond the map where its border has the least value', () => {
    // The optimal ridge is σ²γ/r² = γ, from 0.5 to 2.
    const [within, partly, beyond] = ['[0.1, 3]', '[0.1, 1.2]', '[3, 5]'].map(mapOf);
    expect([within!.note, partly!.note, beyond!.note]).toEqual([
      undefined,
      '\\text{optimal } \\lambda \\text{ beyond the map in places}',
      '\\text{optimal } \\lambda \\text{ beyond the map}',
    ]);
    expect(partly!.description).toMatch(/On \d\d of 121 lines the least value is at the border of the map/);
    const { x, y } = within!.optimum!;
    expect(y.every((ridge, i) => Math.abs(ridge - x[i]!) < 0.04)).toBe(true);
    expect(beyond!.optimum!.x).toEqual([]);
  });
});

describe('values in legends', () => {
  it.each([
    ['classification', 'rule', 'hebb', '\\text{Hebb’s rule}'],
    ['classification', 'loss', 'squared-hinge', '\\text{squared hinge}'],
    ['random-features', 'weights', 'orthogonal', '\\text{orthogonal weights}'],
    ['random-features', 'distribution', 'gaussian', '\\text{Gaussian inputs}'],
    ['random-features', 'activation', 'relu', '\\text{ReLU}'],
    [
      'linear',
      'blocks',
      '0.5:1.7,0.5:0.3',
      '\\Sigma\\colon\\, 0.5 \\text{ at } 1.7,\\; 0.5 \\text{ at } 0.3',
    ],
    ['linear', 'testVariance', '1/s', '\\tilde s = \\frac{1}{ s}'],
    ['linear', 'ridge', '0.3*n^-0.5', '\\lambda = 0.3\\cdot{n}^{-0.5}'],
  ])('are those of papers: %s %s %s', (model, name, value, tex) => {
    expect(valueTex(modelNamed(model), name, value)).toBe(tex);
  });
});
