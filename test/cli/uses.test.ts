/** Every option of every command, wherever its use differs: it changes what comes out, or it is refused. Nothing that is given is ignored. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Command, Option } from '../../src/cli/command.ts';
import { commands } from '../../src/cli/commands.ts';
import { camel } from '../../src/cli/options.ts';
import { IncompleteError, InputError } from '../../src/errors.ts';
import { openStream } from '../../src/random/stream.ts';
import { type FakeSlurm, fakeSlurm } from '../helpers/fakeSlurm.ts';
import { npyFile } from '../helpers/npy.ts';
import { snapshot, tiny, useFolder } from './harness.ts';

/** The machine is always as fast, so that plans and rates differ by what is asked for alone; and slow, so that a budget is soon used up. */
vi.mock('../../src/pipeline/pilot.ts', async (original) => ({
  ...(await original<typeof import('../../src/pipeline/pilot.ts')>()),
  measurePace: () => ({ perRoot: 3e-5, perOperation: 5e-9 }),
}));
vi.mock('../../src/cli/rates.ts', () => ({
  ratesOf: (backends: readonly unknown[]) => backends.map(() => ({ multiply: 3e9, gramCholesky: 2e9 })),
  trialsPerSecond: async () => 1000,
}));

/** Command lines, one for everything on which it depends what options are used. */
const situations = `
calc linear --gamma 2 --noise 0.1 --ridge 0.1
calc linear --gamma 1.5 --noise 0.1
calc linear --gamma 1.5 --noise 0.1 --formula excessRisk=1
calc linear --gamma 1.5 --noise 0.1 --steps 4 --step-size 0.1
calc linear --gamma 1.5 --noise 0.1 --subsample 0.5
calc linear --gamma 1.5 --noise 0.1 --ridge 0.1 --test-variance 1+s
calc linear --n 30 --p 20 --noise 0.1 --ridge 0.1
calc random-features --psi1 2 --psi2 3 --noise 0.1 --ridge 0.1
calc random-features --n 30 --k 20 --d 25 --noise 0.1 --ridge 0.1
calc kernel --kernel arccos --dimension 6 --n 20 --noise 0.1 --ridge 0.1
calc kernel --kernel rbf --dimension 6 --n 20 --noise 0.1
calc kernel --kernel polynomial --dimension 6 --n 20 --noise 0.1
calc deep-random-features --psi2 1.5 --noise 0.1 --ridge 0.1
calc classification --alpha 2 --ridge 0.3
calc classification --alpha 2 --ridge 0.3 --labels probit --delta 0.3
calc classification --alpha 2 --ridge 0.3 --labels flip --flip 0.1
calc classification --alpha 2 --ridge 0.3 --psi1 1.5 --activation relu
calc classification --n 30 --d 20 --ridge 0.3
calc classification --n 30 --d 20 --ridge 0.3 --k 25 --activation relu
calc classification --alpha 2 --ridge 1 --rule message-passing --passes 3
calc classification --alpha 2 --rule hebb
calc in-context --alpha 2 --kappa 2 --tau 1.5 --noise 0.1 --ridge 0.1
optimum linear --over ridge --gamma 2 --noise 0.1
optimum random-features --over psi1 --range 0.5,2 --psi2 3 --noise 0.1 --ridge 0.1
diagnose linear --gamma 2 --noise 0.1
diagnose random-features --psi1 2 --psi2 3 --noise 0.1 --ridge 0.1
phase separability --labels logit
phase separability --labels logit --alpha 2.5 --activation relu
phase separability --labels random
phase max-margin --alpha 1.5 --labels logit
phase max-margin --alpha 1.5 --labels random
phase capacity --margin 1
phase capacity --margin 1 --labels logit
phase mle
phase mle --alpha 6
spectrum linear --gamma 0.5 --points 9 --json
spectrum linear --gamma 0.5 --at 0.5 --json
spectrum linear --gamma 0.5 --points 9 --size 8 --trials 2 --name law
spectrum linear --gamma 0.5 --points 9 --theory-only --png --name law
spectrum linear --n 8 --data x.npy,y.npy --spectrum power:a=1,count=6 --points 9 --trials 2 --name law
spectrum random-features --psi1 2 --psi2 3 --points 9 --size 6 --trials 2 --name law
spectrum kernel --kernel arccos --dimension 5 --n 8 --width 6 --scale linear --points 9 --trials 2 --name law
spectrum estimate x.npy y.npy
spectrum estimate y.npy --gram k.npy
spectrum estimate x.npy signs.npy
margins classification --alpha 2 --ridge 0.5 --points 9 --json
margins classification --alpha 2 --ridge 0.5 --at 0.5 --json
margins classification --alpha 2 --ridge 0.5 --points 9 --psi1 1.5 --activation relu --size 10 --trials 2 --name law
margins classification --alpha 2 --ridge 0.5 --points 9 --theory-only --png --name law
margins classification --alpha 2 --ridge 0.5 --points 9 --shrinkage 0.5 --name law
margins classification --n 20 --d 10 --ridge 0.5 --points 9 --trials 2 --name law
check linear --gamma 2 --noise 0.1 --formula excessRisk=1 --budget 0.2s --dry-run --json
check undecided.yaml --json
verify saved/certificate.json --seed 3
calibrate undecided.yaml --seeds 2
check undecided.yaml --json --simulator ./program.sh --simulator-timeout 9s
run undecided.yaml --dry-run --simulator ./program.sh --simulator-timeout 9s
run undecided.yaml --workers 1 --until-decided --budget 0.05s
run undecided.yaml --workers 1
run undecided.yaml --executor plan
run undecided.yaml --executor slurm
shard saved/planned/plan.json --index 1 --of 2
merge saved/undecided
status saved/undecided
cancel saved/submitted
run undecided.yaml --theory-only
run undecided.yaml --dry-run
run theory.yaml
run theory.yaml --dry-run
plot saved/theory/results.json --png
plot saved/undecided/results.json
plot saved/undecided/results.json saved/undecided/results.json
table saved/undecided/results.json
new thing
describe linear
models
schema
backends
`
  .trim()
  .split('\n');

