/** Facets of a scenario, and pages of results. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CurveFigure, PanelsFigure } from '../../src/figure/figure.ts';
import { signatures } from '../../src/models/registry.ts';
import { figureOf } from '../../src/pipeline/figure.ts';
import { readPage } from '../../src/pipeline/page.ts';
import { savedFigure } from '../../src/pipeline/savedFigure.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { succeed, useFolder } from '../cli/harness.ts';
import { resultsOf } from './inProcess.ts';

const scenario = (figure: string, noise = '[0.2, 0.5, 1]') =>
  `model: linear\nparameters: {gamma: [0.25, 0.5, 2], noise: ${noise}}\nsimulation: {sizes: [20], trials: 4}\ncomparison: {tolerance: 0.9}\nfigure: {x: gamma, y: excessRisk, ${figure}}\n`;
const load = (text: string) => () => loadScenario('s.yaml', text, signatures);

describe('facets', () => {
  const results = resultsOf(scenario('facet: noise, grid: {letters: "(a)"}'));
  const figure = figureOf([results]) as PanelsFigure;

  it('have a panel for each value, which shows what it alone would show', () => {
    expect(figure).toMatchObject({
      kind: 'panels',
      columns: 2,
      letters: '(a)',
      shared: { x: true, y: true },
    });
    expect(figure.panels.map(({ title }) => title)).toEqual([
      '\\sigma^2 = 0.2',
      '\\sigma^2 = 0.5',
      '\\sigma^2 = 1',
    ]);
    const panels = figure.panels.map((panel) => panel.figure as CurveFigure);
    const alone = figureOf([resultsOf(scenario('title: s', '0.5'))]) as CurveFigure;
    expect(panels[1]!.series[0]!.line).toEqual(alone.series[0]!.line);
    const marks = results.cells.filter(
      ({ parameters, quantity }) => parameters['noise'] === 0.5 && quantity === 'excessRisk',
    );
    expect(panels[1]!.series[0]!.marks!.map(({ x }) => x)).toEqual(
      marks.map(({ parameters }) => parameters['gamma']),
    );
    expect(panels[1]!.series[0]!.marks).toHaveLength(3);
    expect(new Set(panels.flatMap(({ series }) => series[0]!.marks!.map(({ y }) => y))).size).toBe(9);
  });

  it.each([
    ['facet: ridge', 'figure.facet: "ridge" is not a parameter that varies'],
    ['facet: noise, series: noise', 'figure.facet: "noise" is shown within each panel already'],
    ['series: noise, grid: {columns: 2}', 'figure.grid: is of the panels of a facet; expected facet, too'],
    ['facet: noise, grid: {letters: bcd}', 'figure.grid.letters: "bcd" is not valid'],
    [
      'series: noise, insets: [{x: [1, 2], place: [0.9, 0.1]}]',
      'figure.insets: place [0.9,0.1] with size [0.42,0.42] leaves the frame',
    ],
    [
      'series: noise, points: [{rows: [[1, 2, -0.1]]}]',
      'figure.points.0.rows: [1,2,-0.1]: the error -0.1 is below 0',
    ],
    ['series: noise, points: [{rows: [[1, 2, 3, 4]]}]', 'the bar from 3 to 4 does not hold 2'],
    ['series: noise, insets: [{x: [2, 1]}]', 'figure.insets: x [2,1] is not ascending'],
    ['series: noise, xScale: log, insets: [{x: [0, 1]}]', 'figure.insets: x [0,1] is on a log scale'],
  ])('refuse %s', (section, says) => {
    expect(load(scenario(section))).toThrow(says);
  });
});

describe('a page', () => {
  useFolder({});
  const files = () => {
    writeFileSync('one.json', JSON.stringify(resultsOf(scenario('series: noise'))));
    writeFileSync('two.json', JSON.stringify(resultsOf(scenario('title: b', '3'))));
    writeFileSync('three.json', JSON.stringify(resultsOf(scenario('title: c', '4'))));
    writeFileSync('many.json', JSON.stringify(resultsOf(scenario('facet: noise'))));
    writeFileSync(
      'law.yaml',
      'model: linear\nobserve: spectrum\nparameters: {gamma: [0.5, 2]}\nsimulation: {sizes: [20, 40], trials: 2}\n',
    );
  };
  const read = (text: string, overrides: readonly string[] = []) =>
    readPage({ file: 'page.yaml', text, overrides, changes: {} }, (file) => readFile(file));

  it('shows results of risks, evidence and laws side by side', async () => {
    files();
    await succeed('run', 'law.yaml', '--blas', 'embedded', '--workers', '1');
    const text = `
title: All
width: prl-full
panels:
  - {results: one.json, title: first $x$, figure: {legend: none}}
  - {results: [two.json, three.json]}
  - {results: one.json, kind: residuals}
  - {results: out/law/results.json}
`;
    const { figure } = read(text, ['figure.theme=dark', 'columns=3']) as { figure: PanelsFigure };
    expect(figure).toMatchObject({ columns: 3, letters: '(a)', title: 'All', width: 'prl-full', shared: {} });
    const [one, two, three, law] = figure.panels.map((panel) => panel.figure as CurveFigure);
    expect(figure.panels[0]!.title).toBe('\\text{first }x');
    expect([one!.legend, one!.theme]).toEqual([{ place: 'none' }, 'dark']);
    expect(two!.series).toHaveLength(2);
    expect(three!.y.label).toContain('simulation');
    expect(law!.series).toHaveLength(2);
    const again = savedFigure(
      { files: ['out/law/results.json'], kind: null, overrides: ['figure.theme=dark'], changes: {} },
      readFile,
    );
    expect(law).toEqual(again.figure);
  });

  it.each([
    ['panels: []', 'page.yaml:1:9'],
    ['panel: [{results: one.json}]', 'the key "panel" is not known in a page; did you mean panels?'],
    [
      'panels: [{results: many.json}]',
      'page.yaml:1:10: panels.0: many.json: its figure is of panels already (facet)',
    ],
    [
      'panels:\n  - {results: one.json, figure: {legnd: none}}',
      'page.yaml:2:5: panels.0: figure.legnd="none": the key',
    ],
    [
      '- {results: page.yaml}',
      'page.yaml: YAML, a scenario or a page; a results.json of descent run is needed',
    ],
    ['width: 3mm\npanels: [{results: one.json}]', 'page.yaml:1:8: width: 3mm is not valid'],
  ])('refuses %s', (text, says) => {
    files();
    writeFileSync('page.yaml', text);
    expect(() => read(text)).toThrow(says);
  });

  it('is drawn by plot, as are several files with --panels', async () => {
    files();
    writeFileSync('page.yaml', '- {results: one.json}\n- {results: two.json}\n');
    expect(await succeed('plot', 'page.yaml', '--formats', 'svg,pdf', '--set', 'share=y')).toBe(
      'page.svg\npage.pdf\n',
    );
    expect(await succeed('plot', 'one.json', 'two.json', '--panels', '--width', 'jstat')).toBe(
      'panels.svg\n',
    );
    expect(readFile('panels.svg').match(/class="panel"/g)).toHaveLength(2);
  });
});

function readFile(file: string): string {
  return readFileSync(file, 'utf8');
}
