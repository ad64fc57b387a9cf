/** A model of one's own, defined outside of the program, goes through every command. */
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { defineModel } from '../../src/index.ts';
import { useFolder } from '../cli/harness.ts';
import simulator, { uniformNumbers } from '../helpers/meanModel.ts';

const scenario = `model: uniform-numbers
parameters: { width: [1, 2, 3] }
theories: [engine, { name: slip, largest: 0.9*width }]
simulation: { sizes: [40, 80], trials: [4000, 2000] }
comparison: { quantities: [largest, average], tolerance: 0.05 }
figure: { x: width, y: largest }
`;

useFolder({ 'own.yaml': scenario });

describe('defineModel', () => {
  // Commands read the models when they are loaded.
  let descent: typeof import('../cli/harness.ts').descent;
  beforeAll(async () => {
    // Workers find the simulator by the URL of its module.
    expect(uniformNumbers.simulator).toBe(simulator);
    defineModel(uniformNumbers);
    ({ descent } = await import('../cli/harness.ts'));
  });
  const succeed = async (...words: string[]) => {
    const { code, out, err } = await descent(...words);
    expect({ code, err }, words.join(' ')).toEqual({ code: 0, err: '' });
    return out;
  };

  it('is known to calc, models, describe, schema and new', async () => {
    const [row] = JSON.parse(
      await succeed('calc', 'uniform-numbers', '--width', '3', '--formula', 'average = width/2', '--json'),
    );
    expect(row).toMatchObject({ width: 3, largest: 3, average: 1.5, 'average:mine:difference': 0 });
    expect(await succeed('models')).toContain('uniform-numbers');
    expect(await succeed('describe', 'uniform-numbers')).toContain('length of the interval');
    expect(await succeed('schema')).toContain('"const": "uniform-numbers"');
    await succeed('new', 'mine', '--model', 'uniform-numbers');
    expect(await succeed('run', 'scenarios/mine.yaml', '--dry-run')).toContain('draw cells');
  });

  it('is simulated on the pool and judged, drawn, and resumed to the same bytes', async () => {
    const first = await descent('run', 'own.yaml', '--workers', '2', '--blas', 'embedded');
    expect(first).toMatchObject({ code: 3, err: '' });
    const results = JSON.parse(readFileSync('out/own/results.json', 'utf8'));
    expect(
      results.theories.map(({ name, verdict }: { name: string; verdict: string }) => [name, verdict]),
    ).toEqual([
      ['engine', 'agree'],
      ['slip', 'disagree'],
    ]);
    const cell = results.cells.find(
      ({ quantity, size, parameters }: { quantity: string; size: number; parameters: { width: number } }) =>
        quantity === 'largest' && size === 40 && parameters.width === 2,
    );
    expect(Math.abs(cell.mean - (2 * 40) / 41)).toBeLessThan(5 * cell.standardError);
    expect(readFileSync('out/own/figure.svg', 'utf8')).toContain('<svg');
    const trials = readFileSync('out/own/trials.jsonl', 'utf8');
    writeFileSync('out/own/trials.jsonl', `${trials.split('\n').slice(0, 3).join('\n')}\n`);
    await descent('run', 'own.yaml', '--workers', '1', '--blas', 'embedded');
    expect(readFileSync('out/own/trials.jsonl', 'utf8')).toBe(trials);
    await succeed('plot', 'out/own/results.json', '--theme', 'dark');
  });

  it('is checked with a plan of its own', async () => {
    const words = [
      'uniform-numbers',
      '--width',
      '1,3',
      '--budget',
      '5s',
      '--workers',
      '1',
      '--blas',
      'embedded',
    ];
    expect(await succeed('check', ...words, '--formula', 'average = width/2')).toContain('agree: 2 agree');
    const wrong = await descent('check', ...words, '--formula', 'average = 0.53*width');
    expect(wrong.code).toBe(3);
  });

  it('is refused where it has nothing to give, and twice', async () => {
    const { code, err } = await descent('diagnose', 'uniform-numbers', '--width', '1');
    expect([code, err]).toEqual([2, expect.stringContaining('no spectrum of uniform-numbers is known')]);
    expect(() => defineModel(uniformNumbers)).toThrow('the model uniform-numbers is there already');
    const { predicts: _, ...dumb } = { ...uniformNumbers, name: 'dumb' };
    expect(() => defineModel(dumb)).toThrow('the model dumb needs one of limit and predicts');
  });
});
