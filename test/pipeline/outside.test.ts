/** Numbers from outside: published values against theory and simulation, and measurements of one's own in the simulation's place. */
import { describe, expect, it } from 'vitest';
import { signatures } from '../../src/models/registry.ts';
import { figureOf } from '../../src/pipeline/figure.ts';
import { readResults } from '../../src/pipeline/savedResults.ts';
import { verdictReport } from '../../src/pipeline/verdicts.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { resultsOf } from './inProcess.ts';

const scenario = (sections: string) => `
model: linear
parameters: {gamma: "0.4, 3", noise: 1}
${sections}
comparison: {tolerance: 0.1}
figure: {x: gamma, y: excessRisk}
`;

describe('published values', () => {
  const results = resultsOf(
    scenario(`
theories: [engine, {name: slip, excessRisk: "gamma/(1 - gamma)"}]
published:
  - {at: {gamma: 2}, excessRisk: 1.5, decimals: 1, source: Table 1}
  - {at: {gamma: 3}, excessRisk: 1.3, decimals: 1}
simulation: {sizes: [40, 80], trials: 100}`),
  );

  it('are held against every theory, within half a unit of their last decimal', () => {
    expect(
      results.published.map(({ parameters, value, source, theories }) => [
        ...[parameters['gamma'], value, source],
        theories.map(({ by, verdict }) => `${by} ${verdict}`),
      ]),
    ).toEqual([
      [2, 1.5, 'Table 1', ['engine agree', 'slip disagree']],
      [3, 1.3, null, ['engine disagree', 'slip disagree']],
    ]);
    expect(verdictReport(results)).toContain('disagree: slip says excessRisk = -2, published 1.5 (Table 1)');
  });

  it('are held against the simulation, at points off the scan, too', () => {
    const own = results.limits.filter(({ by }) => by === 'published');
    expect(own.map(({ parameters, verdict }) => [parameters['gamma'], verdict])).toEqual([
      [3, 'disagree'],
      [2, 'agree'],
    ]);
    expect(own[0]!.extrapolationError).toBeGreaterThan(0.05);
    expect(results.theories.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['engine', 'disagree'],
      ['slip', 'disagree'],
      ['published', 'disagree'],
    ]);
  });

  it('do without simulation, and are read back', () => {
    const alone = resultsOf(scenario('published: [{at: {gamma: 2}, excessRisk: 1.5, decimals: 1}]'));
    expect(alone.verdict).toBe('agree');
    expect(verdictReport(alone)).toContain('1 published value is what theory says, as rounded');
    const saved = readResults('results.json', JSON.stringify(results));
    expect(saved.scenario.published).toEqual(results.scenario.published);
  });

  it.each([
    ['[{at: {gama: 2}, excessRisk: 1, decimals: 1}]', 'published.0.at: "gama" is not a parameter'],
    [
      '[{at: {}, excessRisk: 1, decimals: 1}]',
      'published.0.at: gamma is missing, which varies over the scan',
    ],
    ['[{at: {gamma: -1}, excessRisk: 1, decimals: 1}]', 'published.0.at: gamma: -1'],
    ['[{at: {gamma: 2}, excessRisk: 1}]', 'published.0.decimals is missing'],
    ['[{at: {gamma: 2}, decimals: 1}]', 'published.0.at: no value is given'],
    [
      '[{at: {gamma: 2}, excessRisk: 1, decimals: 1}, {at: {gamma: 2.0, noise: 1}, excessRisk: 1.02, decimals: 2}]',
      's.yaml:4:100: published.1.excessRisk: published.0 has a value at this point already; expected one',
    ],
  ])('are refused where they cannot be meant: %s', (list, message) => {
    expect(() => loadScenario('s.yaml', scenario(`published: ${list}`), signatures)).toThrow(message);
  });

  it('of several quantities at one point may stand apart', () => {
    const { published, limits } = resultsOf(
      scenario(`published:
  - {at: {gamma: 3}, excessRisk: 1.2, decimals: 1}
  - {at: {gamma: 3}, testError: 2.2, decimals: 1}
simulation: {sizes: [40, 80], trials: 100}`),
    );
    expect(published.map(({ theories }) => theories[0]!.verdict)).toEqual(['agree', 'agree']);
    const own = limits.filter(({ by }) => by === 'published');
    expect(own.map(({ quantity, verdict }) => [quantity, verdict])).toEqual([
      ['excessRisk', 'agree'],
      ['testError', 'agree'],
    ]);
  });
});