/** Another value of every option than its default and those above. */
const values: Readonly<Record<string, string>> = {
  ...{ gamma: '3', n: '31', p: '5', signal: '2', nonlinear: '0.3', noise: '0.7', ridge: '0.4' },
  ...{
    'observed-share': '0.5',
    time: '2',
    steps: '5',
    'step-size': '0.2',
    momentum: '0.5',
    iterated: '3',
    modes: '1',
    components: '0.4',
    'oracle-components': '0.4',
    rcond: '0.6',
    subsample: '0.6',
    bags: '3',
    'test-variance': '2*s',
  },
  ...{ distribution: 'sphere', blocks: '0.5:1.5,0.5:0.5', spectrum: 'power:a=1.3,count=25' },
  ...{
    label: '0',
    gram: 'k.npy',
    data: 'x.npy,y.npy',
    psi1: '1.7',
    psi2: '1.3',
    k: '21',
    d: '26',
    activation: 'tanh',
  },
  ...{ weights: 'orthogonal', ensemble: '3', kernel: 'ntk', dimension: '7', depth: '2', bandwidth: '2' },
  ...{ exponent: '3', width: '30', degrees: '0.5,0.5', widths: '3', activations: 'relu', alpha: '2.7' },
  ...{
    loss: 'hinge',
    shrinkage: '0.4',
    kappa: '1.3',
    tau: '0.8',
    labels: 'flip',
    delta: '0.4',
    flip: '0.2',
    intercept: '0.3',
    'fit-intercept': 'true',
  },
  ...{ rule: 'gibbs', passes: '4', convention: 'dascoli', margin: '0.7' },
  ...{ over: 'noise', range: '0.2,0.3', matrix: 'gram', points: '7', scale: 'log', at: '0.7', size: '9' },
  ...{ trials: '3', seed: '5', blas: '/nowhere/blas.so', out: 'elsewhere', venue: 'neurips', theme: 'dark' },
  ...{
    set: 'parameters.gamma=[0.5,2,4]',
    workers: '2',
    aspect: '0.5',
    'x-scale': 'linear',
    'y-scale': 'linear',
  },
  ...{ formula: 'testError=1', theories: 'own.yaml', digits: '20', tolerance: '0.3', significance: '0.01' },
  ...{
    executor: 'plan',
    shards: '2',
    partition: 'urgent',
    time: '10:00',
    'max-running': '3',
    index: '0',
    of: '3',
  },
  ...{ simulator: './program.sh', 'simulator-timeout': '8s' },
  ...{ budget: '0.3s', plan: 'plan.json', claim: 'size' },
  ...{
    certificate: 'elsewhere/certificate.json',
    sample: '100%',
    seeds: '3',
    factors: '1.3',
    into: 'page.md',
  },
  ...{ formats: 'pdf', dpi: '99' },
  ...{ 'x-domain': '0.1,9', 'y-domain': '0.1,9', model: 'linear', folder: 'elsewhere', name: 'other' },
};

