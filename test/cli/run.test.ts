import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { openStore } from '../../src/execution/store.ts';
import type { Block } from '../../src/execution/storedLines.ts';
import type { CurveFigure, Figure } from '../../src/figure/figure.ts';
import { writeFigure } from '../../src/figure/write.ts';
import { figureOf } from '../../src/pipeline/figure.ts';
import type { Results } from '../../src/pipeline/results.ts';
import { descent, snapshot, succeed, tiny, useFolder } from './harness.ts';

vi.mock('../../src/figure/write.ts', { spy: true });

const plain = tiny.replace(/^figure.*\n/m, '');
useFolder({ 'tiny.yaml': tiny, 'plain.yaml': plain });

afterEach(() => void vi.mocked(writeFigure).mockRestore());

const simulated = ['--blas', 'embedded', '--workers', '1'];
const run = (name: string, ...options: string[]) => succeed('run', `${name}.yaml`, ...simulated, ...options);
const resultsOf = (folder: string): Results => JSON.parse(readFileSync(`${folder}/results.json`, 'utf8'));

/** A value that no simulation gives: where it shows up, a stored trial was used. */
const marker = 12345;

/** The blocks of a file of trials, in its order. */
function blocksOf(file: string): Block[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(1);
  return lines.map((line) => JSON.parse(line.slice(line.indexOf(' ') + 1)));
}

/** Puts the marker into every stored trial of a run. */
function markTrials(file: string): void {
  const blocks = blocksOf(file);
  const store = openStore(file, { fresh: true });
  for (const { rows, ...block } of blocks)
    store.append({ ...block, rows: rows.map(([, ...rest]) => [marker, ...rest]) });
  store.close();
}

/** The x of its one curve's line, first and last, and of its marks; the line's y. */
function curveOf(figure: Figure): { xAxis: number[]; marks: number[]; line: readonly (number | null)[] } {
  const [series] = (figure as CurveFigure).series;
  const { x, y } = series!.line!;
  return { xAxis: [x[0]!, x.at(-1)!], marks: (series!.marks ?? []).map((mark) => mark.x), line: y };
}

/** Marked and newly computed trials of a run. */
function countTrials(file: string): { reused: number; computed: number } {
  const values = blocksOf(file).flatMap(({ rows }) => rows);
  const reused = values.filter(([first]) => first === marker).length;
  return { reused, computed: values.length - reused };
}

type CsvRow = Readonly<Record<string, string>>;

/** The first line names the columns. */
function readCsv(file: string): { header: string[]; rows: CsvRow[] } {
  const [header, ...lines] = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  return {
    header: header!,
    rows: lines.map((cells) => Object.fromEntries(cells.map((c, i) => [header![i]!, c]))),
  };
}

/** Every row's numbers and verdict are those of one size, or of all sizes of its point together. */
function expectOwnNumbers(rows: readonly CsvRow[], { cells, limits }: Results): void {
  const numbers = (row: CsvRow, names: readonly string[]) => names.map((name) => Number(row[name]));
  const sizes = rows.filter(({ size }) => size !== 'all');
  const all = rows.filter(({ size }) => size === 'all');
  sizes.forEach((row, i) => {
    const { parameters, size, mean, standardError, theory, z } = cells[i]!;
    expect(numbers(row, ['gamma', 'ridge'])).toEqual([parameters['gamma'], parameters['ridge']]);
    expect(numbers(row, ['size', 'mean', 'standardError', 'theory', 'z'])).toEqual([
      ...[size, mean, standardError, theory, z],
    ]);
    expect(row['verdict']).toBe('nan');
  });
  all.forEach((row, i) => {
    const { parameters, estimate, standardError, theory, z, verdict, method } = limits[i]!;
    expect(numbers(row, ['gamma', 'ridge'])).toEqual([parameters['gamma'], parameters['ridge']]);
    expect(numbers(row, ['mean', 'standardError', 'theory', 'z', 'trials'])).toEqual(
      [estimate, standardError, theory, z, 48].map((value) => value ?? Number.NaN),
    );
    expect([row['verdict'], row['method']]).toEqual([verdict ?? 'untested', method]);
  });
  expect([sizes.length, all.length]).toEqual([cells.length, limits.length]);
}

beforeAll(async () => {
  await run('plain', '--out', 'base');
  await run('tiny', '--out', 'shape');
});