describe('measurements of one’s own', () => {
  // Twenty values about 1.5 with a scatter of 0.2, and a mean that is off.
  const repeats = Array.from({ length: 20 }, (_, i) => `2,${1.5 + 0.2 * Math.sin(37 * i + 1)},nan`);
  const text = [
    'gamma,excessRisk,excessRisk:standardError',
    '0.4,0.667,0.01',
    '3,1.3,0.01',
    ...repeats,
    '2.5,1.2,nan',
  ];
  const load = (file: string) => scenario(`measurements: ${file}`);
  const rows = text.slice(1).map((line) => {
    const [gamma, value, error] = line.split(',');
    return `{gamma: ${gamma}, excessRisk: ${value}${error === 'nan' ? '' : `, "excessRisk:standardError": ${error}`}}`;
  });
  const results = resultsOf(load(`{rows: [${rows.join(', ')}]}`));

  it('are judged as at their sizes: means with errors, and repeats', () => {
    const own = results.limits.map(({ parameters, verdict, from }) => [parameters['gamma'], verdict, from]);
    expect(own).toEqual([
      [0.4, 'agree', 'measurements'],
      [3, 'disagree', 'measurements'],
      [2, 'undecided', 'measurements'],
      [2.5, null, 'measurements'],
    ]);
    const [first, second, third, last] = results.limits;
    expect(first!.z!).toBeCloseTo((0.667 - 0.4 / 0.6) / 0.01, 6);
    expect(second!.z!).toBeCloseTo((1.3 - 7 / 6) / 0.01, 6);
    expect(third!.estimate!).toBeCloseTo(1.5, 1);
    expect(last!.reason).toContain('a single measurement without an error');
    expect(results.verdict).toBe('disagree');
  });

  it('are drawn beside the theory', () => {
    const figure = figureOf([results]);
    if (figure?.kind !== 'curves') throw new Error('curves are wanted');
    const measured = figure.series.find(({ label }) => label.includes('measured'))!;
    expect(measured.marks!.map(({ x }) => x)).toEqual([0.4, 3, 2, 2.5]);
    expect(measured.marks![0]).toMatchObject({ y: 0.667, low: 0.647, high: 0.687, verdict: 'agree' });
  });

  it('of several sizes are extrapolated', () => {
    const sized = [20, 40, 80].map(
      (size) =>
        `{gamma: 3, size: ${size}, excessRisk: ${7 / 6 + 2 / size}, "excessRisk:standardError": 0.001}`,
    );
    const { limits } = resultsOf(load(`{rows: [${sized.join(', ')}]}`));
    expect(limits[0]).toMatchObject({ method: 'ladder', verdict: 'agree' });
    expect(limits[0]!.estimate!).toBeCloseTo(7 / 6, 2);
  });

  it('are read from files beside the scenario', () => {
    const read = (path: string) => {
      expect(path).toBe('mine.csv');
      return text.join('\n');
    };
    const scenarioOf = (content: string) =>
      loadScenario('s.yaml', load('{file: mine.csv}'), signatures, [], () => content);
    expect(loadScenario('s.yaml', load('{file: mine.csv}'), signatures, [], read).measurements).toEqual(
      results.scenario.measurements,
    );
    const error = 'excessRisk:standardError';
    for (const [content, message] of [
      ['gamma,excessRisk\n2,x\n', 'mine.csv:2:3: excessRisk: "x" is not valid'],
      ['gamma,size,excessRisk\n2,0,1\n', 'mine.csv:2:3: size 0 is not valid; expected a number > 0'],
      [
        `gamma,excessRisk,${error}\n2,1,-1\n`,
        `mine.csv:2:5: ${error} -1 is not valid; expected a number > 0`,
      ],
      [`gamma,excessRisk,${error}\n2,1,0\n`, `mine.csv:2:5: ${error} 0 is not valid; expected a number > 0`],
      [`gamma,excessRisk,${error}\n2,nan,0.1\n`, `mine.csv:2:7: ${error} 0.1 is the error of nothing`],
      ['gamma,excessRisk\n-2,1\n', 'mine.csv:2:1: gamma: -2'],
    ] as const)
      expect(() => scenarioOf(content)).toThrow(message);
    expect(() =>
      loadScenario(
        's.yaml',
        load('{rows: [{gamma: 2, excessRisk: 1, size: 20}, {gamma: 2, excessRisk: 1}]}'),
        signatures,
      ),
    ).toThrow(
      's.yaml:4:60: measurements.rows.1: a size is missing here and given in row 1, at the same point; expected one in all rows of a point, or in none',
    );
  });

  it('are drawn and not judged where they have no error, which leaves others at their point judged', () => {
    const { limits, cells } = resultsOf(
      load(`{rows: [{gamma: 0.4, excessRisk: 0.667, "excessRisk:standardError": 0.01}, {gamma: 0.4, excessRisk: 0.7},
  {gamma: 3, excessRisk: 1.2}, {gamma: 3, excessRisk: 1.2}]}`),
    );
    expect(limits.map(({ verdict }) => verdict)).toEqual(['agree', null]);
    expect(limits[0]!.z!).toBeCloseTo((0.667 - 0.4 / 0.6) / 0.01, 6);
    expect(limits[1]!.reason).toBe(
      '2 measurements that are all 1.2 have no error: they are drawn, not judged',
    );
    expect(cells.map(({ mean, verdict }) => [mean, verdict])).toEqual([
      [0.667, 'agree'],
      [0.7, null],
      [1.2, null],
    ]);
  });
});
