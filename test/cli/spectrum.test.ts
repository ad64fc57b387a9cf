import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openStream } from '../../src/random/stream.ts';
import { npyFile } from '../helpers/npy.ts';
import { descent, snapshot, succeed, useFolder } from './harness.ts';

interface Shown {
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly grid: number[];
  readonly density: number[];
  readonly edges: [number, number][];
  readonly atoms: { at: number; mass: number }[];
  readonly flatDirections?: number;
  readonly mass: number;
  readonly status: string;
}

const json = async (...argv: string[]): Promise<Shown[]> =>
  JSON.parse(await succeed('spectrum', ...argv, '--json'));

describe('descent spectrum', () => {
  useFolder({});

  it('prints the law of Marchenko and Pastur, one object a point', async () => {
    const [first, second, ...rest] = await json('linear', '--gamma', '0.5,2', '--points', '101');
    expect(rest).toEqual([]);
    expect(first).toMatchObject({
      parameters: { gamma: 0.5 },
      atoms: [],
      matrix: 'covariance',
      status: 'ok',
    });
    expect(first!.edges).toEqual([
      [expect.closeTo(1.5 - Math.SQRT2, 13), expect.closeTo(1.5 + Math.SQRT2, 13)],
    ]);
    expect(first!.grid).toHaveLength(101);
    first!.grid.forEach((s, i) => {
      const [a, b] = first!.edges[0]!;
      expect(first!.density[i]).toBeCloseTo(Math.sqrt((b - s) * (s - a)) / (Math.PI * s), 11);
    });
    expect(second!.atoms).toEqual([{ at: 0, mass: 0.5 }]);
    expect(second!.mass).toBeCloseTo(1, 10);
  });

  it('takes density and distribution function at given places in their order, in CSV one a line', async () => {
    const csv = await succeed('spectrum', 'linear', '--gamma', '0.5', '--at', '1,0.5,9', '--csv');
    const [header, ...lines] = csv.trimEnd().split('\n');
    expect(header).toMatch(/^gamma,.*,matrix,eigenvalue,density,cdf,cautions$/);
    const rows = lines.map((line) => line.split(',').slice(-4, -1).map(Number));
    // Densities of scikit-rmt, see test/reference/spectra.json; shares by scipy.integrate.quad over θ of the law of Marchenko and Pastur.
    expect(rows).toEqual([
      [1, expect.closeTo(0.42108439934779235, 12), expect.closeTo(0.5760042151038686, 6)],
      [0.5, expect.closeTo(0.6366197723675813, 12), expect.closeTo(0.31830988618379075, 6)],
      [9, 0, expect.closeTo(1, 10)],
    ]);
  });

  it('counts the flat directions of the Hessian, whose other eigenvalues are those of the Gram matrix', async () => {
    const argv = ['random-features', '--psi1', '3', '--psi2', '2', '--activation', 'tanh'];
    const [hessian] = await json(...argv, '--matrix', 'hessian');
    const [gram] = await json(...argv, '--matrix', 'gram');
    expect(hessian!.flatDirections).toBeCloseTo(1 / 3, 15);
    expect(gram!.atoms).toEqual([]);
    // ZᵀZ/n is N/d times K/n.
    expect(hessian!.edges[0]![1]).toBeCloseTo(3 * gram!.edges[0]![1], 12);
    const [linear] = await json('random-features', '--psi1', '3', '--psi2', '2', '--activation', 'identity');
    expect(linear!.atoms).toEqual([{ at: 0, mass: expect.closeTo(2 / 3, 15) }]);
  });

  it('draws simulated matrices beside the law, and agrees with them', async () => {
    const report = await succeed(
      ...['spectrum', 'linear', '--gamma', '2', '--blocks', '0.5:1,0.5:8', '--matrix', 'hessian', '--png'],
      ...['--size', '120', '--trials', '48', '--blas', 'embedded'],
    );
    expect(report).toMatch(/verdict: agree .* 120 of 240 eigenvalues are 0 \(theory 120\)/);
    const folder = 'out/spectrum-linear+gamma=2+blocks=0.5-1,0.5-8+matrix=hessian+size=120+trials=48';
    expect(existsSync(`${folder}/figure.png`)).toBe(true);
    expect(readFileSync(`${folder}/figure.svg`, 'utf8')).toContain('class="histograms"');
    const { laws, source, verdict } = JSON.parse(readFileSync(`${folder}/results.json`, 'utf8'));
    expect(verdict).toBe('agree');
    expect(source.changes).toContain('blocks=0.5:1,0.5:8');
    const [drawn] = laws;
    expect(drawn.sample.eigenvalues).toHaveLength(48 * 120);
    expect(drawn.sample.distance).toBeLessThan(0.005);
    expect(drawn.spectrum.flatDirections).toBe(0.5);
    const csv = readFileSync(`${folder}/results.csv`, 'utf8');
    expect(csv.trimEnd().split('\n')).toHaveLength(1 + drawn.spectrum.grid.length);
  });

  it('draws what a scenario says, with the same numbers', async () => {
    writeFileSync(
      'bulks.yaml',
      `model: linear
observe: spectrum
parameters: { gamma: [0.5, 2] }
inputs: { blocks: "0.5:1,0.5:8" }
law: { points: 60 }
simulation: { sizes: [20, 40], trials: [16, 8] }
`,
    );
    const argv = ['linear', '--gamma', '0.5,2', '--blocks', '0.5:1,0.5:8', '--points', '60'];
    const drawn = ['--size', '40', '--trials', '8', '--blas', 'embedded', '--name', 'same'];
    const report = await succeed('spectrum', ...argv, ...drawn);
    const told = await succeed('run', 'bulks.yaml', '--blas', 'embedded');
    expect(told).toContain(report.split('\n').slice(0, -4).join('\n'));
    const lawsIn = (name: string) => JSON.parse(readFileSync(`out/${name}/results.json`, 'utf8')).laws;
    expect(lawsIn('bulks')).toEqual(lawsIn('same'));
    const trialsIn = (name: string) => readFileSync(`out/${name}/trials.jsonl`, 'utf8');
    expect(trialsIn('bulks') === trialsIn('same')).toBe(true);
    expect(await succeed('run', 'bulks.yaml', '--dry-run')).toMatch(
      /^bulks: 2 points, 4 draw cells, 48 trials/,
    );
    await succeed('plot', 'out/bulks/results.json', '--out', 'again.svg');
    expect(readFileSync('again.svg', 'utf8')).toBe(readFileSync('out/bulks/figure.svg', 'utf8'));
    expect((await descent('plot', 'out/bulks/results.json', 'out/same/results.json')).err).toContain(
      'these are results of "spectrum"',
    );
  });

  const page = readFileSync(new URL('../../docs/spectra.md', import.meta.url), 'utf8');

  it('draws the scenario that is documented', async () => {
    writeFileSync('documented.yaml', /```yaml\n([\s\S]*?)```/.exec(page)![1]!);
    const report = await succeed('run', 'documented.yaml', '--blas', 'embedded');
    expect(report).toMatch(/^documented: spectrum of linear\n[\s\S]*\nverdict[^:]*: (agree|undecided) /);
  });

  it('replaces no law of other options unless it is told to', async () => {
    const argv = ['linear', '--points', '20', '--theory-only'];
    await succeed('spectrum', ...argv, '--gamma', '0.5');
    await succeed('spectrum', ...argv, '--gamma', '3', '--name', 'kept');
    const before = snapshot();
    const { code, err } = await descent('spectrum', ...argv, '--gamma', '4', '--name', 'kept');
    expect(code).toBe(2);
    expect(err).toContain(
      'out/kept holds the results of the scenario spectrum-linear with points=20, theory-only, gamma=3;',
    );
    expect(snapshot()).toEqual(before);
    await succeed('spectrum', ...argv, '--gamma', '4', '--name', 'kept', '--replace');
    const [law] = JSON.parse(readFileSync('out/kept/results.json', 'utf8')).laws;
    expect(law.spectrum.parameters.gamma).toBe(4);
    expect(law.sample).toBeNull();
    expect(existsSync('out/spectrum-linear+points=20+theory-only+gamma=0.5/figure.svg')).toBe(true);
  });

  it.each([.../```sh\n([\s\S]*?)```/.exec(page)![1]!.trim().split('\n')])(
    'runs as documented: %s',
    async (line) => {
      const [program, command, ...argv] = line
        .replace(/\s#.*$/, '')
        .trim()
        .split(/\s+/);
      expect([program, command]).toEqual(['descent', 'spectrum']);
      const small = ['--size', '80', '--trials', '24', '--blas', 'embedded'];
      expect(await succeed('spectrum', ...argv, ...small)).toMatch(/\nverdict[^:]*: (agree|undecided) /);
    },
  );

  it.each([
    [['--matrix', 'gran'], '--matrix gran is not known; did you mean gram?'],
    [['--scale', 'root'], '--scale root is not known'],
    [['--at', '0', '--csv'], '--at: 0 is out of range'],
    [['--points', '1e3'], '--points 1e3: a whole number'],
    [['--psi1', '1'], '--psi1 is not a parameter of linear'],
    [['--venue', 'wall'], '--venue wall is not known'],
    [['--json', '--csv'], '--json and --csv exclude each other'],
    [['--json', '--name', 'x'], '--name would not be used: --json writes no files'],
    [['--workers', '0'], '--workers 0: a whole number'],
    [['--theory-only', '--workers', '2'], '--workers would not be used: --theory-only simulates nothing'],
    [['--name', 'a/b'], '--name a/b: up to 100 letters'],
    [['--noise', '1'], '--noise would not be used'],
  ])('refuses %j', async (argv, says) => {
    const before = snapshot();
    const { code, out, err } = await descent('spectrum', 'linear', '--gamma', '0.5', ...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^descent: [^\n]+\n$/);
    expect(err).toContain(says);
    expect(snapshot()).toEqual(before);
  });

  it('draws the rows of data, against the law of their spectrum', async () => {
    const [rows, columns] = [1500, 24];
    const draws = new Float64Array(rows * (columns + 1));
    openStream([8, 8], 0, 0).normals(draws);
    // The last column is the sum of two others: no direction of its own.
    const inputs = Array.from({ length: rows }, (_, i) => {
      const row = Array.from({ length: columns }, (_, j) => draws[i * columns + j]! / (1 + j));
      return [...row, row[0]! + row[1]!];
    });
    writeFileSync('x.npy', npyFile(inputs));
    writeFileSync('y.npy', npyFile(Array.from({ length: rows }, (_, i) => [draws[rows * columns + i]!])));
    writeFileSync('eigs.csv', await succeed('spectrum', 'estimate', 'x.npy', 'y.npy'));
    const argv = ['linear', '--data', 'x.npy,y.npy', '--spectrum', 'file:eigs.csv', '--n', '16'];
    const sampling = ['--trials', '200', '--blas', 'embedded', '--points', '200', '--name', 'rows'];
    const report = await succeed('spectrum', ...argv, ...sampling);
    expect(report).toMatch(
      /\nverdict: agree .* sizes 16, trials 200; 8 of 24 eigenvalues are 0 \(theory 8\)/,
    );
    // The trace is the mean square norm of the rows that are drawn.
    const norms = inputs.map((row) => row.reduce((sum, value) => sum + value * value, 0));
    const [drawn] = JSON.parse(readFileSync('out/rows/results.json', 'utf8')).laws;
    const all: number[] = drawn.sample.eigenvalues;
    const traces = all.reduce((sum, value) => sum + value, 0) / 200;
    const mean = norms.reduce((sum, norm) => sum + norm, 0) / rows;
    expect(traces / mean).toBeCloseTo(1, 1);
  });

  it.each([
    ['--matrix', 'gram'],
    ['--width', '60', '--matrix', 'covariance'],
  ])('of kernels on the sphere is that of their matrices: %s %s', async (...argv) => {
    const kernel = ['kernel', '--kernel', 'arccos', '--dimension', '10', '--n', '160', '--trials', '12'];
    expect(await succeed('spectrum', ...kernel, ...argv)).toMatch(/\nverdict: (agree|undecided) /);
  });
});
