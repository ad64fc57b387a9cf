/** Theories of one's own from the scenario to the verdict: formulas, equations and tables beside the engine, against one measurement. */
import { describe, expect, it } from 'vitest';
import type { Series } from '../../src/figure/figure.ts';
import { signatures } from '../../src/models/registry.ts';
import { planCases } from '../../src/pipeline/cases.ts';
import { theoriesOf } from '../../src/pipeline/claims.ts';
import { figureOf } from '../../src/pipeline/figure.ts';
import { resultsCsv } from '../../src/pipeline/resultRows.ts';
import { rawScenario, readResults } from '../../src/pipeline/savedResults.ts';
import { plainDocument } from '../../src/scenario/document.ts';
import { loadScenario, resolveScenario } from '../../src/scenario/load.ts';
import { resultsOf } from './inProcess.ts';

const hastie = 'gamma < 1 ? noise*gamma/(1-gamma) : 1 - 1/gamma + noise/(gamma-1)';
const scenario = (theories: string, rest = 'simulation: {sizes: [40, 80], trials: [120, 60]}') => `
model: linear
parameters: {gamma: "0.4, 2, 3", noise: 0.5}
theories:
  - engine
${theories}
${rest}
comparison: {tolerance: 0.1}
figure: {x: gamma, y: excessRisk}
`;

describe('a scenario with theories of one’s own', () => {
  const results = resultsOf(
    scenario(`
  - {name: mine, source: "Theorem 1", excessRisk: "${hastie}"}
  - {name: slip, excessRisk: "1.3*(${hastie})"}
  - name: saddle
    unknowns: {kap: {start: "1 + gamma", domain: "kap > 0"}}
    equations: ["kap - ridge - gamma*kap/(1+kap)"]
    let: {d2: "gamma/(1+kap)^2"}
    excessRisk: "(kap^2/(1+kap)^2 + noise)/(1-d2) - noise"
  - {name: table, rows: [{gamma: 2, excessRisk: 1}, {gamma: 0.4, excessRisk: 0.9}]}`),
  );
  const of = (name: string) => results.limits.filter(({ by }) => by === name);

  it('judges each by itself, and the whole by the worst', () => {
    expect(results.theories.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['engine', 'agree'],
      ['mine', 'agree'],
      ['slip', 'disagree'],
      ['saddle', 'agree'],
      ['table', 'disagree'],
    ]);
    expect(results.verdict).toBe('disagree');
    expect(results.theories[1]!.source).toBe('Theorem 1');
  });

  it('holds all against the same measurement', () => {
    for (const [i, { estimate, standardError, theory }] of of('engine').entries()) {
      const mine = of('mine')[i]!;
      expect(mine.theory!).toBeCloseTo(theory!, 12);
      expect(mine.standardError).toBe(standardError);
      expect(mine.estimate!).toBeCloseTo(estimate!, 12);
      expect(of('slip')[i]!.excludes!).toBeLessThan(0.3);
    }
  });

  it('judges a table at its own rows alone', () => {
    expect(of('table').map(({ verdict }) => verdict)).toEqual(['disagree', 'agree', null]);
    expect(of('table')[2]!.reason).toContain('no row');
  });

  it('shows a curve of each, and marks with the first', () => {
    const figure = figureOf([results]);
    if (figure?.kind !== 'curves') throw new Error('curves are wanted');
    expect(figure.series.map(({ label }) => label)).toEqual(
      ['engine', 'mine', 'slip', 'saddle', 'table'].map((name) => `\\text{${name}}`),
    );
    expect(figure.series.map(({ marks }) => marks!.length)).toEqual([3, 0, 0, 0, 0]);
    expect(figure.series[4]!.line!.x).toEqual([0.4, 2, 3]);
    expect(figure.series[4]!.line!.y).toEqual([0.9, 1, null]);
  });

  it('is read back, and has a row for each in its CSV', () => {
    const text = JSON.stringify(results);
    const saved = readResults('results.json', text);
    expect(saved.scenario.theories).toEqual(results.scenario.theories);
    expect(figureOf([saved.results])).toEqual(figureOf([results]));
    const rows = resultsCsv(results).trimEnd().split('\n');
    expect(rows).toHaveLength(1 + 5 * 3 * 3);
  });
});

