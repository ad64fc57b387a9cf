import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { descent, snapshot, succeed, tiny, useFolder } from './harness.ts';

useFolder({
  'tiny.yaml': tiny,
  'theory.yaml': tiny.replace(/^simulation.*\n/m, ''),
  'flat.yaml': tiny.replace(/^figure.*\n/m, ''),
  'broken.yaml': tiny.replace('noise: 0.5', 'nose: 0.5'),
  'not-yaml.yaml': '[[',
  'empty.yaml': '',
  'Bad Name.yaml': tiny,
  'binary.yaml': Uint8Array.from({ length: 300 }, (_, i) => i % 256),
  'control.yaml': tiny.replace('A tiny', 'A\u0007tiny'),
  'data.json': '{"scenario": 3}',
  'list.json': '[]',
  'null.json': 'null',
  'text.json': 'results',
  'cut.json': '{"scenario": {"name": "tiny"',
});

/** results.json with another value at one path (undefined: nothing there), as `broken-N.json`. */
const damage: readonly [path: string, value: unknown, says: string][] = [
  ['scenario', undefined, 'scenario is missing; expected the scenario of the run'],
  ['cells', undefined, 'cells is missing; expected a list of simulated cells'],
  ['limits', undefined, 'limits is missing; expected a list of limits'],
  ['verdict', undefined, 'verdict is missing; expected agree, disagree, undecided or null'],
  ['verdict', 'maybe', 'verdict: "maybe" is not valid'],
  ['cells', {}, 'cells: {} is not valid; expected a list'],
  ['cells/2', null, 'cells.2: null is not valid'],
  ['cells/2/mean', undefined, 'cells.2.mean is missing; expected a number'],
  ['cells/2/mean', '1', 'cells.2.mean: "1" is not valid; expected a number'],
  ['cells/1/quantiles/0.05', undefined, 'cells.1.quantiles.0.05 is missing'],
  ['cells/0/quantiles', [], 'cells.0.quantiles: [] is not valid'],
  ['cells/0/ratios', null, 'cells.0.ratios: null is not valid; expected a map'],
  ['cells/0/ratios/gamma', 'a', 'cells.0.ratios.gamma: "a" is not valid; expected a map of numbers'],
  ['cells/0/parameters/gamma', [1], 'cells.0.parameters.gamma: [1] is not valid'],
  ['cells/0/parameters/gamma', 'a', '"a" is not a value of the scenario; expected one of [0.5,2]'],
  ['cells/3/parameters/ridge', undefined, 'cells.3.parameters.ridge: is missing; expected one of [0,0.1]'],
  ['scenario/name', undefined, 'scenario.name is missing'],
  ['scenario/model', undefined, 'scenario: model is missing; expected one of linear, random-features'],
  ['scenario/model', 'lineer', 'scenario: the model "lineer" is not known; did you mean linear?'],
  ['scenario/parameters', 3, 'scenario: parameters: 3 is not valid; expected a map'],
  ['scenario/parameters/gamma', undefined, 'scenario: parameters.gamma is missing'],
  ['scenario/parameters/gamma', [1, -1], 'scenario: parameters.gamma: -1 is out of range'],
  ['scenario/parameters/psi1', 1, 'the key "psi1" is not known in parameters'],
  ['scenario/inputs/blocks', '0.5', "scenario: inputs.blocks: '0.5' in '0.5'"],
  ['scenario/comparison', null, 'comparison: null is not valid'],
  ['scenario/figure', undefined, 'its scenario has no figure section'],
  ['scenario/figure/x', 'noise', 'scenario: figure.x: "noise" does not vary over numbers'],
  ['scenario/figure/width', 'nature', 'scenario: figure.width: "nature" is not valid'],
  ['scenario/figure/series', ['a'], 'scenario: figure.series: "a" is not a parameter'],
  ['scenario/figure/colour', 1, '"colour" is not known in figure; did you mean color?'],
];