describe('results', () => {
  it('have the documented shape, in JSON and in CSV', async () => {
    const table = await run('tiny', '--out', 'shape');
    const results = resultsOf('shape/tiny');
    expect(Object.keys(results)).toEqual(
      expect.arrayContaining(['scenario', 'seed', 'versions', 'backend', 'verdict', 'cells', 'limits']),
    );
    expect(results).toMatchObject({ seed: '1', backend: 'embedded-3', scenario: { name: 'tiny' } });
    expect(results.limits).toHaveLength(4);
    expect(results.cells).toHaveLength(8);
    for (const cell of results.cells) {
      expect(Object.keys(cell.sizes)).toEqual(['n', 'p', 'd']);
      expect(Object.keys(cell.parameters).sort()).toEqual(
        [
          ...[
            'gamma',
            'ridge',
            'convention',
            'fitIntercept',
            'noise',
            'signal',
            'nonlinear',
            'observedShare',
            'testVariance',
          ],
          ...['distribution', 'blocks', 'spectrum', 'data'],
        ].sort(),
      );
      expect(cell).toMatchObject({ trials: 24, quantity: 'excessRisk', testPoints: 0 });
      expect(cell.z).toBeCloseTo((cell.mean! - cell.theory!) / cell.standardError!, 10);
      expect(cell.quantiles['0.05']).toBeLessThan(cell.quantiles['0.95']!);
    }
    const { header, rows } = readCsv('shape/tiny/results.csv');
    expect(header.join()).toMatch(
      /^gamma,ridge,noise,.*,size,n,p,d,trials,testPoints,notFinite,quantity,by,from,mean,standardError,theory,z,verdict,/,
    );
    expect(rows).toHaveLength(8 + 4);
    for (const row of rows) expect(Object.keys(row)).toHaveLength(header.length);
    expectOwnNumbers(rows, results);
    expect(table).toContain(`verdict: ${results.verdict}: `);
    for (const name of ['results.json', 'results.csv', 'figure.svg'])
      expect(table).toContain(`shape/tiny/${name}\n`);
  });

  it('hold nothing of the machine, the time or the folder', async () => {
    await succeed('run', 'plain.yaml', '--blas', 'embedded', '--workers', '2', '--out', 'two/three');
    for (const name of ['results.json', 'results.csv', 'trials.jsonl'])
      expect(readFileSync(`two/three/plain/${name}`)).toEqual(readFileSync(`base/plain/${name}`));
    const text = readFileSync('base/plain/results.json', 'utf8');
    expect(text).not.toMatch(/"(workers?|threads|host\w*|time\w*|date|out)"|\/|20\d\d-\d\d/);
  });

  it('follow the seed', async () => {
    await run('plain', '--out', 'seed-2', '--seed', '2');
    const [one, two] = [resultsOf('base/plain'), resultsOf('seed-2/plain+seed=2')];
    expect([one.seed, two.seed, two.scenario.simulation!.seed]).toEqual(['1', '2', '2']);
    one.cells.forEach((cell, i) => {
      expect(two.cells[i]!.mean).not.toBe(cell.mean);
      expect(two.cells[i]!.theory).toBe(cell.theory);
    });
    await run('plain', '--out', 'seed-2', '--set', 'simulation.seed="2"');
    const set = resultsOf('seed-2/plain+simulation.seed=2');
    expect([set.cells, set.limits, set.seed]).toEqual([two.cells, two.limits, '2']);
  });
});