describe('the figure of theories of one’s own', () => {
  it('shows single points of a table, and published values, as marks', () => {
    const figure = figureOf([
      resultsOf(
        scenario(
          `
  - {name: one, rows: [{gamma: 2, excessRisk: 1.3}]}
  - {name: two, rows: [{gamma: 2, excessRisk: 1.2}, {gamma: 3, excessRisk: 1.1}]}`,
          'published: [{at: {gamma: 2.5}, excessRisk: 0.9, decimals: 1}, {at: {gamma: 3}, excessRisk: 0.8, decimals: 1}]',
        ),
      ),
    ]);
    if (figure?.kind !== 'curves') throw new Error('curves are wanted');
    const [, one, two, published] = figure.series;
    const marksOf = ({ marks }: Series) => marks!.map(({ x, y }) => [x, y]);
    expect([one!.line, marksOf(one!)]).toEqual([undefined, [[2, 1.3]]]);
    expect([two!.line, marksOf(two!)]).toEqual([{ x: [0.4, 2, 3], y: [null, 1.2, 1.1] }, []]);
    expect(published!.line).toBeUndefined();
    expect(marksOf(published!)).toEqual([
      [2.5, 0.9],
      [3, 0.8],
    ]);
  });

  it('asks slow ones at few points, those of the scan among them, and says so', () => {
    const results = resultsOf(
      scenario(
        `
  - {name: slow, excessRisk: "gauss(gauss(gauss(tanh(gamma*z + w + v), w)^2, z), v)"}
  - {name: slower, excessRisk: "gauss(gauss(gauss(tanh(gamma*z + w + v) + tanh(z - gamma*w), w)^2, z), v)"}
  - {name: quick, excessRisk: "gauss(tanh(gamma*z)^2, z)"}`,
        '',
      ),
    );
    const begin = performance.now();
    const figure = figureOf([results]);
    expect(performance.now() - begin).toBeLessThan(30_000);
    if (figure?.kind !== 'curves') throw new Error('curves are wanted');
    const [full, slow, slower, quick] = figure.series.map(({ line }) => line!.x);
    expect(quick).toEqual(full);
    for (const few of [slow!, slower!]) {
      expect(few.length).toBeLessThan(20);
      expect([0.4, 2, 3].every((x) => few.includes(x))).toBe(true);
    }
    expect(figure.note).toBe('\\text{slow: at few points},\\; \\text{slower: at few points}');
    expect(figure.description).toContain(
      'slow, slower: evaluated at few points and joined, for want of time.',
    );
  });

  it('has fewer points along both axes of a map', () => {
    const map = figureOf([
      resultsOf(`
model: linear
parameters: {gamma: "0.5, 2", noise: "1, 2"}
theories: [{name: slow, excessRisk: "noise*gauss(gauss(gauss(tanh(gamma*z + w + v), w)^2, z), v)"}]
figure: {x: gamma, y: noise, color: excessRisk}
`),
    ]);
    if (map?.kind !== 'heatmap') throw new Error('a map is wanted');
    expect([map.grid.x.length, map.grid.y.length]).toEqual([4, 3]);
    expect(map.grid.values[2]![0]! / map.grid.values[0]![0]!).toBeCloseTo(2, 12);
    expect(map.note).toContain('slow: at few points');
  });
});

describe('theories without simulation', () => {
  it('state values, or gaps with reasons', () => {
    const results = resultsOf(scenario('  - {name: pole, excessRisk: noise/(gamma - 2)}', ''));
    expect(results.verdict).toBeNull();
    expect(results.theories[1]!.statements.map(({ value, gap }) => [value, gap])).toEqual([
      [-0.5 / 1.6, null],
      [null, expect.stringContaining('division by zero')],
      [0.5, null],
    ]);
    expect(resultsCsv(results)).toContain('excessRisk:pole');
  });
});

