import { describe, expect, it } from 'vitest';
import { clip, InputError } from '../../src/errors.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { base } from './base.ts';
import { models } from './models.ts';

function failure(text: string, overrides: readonly string[] = [], file = 'a-test.yaml'): string {
  try {
    loadScenario(file, text, models, overrides);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  throw new Error(`accepted:\n${text}`);
}

/** What is replaced in the base, what by, where the error stands, and what it says. */
type Slip = readonly [original: string, slip: string, place: string, ...says: string[]];

const keys: Slip[] = [
  ['title', 'titel', '1:1', '"titel" is not known in a scenario; did you mean title?'],
  ['references', 'refs', '2:1', '"refs"', 'valid: title, references, model'],
  ['parameters:', 'parametres:', '4:1', '"parametres"', 'did you mean parameters?'],
  ['  psi1', '  psi', '5:3', '"psi" is not known in parameters; did you mean psi1?'],
  ['  noise', '  gamma', '8:3', '"gamma" is not known in parameters', 'psi1, psi2, ridge, noise, activation'],
  ['  noise', '  Noise', '8:3', '"Noise"', 'did you mean noise?'],
  ['  blocks', '  block', '10:3', '"block"', 'did you mean blocks?'],
  ['  trials', '  trails', '13:3', '"trails" is not known in simulation; did you mean trials?'],
  ['  tolerance', '  tolerence', '15:3', '"tolerence"', 'did you mean tolerance?'],
  ['  series', '  hue', '19:3', '"hue" is not known in figure'],
  ['  noise: 0.2', '  noise: 0.2\n  noise: 0.3', '9:3', 'the key "noise" is there twice'],
  ['title: A test', 'title: A test\ntitle: B', '2:1', 'the key "title" is there twice'],
  ['  noise', '  __proto__', '8:3', '"__proto__"'],
  ['  noise', '  constructor', '8:3', '"constructor"'],
  ['  noise', '  toString', '8:3', '"toString"'],
  ['  noise: 0.2', '  <<: {noise: 0.2}', '8:3', '"<<"'],
  ['  noise', '  1', '8:3', 'the key "1" is not a text'],
  ['  noise', '  ? [noise]\n ', '8:5', 'the key "[noise]" is not a text'],
  ['  noise', '  null', '8:3', 'the key "null" is not a text'],
];

const missing: Slip[] = [
  ['model: random-features\n', '', '1:1', 'model is missing; expected one of random-features, linear'],
  ['  psi2: 3\n', '', '5:3', 'parameters.psi2 is missing; expected the psi2: a number > 0'],
  ['  sizes: [75, 150]\n', '', '12:3', 'simulation.sizes is missing', 'ascending'],
  ['  trials: 64\n', '', '12:3', 'simulation.trials is missing'],
  ['  x: psi1\n', '', '17:3', 'figure.x is missing'],
  ['  y: excessRisk\n', '', '17:3', 'figure.y is missing'],
];

const syntax: Slip[] = [
  ['  noise: 0.2', '\tnoise: 0.2', '8:1', 'tabs cannot indent YAML'],
  ['[75, 150]', '[75, 150', '13:3', 'not valid YAML'],
  ['"0.25:3,0.75:0.4"', '"0.25:3,0.75:0.4', '20:1', 'not valid YAML'],
  ['  noise: 0.2', '  noise: a: b', '8:10', 'not valid YAML', 'a: b'],
  ['  noise: 0.2', '  noise 0.2', '8:3', 'not valid YAML', 'noise 0.2'],
  ['  noise: 0.2', '   noise: 0.2', '8:1', 'not valid YAML'],
  ['  noise: 0.2', '  noise: @2', '8:10', 'not valid YAML', '@2'],
  ['  noise: 0.2', '  noise: &a 0.2', '8:13', 'the anchor &a is not allowed'],
  ['  noise: 0.2', '  noise: *a', '8:10', '*a'],
  ['ridge: [0, 0.1]', 'ridge: &a [*a, 0.1]', '7:13', '&a'],
  ['  noise: 0.2', '  noise: !!str 2', '8:16', 'the tag tag:yaml.org,2002:str of "2" is not allowed'],
  ['  noise: 0.2', '  noise: !evil 2', '8:10', '!evil'],
  ['A test', '"\\x00"', '1:8', 'control characters'],
  ['figure:', '---\nfigure:', '16:1', 'several YAML documents'],
  ['  series: ridge', '...\njunk: 1', '20:1', 'several YAML documents', 'junk'],
];

const wrongTypes: Slip[] = [
  ['A test', '3', '1:8', 'title: 3 is not valid; expected a text'],
  ['A test', '[A, test]', '1:8', 'title: ["A","test"] is not valid'],
  ['A test', '""', '1:8', 'title: "" is not valid'],
  ['["Someone 2020"]', 'Someone', '2:13', 'references: "Someone" is not valid; expected a list of texts'],
  ['["Someone 2020"]', '[2020]', '2:14', 'references.0: 2020 is not valid'],
  [
    'random-features',
    'random-feature',
    '3:8',
    'the model "random-feature" is not known; did you mean random-features?',
  ],
  ['random-features', '[linear]', '3:8', 'the model ["linear"] is not known'],
  ['psi2: 3', 'psi2: {a: 3}', '6:9', 'parameters.psi2: {"a":3} is not a value'],
  ['psi2: 3', 'psi2: true', '6:9', 'parameters.psi2: true is not a value'],
  ['psi2: 3', 'psi2:', '6:8', 'parameters.psi2: null is not a value'],
  ['ridge: [0, 0.1]', 'ridge: [0, [0.1]]', '7:14', 'parameters.ridge: [0.1] is not a value'],
];

const values: Slip[] = [
  ['noise: 0.2', 'noise: -0.2', '8:10', 'noise: -0.2 is out of range; expected a number >= 0'],
  ['noise: 0.2', 'noise: abc', '8:10', 'noise: "abc" is not a number'],
  ['noise: 0.2', 'noise: .nan', '8:10', '.nan is not valid; expected a finite decimal number'],
  ['noise: 0.2', 'noise: .inf', '8:10', '.inf'],
  ['noise: 0.2', 'noise: -.inf', '8:10', '-.inf'],
  ['noise: 0.2', 'noise: 0x10', '8:10', '0x10'],
  ['noise: 0.2', 'noise: 0o17', '8:10', '0o17'],
  ['noise: 0.2', 'noise: 1e999', '8:10', '1e999'],
  ['noise: 0.2', 'noise: 1_000', '8:10', '"1_000" is not a number'],
  ['noise: 0.2', 'noise: ""', '8:10', '"" is not a number'],
  ['noise: 0.2', 'noise: Infinity', '8:10', '"Infinity" is not a number'],
  ['noise: 0.2', 'noise: "0x10"', '8:10', '"0x10" is not a number'],
  ['[0, 0.1]', '[0, -1e13]', '7:14', 'ridge: -10000000000000 is out of range'],
  ['[0, 0.1]', '[0, abc]', '7:14', 'ridge: "abc" is not a number'],
  ['[0, 0.1]', '[]', '7:10', 'ridge: [] has no values'],
  ['[0, 0.1]', '[0, 0.1, 0]', '7:10', 'ridge: 0 is there twice'],
  [
    '[0, 0.1]',
    '[0, logspace(1,9,3)]',
    '7:14',
    '"logspace(1" is cut at its comma; quote it: "logspace(1,9,3)"',
  ],
  ['[0, 0.1]', '{0: 0.1}', '7:11', 'the key "0" is not a text'],
  ['logspace(0.5,4,4)', 'logspace(0,4,4)', '5:9', '"logspace(0,4,4)" has an end point <= 0'],
  ['logspace(0.5,4,4)', 'logspace(0.5,4)', '5:9', '"logspace(0.5,4)" contains 2 numbers'],
  ['logspace(0.5,4,4)', 'logspace(0.5,4,4.5)', '5:9', 'cannot have 4.5 values'],
  ['logspace(0.5,4,4)', 'logspace(0.5,4,0)', '5:9', 'cannot have 0 values'],
  ['logspace(0.5,4,4)', 'logspace(0.5,4,1)', '5:9', '"logspace(0.5,4,1)" has two end points'],
  [
    'logspace(0.5,4,4)',
    'logspce(0.5,4,4)',
    '5:9',
    '"logspce(0.5,4,4)" is not a range; did you mean logspace?',
  ],
  ['logspace(0.5,4,4)', 'linspace(0,4,4)', '5:9', 'psi1: 0 is out of range; expected a number > 0'],
  ['psi2: 3', 'psi2: 1e7', '6:9', 'psi2: 10000000 is out of range', '<= 1000000'],
  ['psi2: 3', 'psi2: 3\n  activation: rleu', '7:15', 'activation: "rleu" is not an activation'],
  ['psi2: 3', 'psi2: 3\n  activation: [relu, foo]', '7:22', 'activation: "foo" is not an activation'],
  ['psi2: 3', 'psi2: 3\n  activation: 3', '7:15', '"3" is not an activation'],
  ['"0.25:3,0.75:0.4"', '0.25;3', '10:11', 'blocks: "0.25;3" is not a list of blocks'],
  ['blocks: "0.25:3,0.75:0.4"', 'distribution: sphre', '10:17', '"sphre" is not known; did you mean sphere?'],
  ['blocks: "0.25:3,0.75:0.4"', 'distribution: 3', '10:17', 'inputs.distribution: "3" is not known'],
];

const simulation: Slip[] = [
  ['[75, 150]', '[150, 75]', '12:16', 'simulation.sizes: 75 follows 150; expected ascending'],
  ['[75, 150]', '[75, 75]', '12:15', 'simulation.sizes: 75 follows 75'],
  [
    '[75, 150]',
    '[75.5, 150]',
    '12:11',
    'simulation.sizes.0: 75.5 is not valid; expected a size, a whole number',
  ],
  ['[75, 150]', '[0, 150]', '12:11', 'simulation.sizes.0: 0 is not valid'],
  ['[75, 150]', '[-75, 150]', '12:11', '-75'],
  ['[75, 150]', '["75", 150]', '12:11', 'simulation.sizes.0: "75" is not valid'],
  ['[75, 150]', '[75, 2000000]', '12:15', '2000000'],
  ['[75, 150]', '[]', '12:10', 'simulation.sizes: [] is not valid'],
  ['[75, 150]', 'many', '12:10', 'simulation.sizes: "many" is not valid'],
  ['[75, 150]', '0', '12:10', 'simulation.sizes: 0 is not valid'],
  ['trials: 64', 'trials: 1', '13:11', 'simulation.trials: 1 is not valid', 'from 2 to 1000000'],
  ['trials: 64', 'trials: 0', '13:11', 'simulation.trials: 0 is not valid'],
  ['trials: 64', 'trials: -64', '13:11', '-64'],
  ['trials: 64', 'trials: 1000001', '13:11', '1000001'],
  ['trials: 64', 'trials: 64.5', '13:11', '64.5'],
  ['trials: 64', 'trials: lots', '13:11', '"lots"'],
  ['trials: 64', 'trials: [64]', '13:11', 'simulation.trials: [64] has 1 numbers for 2 sizes'],
  ['trials: 64', 'trials: [64, 64, 64]', '13:11', '[64,64,64] has 3 numbers for 2 sizes'],
  ['trials: 64', 'trials: [64, 1]', '13:16', 'simulation.trials.1: 1 is not valid'],
  ['trials: 64', 'trials: 64\n  labels: 0', '14:11', 'simulation.labels: 0 is not valid'],
  ['trials: 64', 'trials: 64\n  labels: 1.5', '14:11', '1.5'],
  ['trials: 64', 'trials: 64\n  labels: [16]', '14:11', '[16]'],
  ['trials: 64', 'trials: 64\n  seed: 1.5', '14:9', 'simulation.seed: 1.5 is not valid'],
  ['trials: 64', 'trials: 64\n  seed: -1', '14:9', '-1'],
  ['trials: 64', 'trials: 64\n  seed: ""', '14:9', 'simulation.seed: "" is not valid'],
  ['trials: 64', 'trials: 64\n  seed: [1]', '14:9', '[1]'],
  ['trials: 64', 'trials: 64\n  seed: 12345678901234567890', '14:9', '12345678901234567000'],
];

const comparison: Slip[] = [
  ['tolerance: 0.05', 'tolerance: 0', '15:14', 'comparison.tolerance: 0 is not valid; expected', '> 0'],
  ['tolerance: 0.05', 'tolerance: -0.1', '15:14', '-0.1'],
  ['tolerance: 0.05', 'tolerance: small', '15:14', '"small"'],
  ['tolerance: 0.05', 'alpha: 0', '15:10', 'comparison.alpha: 0 is not valid', '> 0 and < 1'],
  ['tolerance: 0.05', 'alpha: 1', '15:10', 'comparison.alpha: 1 is not valid'],
  ['tolerance: 0.05', 'alpha: 1%', '15:10', '"1%"'],
  ['tolerance: 0.05', 'theoryFactor: 0', '15:17', 'comparison.theoryFactor: 0 is not valid'],
  ['tolerance: 0.05', 'quantities: []', '15:15', 'comparison.quantities: [] is not valid'],
  [
    'tolerance: 0.05',
    'quantities: bias',
    '15:15',
    'comparison.quantities: "bias" is not valid; expected compared quantities, a list',
  ],
  ['tolerance: 0.05', 'quantities: [testErr]', '15:16', '"testErr" is not valid; did you mean testError?'],
  ['tolerance: 0.05', 'quantities: [bias, bias]', '15:22', 'comparison.quantities: "bias" is there twice'],
];

const heatmap = ['  y: excessRisk\n  series: ridge', '  y: ridge\n  color: bias'] as const;

/** Names of the literature. */
const aliases: Slip[] = [
  [
    'noise: 0.2',
    'sigma2: 0.2',
    '8:3',
    '"sigma2" is not known in parameters; did you mean noise, the variance σ²?',
  ],
  ['noise: 0.2', 'sigma^2: 0.2', '8:3', 'did you mean noise, the variance σ²?'],
  ['noise: 0.2', 'sigma: 0.4', '8:3', 'did you mean noise, the variance σ², the square of sigma?'],
  ['ridge: [0, 0.1]', 'lambda: [0, 0.1]', '7:3', '"lambda" is not known in parameters; did you mean ridge?'],
  ['ridge: [0, 0.1]', 'lam: [0, 0.1]', '7:3', 'did you mean ridge?'],
  ['ridge: [0, 0.1]', 'weight-decay: [0, 0.1]', '7:3', 'did you mean ridge?'],
  ['blocks: "', 'Sigma: "', '10:3', 'did you mean blocks?'],
  ['series: ridge', 'series: λ', '19:11', 'figure.series: "λ" is not a parameter; did you mean ridge?'],
];

const figure: Slip[] = [
  [
    'x: psi1',
    'x: psi2',
    '17:6',
    'figure.x: "psi2" does not vary over numbers',
    'expected one of psi1, ridge',
  ],
  ['x: psi1', 'x: blocks', '17:6', '"blocks" does not vary'],
  ['x: psi1', 'x: psi', '17:6', '"psi" is not a parameter; did you mean psi1?'],
  ['x: psi1', 'x: [psi1]', '17:6', 'figure.x: ["psi1"] is not valid'],
  ['y: excessRisk', 'y: excessrisk', '18:6', '"excessrisk" is not a quantity; did you mean excessRisk?'],
  ['y: excessRisk', 'y: ridge', '18:6', '"ridge" is not a quantity (a heat map also needs color)'],
  ['series: ridge', 'series: lambda', '19:11', 'figure.series: "lambda" is not a parameter'],
  ['series: ridge', 'series: psi1', '19:11', '"psi1" is the x axis already'],
  ['series: ridge', 'series: [ridge, ridge]', '19:11', '"ridge" is there twice'],
  ['series: ridge', 'series: []', '19:11', 'figure.series: [] is not valid'],
  ['series: ridge', 'series: 3', '19:11', 'figure.series: 3 is not valid'],
  [
    'series: ridge',
    'series: noise',
    '19:11',
    'ridge takes 2 values, but the figure does not show it',
    'series: [noise, ridge]',
  ],
  [
    '  series: ridge\n',
    '',
    '17:6',
    'ridge takes 2 values, but the figure does not show it; expected series: [ridge]',
  ],
  ['psi2: 3', 'psi2: [3, 4]', '19:11', 'psi2 takes 2 values', 'series: [ridge, psi2]'],
  [
    'series: ridge',
    'series: ridge\n  width: nature',
    '20:10',
    'figure.width: "nature" is not valid',
    'prl, prl-full, jstat',
  ],
  [
    'series: ridge',
    'series: ridge\n  width: neurps',
    '20:10',
    '"neurps" is not valid; did you mean neurips?',
  ],
  ['series: ridge', 'series: ridge\n  theme: drak', '20:10', '"drak" is not valid; did you mean dark?'],
  ['series: ridge', 'series: ridge\n  xScale: loglog', '20:11', '"loglog"'],
  ['series: ridge', 'series: ridge\n  yScale: 1', '20:11', 'figure.yScale: 1 is not valid'],
  [
    'series: ridge',
    'series: ridge\n  bands: yes',
    '20:10',
    'figure.bands: "yes" is not valid; expected true or false',
  ],
  ['series: ridge', 'series: ridge\n  title: 3', '20:10', 'figure.title: 3 is not valid'],
  ['series: ridge', 'series: ridge\n  xDomain: [2, 1]', '20:12', 'figure.xDomain: [2,1] is not ascending'],
  ['series: ridge', 'series: ridge\n  xDomain: [1, 1]', '20:12', '[1,1] is not ascending'],
  ['series: ridge', 'series: ridge\n  xDomain: [1]', '20:12', 'figure.xDomain: [1] is not valid'],
  ['series: ridge', 'series: ridge\n  xDomain: [1, 2, 3]', '20:12', '[1,2,3]'],
  ['series: ridge', 'series: ridge\n  yDomain: [a, 1]', '20:13', 'figure.yDomain.0: "a" is not valid'],
  ['series: ridge', 'series: ridge\n  yDomain: [0, 1]\n  yScale: log', '20:12', '[0,1] is on a log scale'],
  ['x: psi1', 'x: ridge\n  xScale: log', '18:11', '"log" cannot show ridge = 0'],
  ['series: ridge', 'series: ridge\n  optimum: psi1', '20:12', '"psi1" is for heat maps'],
  [
    'series: ridge',
    'color: bias',
    '18:6',
    'figure.y: "excessRisk" is not a parameter; expected one of ridge',
  ],
  ['series: ridge', 'color: blue', '19:10', 'figure.color: "blue" is not valid'],
  [heatmap[0], heatmap[1].replace('ridge', 'psi1'), '18:6', '"psi1" is the x axis already'],
  [
    heatmap[0],
    `${heatmap[1]}\n  series: ridge`,
    '20:11',
    '"ridge": a heat map (color is given) has no series',
  ],
  [heatmap[0], `${heatmap[1]}\n  bands: true`, '20:10', 'true: a heat map'],
  [
    heatmap[0],
    `${heatmap[1]}\n  optimum: noise`,
    '20:12',
    '"noise" is not an axis of the map; expected psi1 or ridge',
  ],
  [heatmap[0], `${heatmap[1]}\n  yScale: log`, '20:11', '"log" cannot show ridge = 0'],
];

describe.each<[string, Slip[]]>([
  ['unknown and duplicate keys', keys],
  ['missing keys', missing],
  ['YAML', syntax],
  ['types', wrongTypes],
  ['values', values],
  ['names of the literature', aliases],
  ['simulation', simulation],
  ['comparison', comparison],
  ['figure', figure],
])('%s', (_, slips) => {
  it.each(slips)('%j -> %j', (original, slip, place, ...says) => {
    expect(base).toContain(original);
    const message = failure(base.replace(original, slip));
    for (const words of says) expect(message).toContain(words);
    expect(message).toMatch(/^a-test\.yaml:\d+:\d+: [^\n]+$/m);
    expect(message.split(': ', 1)[0]).toBe(`a-test.yaml:${place}`);
  });
});

describe('whole files', () => {
  it.each<[text: string, place: string, says: string]>([
    ['', '1:1', 'the file is empty; expected a map'],
    ['# nothing\n', '1:1', 'the file is empty'],
    ['null', '1:1', 'null is not a scenario'],
    ['just text', '1:1', '"just text" is not a scenario'],
    ['- title: a\n', '1:1', '[{"title":"a"}] is not a scenario'],
    ['3', '1:1', '3 is not a scenario'],
    ['%YAML 1.1\n---\ntitle: T\n', '1:1', '%YAML directive; remove it'],
    ['{}', '1:1', 'model is missing'],
    ['[[[[[[', '1:7', 'not valid YAML'],
    ['{title: T, model: linear, parameters: 3}', '1:39', 'parameters: 3 is not valid; expected a map'],
    ['{title: T, model: linear, parameters: [gamma]}', '1:39', 'parameters: ["gamma"] is not valid'],
    ['{title: T, model: linear}', '1:1', 'parameters.gamma is missing'],
    ['{title: T, model: linear, parameters: {}}', '1:39', 'parameters.gamma is missing'],
    ['{title: T, model: linear, parameters: {gamma: 1}, inputs: [1]}', '1:59', 'inputs: [1] is not valid'],
    [
      '{title: T, model: linear, parameters: {gamma: 1}, simulation: 3}',
      '1:63',
      'simulation: 3 is not valid',
    ],
    [
      '{title: T, model: linear, parameters: {gamma: 1}, figure: none}',
      '1:59',
      'figure: "none" is not valid',
    ],
    [
      '{title: T, model: linear, parameters: {gamma: max(1,0)}}',
      '1:47',
      '"max(1" is cut at its comma; quote it: "max(1,0)"',
    ],
    [
      '{title: T, model: linear, parameters: {gamma: "linspace(1,2,600)", noise: "linspace(1,2,600)"}}',
      '1:39',
      '360000 points (gamma 600 x noise 600) are too many',
    ],
    ['a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n', '1:7', 'the anchor &a is not allowed'],
  ])('%j', (text, place, says) => {
    const message = failure(text);
    expect(message).toContain(says);
    expect(message.split(': ', 1)[0]).toBe(`a-test.yaml:${place}`);
  });

  it('that are too long or too deep', () => {
    expect(failure('#'.repeat(100_001))).toMatch(/^a-test\.yaml:1:1: the text has 100001 characters/);
    for (const deep of ['[', '{a: ', '- ', '? ']) {
      expect(failure(deep.repeat(20_000))).toMatch(/^a-test\.yaml:1:\d+: "[[{?-].* is nested too deeply/);
    }
    const stairs = Array.from({ length: 400 }, (_, i) => `${' '.repeat(i)}a:`).join('\n');
    expect(failure(stairs)).toMatch(/^a-test\.yaml:101:1: .* is nested too deeply/);
  });

  it('that ask for too much, before it is there', () => {
    const many = Array.from({ length: 100 }, (_, i) => `"linspace(${i},${i + 0.9},200000)"`);
    const start = performance.now();
    expect(failure(base.replace('noise: 0.2', `noise: [${many.join(', ')}]`))).toMatch(
      /^a-test.yaml:5:3: 160000000 points \(psi1 4 x ridge 2 x noise 20000000\) are too many/,
    );
    const sizes = Array.from({ length: 5_000 }, (_, i) => i + 1);
    const points = base.replace('logspace(0.5,4,4)', 'logspace(0.5,4,40)');
    expect(failure(points.replace('[75, 150]', `[${sizes.join()}]`))).toMatch(
      /^a-test.yaml:12:10: simulation.sizes: 400000 points \(points 80 x sizes 5000\) are too many/,
    );
    const keys = Array.from({ length: 8_000 }, (_, i) => `  k${i}: 1\n`);
    expect(failure(base.replace('  psi2: 3\n', keys.join('')))).toMatch(/\n… and more$/);
    expect(failure(base.replace('0.2', `"${'1'.repeat(90_000)}x"`))).toContain('1…');
    // Each of these takes minutes where the work comes before the limit.
    expect(performance.now() - start).toBeLessThan(4000);
  });

  it.each([
    ['noise: 0.2', `noise: ${'x'.repeat(90_000)}`],
    ['noise: 0.2', `${'x'.repeat(900)}: 1`],
    ['A test', `[${'x,'.repeat(30_000)}]`],
    ['"0.25:3,0.75:0.4"', `"${'0.25:3,'.repeat(10_000)}"`],
    ['psi1', `${'y'.repeat(500)}`],
    ['y: excessRisk', `y: ${'y'.repeat(500)}`],
    ['noise: 0.2', `noise: !${'x'.repeat(90_000)} 1`],
    ['noise: 0.2', `noise: &${'x'.repeat(90_000)} 1`],
    ['noise: 0.2', `noise: {a: ${'x'.repeat(90_000)}`],
  ])('are quoted in brief: %#', (original, slip) => {
    expect(failure(base.replace(original, slip)).length).toBeLessThan(2500);
  });

  it.each(['A Test.yaml', 'a_test.yaml', '.yaml', 'ä.yml', 'a.b.yaml'])('the file name %j', (file) => {
    const message = failure(base, [], file);
    expect(message.startsWith(`${file}:1:1: the file's name "${file.replace(/\.ya?ml$/, '')}"`)).toBe(true);
  });
});

describe('all that is wrong', () => {
  it('is told at once, in the order of lines', () => {
    const message = failure(
      base
        .replace('A test', '3')
        .replace('psi2: 3', 'psi2: [1, -3, x]')
        .replace('noise: 0.2', 'nose: 0.2')
        .replace('[75, 150]', '[150, 75]')
        .replace('tolerance: 0.05', 'tolerance: 0')
        .replace('series: ridge', 'series: ridge\n  width: nature\n  heme: dark'),
    );
    expect(message.split('\n').map((line) => line.split(/[;,]/, 1)[0])).toEqual([
      'a-test.yaml:1:8: title: 3 is not valid',
      'a-test.yaml:6:13: parameters.psi2: -3 is out of range',
      'a-test.yaml:6:17: parameters.psi2: "x" is not a number',
      'a-test.yaml:8:3: the key "nose" is not known in parameters',
      'a-test.yaml:12:16: simulation.sizes: 75 follows 150',
      'a-test.yaml:15:14: comparison.tolerance: 0 is not valid',
      'a-test.yaml:20:10: figure.width: "nature" is not valid',
      'a-test.yaml:21:3: the key "heme" is not known in figure',
    ]);
  });

  it('is told of a figure, too, and of what the YAML has', () => {
    const message = failure(
      base
        .replace('model: random-features', 'model: random-feature')
        .replace('noise: 0.2', 'noise: .inf\n  noise: 0x10')
        .replace('x: psi1', 'x: noise')
        .replace('y: excessRisk', 'y: [excessrisk, bias, bias]'),
    );
    expect(message.split('\n').map((line) => line.split(/[;,]/, 1)[0])).toEqual([
      'a-test.yaml:3:8: the model "random-feature" is not known',
      'a-test.yaml:8:10: .inf is not valid',
      'a-test.yaml:9:3: the key "noise" is there twice',
      'a-test.yaml:9:10: 0x10 is not valid',
      'a-test.yaml:18:6: figure.x: "noise" does not vary over numbers',
      'a-test.yaml:19:6: figure.y: "excessrisk" is not a quantity',
      'a-test.yaml:19:6: figure.y: "bias" is there twice',
    ]);
  });

  it('is at most twenty lines', () => {
    const keys = Array.from({ length: 30 }, (_, i) => `  k${i}: 1\n`).join('');
    const lines = failure(base.replace('  psi2: 3\n', keys)).split('\n');
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe('… and more');
  });
});

describe('overrides', () => {
  it.each<[override: string, says: string]>([
    ['simulation.trials=abc', 'simulation.trials: "abc" is not valid'],
    ['simulation.trials=1', '1 is not valid'],
    ['simulation.trails=64', '"trails" is not known in simulation; did you mean trials?'],
    ['simulaton.trials=64', '"simulaton" is not known in a scenario; did you mean simulation?'],
    ['simulation.sizes=[150,75]', '75 follows 150'],
    ['simulation=3', 'simulation: 3 is not valid'],
    ['parameters.noise=-1', 'noise: -1 is out of range'],
    ['parameters.noise=0x10', '0x10 is not valid'],
    ['parameters.ridge=[0,0]', '0 is there twice'],
    ['parameters.ridge=[0,logspace(1,2,3)]', '"logspace(1" is cut at its comma'],
    ['parameters.ridge.x=3', 'ridge is not a map'],
    ['title.x=3', 'title is not a map'],
    ['model=lineer', 'the model "lineer" is not known; did you mean linear?'],
    ['figure.width=nature', '"nature" is not valid'],
    ['figure.series=noise', 'ridge takes 2 values'],
    ['figure.x=noise', '"noise" does not vary'],
    ['figure.__proto__=1', 'expected path=value'],
    ['noise', 'expected path=value'],
    ['=3', 'expected path=value'],
    ['a..b=3', 'expected path=value'],
    ['parameters.noise=[1', 'not valid YAML'],
    ['parameters.noise=&a 1', 'the anchor &a is not allowed'],
    ['parameters.noise=1\n---\n2', 'several YAML documents'],
  ])('%s', (override, says) => {
    const message = failure(base, [override]);
    expect(message.startsWith(`--set ${clip(override)}: `)).toBe(true);
    expect(message).toContain(says);
  });

  it('an override that breaks something else is reported where that stands', () => {
    expect(failure(base, ['parameters.psi1=3'])).toMatch(
      /^a-test\.yaml:17:6: figure\.x: "psi1" does not vary/,
    );
  });
});