function damaged(text: string, path: string, value: unknown): string {
  const results: unknown = JSON.parse(text);
  const keys = path.split('/');
  const holder = keys
    .slice(0, -1)
    .reduce((inner, key) => (inner as Record<string, unknown>)[key], results) as Record<string, unknown>;
  holder[keys.at(-1)!] = value;
  return JSON.stringify(results);
}

beforeAll(async () => {
  mkdirSync('folder');
  await succeed('run', 'flat.yaml', '--theory-only', '--out', '.', '--name', 'flat');
  await succeed('run', 'tiny.yaml', '--blas', 'embedded', '--workers', '1', '--out', '.');
  const text = readFileSync('tiny/results.json', 'utf8');
  damage.forEach(([path, value], i) => {
    writeFileSync(`broken-${i}.json`, damaged(text, path, value));
  });
  writeFileSync('other.json', text.replaceAll('"theoryFactor": 1', '"theoryFactor": 0'));
});

/** The words after `descent`, separated by |, and what the one line of the answer says. */
type Slip = readonly [words: string, ...says: string[]];

const commands: Slip[] = [
  [
    '',
    'a command is needed',
    'run, calc, check, verify, shard, merge, status, cancel, calibrate, optimum, diagnose, phase, spectrum, margins, plot, table, store, models, describe, new, backends, schema',
    'descent --help',
  ],
  ['rnu|tiny.yaml', 'the command rnu is not known; did you mean run?', 'valid: run, calc'],
  ['simulate', 'the command simulate is not known (valid: run'],
  ['Calc', 'did you mean calc?'],
  ['tiny.yaml', 'the command tiny.yaml is not known'],
  ['--json|calc|linear', 'a command is needed before --json'],
  ['-h', 'a command is needed before -h', '--help'],
  ['toString', 'the command toString is not known'],
  ['run', '<files..> is missing', 'descent run --help'],
  ['calc', '<model> is missing'],
  ['spectrum', '<what..> is missing'],
  ['spectrum|estimate', '0 files; expected inputs and labels, as in X.npy y.npy'],
  ['spectrum|estimate|x.npy|y.npy|z.npy', '3 files; expected inputs and labels'],
  ['spectrum|estimate|x.npy|y.npy', 'x.npy: there is no such file'],
  ['spectrum|linear|--n|10|--spectrum|power:a=1,count=5000|--json', 'has too many eigenvalues for a density'],
  ['spectrum|estimate|--gram|k.npy|x.npy|y.npy', '2 files; expected inputs and labels'],
  ['spectrum|estimate|x.csv', '1 files; expected inputs and labels'],
  [
    'spectrum|estimate|--gram|k.npy|y.npy|--standardise',
    '--standardise cannot be had of --gram, which has no columns; expected --centre',
  ],
  [
    'spectrum|linear|--gamma|1|--centre',
    '--centre would not be used: it is about the files of descent spectrum',
  ],
  ['spectrum|linear|linear', "'linear' is too much"],
  [
    'spectrum|estimate|x.npy|y.npy|--gamma|2',
    '--gamma would not be used: descent spectrum estimate is about files',
  ],
  ['calc|linear|--n|10', 'n 10 needs p beside it'],
  ['calc|linear|--n|10.5|--p|3', '--n: 10.5 is not a whole number'],
  ['calc|linear|--n|10|--spectrum|power:a=1', "'power:a=1' lacks count"],
  ['calc|linear|--n|10|--spectrum|file:eigs.csv', 'eigs.csv: there is no such file'],
  ['calc|random-features|--n|10|--k|5', 'n 10 needs d beside it'],
  ['plot', '<results..> is missing'],
  ['describe', '<model> is missing'],
  ['new', '<name> is missing'],
  ['calc|linear|random-features', "'random-features' is too much", 'descent calc <model>'],
  ['models|linear', "'linear' is too much", 'descent models'],
  ['schema|a|b', "'a b' is too much"],
  ['describe|linear|now', "'now' is too much"],
  ['new|a|b', "'b' is too much"],
  ['run|', "'' is empty"],
  ['describe|', "'' is empty"],
  ['describe|lineer', 'the model lineer is not known; did you mean linear?', 'linear, random-features'],
  ['describe|__proto__', 'the model __proto__ is not known'],
  ['new|A b', 'the name "A b" is not valid; expected a-z'],
  ['new|../a', 'the name "../a" is not valid'],
  ['new|a|--model|x', 'the model x is not known'],
  ['new|a|--folder|tiny.yaml', '--folder tiny.yaml', 'is a file'],
  ['new|a|--folder=', '--folder needs a value'],
  ['new|tiny|--folder|.', 'tiny.yaml exists already'],
];

