/** `descent check`: formulas of one's own, right and wrong, as a user types them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JudgedClaim } from '../../src/pipeline/check.ts';
import { descent, tiny, useFolder } from './harness.ts';

useFolder({
  'tiny.yaml': tiny,
  'own.yaml': `- engine
- name: saddle
  source: Section 6
  unknowns: {kap: {start: "1 + gamma", domain: "kap > 0"}}
  equations: ["kap - ridge - gamma*kap/(1+kap)"]
  let: {d2: "gamma/(1+kap)^2"}
  excessRisk: "(kap^2/(1+kap)^2 + noise)/(1-d2) - noise"
- {name: table, rows: [{gamma: 0.5, excessRisk: 0.25}]}
`,
  'empty.yaml': '',
  'several.yaml': `model: linear
parameters: {gamma: [0.5, 2], noise: 1}
theories:
  - engine
  - {name: mine, excessRisk: "gamma < 1 ? noise*gamma/(1-gamma) : 1 - 1/gamma + noise/(gamma-1)"}
  - {name: same, excessRisk: "gamma < 1 ? gamma/(1-gamma)*noise : noise/(gamma-1) + 1 - 1/gamma"}
published:
  - {at: {gamma: 2, noise: 2}, excessRisk: 2.5, decimals: 1}
  - {at: {gamma: 2}, excessRisk: 1.7, decimals: 1, source: Table 1}
measurements:
  rows: [{gamma: 2, excessRisk: 1.25, "excessRisk:standardError": 0.01}, {gamma: 0.5, excessRisk: 1.2}]
simulation: {sizes: [20, 40], trials: 50}
comparison: {tolerance: 0.2}
figure: {x: gamma, y: excessRisk}
`,
});

const hastie = 'gamma < 1 ? noise*gamma/(1-gamma) : 1 - 1/gamma + noise/(gamma-1)';
const fixed = ['--budget', '5s', '--workers', '1', '--blas', 'embedded'];
const point = ['linear', '--gamma', '0.5,3', '--noise', '0.5', ...fixed];

interface Report {
  readonly verdict: string | null;
  readonly claims: readonly JudgedClaim[];
  readonly plan: { readonly simulation: object };
}

async function check(...words: string[]): Promise<Report & { readonly code: number }> {
  const { code, out, err } = await descent('check', ...words, '--json');
  expect(err).toBe('');
  return { code, ...(JSON.parse(out) as Report) };
}

describe('descent check', () => {
  it('agrees with a right formula, and says what it excludes', async () => {
    const { code, verdict, claims } = await check(...point, '--formula', `excessRisk = ${hastie}`);
    expect([code, verdict]).toEqual([0, 'agree']);
    expect(claims.map(({ theory, quantity }) => [theory, quantity])).toEqual(
      Array(2).fill(['mine', 'excessRisk']),
    );
    for (const { claim, engine, estimate, standardError, excludes, basis, diagnosis } of claims) {
      expect(claim!).toBeCloseTo(engine!, 12);
      // The exact finite-size mean is not the limit.
      expect(Math.abs(estimate! / claim! - 1)).toBeLessThan(0.1);
      expect(standardError! / claim!).toBeLessThan(0.02);
      expect(excludes!).toBeLessThan(0.05);
      expect(basis).toMatch(/^exact mean at \d+(, where theory is [\d.]+)?$/);
      expect(diagnosis).toBeNull();
    }
  });

  it('refutes a wrong one, names the slip, and leaves what it used', async () => {
    const slip = 'excessRisk = gamma < 1 ? sqrt(noise)*gamma/(1-gamma) : 1 - 1/gamma + sqrt(noise)/(gamma-1)';
    const { code, out } = await descent('check', ...point, '--formula', slip);
    expect(code).toBe(3);
    expect(out).toMatch(/gamma +claim +engine +difference/);
    expect(out).toContain('disagree: 0 agree, 2 disagree, 0 undecided, 0 untested');
    expect(out).toContain('agrees with the engine at every tested point when');
    expect(out).toMatch(/noise stands for noise\^2|sqrt\(noise\) stands for noise|noise\^2/);
    const again = await descent('run', 'out/check-linear/check-linear.yaml', ...fixed.slice(2));
    expect(again.code).toBe(3);
    expect(readFileSync('out/check-linear/figure.svg', 'utf8')).toContain('<svg');
  });

  it('repeats a stored plan bit by bit', async () => {
    const first = await check(...point, '--formula', `excessRisk = ${hastie}`);
    writeFileSync('kept.json', readFileSync('out/check-linear/plan.json'));
    const words = ['linear', '--gamma', '0.5,3', '--noise', '0.5', ...fixed.slice(2)];
    const again = await check(...words, '--formula', `excessRisk = ${hastie}`, '--plan', 'kept.json');
    expect(again.claims).toEqual(first.claims);
    expect(again.plan.simulation).toEqual(first.plan.simulation);
  });

  it('takes several formulas, and files of theories', async () => {
    const { code, claims } = await check(
      ...[...point, '--theories', 'own.yaml'],
      ...['--formula', 'excessRisk = 1', '--formula', 'excessRisk = gamma', '--formula', 'b: trainError = 0'],
    );
    expect(code).toBe(3);
    const verdicts = claims.map(({ theory, quantity, parameters, verdict }) => [
      ...[theory, quantity, parameters['gamma'], verdict],
    ]);
    expect(verdicts).toEqual([
      ['saddle', 'excessRisk', 0.5, 'agree'],
      ['saddle', 'excessRisk', 3, 'agree'],
      ['table', 'excessRisk', 0.5, 'disagree'],
      ['table', 'excessRisk', 3, null],
      ['mine', 'excessRisk', 0.5, 'disagree'],
      ['mine', 'excessRisk', 3, 'disagree'],
      ['mine2', 'excessRisk', 0.5, 'agree'],
      ['mine2', 'excessRisk', 3, 'disagree'],
      ['b', 'trainError', 0.5, 'disagree'],
      ['b', 'trainError', 3, 'agree'],
    ]);
  });

  it('checks the engine where nothing else is given, and the theories of a scenario with its own simulation', async () => {
    const alone = await check(...point);
    expect([alone.code, alone.verdict]).toEqual([0, 'agree']);
    expect(alone.claims[0]!.theory).toBe('engine');
    const file = await check(
      './tiny.yaml',
      '--workers',
      '1',
      '--blas',
      'embedded',
      '--formula',
      'excessRisk = 100',
    );
    expect([file.code, file.verdict]).toEqual([3, 'disagree']);
    expect(file.plan.simulation).toMatchObject({ sizes: [12, 24] });
  });

  it('ends with 4 where nothing can be tested', async () => {
    const gap = await check(...point, '--formula', 'excessRisk = log(-gamma)');
    expect([gap.code, gap.verdict]).toEqual([4, 'undecided']);
    expect(gap.claims[0]!.gap).toContain('log takes');
  });

  it('tells simulation and measurements apart, and published values from claims', async () => {
    const words = ['./several.yaml', '--workers', '1', '--blas', 'embedded'];
    const { claims } = await check(...words);
    const rowsOf = (name: string) =>
      claims
        .filter(({ theory }) => theory === name)
        .map(({ parameters, from, verdict, basis }) => [
          parameters['gamma'],
          parameters['noise'],
          from,
          verdict,
          basis,
        ]);
    expect(rowsOf('mine')).toEqual([
      [0.5, 1, 'simulation', 'agree', 'exact mean at 20, 40, where theory is 1.068'],
      [0.5, 1, 'measurements', null, 'untested'],
      [2, 1, 'simulation', 'agree', 'exact mean at 20, 40, where theory is 1.533'],
      [2, 1, 'measurements', 'disagree', 'measured as it stands'],
      [2, 2, 'simulation', 'agree', 'exact mean at 20, 40, where theory is 2.565'],
    ]);
    expect(rowsOf('published').map(([, noise, from]) => [noise, from])).toEqual([
      [1, 'simulation'],
      [1, 'measurements'],
      [2, 'simulation'],
    ]);
    expect(claims.every(({ reason }) => reason !== null)).toBe(true);
    const { out } = await descent('check', ...words);
    expect(out).toMatch(/gamma +noise +theory +from +claim +engine +estimate +verdict/);
    expect(out).toContain('the measurements lie 17 % below theory (their mean)');
    expect(out).toContain('disagree: mine says excessRisk = 1.5, published 1.7 (Table 1)');
    expect(out).toContain('  1 published value is what theory says, as rounded');
    expect(out).toContain('disagree: 6 agree, 2 disagree, 0 undecided, 2 untested, at significance');
  });

  it('says untested of what nothing tests, why, and a next step that can be taken', async () => {
    const words = ['--noise', '1', ...fixed, '--out', 'other'];
    const near = await descent('check', 'linear', '--gamma', '1', ...words, '--formula', 'excessRisk = 1');
    expect(near.code).toBe(4);
    expect(near.out).toContain('untested: n = 48 and 48 parameters: too near the ridgeless threshold');
    expect(near.out).toContain('untested: 0 agree, 0 disagree, 0 undecided, 1 untested');
    const beyond = await descent('check', 'linear', '--gamma', '2', ...words, '--formula', 'kappa = 1');
    expect(beyond.out).toContain('; none of it tests the claims\n');
    expect(beyond.out).toContain('\n  untested: the simulation does not measure it here\n');
    expect(beyond.out).toContain('next: a quantity that trials measure: descent describe linear');
    writeFileSync(
      'near.yaml',
      'model: linear\nparameters: {gamma: 1, noise: 1}\ntheories: [{name: a, excessRisk: 1e9}]\nsimulation: {sizes: 20, trials: 20}\n',
    );
    const own = await descent(
      'check',
      './near.yaml',
      '--out',
      'other',
      '--workers',
      '1',
      '--blas',
      'embedded',
    );
    const next = /next: points farther from the threshold; descent (.*) has quantiles there/.exec(
      own.out,
    )![1]!;
    expect(next).toBe('run other/check-near/check-near.yaml --out other');
    expect(await descent(...next.split(' '))).toMatchObject({ code: 0, err: '' });
  });

  it('tells where a solution lies on the edge of its domain', async () => {
    const { claims } = await check(
      'linear',
      '--gamma',
      '0.5',
      '--noise',
      '0.5',
      ...fixed,
      '--theories',
      'own.yaml',
    );
    const saddle = claims.find(({ theory }) => theory === 'saddle')!;
    expect(saddle.claim!).toBeCloseTo(0.5, 12);
    expect(saddle.reason).toMatch(
      /^theory within .*; the solution of saddle lies on the edge of its domain$/,
    );
  });

  it('says how many digits a claim has, and the claim to as many as are asked for', async () => {
    const argv = [...point, '--formula', 'excessRisk = 1 + (1e6 + 1/3) - 1e6', '--dry-run', '--digits', '20'];
    const { out } = await descent('check', ...argv);
    expect(out).toMatch(/gamma +claim +engine +difference +digits\n/);
    // 1/3 is rounded to units of 2⁻³³.
    const apart = Math.abs(Math.round(2 ** 33 / 3) / 2 ** 33 - 1 / 3) / (4 / 3);
    expect(out).toMatch(new RegExp(`0\\.5 .* ${(-Math.log10(apart)).toFixed(1)}\n`));
    const { claims } = await check(...argv);
    expect(claims.map(({ precise }) => precise?.value)).toEqual(Array(2).fill('1.3333333333333333333'));
    const { code, err } = await descent('check', ...point, '--digits', '20');
    expect([code, err]).toEqual([2, expect.stringContaining('--digits would not be used')]);
  });

  it('simulates nothing in a dry run', async () => {
    const { code, out } = await descent('check', ...point, '--formula', 'excessRisk = 1', '--dry-run');
    expect(code).toBe(0);
    expect(out).toMatch(/simulating \d+ trials at sizes \d+.*will decide 2 of 2 claims/);
  });

  it.each([
    [
      ['linear', '--gamma', '2', '--formula', 'excessRisk = lambda'],
      'position 1: "lambda" has another name here; write ridge',
    ],
    [
      ['linear', '--gamma', '2', '--formula', 'constructor = 2'],
      '--formula constructor = 2: the quantity constructor is not known',
    ],
    [
      ['linear', '--gamma', '2', '--formula', 'published: excessRisk = 1'],
      '--formula published: excessRisk = 1: "published" are the published values; expected another name',
    ],
    [
      ['linear', '--gamma', '2', '--formula', '理: excessRisk = 1'],
      '--formula 理: excessRisk = 1: "理" cannot be drawn: there is no glyph for "理"',
    ],
    [
      ['linear', '--gamma', '2', '--formula', 'excessRisk = gamma\n  + gama'],
      '--formula excessRisk = gamma + gama: position 11: "gama" is not known; did you mean gamma?',
    ],
    [
      ['linear', '--gamma', '2', '--theories', 'empty.yaml'],
      'empty.yaml:1:1: the file is empty; expected a list of theories',
    ],
    [['linear', '--gamma', '2', '--theories', '.'], '.: this is a folder, but a file is needed'],
    [['linear', '--gamma', '2', '--tolerance', '2'], '--tolerance 2: a number > 0 and < 1 is needed'],
    [
      ['linear', '--gamma', '2', '--budget', 'soon'],
      '--budget soon: a time such as 60s, 10m or 2h is needed',
    ],
    [['linear', '--gamma', '2', '--plan', 'tiny.yaml'], 'tiny.yaml: not JSON'],
    [
      ['linear', '--gamma', '2', '--plan', 'kept.json', '--seed', '2'],
      '--seed would not be used: --plan kept.json says what',
    ],
    [['tiny.yaml', '--gamma', '2'], '--gamma would not be used: tiny.yaml has its own parameters'],
    [['no.yaml'], 'no.yaml: there is no such file'],
    [['lineer'], 'the model lineer is not known; did you mean linear?'],
  ])('refuses %j', async (words, message) => {
    const { code, out, err } = await descent('check', ...words);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });
});