describe('a run again', () => {
  /** A copy of a finished run whose trials are marked. */
  const marked = (change: string) => {
    const out = `again-${change.replaceAll(' ', '-')}`;
    cpSync('base', out, { recursive: true });
    markTrials(`${out}/plain/trials.jsonl`);
    return out;
  };

  it.each([
    { change: 'nothing', from: '', to: '', reused: 192, computed: 0 },
    {
      change: 'noise and signal',
      from: 'noise: 0.5',
      to: 'noise: [0.1, 2]\n  signal: 3',
      reused: 192,
      computed: 0,
    },
    { change: 'more trials', from: 'trials: 24', to: 'trials: 30', reused: 192, computed: 48 },
    { change: 'fewer trials', from: 'trials: 24', to: 'trials: 10', reused: 192, computed: 0 },
    { change: 'another ridge', from: '[0, 0.1]', to: '[0, 0.1, 1]', reused: 192, computed: 96 },
    { change: 'another point', from: '[0.5, 2]', to: '[0.25, 0.5, 2]', reused: 192, computed: 96 },
    { change: 'another size', from: '[12, 24]', to: '[12, 24, 36]', reused: 192, computed: 96 },
    {
      change: 'the policy',
      from: 'tolerance: 0.5',
      to: 'tolerance: 0.5, alpha: 0.01',
      reused: 192,
      computed: 0,
    },
    { change: 'more labels', from: 'labels: 4', to: 'labels: 5', reused: 192, computed: 192 },
    { change: 'another seed', from: 'labels: 4', to: 'labels: 4, seed: 2', reused: 192, computed: 192 },
  ])(
    'of the file with $change computes only what is missing',
    async ({ change, from, to, reused, computed }) => {
      const out = marked(change);
      expect(plain).toContain(from);
      writeFileSync(`${out}/plain.yaml`, plain.replace(from, to));
      // Theory disagrees with the markers, of course.
      const { err } = await descent('run', `${out}/plain.yaml`, ...simulated, '--out', out);
      expect(err).toBe('');
      expect(countTrials(`${out}/plain/trials.jsonl`)).toEqual({ reused, computed });
    },
  );

  it.each([
    { set: 'parameters.noise=[0.1,2]', name: 'parameters.noise=0.1,2', reused: 192, computed: 0 },
    { set: 'simulation.trials=30', name: 'simulation.trials=30', reused: 192, computed: 48 },
    { set: 'simulation.trials=10', name: 'simulation.trials=10', reused: 80, computed: 0 },
  ])('with --set $set takes what it needs from the file’s folder, and leaves it alone', async (given) => {
    const out = marked(given.name);
    const before = snapshot();
    const { err } = await descent('run', 'plain.yaml', ...simulated, '--out', out, '--set', given.set);
    expect(err).toBe('');
    const { reused, computed } = given;
    expect(countTrials(`${out}/plain+${given.name}/trials.jsonl`)).toEqual({ reused, computed });
    expect(snapshot()).toMatchObject(before);
  });

  it('with --fresh computes everything', async () => {
    cpSync('base', 'fresh', { recursive: true });
    const before = snapshot();
    markTrials('fresh/plain/trials.jsonl');
    await run('plain', '--out', 'fresh', '--fresh');
    expect(snapshot()).toEqual(before);
    markTrials('fresh/plain/trials.jsonl');
    await run('plain', '--out', 'fresh', '--fresh', '--set', 'parameters.noise=2');
    expect(countTrials('fresh/plain+parameters.noise=2/trials.jsonl').reused).toBe(0);
  });

  it.each([
    [
      new Error('no ink'),
      1,
      /^descent: internal error: Error: .*results\.csv are written, but the figure.*no ink/s,
    ],
    [
      new InputError('no ink'),
      2,
      /^descent: .*results\.csv are written, but the figure cannot be drawn: no ink\n$/,
    ],
  ])(
    'that fails in drawing has written its results and told its verdict: %s',
    async (failure, exit, message) => {
      const set = ['--set', 'parameters.noise=3'];
      const table = await run('tiny', '--out', 'louder', ...set);
      cpSync('louder', 'failed', { recursive: true });
      vi.mocked(writeFigure).mockRejectedValueOnce(failure);
      const { code, out, err } = await descent('run', 'tiny.yaml', ...simulated, '--out', 'failed', ...set);
      expect(code).toBe(exit);
      expect(err).toMatch(message);
      expect(table.startsWith(out)).toBe(true);
      expect(out).toMatch(/verdict: \w+/);
      const changed = 'tiny+parameters.noise=3';
      for (const name of ['results.json', 'results.csv'])
        expect(readFileSync(`failed/${changed}/${name}`)).toEqual(readFileSync(`louder/${changed}/${name}`));
      // Earlier results drawn beside these would pass for their figure.
      expect(existsSync(`failed/${changed}/figure.svg`)).toBe(false);
    },
  );
});

