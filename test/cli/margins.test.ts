import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { descent, snapshot, succeed, useFolder } from './harness.ts';

const hinge = ['classification', '--loss', 'hinge', '--alpha', '3', '--ridge', '0.5'];
const small = ['--size', '150', '--trials', '4', '--blas', 'embedded'];

const lawsIn = (folder: string) => JSON.parse(readFileSync(`${folder}/results.json`, 'utf8')).laws;

describe('descent margins', () => {
  useFolder({});

  it('prints laws whose values go with what calc predicts', async () => {
    const [shown, ...rest] = JSON.parse(await succeed('margins', ...hinge, '--points', '50', '--json'));
    expect(rest).toEqual([]);
    expect(shown).toMatchObject({ status: 'ok', parameters: { loss: 'hinge', alpha: 3 } });
    // Both sides of the atom stand beside the grid.
    expect(shown.grid).toHaveLength(52);
    const [point] = JSON.parse(await succeed('calc', ...hinge, '--json'));
    const csv = await succeed('margins', ...hinge, '--at', '1,0', '--csv');
    const [header, one, zero] = csv.split('\n').map((line) => line.split(','));
    expect(header!.slice(-7)).toEqual([
      'margin',
      'trainingDensity',
      'trainingCdf',
      'freshDensity',
      'freshCdf',
      'status',
      'cautions',
    ]);
    expect(Number(zero!.at(-5))).toBeCloseTo(point.trainingError, 12);
    expect(Number(zero!.at(-3))).toBeCloseTo(point.labelError, 12);
    const { at, mass } = shown.training.atoms[0];
    expect(at).toBe(1);
    const below = shown.training.cdf[shown.grid.indexOf(1) - 1];
    expect(Number(one!.at(-5)) - below).toBeCloseTo(mass, 6);
  });

  it('draws the margins of simulated fits beside the laws, and agrees with them', async () => {
    const report = await succeed('margins', ...hinge, ...small, '--png');
    expect(report).toMatch(/^atom +mass +simulated +distance +status\n/);
    const folder = 'out/margins-classification+loss=hinge+alpha=3+ridge=0.5+size=150+trials=4';
    expect(existsSync(`${folder}/figure.png`)).toBe(true);
    expect(readFileSync(`${folder}/figure.svg`, 'utf8')).toContain('class="histograms"');
    const [{ margins, sample }] = lawsIn(folder);
    expect(sample.margins).toHaveLength(4 * 450);
    expect(sample.distance).toBeLessThan(0.04);
    expect(Math.abs(sample.atAtoms[0] - margins.training.atoms[0].mass)).toBeLessThan(0.02);
    // Fresh margins are another law.
    const below = sample.margins.filter((u: number) => u < 0.5).length / sample.margins.length;
    const fresh = margins.fresh.cdf[margins.grid.findIndex((u: number) => u >= 0.5)];
    expect(fresh - below).toBeGreaterThan(0.15);
  });

  it('finds the support vectors of the maximum margin at 1, also of random features', async () => {
    const relu = ['--psi1', '2', '--activation', 'relu', '--alpha', '1.5'];
    for (const loss of ['hinge', 'squared-hinge', 'logistic']) {
      await succeed('margins', 'classification', '--loss', loss, ...relu, ...small, '--name', loss);
      const [{ margins, sample }] = lawsIn(`out/${loss}`);
      expect(margins.status).toBe(loss === 'logistic' ? 'separable' : 'ok');
      expect(Math.abs(sample.atAtoms[0] - margins.training.atoms[0].mass)).toBeLessThan(0.04);
      expect(sample.margins[0]).toBeGreaterThan(1 - 1e-6);
      expect(sample.distance).toBeLessThan(0.05);
    }
  });

  it('draws no fits of what is theory alone', async () => {
    const shrunk = ['classification', '--alpha', '2', '--shrinkage', '0.5', '--points', '20'];
    await succeed('margins', ...shrunk, '--name', 'shrunk');
    const [{ sample }] = lawsIn('out/shrunk');
    expect(sample).toBeNull();
    expect((await descent('margins', ...shrunk, '--trials', '2')).err).toContain(
      '--trials would not be used: what these points ask for is theory alone',
    );
  });

  it('draws what a scenario says, with the same numbers', async () => {
    const scenario = `model: classification
observe: margins
parameters: { loss: [hinge, logistic], alpha: 3, ridge: 0.5 }
law: { points: 60 }
simulation: { sizes: 40, trials: 2 }
`;
    writeFileSync('both.yaml', scenario);
    await succeed('run', 'both.yaml', '--blas', 'embedded');
    const argv = ['--loss', 'hinge,logistic', '--alpha', '3', '--ridge', '0.5', '--points', '60'];
    const drawn = ['--size', '40', '--trials', '2', '--blas', 'embedded', '--name', 'same'];
    await succeed('margins', 'classification', ...argv, ...drawn);
    expect(lawsIn('out/both')).toEqual(lawsIn('out/same'));
    for (const file of ['results.csv', 'trials.jsonl', 'figure.svg'])
      expect(readFileSync(`out/both/${file}`, 'utf8') === readFileSync(`out/same/${file}`, 'utf8')).toBe(
        true,
      );
  });

  it('has no law at the threshold, and says so', async () => {
    const threshold = ['classification', '--loss', 'hinge', '--labels', 'random', '--alpha', '2'];
    const [shown] = JSON.parse(await succeed('margins', ...threshold, '--at', '0', '--json'));
    expect(shown).toMatchObject({
      status: 'threshold',
      training: { cdf: [null], density: [null], atoms: [] },
    });
  });

  it.each([
    [['linear', '--alpha', '2'], 'linear has no margins y f of labels ±1; expected classification'],
    [['classification', '--alpha', '2', '--rule', 'hebb'], 'rule hebb: margins are known of minimisers'],
    [['classification', '--alpha', '2', '--intercept', '1'], 'intercept 1: margins are known'],
    [['classification'], '--alpha is missing'],
    [[...hinge, '--at', 'x', '--json'], '--at: "x" is not a number'],
    [[...hinge, '--points', '0'], '--points 0: a whole number'],
    [[...hinge, '--json', '--csv'], '--json and --csv exclude each other'],
    [[...hinge, '--theme', 'blue'], '--theme blue is not known'],
    [
      ['classification', '--loss', 'hinge', '--labels', 'random', '--alpha', '2'],
      'there is no law to draw at loss hinge, labels random, alpha 2, ridge 0: threshold',
    ],
  ])('refuses %j', async (argv, says) => {
    const before = snapshot();
    const { code, out, err } = await descent('margins', ...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^descent: [^\n]+\n$/);
    expect(err).toContain(says);
    expect(snapshot()).toEqual(before);
  });
});
