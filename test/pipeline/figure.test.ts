/** Threshold lines of figures. */
import { describe, expect, it } from 'vitest';
import type { SingleFigure } from '../../src/figure/figure.ts';
import { figureOf } from '../../src/pipeline/figure.ts';
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