/** Options that change nothing but how long it takes, that ask for what is the default, or on which the answer does not depend by a theorem. */
const silent = [
  // The limit is the same with an intercept.
  'calc --fit-intercept',
  'optimum --fit-intercept',
  'diagnose --fit-intercept',
  'run --workers',
  'check --workers',
  'shard --workers',
  'verify --workers',
  'calibrate --workers',
  // It changes a file that is none of those that are looked at.
  'calibrate --into',
  'run --simulator-timeout',
  'check --simulator-timeout',
  'run --budget',
  'run --fresh',
  'check --fresh',
  'run --replace',
  'run --wait-for-lock',
  'check --wait-for-lock',
  'merge --wait-for-lock',
  ...['spectrum', 'margins'].flatMap((law) =>
    ['workers', 'fresh', 'replace', 'wait-for-lock'].map((option) => `${law} --${option}`),
  ),
  'spectrum estimate --csv',
  'phase separability --blocks',
  'phase separability --spectrum',
];

/** Of `plot` other things than of other commands. */
const ofPlot: Readonly<Record<string, string>> = {
  width: 'jstat',
  out: 'elsewhere/other.svg',
  kind: 'residuals',
  set: 'figure.legend=above',
};

const ofTable: Readonly<Record<string, string>> = { format: 'latex', out: 'elsewhere.csv' };

type Given = ReadonlyMap<string, readonly string[]>;

interface Situation {
  readonly name: string;
  readonly words: readonly string[];
  readonly given: Given;
}

function parse(line: string): Situation {
  const [name = '', ...rest] = line.split(' ');
  const first = rest.findIndex((word) => word.startsWith('--'));
  const words = first < 0 ? rest : rest.slice(0, first);
  const given = new Map<string, string[]>();
  for (const word of rest.slice(words.length)) {
    if (word.startsWith('--')) given.set(word.slice(2), []);
    else [...given.values()].at(-1)!.push(word);
  }
  return { name, words, given };
}

interface Outcome {
  readonly error: string;
  readonly texts: readonly string[];
}

async function outcome(command: Command, words: readonly string[], given: Given): Promise<Outcome> {
  const left = ['out', 'elsewhere', 'scenarios', 'saved/planned/parts'];
  for (const folder of left) rmSync(folder, { recursive: true, force: true });
  slurm.calls();
  const written: string[] = [];
  const out = (text: string) => void written.push(text);
  try {
    const terminal = { out, tell: out, err: out, columns: 100, watched: false };
    const code = await command.execute({ words, options: given }, terminal);
    const files = Object.entries(snapshot()).filter(([name]) =>
      /^(out|elsewhere|scenarios|saved)\//.test(name),
    );
    return { error: '', texts: [String(code), ...written, ...files.flat(), ...slurm.calls()] };
  } catch (thrown) {
    if (thrown instanceof IncompleteError) return { error: '', texts: [...written, ...thrown.lines] };
    if (thrown instanceof InputError) return { error: thrown.message, texts: written };
    throw thrown;
  }
}

/** Whether other things came out, but for the option itself, which JSON says again, and for how long things take. */
function differ(one: Outcome, other: Outcome, option: string): boolean {
  if (one.error !== other.error || one.texts.length !== other.texts.length) return true;
  const name = camel(option);
  const seen = (text: string) => {
    if (text.startsWith('{') || text.startsWith('['))
      return JSON.stringify(
        JSON.parse(text, (key, value) => ([name, 'source', 'command'].includes(key) ? undefined : value)),
      );
    return text.replace(/\d+\.\d+( +\d+)?$/gm, '').replace(/^about .* s on/m, '');
  };
  return one.texts.some((text, i) => text !== other.texts[i] && seen(text) !== seen(other.texts[i]!));
}

/** A simulator whose trials differ in the last digits of their seeds, far from any theory. */
const program = `#!/bin/sh
while read -r line; do
  seed=\${line##*:}
  echo "{\\"excessRisk\\": 100.$((\${seed%?} % 1000))}"
done
`;