const options: Slip[] = [
  ['run|tiny.yaml|--dryrun', 'the option --dryrun is not known; did you mean --dry-run?'],
  ['run|tiny.yaml|--theory_only', 'did you mean --theory-only?'],
  ['run|tiny.yaml|-w|4', 'the option -w is not known', '--workers'],
  ['run|tiny.yaml|--no-fresh', 'the option --no-fresh is not known'],
  ['run|tiny.yaml|--json', 'the option --json is not known', '--strict'],
  ['run|--', 'the option -- is not known'],
  ['run|tiny.yaml|--_=theory.yaml', 'the option --_ is not known'],
  ['run|tiny.yaml|--$0=a', 'the option --$0 is not known'],
  ['run|tiny.yaml|--files=a', 'the option --files is not known'],
  ['run|tiny.yaml|--version', 'the option --version is not known'],
  ['run|tiny.yaml|--get-yargs-completions', 'is not known'],
  ['run|tiny.yaml|--out.x=a', 'the option --out.x is not known'],
  ['calc|linear|--gamma|1|--__proto__=1', 'the option --__proto__ is not known'],
  ['calc|linear|--gamma|1|--toString=1', 'the option --toString is not known'],
  ['calc|linear|--gama|1', 'the option --gama is not known; did you mean --gamma?'],
  ['calc|linear|--sigma2|1', 'the option --sigma2 is not known; did you mean --noise, the variance σ²?'],
  ['calc|linear|--sigma|1', 'did you mean --noise, the variance σ², the square of sigma?'],
  ['calc|linear|--lambda|1', 'the option --lambda is not known; did you mean --ridge?'],
  ['calc|linear|--lam|1', 'did you mean --ridge?'],
  ['calc|linear|--learning_rate|1', 'did you mean --step-size?'],
  ['optimum|linear|--over|lambda|--gamma|1', '--over lambda is not a number of linear; did you mean ridge?'],
  [`calc|linear|--${'x'.repeat(1e5)}`, 'the option --xxxxx', 'x… is not known (valid:'],
  [`calc|linear|--gamma|${'1'.repeat(1e5)}x`, '--gamma: "11111', '1… is not a number'],
  [`calc|linear|--gamma|1|--spectrum|${'x'.repeat(1e5)}`, "x…' is not a spectrum"],
  [`calc|linear|${'x'.repeat(1e5)}`, "x…' is too much"],
  [`${'x'.repeat(1e5)}`, 'the command xxx', 'x… is not known'],
  ['calc|linear|---gamma|1', 'the option ---gamma is not known; did you mean --gamma?'],
  ['calc|linear|--gamma|1|--json=yes', "--json takes no value, but is given 'yes'"],
  ['calc|linear|--gamma|1|--help=no', "--help takes no value, but is given 'no'"],
  ['run|tiny.yaml|--fresh=1', "--fresh takes no value, but is given '1'"],
  ['calc|linear|--gamma', '--gamma needs a value'],
  ['calc|linear|--gamma|--ridge|1', '--gamma needs a value'],
  ['calc|linear|--gamma|1|--ridge=', '--ridge needs a value'],
  ['calc|linear|--gamma|1|--ridge|', '--ridge needs a value'],
  ['calc|linear|--gamma|1|--gamma|2', '--gamma is given 2 times (1 and 2)'],
  ['calc|linear|--gamma=1|--observedShare=1|--observed-share=1', '--observed-share is given 2 times'],
  ['run|tiny.yaml|--out|a|--out|b', '--out is given 2 times (a and b)'],
  ['schema|--model|linear', 'the option --model is not known (valid: --plugin, --help)'],
];

