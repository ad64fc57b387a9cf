import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pool } from '../../src/execution/pool.ts';
import { phases } from '../../src/models/classification/phases.ts';
import { signatures } from '../../src/models/registry.ts';
import type { Point } from '../../src/parts/parameter.ts';
import { figureOf } from '../../src/pipeline/figure.ts';
import { runScenario } from '../../src/pipeline/run.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { crossings } from '../helpers/crossings.ts';
import { type Memory, resultsOf } from './inProcess.ts';

/** α below which data are separable. */
function separable(point: Point): number {
  const given = {
    observedShare: 1,
    activation: 'none',
    blocks: 'isotropic',
    spectrum: 'isotropic',
    signal: 1,
  };
  const { find } = phases.find(({ name }) => name === 'separability')!;
  return Number(find({ ...given, ...point })['alphaC']);
}

const out = mkdtempSync(join(tmpdir(), 'descent-'));
afterAll(() => rmSync(out, { recursive: true }));

const scenario = (parameters: string, rest: string) => `
title: Test
model: classification
parameters: ${parameters}
simulation: { sizes: [20, 80], trials: [120, 40], seed: test }
${rest}`;

const countOf = (drawn: Memory) => [...drawn.values()].reduce((sum, trials) => sum + trials.size, 0);

const cases: readonly (readonly [string, string, string])[] = [
  [
    'losses',
    '{ alpha: 2.5, loss: [logistic, hinge, squared-hinge], labels: probit, delta: 0.3, ridge: 0.3 }',
    '[classificationError, labelError, q, trainLoss, testLoss]',
  ],
  [
    'maximum-margin',
    '{ alpha: [0.5, 1.5], rule: maximum-stability }',
    '[classificationError, margin, separable]',
  ],
  [
    'random-features',
    '{ alpha: 2, psi1: [0.7, 3], activation: tanh, ridge: 0.2 }',
    '[classificationError, q]',
  ],
  ['likelihood', '{ alpha: 8, labels: logit, signal: 2 }', '[slope, deviation]'],
  ['hebb', '{ alpha: [0.5, 4], rule: hebb, labels: flip, flip: 0.1 }', '[classificationError, labelError]'],
  [
    'message-passing',
    '{ alpha: 2, passes: [1, 3, 6], rule: message-passing, ridge: 0.2 }',
    '[classificationError, q]',
  ],
  ['posterior', '{ alpha: [0.5, 2], rule: [gibbs, bayes-optimal] }', '[classificationError]'],
  ['hidden', '{ alpha: 2, observedShare: 0.5, ridge: 0.1, loss: hinge }', '[classificationError, m]'],
];