describe('one point alone', () => {
  it('is run, judged and drawn with the theory around it', async () => {
    const alone = [
      '--set',
      'parameters.gamma=2',
      '--set',
      'parameters.ridge=0.1',
      '--set',
      'figure.series=distribution',
    ];
    const table = await run('tiny', '--out', 'alone', '--name', 'tiny', ...alone);
    expect(table).toContain('alone/tiny/figure.svg\n');
    const results = resultsOf('alone/tiny');
    expect(results.limits).toHaveLength(1);
    expect(results.verdict).toBe(results.limits[0]!.verdict);
    const { xAxis, marks, line } = curveOf(figureOf([results])!);
    expect(xAxis).toEqual([1, 4]);
    expect(marks).toHaveLength(1);
    expect(marks[0]).toBe(2);
    expect(line.every((y) => y !== null && y > 0)).toBe(true);
  });

  it('needs no figure', async () => {
    const table = await run(
      'plain',
      '--out',
      'alone',
      '--name',
      'plain',
      '--set',
      'parameters.gamma=2',
      '--set',
      'parameters.ridge=0',
    );
    expect(table).toContain('alone/plain/results.json\n');
    expect(table).not.toContain('figure.svg');
  });
});

describe('the exit code', () => {
  const precise = [
    '--set',
    'simulation.trials=400',
    '--set',
    'simulation.labels=12',
    '--set',
    'parameters.ridge=0',
  ];

  it('is 3 when theory and simulation disagree', async () => {
    const args = ['run', 'plain.yaml', ...simulated, '--out', 'factor', ...precise];
    const noisy = ['--set', 'parameters.noise=1'];
    expect(await descent(...args, ...noisy, '--name', 'right')).toMatchObject({ code: 0, err: '' });
    const wrong = [...noisy, '--set', 'comparison.theoryFactor=1.05', '--name', 'wrong'];
    const { code, out, err } = await descent(...args, ...wrong);
    expect({ code, err }).toEqual({ code: 3, err: '' });
    expect(out).toContain('verdict: disagree (theory × 1.05)');
    expect(resultsOf('factor/wrong').verdict).toBe('disagree');
  });

  it('is 3 for undecided with --strict only', async () => {
    const args = ['run', 'plain.yaml', ...simulated, '--out', 'strict', '--set', 'comparison.tolerance=1e-6'];
    expect(await descent(...args)).toMatchObject({ code: 0 });
    expect(await descent(...args, '--strict')).toMatchObject({ code: 3, err: '' });
    expect(resultsOf('strict/plain+comparison.tolerance=1e-6').verdict).toBe('undecided');
  });
});

describe('without simulation', () => {
  it('--dry-run writes nothing', async () => {
    const before = snapshot();
    const plan = await run('tiny', '--dry-run');
    expect(plan).toMatch(/^tiny: 4 points, 4 draw cells, 96 trials on embedded\n/);
    expect(snapshot()).toEqual(before);
  });

  it('--dry-run takes no longer where no trial is quick', async () => {
    const huge = ['--set', 'simulation.sizes=[6000]', '--set', 'simulation.trials=50', '--dry-run'];
    const start = performance.now();
    const plan = await run('tiny', ...huge);
    // A trial takes some ten seconds. Two, and as much again for a machine under load.
    expect((performance.now() - start) / 1000).toBeLessThan(4);
    const seconds = Number(plan.match(/about (\d+) s on 1 worker/)?.[1]);
    // 2·10¹³ operations at 1 to 200 GFLOP/s.
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThan(50_000);
  });

  it('--theory-only draws the theory', async () => {
    const table = await succeed('run', 'tiny.yaml', '--theory-only', '--out', 'theory');
    expect(table).toContain('4 points of theory; nothing was simulated');
    expect(existsSync('theory/tiny+theory-only/trials.jsonl')).toBe(false);
    expect(resultsOf('theory/tiny+theory-only')).toMatchObject({
      seed: null,
      backend: null,
      verdict: null,
      cells: [],
      limits: [],
    });
    const csv = readFileSync('theory/tiny+theory-only/results.csv', 'utf8').trimEnd().split('\n');
    expect(csv).toHaveLength(1 + 4);
    expect(csv[0]).toMatch(/^gamma,/);
    expect(readFileSync('theory/tiny+theory-only/figure.svg', 'utf8')).not.toContain(
      'simulation at the largest size',
    );
  });

  it('--set changes any key, and several files run in one go', async () => {
    writeFileSync('second.yaml', tiny.replace('A tiny', 'A second'));
    const table = await succeed(
      'run',
      'tiny.yaml',
      'second.yaml',
      '--theory-only',
      '--set',
      'title=New',
      '--set',
      'parameters.gamma=[0.5,2,4]',
      '--out',
      'several',
    );
    const changes = '+title=New+parameters.gamma=0.5,2,4+theory-only';
    expect(table).toContain(`tiny${changes}: New\n6 points of theory`);
    expect(table).toContain(`second${changes}: New\n6 points of theory`);
  });
});