const values: Slip[] = [
  ['calc|lineer|--gamma|1', 'the model lineer is not known; did you mean linear?'],
  ['calc|linear', '--gamma is missing; expected fitted parameters per sample, p/n: a number from'],
  ['calc|random-features|--psi1|1', '--psi2 is missing'],
  ['calc|linear|--psi1|1', '--psi1 is not a parameter of linear', 'valid: --gamma, --n, --p, --signal'],
  ['calc|random-features|--psi1|1|--psi2|1|--gamma|2', '--gamma is not a parameter of random-features'],
  ['calc|random-features|--psi1|1|--psi2|1|--observed-share|1', '--observed-share is not a parameter'],
  ['calc|random-features|--n|80|--N|40|--d|40', 'did you mean --k, the number N of random features?'],
  [
    'store|check|tiny/results.json',
    'tiny/results.json: this is no file of trials; a trials.jsonl or the folder',
  ],
  ['merge|tiny/results.json', 'tiny/results.json: this is a file; the folder of the run is needed, tiny'],
  ['calc|linear|--gamma|1|--activation|relu', '--activation is not a parameter of linear'],
  ['calc|linear|--gamma|1|--json|--csv', '--json and --csv exclude each other'],
  ['plot|-', '-: an option, a name or a file is needed; standard input is /dev/stdin'],
  ['calc|linear|--gamma|abc', '--gamma: "abc" is not a number; expected a number from 0.000001 to 1000000'],
  ['calc|linear|--gamma|NaN', '--gamma: "NaN" is not a number'],
  ['calc|linear|--gamma|Infinity', '--gamma: "Infinity" is not a number'],
  ['calc|linear|--gamma|-Infinity', 'the option -Infinity is not known'],
  ['calc|linear|--gamma|0x10', '--gamma: "0x10" is not a number'],
  ['calc|linear|--gamma|1e999', '--gamma: "1e999" is not a number'],
  ['calc|linear|--gamma|1_000', '"1_000" is not a number'],
  ['calc|linear|--gamma|1;2', '"1;2" is not a number'],
  ['calc|linear|--gamma|0', '--gamma: 0 is out of range; expected a number from 0.000001 to 1000000'],
  ['calc|linear|--gamma|-2', '--gamma: -2 is out of range'],
  ['calc|linear|--gamma=-2e-3', '--gamma: -0.002 is out of range'],
  ['calc|linear|--gamma|1e7', '--gamma: 10000000 is out of range'],
  ['calc|deep-random-features|--psi2|1|--widths|1|--ridge|-1e-3', '--ridge: -0.001 is out of range'],
  ['calc|linear|--gamma|1|--ridge|-1e13', '--ridge: -10000000000000 is out of range'],
  ['calc|linear|--gamma|1|--ridge|optimum', '--ridge: "optimum" is not a number', 'optimal'],
  ['calc|linear|--gamma|1|--time|0', '--time: 0 is out of range; expected a number > 0'],
  ['calc|linear|--gamma|1|--time|best', '--time: "best" is not a number', 'optimal'],
  [
    'calc|linear|--gamma|1|--steps|2.5|--step-size|1',
    '--steps: 2.5 is not a whole number; expected a whole number from 1',
  ],
  ['calc|linear|--gamma|1|--steps|4', 'steps 4 needs stepSize, too'],
  ['calc|linear|--gamma|1|--step-size|4', 'stepSize 4 needs steps, too'],
  [
    'calc|linear|--gamma|1|--momentum|0.5',
    'momentum 0.5 is for gradient descent: it needs steps and stepSize',
  ],
  ['calc|linear|--gamma|1|--momentum|1', '--momentum: 1 is out of range; expected a number from 0 to 0.999'],
  ['calc|linear|--gamma|1|--time|3|--ridge|1', 'time 3 needs ridge 0, not 1'],
  ['calc|linear|--gamma|1|--time|optimal|--ridge|optimal', 'time optimal needs ridge 0, not optimal'],
  [
    'calc|linear|--gamma|1|--time|3|--iterated|2',
    'time 3 and iterated 2 exclude each other; give one of them',
  ],
  ['calc|linear|--gamma|1|--iterated|2', 'iterated 2 needs a ridge that is a number > 0, not 0'],
  [
    'calc|random-features|--psi1|1|--psi2|2|--steps|2|--step-size|1',
    'activation relu: its mean 0.3989',
    'expected tanh',
  ],
  [
    'calc|linear|--gamma|1|--blocks|0.5:1:1,0.5:2',
    'has a power for some of its blocks; expected one for all',
  ],
  ['calc|linear|--gamma|1|--blocks|0.5:1:0,0.5:2:0', "the powers of '0.5:1:0,0.5:2:0' sum to 0"],
  ['calc|linear|--gamma|1|--noise|-1', '--noise: -1 is out of range'],
  ['calc|linear|--gamma|1|--signal|1e13', '--signal: 10000000000000 is out of range'],
  ['calc|linear|--gamma|1|--observed-share|0', '--observed-share: 0 is out of range; expected a number > 0'],
  ['calc|linear|--gamma|1|--observed-share|1.5', '--observed-share: 1.5 is out of range'],
  ['calc|linear|--gamma|1,2,1', '--gamma: 1 is there twice'],
  ['calc|linear|--gamma|1,', '--gamma: "" is not a number'],
  ['calc|linear|--gamma|1,,2', '--gamma: "" is not a number'],
  ['calc|linear|--gamma|linspace(1,2', '--gamma: "linspace(1,2" has unbalanced parentheses'],
  ['calc|linear|--gamma|linspace(1,2)', '"linspace(1,2)" contains 2 numbers'],
  ['calc|linear|--gamma|linspace(1,2,1.5)', 'cannot have 1.5 values'],
  ['calc|linear|--gamma|linspace(1,2,0)', 'cannot have 0 values'],
  ['calc|linear|--gamma|linspace(1,2,1e9)', '1000000000 points (gamma 1000000000) are too many'],
  ['calc|linear|--gamma|linspace(1,a,3)', 'contains "a", which is not a finite number'],
  ['calc|linear|--gamma|linspace(0,2,3)', '--gamma: 0 is out of range'],
  ['calc|linear|--gamma|logspace(0,2,3)', 'has an end point <= 0'],
  ['calc|linear|--gamma|logspce(1,2,3)', '"logspce(1,2,3)" is not a range; did you mean logspace?'],
  [
    'calc|linear|--gamma|linspace(1,2,1000)|--ridge|linspace(0,1,1000)',
    '1000000 points (gamma 1000 x ridge 1000)',
  ],
  ['calc|linear|--gamma|1|--distribution|gausian', '"gausian" is not known; did you mean gaussian?'],
  ['calc|linear|--gamma|1|--blocks|0.5', "--blocks: '0.5'"],
  ['calc|linear|--gamma|1|--blocks|0.5:1,0.4:1', '--blocks: ', '0.9'],
  ['calc|linear|--gamma|1|--blocks|0.5:-1,0.5:1', '--blocks: ', '-1'],
  [
    'calc|random-features|--psi1|1|--psi2|1|--activation|rleu',
    "--activation: activation 'rleu' is not known; did you mean 'relu'?",
  ],
  ['calc|random-features|--psi1|1|--psi2|1|--activation|x +', '--activation: ', 'x +'],
  ['calc|random-features|--psi1|1|--psi2|1|--activation|import("fs")', '--activation: '],
  ['calc|random-features|--psi1|1|--psi2|1|--activation|1/x', '--activation: ', '1/x'],
  ['calc|random-features|--psi1|1|--psi2|1|--activation|y^2', '--activation: ', 'y'],
  ['calc|random-features|--psi1|1|--psi2|1|--weights|sphre', 'did you mean sphere?'],
];

