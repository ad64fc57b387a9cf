import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load.ts';
import { base } from './base.ts';
import { models } from './models.ts';

const load = (text: string, overrides: readonly string[] = []) =>
  loadScenario('scenarios/a-test.yaml', text, models, overrides);

describe('loadScenario', () => {
  it('resolves every parameter, simulation, comparison and figure', () => {
    const { canonical, axes, ...rest } = load(base);
    expect(axes).toEqual([
      { name: 'psi1', values: [0.5, 1, 2, 4] },
      { name: 'psi2', values: [3] },
      { name: 'ridge', values: [0, 0.1] },
      { name: 'noise', values: [0.2] },
      { name: 'activation', values: ['relu'] },
      { name: 'blocks', values: ['0.25:3,0.75:0.4'] },
      { name: 'distribution', values: ['gaussian'] },
    ]);
    expect(rest).toEqual({
      name: 'a-test',
      title: 'A test',
      references: ['Someone 2020'],
      model: 'random-features',
      theories: ['engine'],
      published: [],
      measurements: [],
      simulation: { sizes: [75, 150], trials: [64, 64], design: 'direct', labels: 16, seed: '1' },
      comparison: {
        alpha: 1e-4,
        tolerance: 0.05,
        theoryFactor: 1,
        claim: 'limit',
        quantities: ['excessRisk'],
      },
      figure: {
        kind: 'curves',
        x: 'psi1',
        y: ['excessRisk'],
        series: ['ridge'],
        bands: false,
        xScale: 'linear',
        yScale: 'linear',
        xDomain: null,
        yDomain: null,
        width: 'prl',
        theme: 'light',
        title: 'A test',
      },
    });
    expect(canonical).toEqual({
      ...rest,
      parameters: { psi1: [0.5, 1, 2, 4], psi2: 3, ridge: [0, 0.1], noise: 0.2, activation: 'relu' },
      inputs: { blocks: '0.25:3,0.75:0.4', distribution: 'gaussian' },
    });
    expect(JSON.parse(JSON.stringify(canonical))).toEqual(canonical);
  });

  it('writes the same canonical bytes whatever the order of the sections and the way values are written', () => {
    const sections = base.split(/^(?=\w)/m);
    const reordered = [...sections]
      .reverse()
      .join('')
      .replace('[0, 0.1]', '"0,1e-1"')
      .replace('[75, 150]', '[75,150]');
    expect(JSON.stringify(load(reordered).canonical)).toBe(JSON.stringify(load(base).canonical));
  });

  it('axes follow the file’s order', () => {
    const { axes } = load(
      base.replace('  psi2: 3\n', '').replace('parameters:\n', 'parameters:\n  psi2: 3\n'),
    );
    expect(axes.map((axis) => axis.name).slice(0, 2)).toEqual(['psi2', 'psi1']);
  });

  it('a minimal scenario is theory only', () => {
    const { simulation, figure, comparison, references } = load(
      '{title: T, model: linear, parameters: {gamma: 2}}',
    );
    expect({ simulation, figure, references }).toEqual({ simulation: null, figure: null, references: [] });
    expect(comparison).toEqual({
      alpha: 1e-4,
      tolerance: 0.02,
      theoryFactor: 1,
      claim: 'limit',
      quantities: ['excessRisk'],
    });
  });

  it('is called like its file unless it has a title', () => {
    const { title, canonical, figure } = load(base.replace('title: A test\n', ''));
    expect([title, canonical.title, figure?.title]).toEqual(['a-test', 'a-test', 'a-test']);
  });

  it('a figure of one point alone shows one of its numbers', () => {
    const alone = base.replace('logspace(0.5,4,4)', '2').replace('[0, 0.1]', '0.1');
    const { figure } = load(alone.replace('series: ridge', 'series: activation'));
    expect(figure).toMatchObject({ kind: 'curves', x: 'psi1', series: ['activation'] });
    const map = alone.replace('y: excessRisk\n  series: ridge', 'y: ridge\n  color: bias');
    expect(load(map).figure).toMatchObject({ kind: 'heatmap', x: 'psi1', y: 'ridge' });
  });

  it('an empty section is an absent one', () => {
    const text =
      '{title: T, model: linear, parameters: {gamma: 2}, inputs: , simulation: , comparison: , figure: }';
    expect(load(text)).toEqual(load('{title: T, model: linear, parameters: {gamma: 2}}'));
  });

  it('inputs may vary, in a list', () => {
    const text = base
      .replace(
        'blocks: "0.25:3,0.75:0.4"',
        'blocks: [isotropic, "0.25:3,0.75:0.4"]\n  distribution: gaussian,sphere',
      )
      .replace('series: ridge', 'series: [ridge, blocks, distribution]');
    const { axes } = load(text);
    expect(axes.filter(({ values }) => values.length > 1).map(({ name }) => name)).toEqual([
      'psi1',
      'ridge',
      'blocks',
      'distribution',
    ]);
  });

  it('a figure with color is a heat map', () => {
    const text = base.replace(
      '  y: excessRisk\n  series: ridge',
      '  y: ridge\n  color: testError\n  optimum: ridge',
    );
    const { figure, comparison } = load(text);
    expect(figure).toMatchObject({
      kind: 'heatmap',
      x: 'psi1',
      y: 'ridge',
      color: 'testError',
      optimum: 'ridge',
    });
    expect(comparison.quantities).toEqual(['testError']);
    expect(figure).not.toHaveProperty('series');
  });

  it('trials and seed as they are written', () => {
    const text = base.replace('trials: 64', 'trials: [32, 8]\n  seed: 0012');
    expect(load(text).simulation).toMatchObject({ trials: [32, 8], seed: '12' });
    expect(load(base.replace('trials: 64', 'trials: 8\n  seed: "0012"')).simulation?.seed).toBe('0012');
  });
});

describe('overrides', () => {
  it('replace values, make maps, and remove sections', () => {
    const scenario = load(base, [
      'simulation.trials=[2, 3]',
      'parameters.psi1=logspace(1,100,3)',
      'parameters.ridge="0,1"',
      'parameters.activation=[relu, tanh]',
      'figure.series=[ridge, activation]',
      'figure.width=neurips',
      'comparison={alpha: 0.01}',
    ]);
    expect(scenario.simulation?.trials).toEqual([2, 3]);
    expect(scenario.canonical.parameters).toMatchObject({
      psi1: [1, 10, 100],
      ridge: [0, 1],
      activation: ['relu', 'tanh'],
    });
    expect(scenario.figure).toMatchObject({ width: 'neurips', series: ['ridge', 'activation'] });
    expect(scenario.comparison.tolerance).toBe(0.02);
    expect(load(base, ['simulation=null']).simulation).toBeNull();
    const made = load('{title: T, model: linear, parameters: {gamma: 2}}', [
      'simulation.sizes=9',
      'simulation.trials=2',
    ]);
    expect(made.simulation).toEqual({ sizes: [9], trials: [2], design: 'direct', labels: 16, seed: '1' });
  });

  it('the last one wins', () => {
    expect(load(base, ['simulation.trials=3', 'simulation.trials=4']).simulation?.trials).toEqual([4, 4]);
  });
});
