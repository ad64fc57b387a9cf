/** Whatever a person types or writes into a file ends in success or in an InputError, never in an internal error. */
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { type Point, predict } from '../../src/index.ts';
import { modelNamed, models, signatures } from '../../src/models/registry.ts';
import { parseNpy } from '../../src/parts/inputs/npy.ts';
import { readSpectrumFile } from '../../src/parts/inputs/spectrumFile.ts';
import { readCertificate } from '../../src/pipeline/certificate.ts';
import { readResults } from '../../src/pipeline/savedResults.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { parseValues } from '../../src/scenario/values.ts';
import { npyFile } from '../helpers/npy.ts';
import { descent, tiny, useFolder } from './harness.ts';

/** Many times as many in the second gate. */
const times = Number(process.env['FUZZ_TIMES'] ?? 1);
const seed = { seed: 20, endOnFailure: true };

/** Names that every object has, and other texts that programs stumble over. */
const hostile = [
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype', '__defineGetter__'],
  ...[
    '',
    ' ',
    ',',
    ':',
    '=',
    '-',
    '--',
    '()',
    '(',
    ')',
    '[',
    '{',
    '"',
    "'",
    '\\',
    '%s',
    '\0',
    '\n',
    '\u2028',
    '😀',
    'ä',
  ],
  ...[
    'NaN',
    'Infinity',
    '-0',
    '0',
    '1e309',
    '-1',
    '0x10',
    '1_000',
    '1e-320',
    '9007199254740993',
    'null',
    'true',
  ],
  ...[
    'linspace(',
    'linspace(1,2,3)',
    'linspace(1,2,1e9)',
    'logspace(-1,2,3)',
    'optimal',
    'none',
    'isotropic',
  ],
  ...[
    'constructor:a=1',
    'toString:',
    'power:',
    'power:a=1,count=',
    'power:__proto__=1,a=1,count=3',
    'spiked:count=9,strength=1',
  ],
  ...[
    'file:',
    'file:.',
    'file:/dev/null',
    'file:x.npy',
    'blocks:',
    'blocks:1:1',
    '1:0',
    '0.5:1,0.5:2',
    'equicorrelated:rho=1',
  ],
  ...[
    'x',
    '1/x',
    'constructor(x)',
    'x.constructor',
    'relu',
    'max(x',
    'exp(exp(x))',
    'x^x',
    'e',
    'rbf',
    'ntk',
    '1,1',
    'x'.repeat(3000),
  ],
];
const word = fc.constantFrom(...hostile);
const texts = fc.oneof(
  word,
  fc.tuple(word, word).map((pair) => pair.join('')),
  fc.string({ maxLength: 12 }),
);

function accepts(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.message.length).toBeLessThan(50_000);
    for (const line of error.lines) expect(line.length).toBeLessThanOrEqual(2000);
  }
}

/** The text with some of its stretches replaced, doubled or left out. */
const damaged = (text: string) =>
  fc
    .array(fc.tuple(fc.nat(text.length), fc.nat(12), fc.oneof(texts, fc.constant(''))), {
      minLength: 1,
      maxLength: 3,
    })
    .map((edits) =>
      edits.reduce((sofar, [at, length, by]) => sofar.slice(0, at) + by + sofar.slice(at + length), text),
    );

const all = models.flatMap((model) => [...model.parameters, ...model.inputs]);
/** What a point of each model needs. */
const sized = new Map([
  ['linear', ['--gamma', '2']],
  ['random-features', ['--psi1', '2', '--psi2', '1']],
  ['kernel', ['--n', '20', '--dimension', '10']],
  ['deep-random-features', ['--psi2', '1']],
  ['classification', ['--alpha', '2', '--ridge', '1']],
]);
/** What keeps a command from simulating. */
const quick = new Map([
  ['run', ['--dry-run', '--theory-only']],
  ['spectrum', ['--json']],
  ['margins', ['--json']],
]);

useFolder({ 'tiny.yaml': tiny });

describe('a value', () => {
  const parameters = [...new Map(all.map((parameter) => [parameter.name, parameter])).values()];
  it.each(parameters.map((parameter) => [parameter.name, parameter] as const))(
    'of %s is one or is refused',
    (_, parameter) => {
      for (const text of hostile) accepts(() => parseValues(text, parameter));
      const value = fc.oneof(texts, fc.array(texts, { maxLength: 3 }), fc.double(), fc.jsonValue());
      fc.assert(
        fc.property(value, (each) => accepts(() => parseValues(each, parameter))),
        { ...seed, numRuns: 100 * times },
      );
    },
  );
});