const running: Slip[] = [
  ['run|missing.yaml', 'missing.yaml: there is no such file'],
  ['run|folder', 'folder: this is a folder, but a file is needed'],
  ['run|tiny.yaml/x', 'tiny.yaml/x: there is no such file'],
  ['run|binary.yaml', 'binary.yaml: this is not a text file (UTF-8)'],
  ['run|control.yaml', 'control.yaml:1:8: ', 'control characters'],
  ['run|empty.yaml', 'empty.yaml:1:1: the file is empty'],
  ['run|not-yaml.yaml', 'not-yaml.yaml:1:3: not valid YAML'],
  ['run|broken.yaml', 'broken.yaml:6:3: the key "nose" is not known in parameters; did you mean noise?'],
  ['run|tiny.yaml|broken.yaml', 'broken.yaml:6:3: '],
  ['run|Bad Name.yaml', 'Bad Name.yaml:1:1: the file\'s name "Bad Name"'],
  ['run|data.json', 'data.json:1:1: ', '"data.json"'],
  ['run|tiny.yaml|tiny.yaml', 'two of the files are named tiny'],
  ['run|tiny.yaml|./tiny.yaml|--dry-run', 'two of the files are named tiny'],
  ['run|tiny.yaml|--workers|0', '--workers 0: a whole number from 1 to 256 is needed'],
  ['run|tiny.yaml|--workers|-1', '--workers -1'],
  ['run|tiny.yaml|--workers|1.5', '--workers 1.5'],
  ['run|tiny.yaml|--workers|many', '--workers many'],
  ['run|tiny.yaml|--workers|1e2', '--workers 1e2'],
  ['run|tiny.yaml|--workers|100000', '--workers 100000'],
  ['run|tiny.yaml|--workers=', '--workers needs a value'],
  ['run|tiny.yaml|--seed|', '--seed needs a value'],
  [`run|tiny.yaml|--seed|${'7'.repeat(101)}`, '--seed 777', '1 to 100 characters'],
  ['run|tiny.yaml|--blas|/no/such/lib.so', "backend '/no/such/lib.so' cannot be used", "'embedded'"],
  ['run|tiny.yaml|--blas|embeded', "backend 'embeded' cannot be used"],
  ['run|tiny.yaml|--blas|/no/such/lib.so|--dry-run', "backend '/no/such/lib.so'"],
  ['run|tiny.yaml|--out|tiny.yaml', '--out tiny.yaml', 'is a file, but a folder is needed'],
  ['run|tiny.yaml|--out|tiny.yaml/a/b', '--out tiny.yaml/a/b', 'is a file'],
  ['run|tiny.yaml|--set|nonsense', '--set nonsense: expected path=value'],
  ['run|tiny.yaml|--set', '--set needs a value'],
  ['run|tiny.yaml|--set=', '--set needs a value'],
  ['run|tiny.yaml|--set|simulaton.trials=3', '"simulaton" is not known', 'did you mean simulation?'],
  ['run|tiny.yaml|--set|simulation.trials=1', 'simulation.trials: 1 is not valid'],
  ['run|tiny.yaml|--set|simulation.trials=[8', '--set simulation.trials=[8: not valid YAML'],
  ['run|tiny.yaml|--set|parameters.noise=1\n---\n2', 'several YAML documents'],
  ['run|tiny.yaml|--set|parameters.noise=-1', 'noise: -1 is out of range; expected a number from 0'],
  ['run|tiny.yaml|--set|simulation.sizes=1000000', 'n = 1000000, p = 500000, d = 500000 need', 'GiB'],
  [
    'run|tiny.yaml|--set|simulation.sizes=[5000]|--set|simulation.labels=exact',
    'p = 10000, d = 10000 need 6.6 GiB a worker, of which 4 GiB are possible; labels: exact holds the design',
    'choose smaller sizes, or a number of labels',
  ],
  [
    'run|tiny.yaml|--set|simulation.sizes=[12000]|--set|simulation.design=nested',
    '; the design nested holds the largest design and the fits of all points; ',
    'choose smaller sizes, fewer points or labels, or the design direct',
  ],
  ['run|tiny.yaml|--set|simulation.sizes=[20000]', 'choose smaller sizes, fewer labels or fewer ridges'],
  ['run|tiny.yaml|--set|comparison.alpha=2', 'comparison.alpha: 2 is not valid'],
  ['run|theory.yaml|--set|figure.y=risk', 'figure.y: "risk" is not a quantity'],
];

