import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CurveFigure, type Figure, renderFigure } from '../../src/figure/figure.ts';
import { figureOf } from '../../src/pipeline/figure.ts';
import type { Results } from '../../src/pipeline/results.ts';
import { openStore } from '../../src/simulation/store.ts';
import { descent, snapshot, succeed, tiny, useFolder } from './harness.ts';

vi.mock('../../src/figure/figure.ts', { spy: true });

useFolder({ 'tiny.yaml': tiny, 'plain.yaml': tiny.replace(/^figure.*\n/m, '') });

afterEach(() => void vi.mocked(renderFigure).mockRestore());

const simulated = ['--blas', 'embedded', '--workers', '1'];
const run = (name: string, ...options: string[]) => succeed('run', `${name}.yaml`, ...simulated, ...options);
const resultsOf = (folder: string): Results => JSON.parse(readFileSync(`${folder}/results.json`, 'utf8'));

/** A value that no simulation gives: where it shows up, a stored trial was used. */
const marker = 12345;

/** Puts the marker into every stored trial of a run. */
function markTrials(file: string): void {
  const blocks = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line.slice(line.indexOf(' ') + 1)));
  const store = openStore(file, { fresh: true });
  for (const { series, first, values } of blocks) {
    store.append({ series, first, values: values.map(([, ...rest]: number[]) => [marker, ...rest]) });
  }
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
  const values = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .flatMap((line) => JSON.parse(line.slice(line.indexOf(' ') + 1)).values as number[][]);
  const reused = values.filter(([first]) => first === marker).length;
  return { reused, computed: values.length - reused };
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
          ...['gamma', 'ridge', 'noise', 'signal', 'nonlinear', 'observedShare'],
          ...['distribution', 'blocks', 'spectrum', 'data'],
        ].sort(),
      );
      expect(cell).toMatchObject({ trials: 24, quantity: 'excessRisk', testPoints: 0 });
      expect(cell.z).toBeCloseTo((cell.mean! - cell.theory!) / cell.standardError!, 10);
      expect(cell.quantiles['0.05']).toBeLessThan(cell.quantiles['0.95']!);
    }
    const [comment, header, ...lines] = readFileSync('shape/tiny/results.csv', 'utf8').trimEnd().split('\n');
    expect(comment).toBe('# A tiny scenario');
    expect(header).toMatch(
      /^gamma,ridge,noise,.*,n,p,d,trials,.*quantity,mean,standardError,theory,z,verdict,/,
    );
    expect(lines).toHaveLength(8);
    for (const line of lines) expect(line.split(',')).toHaveLength(header!.split(',').length);
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
    const [one, two] = [resultsOf('base/plain'), resultsOf('seed-2/plain')];
    expect([one.seed, two.seed, two.scenario.simulation!.seed]).toEqual(['1', '2', '2']);
    one.cells.forEach((cell, i) => {
      expect(two.cells[i]!.mean).not.toBe(cell.mean);
      expect(two.cells[i]!.theory).toBe(cell.theory);
    });
    await run('plain', '--out', 'seed-2', '--set', 'simulation.seed="2"');
    expect(resultsOf('seed-2/plain')).toEqual(two);
  });
});