describe('theories that cannot be meant', () => {
  const load = (theories: string, read?: (path: string) => string) =>
    loadScenario('s.yaml', scenario(theories), signatures, [], read);

  it.each([
    [
      '  - {name: a, excessRisk: lambda*gamma}',
      '6:27: theories.1.excessRisk: position 1: "lambda" has another name here; write ridge*gamma',
    ],
    [
      '  - {name: a, excessRisc: gamma}',
      '6:15: the key "excessRisc" is not known in theories.1; did you mean excessRisk?',
    ],
    ['  - {name: engine, excessRisk: gamma}', 'there is a theory named "engine" already'],
    ['  - {name: a}', '"a" says nothing; expected an expression for excessRisk'],
    ['  - {name: a, excessRisk: x, unknowns: {x: {start: 1}}}', 'x need equations beside them'],
    ['  - {name: a, excessRisk: gamma, rows: [{gamma: 2, excessRisk: 1}]}', 'has rows alone'],
    ['  - {name: a, rows: [{excessRisk: 1}]}', 'there is no column gamma, which varies over the scan'],
    ['  - {name: a, rows: [{gamma: 1}]}', 'there is no column of a quantity'],
    ['  - {name: a, file: a.csv}', 'a.csv: no files can be read here'],
    [
      '  - {name: 理论, excessRisk: gamma}',
      '6:12: theories.1.name: "理论" cannot be drawn: there is no glyph for "理"; expected Latin, Greek or Cyrillic',
    ],
    [
      '  - {name: a, let: {gamma: "2"}, excessRisk: gamma}',
      '6:20: theories.1.let: let: "gamma" is a parameter of the model',
    ],
    ['  - {name: a, let: {constructor: "2"}, excessRisk: gamma}', '"constructor" has a meaning of its own'],
    [
      '  - {name: a, unknowns: {toString: {start: 1}}, equations: ["toString - 2"], excessRisk: toString}',
      '"toString" has a meaning of its own; choose another name',
    ],
  ])('are refused: %s', (theories, message) => {
    expect(() => load(theories)).toThrow(message);
  });

  it.each([
    [
      'gamma,excessRisk\n2,one\n',
      'a.csv:2:3: excessRisk: "one" is not valid; expected a finite decimal number',
    ],
    ['gamma,excessRisk\n2\n', 'a.csv:2:1: the row has 1 values for 2 columns'],
    ['gama,excessRisk\n2,1\n', 'a.csv:1:1: the column "gama" is not known; did you mean gamma?'],
    ['gamma,excessRisk\n', 'a.csv:1:1: there are no rows'],
    ['', 'a.csv:1:1: the file is empty'],
    ['gamma;excessRisk\n2;1\n', 'a.csv:1:1: the columns are separated by ";"; expected commas'],
    ['# mine\ngamma\texcessRisk\n2\t1\n', 'a.csv:2:1: the columns are separated by tabs; expected commas'],
    ['gamma,excessRisk\n2,inf\n', 'a.csv:2:3: excessRisk: "inf" is not valid'],
    [
      'gamma,excessRisk\n2,1\n\n2.0,1.1\n',
      'a.csv:4:5: excessRisk is 1.1 here and 1 in line 2, at the same point',
    ],
    ['excessRisk,gamma\n1,-2\n', 'a.csv:2:3: gamma: -2 is out of range; expected a number'],
    [
      'gamma,distribution,excessRisk\n2,gausian,1\n',
      'a.csv:2:3: distribution: "gausian" is not known; did you mean gaussian?',
    ],
  ])('have files with places: %j', (text, message) => {
    expect(() => load('  - {name: a, file: a.csv}', () => text)).toThrow(message);
  });

  it('read files of comma-separated values', () => {
    const text = '# from the paper\n"gamma", excessRisk ,trainError\n2,1.5,nan\n\n3,1e-1,\n';
    expect(load('  - {name: a, file: a.csv}', () => text).theories[1]).toEqual({
      name: 'a',
      source: 'a.csv',
      rows: [
        { at: { gamma: 2 }, values: { excessRisk: 1.5, trainError: null } },
        { at: { gamma: 3 }, values: { excessRisk: 0.1, trainError: null } },
      ],
    });
  });

  it('take what is not a number for a gap, in files and lists alike, and write it as they read it', () => {
    const file = load('  - {name: a, file: a.csv}', () => 'gamma,excessRisk\r2,nan\r3,1.5\r');
    const list = load(
      '  - {name: a, rows: [{gamma: 2, excessRisk: nan}, {gamma: 3, excessRisk: 1.5}, {gamma: 0.4, excessRisk: null}]}',
    );
    const rows = (scenario: typeof file) =>
      (scenario.theories[1] as { rows: readonly { values: object }[] }).rows.map(({ values }) => values);
    expect(rows(file)).toEqual([{ excessRisk: null }, { excessRisk: 1.5 }]);
    expect(rows(list)).toEqual([{ excessRisk: null }, { excessRisk: 1.5 }, { excessRisk: null }]);
    const again = resolveScenario('s', plainDocument(rawScenario(list.canonical), 's.yaml'), signatures);
    expect(again.theories).toEqual(list.theories);
  });

  it('are at a point of the scan however its numbers are typed', () => {
    const text = scenario('  - {name: a, file: a.csv}', '').replace('"0.4, 2, 3"', '"logspace(0.001,0.1,4)"');
    const typed = 'gamma,excessRisk\n1e-3,1\n0.00464158883361278,2\n2.1544346900318834e-02,3\n.10,4\n';
    const cases = planCases(loadScenario('s.yaml', text, signatures, [], () => typed));
    const [, table] = theoriesOf(loadScenario('s.yaml', text, signatures, [], () => typed));
    expect(cases.map(({ place }) => table!.state('excessRisk', place).value)).toEqual([1, 2, 3, 4]);
  });

  it('of very many rows are read and asked in no time', () => {
    const many = Array.from({ length: 1e5 }, (_, i) => `${1 + i / 1000},0.5,${i}`).join('\n');
    const begin = performance.now();
    const wide = scenario('  - {name: a, file: a.csv}', '').replace('"0.4, 2, 3"', '"linspace(1,100,991)"');
    const loaded = loadScenario('s.yaml', wide, signatures, [], () => `gamma,noise,excessRisk\n${many}\n`);
    const [, table] = theoriesOf(loaded);
    const said = planCases(loaded).map(({ place }) => table!.state('excessRisk', place).value);
    expect(said[1]).toBe(100);
    expect(said.every((value, i) => value === 100 * i)).toBe(true);
    expect(performance.now() - begin).toBeLessThan(10_000);
  });
});