const plotting: Slip[] = [
  ['plot|missing.json', 'missing.json: there is no such file'],
  ['plot|folder', 'folder: this is a folder'],
  ['plot|binary.yaml', 'binary.yaml: this is not a text file'],
  [
    'plot|tiny.yaml',
    'tiny.yaml: this is a scenario; a results.json of descent run is needed',
    'a results.json of descent run is needed',
  ],
  ['plot|cut.json', 'cut.json: not JSON'],
  ['plot|text.json', 'text.json: not JSON'],
  ['plot|null.json', 'null.json: ', 'a results.json of descent run is needed'],
  ['plot|list.json', 'list.json: ', 'a results.json of descent run is needed'],
  ['plot|data.json', 'data.json: scenario: 3 is not valid'],
  ['plot|other.json', 'other.json: scenario: comparison.theoryFactor: 0 is not valid'],
  ['plot|flat/results.json', 'flat/results.json: its scenario has no figure section'],
  ['plot|tiny/results.json|null.json', 'null.json: '],
  ['plot|tiny/results.json|--width|nature', '--width nature is not known', 'prl, prl-full, jstat'],
  ['plot|tiny/results.json|--width|prll', 'did you mean prl?'],
  ['plot|tiny/results.json|--theme|drak', '--theme drak is not known; did you mean dark?'],
  ['plot|tiny/results.json|--x-scale|lin', '--x-scale lin is not known'],
  ['plot|tiny/results.json|--aspect|0', '--aspect 0: a number from 0.1 to 10'],
  ['plot|tiny/results.json|--aspect|0x1', '--aspect 0x1'],
  ['plot|tiny/results.json|--x-domain|1', '--x-domain 1: first,last'],
  ['plot|tiny/results.json|--x-domain|1,2,3', '--x-domain 1,2,3'],
  ['plot|tiny/results.json|--x-domain|2,1', '--x-domain 2,1'],
  ['plot|tiny/results.json|--x-domain|a,b', '--x-domain a,b'],
  ['plot|tiny/results.json|--x-domain|1,Infinity', '--x-domain 1,Infinity'],
  ['plot|tiny/results.json|--x-domain|0x1,2', '--x-domain 0x1,2'],
  ['plot|tiny/results.json|--x-domain|-1,2', '--x-domain: [-1,2] is on a log scale'],
  ['plot|tiny/results.json|--y-domain|0,2', '--y-domain: [0,2] is on a log scale; expected numbers > 0'],
  ['plot|tiny/results.json|--out|folder', '--out folder: this is a folder'],
  ['plot|tiny/results.json|--out|tiny.yaml/a.svg', '--out tiny.yaml', 'is a file'],
  ['plot|tiny/results.json|--out=', '--out needs a value'],
  ...damage.map(([, , says], i): Slip => [`plot|broken-${i}.json`, `broken-${i}.json: `, says]),
];

describe.each<[string, Slip[]]>([
  ['commands', commands],
  ['options', options],
  ['values', values],
  ['run', running],
  ['plot', plotting],
])('%s', (_, slips) => {
  it.each(slips)('%j -> %j', async (words, ...says) => {
    const before = snapshot();
    const { code, out, err } = await descent(...(words === '' ? [] : words.split('|')));
    expect(err).toMatch(/^(descent: [^\n]+\n)+$/);
    expect(err).not.toMatch(/internal error|undefined|\[object|NaN is/);
    for (const text of says) expect(err).toContain(text);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(snapshot()).toEqual(before);
  });
});
