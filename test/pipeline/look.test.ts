/** The look of a figure: from the keys of a scenario to what is drawn. */
import { describe, expect, it } from 'vitest';
import type { CurveFigure, HeatmapFigure } from '../../src/figure/figure.ts';
import { renderFigure } from '../../src/figure/write.ts';
import { signatures } from '../../src/models/registry.ts';
import { figureOf } from '../../src/pipeline/figure.ts';
import { texOf } from '../../src/pipeline/figures/dressed.ts';
import { readResults } from '../../src/pipeline/savedResults.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { resultsOf } from './inProcess.ts';

const base = (figure: string) =>
  `model: linear\nparameters: {gamma: [0.25, 0.5, 2], noise: [0.2, 0.5]}\nfigure: {x: gamma, y: excessRisk, series: noise, ${figure}}\n`;
const draw = (figure: string) => figureOf([resultsOf(base(figure))]) as CurveFigure;

describe('labels', () => {
  it.each([
    ['low noise', '\\text{low noise}'],
    ['\\sigma^2 = 1', '\\sigma^2 = 1'],
    ['x_1', 'x_1'],
    ['5%_{max}', '5\\%_{max}'],
    ['risk $R_\\gamma$ of 5 %', '\\text{risk }R_\\gamma\\text{ of 5 %}'],
    ['5 \\$', '5 \\$'],
    ['a $b$ at 5 \\$', '\\text{a }b\\text{ at 5 \\$}'],
    ['', ''],
  ])('read %j as LaTeX does', (label, tex) => {
    expect(texOf(label)).toBe(tex);
  });
});

describe('curves', () => {
  it('are named, coloured and left out in order', () => {
    const { series } = draw('curves: [{label: low, color: green}, {hide: true}]');
    expect(series).toHaveLength(1);
    expect(series[0]).toMatchObject({ label: '\\text{low}', look: { color: '#009e73' }, slot: 0 });
    expect(draw('curves: [{hide: true}]').series[0]!.slot).toBe(1);
  });

  it('of one’s own are evaluated where the others are', () => {
    const { series, lines } = draw("lines: [{formula: '0.5*x/(1-x)', label: mine}, {x: 3, label: here}]");
    const mine = series.find(({ label }) => label === '\\text{mine}')!;
    mine.line!.x.forEach((x, i) => {
      const y = mine.line!.y[i]!;
      if (x === 1) expect(y).toBeNull();
      else expect(y).toBeCloseTo((0.5 * x) / (1 - x), 12);
    });
    expect(mine.line!.x).toEqual(series[0]!.line!.x);
    expect(lines!.map(({ at }) => at)).toEqual([1, 3]);
  });

  it('of one alone have no legend that repeats the axis', () => {
    const text = 'model: linear\nparameters: {gamma: [0.5, 2]}\nfigure: {x: gamma, y: excessRisk}\n';
    expect((figureOf([resultsOf(text)]) as CurveFigure).series[0]!.label).toBe('');
  });

  it('of several results are told apart by what differs', () => {
    const of = (noise: number) =>
      resultsOf(
        `model: linear\nparameters: {gamma: [0.5, 2], noise: ${noise}}\nfigure: {x: gamma, y: excessRisk}\n`,
      );
    const { series } = figureOf([of(0.2), of(0.5)]) as CurveFigure;
    expect(series.map(({ label }) => label)).toEqual(['\\sigma^2 = 0.2', '\\sigma^2 = 0.5']);
  });
});

describe('points of one’s own', () => {
  const load = (points: string, files: Readonly<Record<string, string>> = {}) =>
    loadScenario('s.yaml', base(`points: [${points}]`), signatures, [], (file) => files[file]!);
  const rowsOf = (points: string, file = '') => {
    const { figure } = load(points, { 'mine.csv': file });
    return figure!.points![0]!.rows;
  };

  it('have the bars that rows or columns say', () => {
    expect(rowsOf('{rows: [[1, 2], [2, 3, 0.5], [3, 4, 3, 6]]}')).toEqual([
      [1, 2, 2, 2],
      [2, 3, 2.5, 3.5],
      [3, 4, 3, 6],
    ]);
    const file = '# mine\ngamma,other,risk,err\n0.5,9,1,0.25\n\n2,9,3,1\n';
    expect(rowsOf('{file: mine.csv, x: gamma, y: risk, error: err}', file)).toEqual([
      [0.5, 1, 0.75, 1.25],
      [2, 3, 2, 4],
    ]);
    expect(rowsOf('{file: mine.csv}', 'x,y,low,high\n1,2,1.5,4\n')).toEqual([[1, 2, 1.5, 4]]);
    expect(rowsOf('{file: mine.csv}', 'y,x\n1,2\n')).toEqual([[2, 1, 1, 1]]);
  });

  it.each([
    [
      '{file: mine.csv, x: gama}',
      'gamma,y\n1,2\n',
      'mine.csv:1:1: there is no column "gama"; did you mean gamma?',
    ],
    ['{file: mine.csv}', 'x,y\n1,two\n', 'mine.csv:2:1: y: "two" is not valid; expected a finite number'],
    ['{file: mine.csv}', 'x;y\n1;2\n', 'the columns are separated by ";"'],
    ['{file: mine.csv, low: a}', 'x,y\n1,2\n', 'a bar has error, or both of low and high'],
    ['{rows: [[1, 2]], x: gamma}', '', 'columns are of a file'],
    ['{label: nothing}', '', 'one of file and rows is needed'],
  ])('refuse %s of %j', (points, file, says) => {
    expect(() => load(points, { 'mine.csv': file })).toThrow(says);
  });
});