useFolder({
  'undecided.yaml': tiny
    .replace('tolerance: 0.5', 'tolerance: 0.35')
    .replace(/sizes: .*?\], trials: 24/, 'sizes: [6, 12], trials: 8'),
  'many.yaml': tiny.replace(/sizes: .*?\], trials: 24/, 'sizes: [6, 8], trials: 300'),
  'own.yaml': '- {name: own, excessRisk: 2}\n',
  'plan.json': JSON.stringify({
    simulation: { sizes: [10, 20], trials: [4, 4], design: 'direct', labels: 2, seed: '4' },
  }),
  'theory.yaml': tiny.replace(/^simulation.*\n/m, ''),
});

const path = process.env['PATH'];
let slurm: FakeSlurm;
afterAll(() => {
  process.env['PATH'] = path;
});

beforeAll(async () => {
  slurm = fakeSlurm('slurm');
  const draws = new Float64Array(40 * 7);
  openStream([4, 4], 0, 0).normals(draws);
  const rows = Array.from({ length: 40 }, (_, i) => Array.from(draws.subarray(7 * i, 7 * i + 7)));
  writeFileSync('x.npy', npyFile(rows.map((row) => row.slice(0, 6))));
  writeFileSync('y.npy', npyFile(rows.map((row) => row.slice(6))));
  writeFileSync('signs.npy', npyFile(rows.map((row) => [row[6]! + row[0]! > 0 ? 1 : -1])));
  const product = (a: readonly number[], b: readonly number[]) =>
    a.slice(0, 6).reduce((sum, value, j) => sum + value * b[j]!, 0);
  writeFileSync('k.npy', npyFile(rows.map((a) => rows.map((b) => product(a, b)))));
  writeFileSync('program.sh', program, { mode: 0o755 });
  writeFileSync('page.md', '<!-- calibration -->\n<!-- calibration -->\n');
  const { run } = await import('../../src/cli/run.ts');
  mkdirSync('saved');
  const quiet = () => undefined;
  const terminal = { out: quiet, tell: quiet, err: quiet, columns: 100, watched: false };
  for (const file of ['theory.yaml', 'undecided.yaml'])
    await run.execute({ words: [file], options: new Map([['out', ['saved']]]) }, terminal);
  const planned = [
    ['undecided', 'plan'],
    ['planned', 'plan'],
    ['submitted', 'slurm'],
  ].map((pair) => pair.map((text) => [text]));
  for (const [name, executor] of planned) {
    const options = new Map([
      ['out', ['saved']],
      ['name', name!],
      ['executor', executor!],
    ]);
    await run.execute({ words: ['undecided.yaml'], options }, terminal);
  }
  const { check } = await import('../../src/cli/check.ts');
  const certificate = new Map([['certificate', ['saved/certificate.json']]]);
  await check.execute({ words: ['many.yaml'], options: certificate }, terminal);
});

const acted = new Set<string>();

describe('options', () => {
  it.each(situations)('are used or refused: %s', async (line) => {
    const { name, words, given: bare } = parse(line);
    const command = await commands.find((entry) => entry.name === name)!.load();
    const rows = ['calc', 'optimum', 'diagnose', 'phase'].includes(name);
    const given: Given = rows ? new Map([...bare, ['json', []]]) : bare;
    const base = await outcome(command, words, given);
    expect(base.error).toBe('');
    for (const option of command.options) {
      const changed = await outcome(command, words, changedBy(option, name, given));
      const about = words.filter((word) => word === 'estimate' || name === 'phase');
      const place = `${[name, ...about].join(' ')} --${option.name}`;
      if (changed.error === '' && !silent.includes(place))
        expect(differ(changed, base, option.name), `${line}, --${option.name}`).toBe(true);
      const refused =
        changed.error !== '' &&
        !/\/nowhere\/|exclude each other/.test(changed.error) &&
        !given.has(option.name);
      if (!refused && !option.hidden) acted.add(`${name} --${option.name}`).add(option.name);
    }
  });

  it('are all used by some command, and those that are no parameters by theirs', async () => {
    for (const { name, load } of commands) {
      for (const option of (await load()).options.filter(({ hidden }) => !hidden)) {
        const isParameter = ['model', 'fit', 'draws'].includes(option.of);
        expect(acted).toContain(isParameter ? option.name : `${name} --${option.name}`);
      }
    }
  });
});

/** The option added, or left out where it is there. */
function changedBy({ name, kind }: Option, command: string, given: Given): Given {
  const other = new Map(given);
  if (other.delete(name)) return other;
  const own = { plot: ofPlot, table: ofTable }[command];
  const value = own?.[name] ?? values[name];
  if (kind !== 'flag' && value === undefined) throw new Error(`--${name} has no value to try`);
  return other.set(name, kind === 'flag' ? [] : [value!]);
}
