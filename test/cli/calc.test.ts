import { describe, expect, it } from 'vitest';
import { predict } from '../../src/models/model.ts';
import { modelNamed } from '../../src/models/registry.ts';
import { decomposedQuantities } from '../../src/simulators/regression/quantities.ts';
import { descent, succeed } from './harness.ts';

const json = async (...argv: string[]): Promise<Record<string, unknown>[]> =>
  JSON.parse(await succeed('calc', ...argv, '--json'));

describe('descent calc', () => {
  it('prints one flat object a point: every parameter and every quantity by name', async () => {
    const [row, ...rest] = await json('random-features', '--psi1', '2', '--psi2', '3', '--noise=0.25');
    expect(rest).toEqual([]);
    const point = {
      psi1: 2,
      psi2: 3,
      noise: 0.25,
      ridge: 0,
      convention: 'mean',
      signal: 1,
      nonlinear: 0,
      activation: 'relu',
      weights: 'sphere',
      distribution: 'gaussian',
      blocks: 'isotropic',
      spectrum: 'isotropic',
      data: 'none',
    };
    const predicted = Object.entries(predict(modelNamed('random-features'), point));
    const terms: readonly string[] = decomposedQuantities;
    expect(row).toEqual({
      ...point,
      ...Object.fromEntries(predicted.filter(([name]) => !terms.includes(name))),
    });
    const [decomposed] = await json('random-features', '--psi1=2', '--psi2=3', '--noise=0.25', '--decompose');
    expect(decomposed).toEqual({ ...point, ...Object.fromEntries(predicted) });
    expect(row!['testError']).toBeCloseTo((row!['excessRisk'] as number) + 0.25, 14);
  });

  it.each([
    { order: ['--gamma', '--ridge'], slow: 'gamma', fast: 'ridge' },
    { order: ['--ridge', '--gamma'], slow: 'ridge', fast: 'gamma' },
    { order: ['--observed-share', '--gamma'], slow: 'observedShare', fast: 'gamma' },
    { order: ['--gamma', '--observed-share'], slow: 'gamma', fast: 'observedShare' },
    { order: ['--observedShare', '--gamma'], slow: 'observedShare', fast: 'gamma' },
    { order: ['--gamma', '--observedShare'], slow: 'gamma', fast: 'observedShare' },
  ])('lets the last given list vary fastest: $order', async ({ order, slow, fast }) => {
    const rows = await json('linear', order[0]!, '0.25,0.75', '--noise', '1', order[1]!, 'linspace(0.2,1,3)');
    expect(rows.map((row) => [row[slow], row[fast]])).toEqual([
      [0.25, 0.2],
      [0.25, 0.6],
      [0.25, 1],
      [0.75, 0.2],
      [0.75, 0.6],
      [0.75, 1],
    ]);
  });

  it('averages ensembles, whose optimal ridge is smaller, and refuses what is no number of predictors', async () => {
    const argv = ['random-features', '--psi1', '1', '--psi2', '2', '--noise', '1', '--ridge', 'optimal'];
    const rows = await json(...argv, '--ensemble', '1,10', '--decompose');
    const [one, ten] = rows as [Record<string, number>, Record<string, number>];
    expect(ten['ridge']!).toBeLessThan(one['ridge']! / 2);
    expect(ten['excessRisk']!).toBeLessThan(one['excessRisk']!);
    const sum = decomposedQuantities.reduce((total, term) => total + ten[term]!, 0);
    expect(sum).toBeCloseTo(ten['excessRisk']!, 12);
    expect(await succeed('calc', ...argv, '--decompose', '--csv')).toContain(
      'bias2,varianceData,varianceFeatures',
    );
    const refused = await descent('calc', ...argv, '--ensemble', '2.5');
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('--ensemble: 2.5 is not a whole number');
    expect((await descent('calc', 'linear', '--gamma', '2', '--ensemble', '2')).err).toContain(
      '--ensemble is not a',
    );
  });

  it('finds the optimal ridge and shows it', async () => {
    const argv = ['linear', '--gamma', '0.5,2', '--noise', '0.3', '--ridge', 'optimal'];
    const rows = await json(...argv);
    // Hastie et al., Theorem 6: the optimal ridge is sigma^2 gamma / r^2.
    expect(rows[0]!['ridge']).toBeCloseTo(0.15, 6);
    expect(rows[1]!['ridge']).toBeCloseTo(0.6, 6);
    expect(await succeed('calc', ...argv)).toMatch(/^ *gamma +ridge +excessRisk/);
  });

  it('reads negative exponents and expressions as they are typed', async () => {
    const [row] = await json(
      'random-features',
      '--psi1',
      '1',
      '--psi2',
      '2',
      '--activation',
      'max(x, -0.1*x)',
    );
    expect(row!['activation']).toBe('max(x, -0.1*x)');
    expect(await json('linear', '--gamma', '.5', '--ridge', '1e-3')).toMatchObject([
      { gamma: 0.5, ridge: 0.001 },
    ]);
  });

  it('prints CSV with the same columns, nan for what has no value and quotes around commas', async () => {
    const argv = ['linear', '--gamma', '0.5,1', '--noise', '1', '--blocks', '0.5:1,0.5:2'];
    const rows = await json(...argv);
    const [header, ...lines] = (await succeed('calc', ...argv, '--csv')).trimEnd().split('\n');
    expect(header!.split(',')).toEqual(Object.keys(rows[0]!));
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('"0.5:1,0.5:2",');
    expect(lines[1]).toMatch(/,nan,nan,.*,diverges,/);
    expect(rows[1]).toMatchObject({ excessRisk: null, status: 'diverges' });
  });

  it('prints a table of what varies and of the quantities', async () => {
    const table = await succeed('calc', 'linear', '--gamma', '0.5,2', '--noise', '1');
    expect(table).toBe(
      `${[
        'gamma  excessRisk  testError  trainError  bias  variance  kappa  gammaEffective  degreesOfFreedom  gcv  leaveOneOut  status  residual',
        '─────  ──────────  ─────────  ──────────  ────  ────────  ─────  ──────────────  ────────────────  ───  ───────────  ──────  ────────',
        '  0.5           1          2         0.5     0         1      0               –               0.5    2            2  ok             0',
        '    2         1.5        2.5           0   0.5         1      1               –                 1  2.5          2.5  ok             0',
      ].join('\n')}\n`,
    );
  });

  it('has columns for exact finite-size means at absolute sizes, null with the reason', async () => {
    const argv = ['linear', '--n', '20', '--p', '10,19,20,40', '--noise', '0.5'];
    const rows = await json(...argv);
    const means = rows.map((row) => [row['exactMean:excessRisk'], row['exactMean:status']]);
    expect(means[0]![0]).toBeCloseTo((0.5 * 10) / 9, 14);
    expect(means[3]![0]).toBeCloseTo(0.5 + (0.5 * 20) / 19, 14);
    expect(means.slice(1, 3)).toEqual([
      [null, 'no mean'],
      [null, 'no mean'],
    ]);
    expect(rows[1]!['exactMean:trainError']).toBeCloseTo(0.5 / 20, 14);
    expect(Object.keys(rows[0]!).join()).not.toContain('exactMean:noiseData');
    expect((await json(...argv, '--decompose'))[0]!['exactMean:noiseData']).toBeCloseTo(5 / 9, 14);
    const [header, , line] = (await succeed('calc', ...argv, '--csv')).split('\n');
    expect(header).toContain(',exactMean:excessRisk,exactMean:testError,');
    expect(line).toContain(',no mean');
    expect(await succeed('calc', ...argv)).toContain('exactMean:excessRisk');
    // No formula is known with a ridge: of nothing else there are no columns.
    const ridges = await json('linear', '--n', '20', '--p', '10', '--ridge', '0,0.1', '--noise', '1');
    expect(ridges.map((row) => row['exactMean:status'])).toEqual(['ok', 'not known']);
    expect(
      Object.keys((await json('linear', '--n', '20', '--p', '10', '--ridge', '0.1'))[0]!).join(),
    ).not.toContain('exactMean');
    const cover = await json('classification', '--n', '4', '--d', '3', '--labels', 'random');
    expect(cover[0]!['exactMean:separable']).toBeCloseTo(14 / 16, 14);
    expect(await succeed('describe', 'linear')).toContain(
      '(exactMean:QUANTITY of descent calc) of excessRisk,',
    );
  });

  it('has columns for formulas, with their difference to the engine', async () => {
    const hastie = 'excessRisk = gamma < 1 ? noise*gamma/(1-gamma) : 1 - 1/gamma + noise/(gamma-1)';
    const rows = await json(
      ...['linear', '--gamma', '0.5,2', '--noise', '1', '--formula', hastie],
      ...['--formula', 'pole: excessRisk = 1/(gamma - 2)', '--formula', 'pole: trainError = gamma'],
    );
    for (const row of rows) {
      expect(row['excessRisk:mine']).toBeCloseTo(row['excessRisk'] as number, 14);
      expect(Math.abs(row['excessRisk:mine:difference'] as number)).toBeLessThan(1e-14);
    }
    expect(rows.map((row) => row['excessRisk:pole'])).toEqual([-1 / 1.5, null]);
    expect(rows.map((row) => row['excessRisk:pole:difference'])).toEqual([-1 / 1.5 - 1, null]);
    expect(rows[0]!['trainError:pole:difference']).toBeCloseTo(0);
    const table = await succeed(
      ...(['calc', 'linear', '--gamma', '2', '--formula', 'excessRisk = 1/(gamma - 2)'] as const),
    );
    expect(table).toContain('gap: excessRisk of mine: division by zero in 1/(gamma - 2) at gamma = 2');
  });

  it.each([
    ['noise*gamma', 'a quantity and what it is are needed, such as "excessRisk = …"'],
    ['risk = noise', 'the quantity risk is not known'],
    ['excessRisk = noise*sigma2', 'position 7: "sigma2" has another name here; write noise*noise'],
  ])('refuses the formula %s', async (formula, message) => {
    const { code, err } = await descent('calc', 'linear', '--gamma', '2', '--formula', formula);
    expect([code, err]).toEqual([2, expect.stringContaining(`--formula ${formula}: ${message}`)]);
  });
});

