/** Cautions are told wherever a result is. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SingleFigure } from '../../src/figure/figure.ts';
import { figureOf } from '../../src/pipeline/figure.ts';
import type { Results } from '../../src/pipeline/results.ts';
import { succeed, useFolder } from './harness.ts';

useFolder({
  'few.yaml': `title: Few
model: random-features
parameters: { n: [15, 40], k: 30, ridge: 0.1, noise: 0.1 }
inputs: { spectrum: "power:a=2,count=40" }
simulation: { trials: 3, labels: 4 }
figure: { x: n, y: excessRisk }
`,
});

const features = ['random-features', '--spectrum', 'power:a=2,count=40', '--k', '30'];
const point = [...features, '--ridge', '0.1', '--noise', '0.1'];
const few = /few directions: effective dimension \(tr Σ\)²\/tr Σ² = 2.43; the Gaussian equivalent/;

const describedIn = (file: string) => /<desc[^>]*>([^<]*)/.exec(readFileSync(file, 'utf8'))![1];

describe('cautions', () => {
  it('of points stand under the table, in a column of CSV and in a list of JSON', async () => {
    const n = ['--n', '15,50'];
    expect(await succeed('calc', ...point, ...n)).toMatch(
      new RegExp(
        `\\ncaution, 2 of 2 points: ${few.source}.*\\ncaution, 1 of 2 points: few samples: n = 15; .*\\n$`,
      ),
    );
    const [first, second] = JSON.parse(await succeed('calc', ...point, ...n, '--json'));
    expect(first.cautions).toHaveLength(2);
    expect(second.cautions).toEqual([expect.stringMatching(few)]);
    const csv = (await succeed('calc', ...point, ...n, '--csv')).split('\n');
    expect(csv[0]).toMatch(/,status,residual,cautions$/);
    expect(csv[1]).toMatch(/few directions: .*; few samples: /);
    expect(await succeed('calc', 'linear', '--gamma', '2')).not.toContain('caution');
    expect(await succeed('calc', 'linear', '--gamma', '2', '--csv')).toMatch(/,$/m);
  });

  it.each([
    ['optimum', '--over', 'ridge'],
    ['diagnose', '--ridge', '0.1'],
  ])('of %s are those of its points', async (command, ...options) => {
    const args = [...point.filter((_, i) => i < 5), '--n', '50', ...options];
    expect(await succeed(command, ...args)).toMatch(few);
    expect(JSON.parse(await succeed(command, ...args, '--json'))[0].cautions).toEqual([
      expect.stringMatching(few),
    ]);
  });

  it('of a tuned size are those of the size that is found', async () => {
    const args = ['linear', '--p', '100', '--over', 'n', '--range', '2,8', '--noise', '1', '--json'];
    const [{ argument, cautions }] = JSON.parse(await succeed('optimum', ...args));
    expect(cautions).toEqual([expect.stringContaining(`n = ${argument};`)]);
  });

  it('of boundaries are those of the classification problem', async () => {
    const found = JSON.parse(
      await succeed('phase', 'separability', '--spectrum', 'power:a=0,count=2', '--json'),
    );
    expect(found[0].cautions).toEqual([
      expect.stringMatching(/few directions: .*= 2; the limit of classification/),
    ]);
    expect(JSON.parse(await succeed('phase', 'separability', '--json'))[0].cautions).toEqual([]);
  });

  it('of laws stand in their numbers, reports and figures', async () => {
    const spectrum = ['spectrum', ...features, '--n', '50', '--points', '40'];
    expect(await succeed(...(spectrum as [string]), '--theory-only', '--name', 'law')).toMatch(few);
    expect(describedIn('out/law/figure.svg')).toMatch(few);
    expect(JSON.parse(await succeed(...(spectrum as [string]), '--json'))[0].cautions).toEqual([
      expect.stringMatching(few),
    ]);
    const margins = ['margins', 'classification', '--d', '3', '--n', '60', '--ridge', '1', '--theory-only'];
    expect(await succeed(...(margins as [string]))).toMatch(/caution: few directions: .* = 3;/);
  });

  it('of a run stand in its results, its report and its figure', async () => {
    const report = await succeed('run', 'few.yaml', '--blas', 'embedded', '--workers', '1');
    expect(report).toMatch(new RegExp(`caution, 2 of 2 points: ${few.source}`));
    const results: Results = JSON.parse(readFileSync('out/few/results.json', 'utf8'));
    for (const list of [results.cells, results.limits, results.theory.map(({ prediction }) => prediction)]) {
      expect(list.map(({ cautions }) => cautions.length)).toEqual([2, 1]);
      expect(list[1]!.cautions[0]).toMatch(few);
    }
    const rows = readFileSync('out/few/results.csv', 'utf8').split('\n');
    expect(rows.filter((row) => few.test(row))).toHaveLength(4);
    expect(describedIn('out/few/figure.svg')).toMatch(few);
    const { note } = figureOf([results]) as SingleFigure;
    expect(note).toBe('\\text{caution: few directions},\\; \\text{caution: few samples}');
    const parameters = { ...results.scenario.parameters, n: [50, 60] };
    const inputs = { ...results.scenario.inputs, spectrum: 'power:a=1,count=400' };
    const many = { ...results, scenario: { ...results.scenario, parameters, inputs }, cells: [] };
    expect((figureOf([many]) as SingleFigure).note).toBeUndefined();
  });
});
