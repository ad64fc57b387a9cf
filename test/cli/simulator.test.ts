/** `--simulator`: a program of one's own draws the trials. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { descent, useFolder } from './harness.ts';

/** Ridgeless regression: |β̂ − β|² of p < n is noise p/(n − p − 1) in the mean. What goes wrong does at a trial, by the word that it is given. */
const program = `
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
const [mode, factor = 1] = process.argv.slice(2);
const wrong = {
  crash: () => { console.error('a first line\\n  and a last'); process.exit(5); },
  junk: () => console.log('starting'),
  list: () => console.log('[1]'),
  missing: () => console.log('{"testError": 1}'),
  nan: () => console.log('{"excessRisk": NaN}'),
  huge: () => console.log('{"excessRisk": 1e999}'),
  text: () => console.log('{"excessRisk": "high"}'),
  silent: () => {},
  twice: () => console.log('{"excessRisk": 1}\\n{"excessRisk": 1}'),
};
for await (const line of createInterface({ input: process.stdin })) {
  const { parameters, size, sizes, trial, seed } = JSON.parse(line);
  if (trial === 3 && size === 48 && wrong[mode]) { wrong[mode](); continue; }
  if (mode === 'count') appendFileSync('asked', '.');
  if (mode === 'slow') await new Promise((done) => setTimeout(done, 20));
  const { n, p } = sizes;
  const mean = parameters.noise * p / (n - p - 1);
  const answer = { excessRisk: factor * mean * (1 + 0.1 * (seed / 2 ** 48 - 0.5)) };
  console.log(JSON.stringify(mode === 'typo' ? { exessRisk: 1 } : mode === 'other' ? { kappa: 1 } : answer));
}
`;

const scenario = `model: linear
parameters: { gamma: [0.4, 0.6], noise: 0.5 }
simulation: { sizes: [24, 48], trials: 40, design: nested, labels: exact }
comparison: { tolerance: 0.1 }
`;

useFolder({ 'sim.mjs': program, 'own.yaml': scenario });
beforeEach(() => rmSync('out', { recursive: true, force: true }));

const run = (mode: string, ...words: string[]) =>
  descent('run', 'own.yaml', '--name', 'own', '--simulator', `node sim.mjs ${mode}`, ...words);
const trials = () => readFileSync('out/own/trials.jsonl', 'utf8');

describe('a program as simulator', () => {
  it('is judged by ladders, and found to be right, or 5 % off', async () => {
    const words = ['linear', '--gamma', '0.5', '--noise', '0.5', '--budget', '3s', '--workers', '1'];
    const check = (factor: number) =>
      descent('check', ...words, '--simulator', `node sim.mjs fair ${factor}`, '--json');
    const right = await check(1);
    expect(right).toMatchObject({ code: 0, err: '' });
    const { claims, plan } = JSON.parse(right.out);
    expect(claims).toMatchObject([{ parameters: { gamma: 0.5 }, verdict: 'agree' }]);
    expect(plan.simulation).toMatchObject({ design: 'direct', labels: 1 });
    const { limits, backend } = JSON.parse(readFileSync('out/check-linear/results.json', 'utf8'));
    expect(limits[0].method).toBe('ladder');
    expect(backend).toMatch(/^node sim\.mjs fair 1 [0-9a-f]{16}$/);
    expect((await check(1.05)).code).toBe(3);
  });

  it('has the same trials by one process and three, and resumed after it failed', async () => {
    expect(await run('fair', '--workers', '1')).toMatchObject({ code: 0, err: '' });
    const whole = trials();
    rmSync('out', { recursive: true });
    await run('fair', '--workers', '3');
    expect(trials()).toBe(whole);

    // The same words, and a program that asks of its own folder whether it fails: what is done by then is kept.
    const failing = program
      .replace('size === 48', 'size === 24')
      .replace('wrong[mode]', "(await import('node:fs')).existsSync('failing')");
    writeFileSync('late.mjs', failing.replace('wrong[mode]()', 'wrong.crash()'));
    writeFileSync('failing', '');
    rmSync('out', { recursive: true });
    const late = () =>
      descent('run', 'own.yaml', '--name', 'own', '--simulator', 'node late.mjs', '--workers', '1');
    expect((await late()).code).toBe(2);
    const kept = trials().match(/\[0\.\d+\]/g)!.length;
    rmSync('failing');
    expect(await late()).toMatchObject({ code: 0, err: '' });
    expect(kept).toBeGreaterThanOrEqual(80);
    expect(kept).toBeLessThan(160);
    const identity = /node (late|sim)\.mjs( fair)? [0-9a-f]{16}/g;
    const rows = (text: string) => text.replaceAll(/^[0-9a-f]{16} /gm, '').replaceAll(identity, '');
    expect(rows(trials())).toBe(rows(whole));
  });

  it('is not asked again for what is stored, but where its file changes', async () => {
    const asked = () => readFileSync('asked', 'utf8').length;
    await run('count', '--workers', '1');
    // One more says what it measures.
    expect(asked()).toBe(160 + 1);
    await run('count', '--workers', '1');
    expect(asked()).toBe(160 + 2);
    writeFileSync('sim.mjs', `${program}\n// changed\n`);
    await run('count', '--workers', '1');
    writeFileSync('sim.mjs', program);
    expect(asked()).toBe(2 * 160 + 3);
  });
});

