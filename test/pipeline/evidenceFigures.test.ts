import { describe, expect, it } from 'vitest';
import { renderFigure } from '../../src/figure/write.ts';
import { evidenceFigureOf } from '../../src/pipeline/figure.ts';
import { resultsOf } from './inProcess.ts';

const results = resultsOf(`model: linear
parameters: { gamma: [0.5, 2], noise: 1, ridge: 0.1 }
simulation: { sizes: [20, 40, 80], trials: [3000, 1500, 800], design: tridiagonal }
comparison: { tolerance: 0.2 }
`);
const curvesOf = (kind: string) => {
  const figure = evidenceFigureOf(kind, results);
  if (figure.kind !== 'curves') throw new TypeError(figure.kind);
  return figure;
};

describe('figures of the evidence', () => {
  it('residuals have what is judged in per cent of the theory, and what is allowed', () => {
    const [series] = curvesOf('residuals').series;
    const { limits } = results;
    expect(series!.marks!.map(({ x }) => x)).toEqual([0.5, 2]);
    for (const [i, { estimate, theory, excludes, standardError }] of limits.entries()) {
      const mark = series!.marks![i]!;
      expect(mark.y).toBeCloseTo(100 * (estimate! / theory! - 1), 10);
      expect(mark.high - mark.low).toBeCloseTo((400 * standardError!) / theory!, 10);
      expect(series!.band!.high[i]).toBeCloseTo(100 * excludes!, 10);
    }
  });

  it('extrapolations go from the sizes to the limit that is judged', () => {
    const [first] = curvesOf('extrapolation').series;
    expect(first!.marks!.map(({ x }) => x)).toEqual([0, 1 / 80, 1 / 40, 1 / 20]);
    const cells = results.cells.filter(({ parameters }) => parameters['gamma'] === 0.5);
    expect(first!.marks!.at(-1)!.y).toBeCloseTo(100 * (cells[0]!.mean! / cells[0]!.theory! - 1), 10);
  });

  it('the order is that of ridge regression, 1, and is drawn as a line of that slope', async () => {
    const figure = curvesOf('order');
    const { x, y } = figure.series[0]!.line!;
    const slope = Math.log(y.at(-1)! / y[0]!) / Math.log(x.at(-1)! / x[0]!);
    const { order } = results.limits[0]!;
    expect(slope).toBeCloseTo(-order!.order, 10);
    expect(Math.abs(order!.order - 1)).toBeLessThan(Math.max(0.3, 4 * order!.standardError));
    expect(await renderFigure(figure)).toContain('</svg>');
  });

  it('say what is missing', () => {
    const alone = resultsOf(
      'model: linear\nparameters: { gamma: 0.5, noise: 1 }\nsimulation: { sizes: 24, trials: 20 }\n',
    );
    expect(() => evidenceFigureOf('extrapolation', alone)).toThrow('no point was simulated at two sizes');
    expect(() => evidenceFigureOf('residuals', alone)).toThrow('no parameter varies');
  });
});