describe('a run again', () => {
  it.each([
    { change: 'nothing', set: [], reused: 192, computed: 0 },
    {
      change: 'noise and signal',
      set: ['parameters.noise=[0.1,2]', 'parameters.signal=3'],
      reused: 192,
      computed: 0,
    },
    { change: 'more trials', set: ['simulation.trials=30'], reused: 192, computed: 48 },
    { change: 'fewer trials', set: ['simulation.trials=10'], reused: 192, computed: 0 },
    { change: 'another ridge', set: ['parameters.ridge=[0,0.1,1]'], reused: 192, computed: 96 },
    { change: 'another point', set: ['parameters.gamma=[0.25,0.5,2]'], reused: 192, computed: 96 },
    { change: 'another size', set: ['simulation.sizes=[12,24,36]'], reused: 192, computed: 96 },
    { change: 'the policy', set: ['comparison.alpha=0.01'], reused: 192, computed: 0 },
    { change: 'more labels', set: ['simulation.labels=5'], reused: 192, computed: 192 },
    { change: 'another seed', set: ['simulation.seed=2'], reused: 192, computed: 192 },
  ])('with $change computes only what is missing', async ({ change, set, reused, computed }) => {
    const out = `again-${change.replaceAll(' ', '-')}`;
    cpSync('base', out, { recursive: true });
    const stored = `${out}/plain/trials.jsonl`;
    markTrials(stored);
    // Theory disagrees with the markers, of course.
    const { err } = await descent(
      'run',
      'plain.yaml',
      ...simulated,
      '--out',
      out,
      ...set.flatMap((text) => ['--set', text]),
    );
    expect(err).toBe('');
    expect(countTrials(stored)).toEqual({ reused, computed });
  });

  it('with --fresh computes everything', async () => {
    cpSync('base', 'fresh', { recursive: true });
    const before = snapshot();
    markTrials('fresh/plain/trials.jsonl');
    await run('plain', '--out', 'fresh', '--fresh');
    expect(snapshot()).toEqual(before);
  });

  it('that fails after the simulation leaves the earlier outputs as they were', async () => {
    cpSync('shape', 'failed', { recursive: true });
    const before = snapshot();
    vi.mocked(renderFigure).mockRejectedValueOnce(new Error('no ink'));
    const { code, out, err } = await descent(
      'run',
      'tiny.yaml',
      ...simulated,
      '--out',
      'failed',
      '--set',
      'parameters.noise=3',
    );
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^descent: internal error: Error: no ink/);
    expect(snapshot()).toEqual(before);
  });
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
    const table = await run('tiny', '--out', 'alone', ...alone);
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
    const args = [
      'run',
      'plain.yaml',
      ...simulated,
      '--out',
      'factor',
      ...precise,
      '--set',
      'parameters.noise=1',
    ];
    expect(await descent(...args)).toMatchObject({ code: 0, err: '' });
    const { code, out, err } = await descent(...args, '--set', 'comparison.theoryFactor=1.05');
    expect({ code, err }).toEqual({ code: 3, err: '' });
    expect(out).toContain('verdict: disagree (theory × 1.05)');
    expect(resultsOf('factor/plain').verdict).toBe('disagree');
  });

  it('is 3 for undecided with --strict only', async () => {
    const args = ['run', 'plain.yaml', ...simulated, '--out', 'strict', '--set', 'comparison.tolerance=1e-6'];
    expect(await descent(...args)).toMatchObject({ code: 0 });
    expect(await descent(...args, '--strict')).toMatchObject({ code: 3, err: '' });
    expect(resultsOf('strict/plain').verdict).toBe('undecided');
  });
});

describe('without simulation', () => {
  it('--dry-run writes nothing', async () => {
    const before = snapshot();
    const plan = await run('tiny', '--dry-run', '--out', 'nowhere');
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
    const table = await run('tiny', '--theory-only', '--out', 'theory');
    expect(table).toContain('4 points of theory; nothing was simulated');
    expect(existsSync('theory/tiny/trials.jsonl')).toBe(false);
    expect(resultsOf('theory/tiny')).toMatchObject({
      seed: null,
      backend: null,
      verdict: null,
      cells: [],
      limits: [],
    });
    const csv = readFileSync('theory/tiny/results.csv', 'utf8').trimEnd().split('\n');
    expect(csv).toHaveLength(2 + 4);
    expect(readFileSync('theory/tiny/figure.svg', 'utf8')).not.toContain('simulation at the largest size');
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
    expect(table).toContain('tiny: New\n6 points of theory');
    expect(table).toContain('second: New\n6 points of theory');
  });
});