describe('classifiers', () => {
  it.each(cases)('agree with theory, and refute one far off: %s', (_, parameters, quantities) => {
    const comparison = (factor: number) =>
      `comparison: { quantities: ${quantities}, tolerance: 0.3, theoryFactor: ${factor} }`;
    const drawn: Memory = new Map();
    const { verdict, limits } = resultsOf(scenario(parameters, comparison(1)), [], drawn);
    expect(limits.filter((limit) => limit.verdict === 'disagree')).toEqual([]);
    expect(verdict).toBe('agree');
    const counted = countOf(drawn);
    expect(resultsOf(scenario(parameters, comparison(1.3)), [], drawn).verdict).toBe('disagree');
    expect(countOf(drawn)).toBe(counted);
  });

  it('have the same trials on a pool as on one thread', async () => {
    const text = scenario('{ alpha: [1, 2], loss: [logistic, hinge] }', '').replace(
      /sizes: .*?, trials: \[.*?\]/,
      'sizes: [10, 20], trials: 6',
    );
    const choice = { workers: 2, blas: 'embedded' };
    const loaded = loadScenario('pooled.yaml', text, signatures);
    const pooled = await runScenario(loaded, { ...choice, out, fresh: true, executor: pool(choice) });
    const own = resultsOf(text);
    expect(own.cells.map(({ trials }) => trials)).toEqual(own.cells.map(() => 6));
    expect(pooled.results.cells).toEqual(own.cells);
  });

  it('leave rules that cannot be drawn to theory, and draw the floor', () => {
    const text = scenario(
      '{ alpha: [0.5, 2], rule: [hebb, bayes-optimal] }',
      'inputs: { blocks: "0.5:1.5,0.5:0.5" }\ncomparison: { quantities: [classificationError] }\nfigure: { x: alpha, y: classificationError, series: rule, floor: true }',
    );
    const results = resultsOf(text);
    expect(results.limits.map(({ parameters }) => parameters['rule'])).toEqual(['hebb', 'hebb']);
    expect(results.theory).toHaveLength(4);
    const figure = figureOf([results])!;
    const labels = figure.kind === 'curves' ? figure.series.map(({ label }) => label) : [];
    expect(labels).toHaveLength(3);
    expect(labels.at(-1)).toBe('\\text{Bayes-optimal}');
  });

  it('are refused a loss that no rule minimises, and take one that some rule does', () => {
    const load = (rules: string) =>
      loadScenario('a.yaml', scenario(`{ alpha: [0.5, 2], rule: ${rules}, loss: hinge }`, ''), signatures);
    expect(() => load('hebb')).toThrow(
      'parameters.loss: "hinge" would not be used; it is for rule minimise and message-passing',
    );
    expect(load('[hebb, minimise]').axes.find(({ name }) => name === 'loss')!.values).toEqual(['hinge']);
  });

  it('are refused a floor that is not known, and other designs', () => {
    const linear = `
title: T
model: linear
parameters: { gamma: [0.5, 2] }
figure: { x: gamma, y: excessRisk, floor: true }`;
    expect(() => loadScenario('a.yaml', linear, signatures)).toThrow('5:43: figure.floor: true');
  });
});

describe('fits without a certificate', () => {
  it('leave their point untested and say so, and others as they are', () => {
    const text = scenario(
      '{ alpha: 2.5, labels: flip, flip: 0.1, loss: hinge, ridge: [1e-30, 0.1] }',
      'comparison: { quantities: [classificationError] }',
    ).replace('[20, 80], trials: [120, 40]', '20, trials: 20');
    const { limits, cells } = resultsOf(text);
    const [tiny, usual] = limits;
    expect(tiny!.reason).toMatch(/^\d+ of 20 trials have no classificationError$/);
    expect(cells[0]).toMatchObject({ mean: null, trials: 20 });
    expect(cells[0]!.notFinite).toBe(Number(tiny!.reason!.split(' ')[0]));
    expect(usual!.verdict).not.toBeNull();
    expect(cells[1]!.notFinite).toBe(0);
  });
});

describe('a map of what is separable', () => {
  const map = (parameters: string, axes: string) => `
title: Map
model: classification
parameters: { loss: logistic, ridge: 0, ${parameters} }
figure: { ${axes}, color: separable }`;

  function gridOf(text: string) {
    const figure = figureOf([resultsOf(text)])!;
    if (figure.kind !== 'heatmap') throw new TypeError(figure.kind);
    expect(figure.color).toMatchObject({ phases: true, domain: [0, 1] });
    return figure.grid;
  }

  it('has the threshold itself for the boundary, in every column', () => {
    const { x, y, values } = gridOf(
      map('labels: logit, signal: [0.1, 25], alpha: [1.4, 8]', 'x: signal, xScale: log, y: alpha'),
    );
    for (let i = 0; i < x.length; i += 24) {
      const column = values.map((row) => row[i]!);
      const [found, ...rest] = crossings(column, y);
      expect(found! / separable({ labels: 'logit', signal: x[i]! }) - 1).toBeCloseTo(0, 10);
      expect(rest).toEqual([]);
      expect(column[0]).toBeGreaterThan(0.5);
    }
  });

  it('is of one colour where nothing changes', () => {
    const { values } = gridOf(map('labels: logit, signal: [1, 2], alpha: [1, 1.5]', 'x: signal, y: alpha'));
    expect(Math.min(...values.flat().map(Number))).toBeGreaterThan(0.5);
  });
});