describe('a command line', () => {
  const names = [
    'calc',
    'optimum',
    'diagnose',
    'phase',
    'spectrum',
    'margins',
    'describe',
    'new',
    'plot',
    'run',
    'models',
  ];
  const options = [
    'gamma',
    'ridge',
    'noise',
    'spectrum',
    'blocks',
    'data',
    'activation',
    'kernel',
    'widths',
    'n',
    'p',
    'd',
    'over',
  ];
  const option = fc
    .tuple(fc.constantFrom(...options, ...hostile.slice(0, 8)), texts)
    .map(([name, value]) => [`--${name}`, value]);
  const theory = ['--theory-only', '--json', '--dry-run', '--points=20'];

  it('is understood or refused', async () => {
    const line = fc.tuple(
      fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: texts }),
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...models.map(({ name }) => name), 'mle', 'tiny.yaml') },
        { weight: 1, arbitrary: texts },
      ),
      fc.array(
        fc.oneof(
          option,
          fc.constantFrom(...theory).map((flag) => [flag]),
        ),
        { maxLength: 3 },
      ),
    );
    await fc.assert(
      fc.asyncProperty(line, async ([name, what, rest]) => {
        const { code, err } = await descent(
          name,
          what,
          ...(sized.get(what) ?? []),
          ...rest.flat(),
          ...(quick.get(name) ?? []),
        );
        expect([0, 2, 3], err).toContain(code);
        expect(err.length).toBeLessThan(50_000);
      }),
      { ...seed, numRuns: 300 * times },
    );
  });
});

describe('a file', () => {
  it('of a scenario is read or refused', () => {
    fc.assert(
      fc.property(
        damaged(tiny),
        fc.array(damaged('parameters.noise=0.2'), { maxLength: 1 }),
        (text, overrides) => accepts(() => loadScenario('tiny.yaml', text, signatures, overrides)),
      ),
      { ...seed, numRuns: 400 * times },
    );
  });

  it('of results is read or refused', async () => {
    expect(await descent('run', 'tiny.yaml', '--theory-only')).toMatchObject({ code: 0 });
    const text = JSON.stringify(JSON.parse(readFileSync('out/tiny+theory-only/results.json', 'utf8')));
    fc.assert(
      fc.property(damaged(text), (each) => accepts(() => readResults('results.json', each))),
      { ...seed, numRuns: 300 * times },
    );
  });

  it('of a certificate is read or refused', async () => {
    const argv = ['./tiny.yaml', '--certificate', 'certificate.json', '--workers', '1'];
    expect(await descent('check', ...argv)).toMatchObject({ err: '' });
    const text = readFileSync('certificate.json', 'utf8');
    fc.assert(
      fc.property(damaged(text), (each) => accepts(() => readCertificate('certificate.json', each))),
      { ...seed, numRuns: 100 * times },
    );
  });

  it('of a spectrum is read or refused', () => {
    let count = 0;
    fc.assert(
      fc.property(damaged('eigenvalue,weight,multiplicity\n2,1,3\n0.5,0.25,10\n0,1,1\n'), (text) => {
        const file = `spectrum-${count++}.csv`;
        writeFileSync(file, text);
        accepts(() => readSpectrumFile(file));
      }),
      { ...seed, numRuns: 300 * times },
    );
  });

  it('of numpy is read or refused', () => {
    const text = Buffer.from(
      npyFile(
        [
          [1, 2],
          [3, 4],
        ],
        { type: '<f8', fortran: false },
      ),
    ).toString('latin1');
    fc.assert(
      fc.property(damaged(text), (each) => accepts(() => parseNpy(Buffer.from(each, 'latin1'), 'x.npy'))),
      { ...seed, numRuns: 500 * times },
    );
  });
});

describe('a point of the library', () => {
  it('is predicted or refused', () => {
    const names = all.map(({ name }) => name);
    const point = fc.tuple(
      fc.constantFrom(...models.map(({ name }) => name)),
      fc.dictionary(
        fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...names) }, word),
        fc.oneof(texts, fc.double(), fc.jsonValue()),
        { maxKeys: 3 },
      ),
    );
    fc.assert(
      fc.property(point, ([name, given]) => {
        const base = { gamma: 2, psi1: 2, psi2: 1, n: 20, dimension: 10, alpha: 2 };
        const model = modelNamed(name);
        const needed = Object.entries(base).filter(([key]) =>
          model.parameters.some((each) => each.name === key && (key !== 'n' || name === 'kernel')),
        );
        accepts(() => predict(model, { ...Object.fromEntries(needed), ...given } as Point));
      }),
      { ...seed, numRuns: 300 * times },
    );
  });
});