it('ends with an interruption, which keeps what is done', async () => {
  const running = run('slow', '--workers', '2');
  while (!existsSync('out/own/trials.jsonl') || trials().split('\n').length < 8) await setTimeout(20);
  process.kill(process.pid, 'SIGINT');
  expect(await running).toEqual({
    code: 130,
    out: '',
    err: 'descent: interrupted; finished blocks are kept, the same command resumes\n',
  });
  expect(trials().split('\n').length).toBeLessThan(100);
});

describe('what goes wrong with it is said in a line, with the trial, and ends with exit code 2', () => {
  const trial = (mode: string) => `descent: node sim.mjs ${mode}, trial 3: `;
  it.each([
    ['crash', 'the program ended with exit code 5'],
    ['junk', `the answer 'starting' is no JSON object; expected a line as {"excessRisk": 0.5}`],
    ['list', `the answer '[1]' is no JSON object; expected a line as {"excessRisk": 0.5}`],
    ['missing', 'the answer {"testError": 1} has no excessRisk, which the first one had'],
    ['nan', 'excessRisk is NaN; expected a finite number'],
    ['huge', 'excessRisk is Infinity; expected a finite number'],
    ['text', 'excessRisk is "high"; expected a finite number'],
    ['twice', /\d+ lines are answered to \d+; expected one each$/],
  ])('%s', async (mode, problem) => {
    const { code, err } = await run(mode, '--workers', '1');
    const [first, asked, ...more] = err.split('\n');
    expect(code).toBe(2);
    if (typeof problem === 'string') expect(first).toBe(`${trial(mode)}${problem}`);
    else expect(first).toMatch(problem);
    // A line too many is seen when the next one is read, which may be that of another size.
    const size = mode === 'twice' ? '(?:48|24)' : '48';
    expect(asked).toMatch(
      new RegExp(`^descent: it was asked \\{"parameters":.*"size":${size},.*"seed":\\d+\\}$`),
    );
    expect(asked).toContain('"fitIntercept":false,');
    expect(more).toEqual(
      mode === 'crash' ? ['descent: it says a first line', 'descent: it says   and a last', ''] : [''],
    );
  });

  it('silence', async () => {
    const { code, err } = await run('silent', '--workers', '1', '--simulator-timeout', '1s');
    expect(code).toBe(2);
    expect(err).toContain(': no answer in 1 s; does it flush its output after every line?\n');
  });

  it.each([
    ['node sim.mjs typo', 'node sim.mjs typo: the quantity exessRisk is not known; did you mean excessRisk?'],
    [
      'node sim.mjs other',
      'node sim.mjs other: it answers kappa; expected one of excessRisk, which are compared',
    ],
    ['./nowhere', './nowhere, trial 0: the program ended with exit code 127'],
  ])('%s', async (command, problem) => {
    const { code, err } = await descent('run', 'own.yaml', '--simulator', command);
    expect([code, err]).toEqual([2, expect.stringContaining(`descent: ${problem}`)]);
  });

  it('a probability that is none', async () => {
    writeFileSync(
      'signs.yaml',
      'model: classification\nparameters: { alpha: 1, ridge: 0, loss: hinge }\nsimulation: { sizes: [20, 40], trials: 4 }\ncomparison: { quantities: [separable] }\n',
    );
    const command = `while read -r line; do echo '{"separable": 1.2}'; done`;
    expect(await descent('run', 'signs.yaml', '--simulator', command)).toMatchObject({
      code: 2,
      err: 'descent: a trial has separable 1.2; expected a number from 0 to 1\n',
    });
  });

  it('options without use', async () => {
    const refused = async (...words: string[]) => (await descent('run', 'own.yaml', ...words)).err;
    expect(await refused('--simulator-timeout', '3s')).toBe(
      'descent: --simulator-timeout would not be used: there is no --simulator\n',
    );
    expect(await refused('--simulator', 'node sim.mjs', '--blas', 'embedded')).toBe(
      'descent: --blas would not be used: --simulator draws the trials\n',
    );
    expect(await refused('--simulator', 'node sim.mjs', '--simulator-timeout', 'soon')).toContain(
      '--simulator-timeout soon: a time such as 60s',
    );
  });
});
