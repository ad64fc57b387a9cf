/** `--plugin`: a model of one's own from the command line, by the program as it is installed. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { compiled } from './compiled.ts';
import { useFolder } from './harness.ts';

useFolder({
  'throws.ts': `import { defineModel } from 'descent';\nconst n: number = 1;\nthrow new Error(\`\${typeof defineModel} \${n}\`);\n`,
  'syntax.ts': 'const n: number = = 1;\n',
  'none.mjs': 'export const n = 1;\n',
  'sim.py': '',
});

let program = '';
const descent = (...argv: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...argv], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
};
const blas = ['--blas', 'embedded', '--workers', '2'];

beforeAll(() => {
  program = compiled('program');
  expect(descent('new', 'stein', '--plugin')).toMatchObject({ code: 0, err: '' });
});

describe('the plugin that descent new writes', () => {
  it('is known to calc and schema, and judged by check', () => {
    const calc = descent('calc', 'stein', '--plugin', 'stein.ts', '--signal', '3', '--json');
    expect(JSON.parse(calc.out)).toMatchObject([{ signal: 3, risk: 0.75, shrinkage: 0.75 }]);
    const words = ['check', 'stein', '--plugin=stein.ts', '--noise', '0.5', '--budget', '3s', ...blas];
    const right = descent(...words, '--formula', 'risk = noise*signal/(signal + noise)');
    expect(right).toMatchObject({ code: 0, err: '' });
    const wrong = descent(...words, '--formula', 'risk = 1.05*noise*signal/(signal + noise)');
    expect(wrong).toMatchObject({ code: 3, err: '' });
    expect(readFileSync('out/check-stein/results.json', 'utf8')).toContain('"model": "stein"');
  });

  it('is simulated by a scenario on the pool, whose workers import it', () => {
    expect(descent('new', 'my-stein', '--plugin', 'stein.ts', '--model', 'stein').code).toBe(0);
    // 2000 trials of 100 operations a coordinate are more than the program's own thread takes.
    const few = ['signal=2', 'noise=1'].flatMap((each) => ['--set', `parameters.${each}`]);
    const many = ['sizes=[2000,4000]', 'trials=1000'].flatMap((each) => ['--set', `simulation.${each}`]);
    const words = ['run', 'scenarios/my-stein.yaml', '--plugin', 'stein.ts', '--name', 'pool', ...blas];
    expect(descent(...words, ...few, ...many)).toMatchObject({ code: 0, err: '' });
    const { verdict, cells } = JSON.parse(readFileSync('out/pool/results.json', 'utf8'));
    expect(verdict).toBe('agree');
    expect(cells[1]).toMatchObject({ quantity: 'risk', size: 4000, trials: 1000 });
    expect(Math.abs(cells[1].mean - 2 / 3)).toBeLessThan(0.002);
    // Trials of an earlier text of the file are not its.
    expect(readFileSync('out/pool/trials.jsonl', 'utf8')).toMatch(/\\"module\\":\\"[0-9a-f]{16}\\"/);
  });
});

describe('a plugin is refused', () => {
  const template = () => readFileSync('stein.ts', 'utf8');
  const refusal = (file: string, words = ['models']) => {
    const { code, err } = descent(...words, '--plugin', file);
    expect(code).toBe(2);
    return err;
  };

  it('where it is no module, or defines no model, or one that there is', () => {
    writeFileSync('linear.ts', template().replaceAll("'stein'", "'linear'"));
    expect(
      ['missing.ts', 'sim.py', 'throws.ts', 'syntax.ts', 'none.mjs', 'linear.ts'].map((file) =>
        refusal(file).slice('descent: '.length),
      ),
    ).toEqual([
      'missing.ts: there is no such file\n',
      '--plugin sim.py: a module is needed, a file .ts, .js or .mjs\n',
      'throws.ts:3:7: function 1\n',
      'syntax.ts:1:18: Unexpected "="\n',
      'none.mjs: no model is defined; a call of defineModel is needed, as descent new NAME --plugin writes it\n',
      expect.stringMatching(
        /^linear\.ts:\d+:1: the model linear is there already; give yours another name\n$/,
      ),
    ]);
    expect(descent('models', '--plugin').err).toBe('descent: --plugin needs a file\n');
  });

  it('where a trial throws, or has other columns, by its number, place and size', () => {
    const check = ['check', 'stein', '--budget', '2s', ...blas];
    writeFileSync('short.ts', template().replace('return [risk, shrinkage]', 'return [risk]'));
    expect(refusal('short.ts', check)).toBe(
      'descent: stein, trial 0 of {"d":12,"noise":1,"signal":1}: a row has 1 numbers; expected 2: risk, shrinkage\n',
    );
    writeFileSync(
      'late.ts',
      template().replace('return [risk', "if (trial === 3) throw 'no';\n  return [risk"),
    );
    expect(refusal('late.ts', check)).toMatch(
      /^descent: stein, trial 3 of \{"d":\d+,"noise":1,"signal":1\}: no is thrown\n$/,
    );
  });
});