describe('descent calc --digits', () => {
  const point = ['linear', '--gamma=2.00000000000000000001', '--noise=0.1', '--ridge=0.1'];

  it('has the value as text, of numbers as they are typed, and how many digits the double has', async () => {
    const formula = '--formula=excessRisk = (gamma - 2)*1e9 + ridge/3';
    const [row] = await json(...point, formula, '--digits', '30');
    expect(row!['excessRisk:mine:digits']).toBe('0.0333333333433333333333333333333');
    // The double takes 2.00000000000000000001 for 2, and misses 1e-11.
    expect(row!['excessRisk:mine']).toBeCloseTo(1 / 30, 12);
    expect(row!['excessRisk:mine:correct']).toBe(9.5);
  });

  it('has a gap with its reason for what is not known', async () => {
    const argv = [...point, '--formula=trainError = integral(x, x, 0, gamma)', '--digits=18'];
    const [row] = await json(...argv);
    expect(row).toMatchObject({ 'trainError:mine:digits': null, 'trainError:mine:correct': null });
    expect(await succeed('calc', ...argv)).toContain(
      'gap: trainError of mine: not known to 18 digits: integral(x, x, 0, gamma): integral is computed in doubles',
    );
    const sizes = ['linear', '--n=30', '--p=20', '--noise=0.1', '--formula=excessRisk = gamma*n'];
    expect(await succeed('calc', ...sizes, '--digits=18')).toContain('gamma is not typed at this point');
  });

  it('sums over blocks as they are typed, with variances of mean 1', async () => {
    const own = [
      '--formula=excessRisk = spectrum(v*s/3, s, v)',
      '--formula=trainError = spectrum(1/s, s, v)',
    ];
    const sums = async (blocks: string) => {
      const [row] = await json(
        'linear',
        '--gamma=2',
        '--noise=0.1',
        '--blocks',
        blocks,
        ...own,
        '--digits=20',
      );
      return [row!['excessRisk:mine:digits'], row!['trainError:mine2:digits']];
    };
    // Of mean 0.4·2 + 0.6·0.1 = 0.86 and mean square 0.4·4 + 0.6·0.01 = 1.606, whose powers go with the variances.
    expect(await sums('0.4:2,0.6:0.1')).toEqual(['0.72381467459888227871', '5.3320000000000000000']);
    expect(await sums('0.4:2:1,0.6:0.1:3')).toEqual(['0.22286821705426356589', '5.3320000000000000000']);
    expect(await sums('isotropic')).toEqual(['0.33333333333333333333', '1.0000000000000000000']);
  });

  it.each(['16', '1001', '20.5', 'many'])('refuses %s', async (digits) => {
    const { code, err } = await descent('calc', ...point, '--formula=excessRisk = 1', '--digits', digits);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining(`--digits ${digits}: a whole number from 17 to 1000`),
    ]);
  });

  it('refuses digits of nothing', async () => {
    const { code, err } = await descent('calc', ...point, '--digits=20');
    expect(code).toBe(2);
    expect(err).toContain('--digits would not be used: there is no theory of one’s own');
  });
});