describe('a look', () => {
  it('outlives results.json, as it was read', () => {
    const results = resultsOf(
      base(
        'legend: {place: right}, levels: [], ticks: {x: [1, {at: 2, label: two}]}, points: [{rows: [[1, 2]]}]'.replace(
          'levels: [], ',
          '',
        ),
      ),
    );
    const { results: again } = readResults('results.json', JSON.stringify(results));
    expect(figureOf([again])).toEqual(figureOf([results]));
    const changed = readResults('results.json', JSON.stringify(results), [
      'figure.legend=above',
      'figure.labels={y: R}',
    ]);
    expect(figureOf([changed.results])).toMatchObject({
      legend: { place: 'above' },
      y: { label: '\\text{R}' },
    });
  });

  it('of a map is its colours’', async () => {
    const text =
      'model: linear\nparameters: {gamma: [0.5, 2], noise: [0.1, 0.5]}\nfigure: {x: gamma, y: noise, color: excessRisk, colorMap: magma, levels: [], colorDomain: [0.1, 1], colorScale: log, labels: {color: risk}}\n';
    const figure = figureOf([resultsOf(text)]) as HeatmapFigure;
    expect(figure.color).toMatchObject({
      map: 'magma',
      domain: [0.1, 1],
      scale: 'log',
      label: '\\text{risk}',
    });
    expect(figure.levels).toEqual([]);
    const { results } = readResults('results.json', JSON.stringify(resultsOf(text)));
    expect((figureOf([results]) as HeatmapFigure).levels).toEqual([]);
    expect(await renderFigure(figure)).not.toMatch(/NaN|undefined/);
  });

  it.each([
    ['colorMap: magma', 'figure.colorMap: is for heat maps, which have a color'],
    ['lines: [{x: 1, y: 2}]', 'figure.lines: a line has 2 of x, y and formula; expected one'],
    ["lines: [{formula: '1/(x'}]", 'figure.lines: "1/(x"'],
    ['spans: [{label: s}]', 'one of x and y is expected'],
    ['xScale: log, ticks: {x: [0, 1]}', 'figure.ticks: 0 is on a log scale; expected numbers > 0'],
    ['labels: {color: c}', 'color is of heat maps; expected x or y'],
    ['width: 1mm', 'figure.width: "1mm" is not valid; expected a length from 1in to 20in'],
    ['curves: [{color: gren}]', 'did you mean green?'],
    ['legend: outside', 'figure.legend: "outside" is not valid; expected the legend: one of auto'],
  ])('refuses %s', (figure, says) => {
    expect(() => loadScenario('s.yaml', base(figure), signatures)).toThrow(says);
  });

  it('refuses TeX that is none when it is drawn', async () => {
    await expect(renderFigure(draw("labels: {x: '\\frac{1'}"))).rejects.toThrow(
      "cannot typeset the TeX '\\frac{1'",
    );
  });
});

it('results of before a parameter was there are read with its default', () => {
  const results = resultsOf(base('title: old'));
  const text = JSON.stringify(results, (key, value) => (key === 'observedShare' ? undefined : value));
  expect(text).not.toContain('observedShare');
  expect(figureOf([readResults('old.json', text).results])).toEqual(figureOf([results]));
});

describe('lines', () => {
  it('of expressions without a finite value are refused', () => {
    expect(() => draw('lines: [{formula: "1/(x-x)"}]')).toThrow(
      '1/(x-x) has no finite value from x = 0.25 to 2',
    );
  });

  it('at thresholds can be left out', () => {
    expect(draw('title: a').lines!.map(({ at }) => at)).toEqual([1]);
    expect(draw('thresholds: false').lines).toEqual([]);
    expect(draw('thresholds: false, lines: [{y: 1}]').lines).toHaveLength(1);
  });
});
