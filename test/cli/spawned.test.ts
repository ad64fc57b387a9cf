/** What only a process of its own can show: pipes that close, signals, sudden death, workers. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { guard } from '../../src/cli/interruption.ts';
import { compiled } from './compiled.ts';
import { tiny, useFolder } from './harness.ts';

/** Drawing takes as long again as starting, and has tests of its own. */
function pictureless(text: string): string {
  return text.replace(/^figure: .*\n/m, '');
}

/** Some seconds of work in blocks of some hundredths. */
const lengthy = pictureless(tiny.replace('[12, 24], trials: 24', '[40, 60], trials: 1000'));

/** One trial takes minutes, most of them in one call: the eigenvectors of a singular Gram matrix. */
const endless = `title: Endless trials
model: random-features
parameters: { psi1: [7.7, 8], psi2: 7, activation: identity }
simulation: { sizes: [500, 600], trials: 16, labels: 4 }
figure: { x: psi1, y: excessRisk }
`;

/** Theory is made wrong: the verdict is disagree. */
const refuted = pictureless(tiny.replace('tolerance: 0.5', 'tolerance: 0.5, theoryFactor: 5'));

/** Half a minute of theory before anything is simulated. */
const pensive = `title: A long time of theory
model: classification
parameters: { alpha: "linspace(0.5,3,1000)", labels: logit, intercept: 0.5 }
`;

useFolder({
  'lengthy.yaml': lengthy,
  'endless.yaml': endless,
  'refuted.yaml': refuted,
  'pensive.yaml': pensive,
});

let program = '';
beforeAll(() => {
  program = compiled('program');
});

function start(argv: readonly string[], cwd = '.', stdio: StdioOptions = 'pipe'): ChildProcess {
  return spawn(process.execPath, [program, ...argv], { stdio, cwd });
}

async function finish(
  child: ChildProcess,
): Promise<{ code: number | null; signal: string | null; out: string; err: string }> {
  const written = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => {
    written.out += chunk;
  });
  child.stderr!.on('data', (chunk) => {
    written.err += chunk;
  });
  const [code, signal] = await once(child, 'close');
  return { code, signal, ...written };
}

/** Once this run has stored a few more blocks than there are. */
async function someBlocks(out: string): Promise<void> {
  const file = join(out, 'lengthy', 'trials.jsonl');
  const lines = () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0);
  const before = lines();
  for (let i = 0; lines() < before + 4; i++) {
    if (i > 4000) throw new Error('no block was stored in twenty seconds');
    await setTimeout(5);
  }
}

/** All that the run left, byte by byte. */
function outputs(out: string): Record<string, string> {
  const names = ['results.json', 'results.csv', 'trials.jsonl'];
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(out, 'lengthy', name), 'utf8')]));
}

describe('the program', () => {
  it('says in one line what is wrong, on stderr, with exit code 2', async () => {
    const { code, out, err } = await finish(start(['run', 'tiny.yml']));
    expect({ code, out, err }).toEqual({
      code: 2,
      out: '',
      err: 'descent: tiny.yml: there is no such file\n',
    });
  });

  it('ends quietly when its reader does, as in calc … | head -1', async () => {
    const child = start(['calc', 'linear', '--gamma', 'linspace(0.1,0.9,4000)', '--csv']);
    child.stdout!.once('data', () => child.stdout!.destroy());
    let err = '';
    child.stderr!.on('data', (chunk) => {
      err += chunk;
    });
    const [code] = await once(child, 'exit');
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('says that output is lost where it is the result', async () => {
    const full = openSync('/dev/full', 'w');
    const { code, err } = await finish(
      start(['calc', 'linear', '--gamma', '2'], '.', ['ignore', full, 'pipe']),
    );
    expect(code).toBe(2);
    expect(err).toMatch(/^descent: standard output is lost: ENOSPC.*\n$/);
  });
});

describe('the exit code of a run', () => {
  const argv = ['run', 'refuted.yaml', '--blas', 'embedded', '--workers', '1'];

  it('is its verdict’s when its reader leaves, the disk is full, or nobody listens', async () => {
    const left = start(argv);
    left.stdout!.destroy();
    expect(await finish(left)).toMatchObject({ code: 3, err: '' });

    const full = start(argv, '.', ['ignore', openSync('/dev/full', 'w'), 'pipe']);
    const { code, err } = await finish(full);
    expect(code).toBe(3);
    expect(err).toMatch(/^descent: standard output is lost: ENOSPC.*\n$/);

    const closed = spawn('sh', ['-c', 'exec "$@" >&-', 'sh', process.execPath, program, ...argv], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    expect(await finish(closed)).toMatchObject({ code: 3, err: '' });

    const deaf = start(argv, '.', ['ignore', 'pipe', openSync('/dev/full', 'w')]);
    const [ending] = await once(deaf, 'exit');
    expect(ending).toBe(3);
  });
});

describe('a signal', () => {
  it('ends the program at once while theory is evaluated', async () => {
    const predicted = '--alpha linspace(0.5,3,1000) --labels logit --intercept 0.5'.split(' ');
    const running = [
      { argv: ['run', 'pensive.yaml'], by: 'SIGINT' },
      { argv: ['calc', 'classification', ...predicted], by: 'SIGTERM' },
    ] as const;
    const children = running.map(({ argv }) => start(argv));
    const endings = children.map(finish);
    await setTimeout(1500);
    const before = performance.now();
    for (const [i, { by }] of running.entries()) children[i]!.kill(by);
    for (const [i, { by }] of running.entries())
      expect(await endings[i]).toEqual({ code: null, signal: by, out: '', err: '' });
    // One second, and as much again for a machine under load.
    expect(performance.now() - before).toBeLessThan(2000);
    expect(existsSync('out/pensive')).toBe(false);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s waits until files are written', async (by, exitCode) => {
    const name = `guarded-${by}.txt`;
    const writing = guard(async () => {
      process.kill(process.pid, by);
      writeFileSync(name, 'whole');
    });
    await expect(writing).rejects.toMatchObject({ exitCode });
    expect(readFileSync(name, 'utf8')).toBe('whole');
    expect(process.listenerCount(by)).toBe(0);
  });

  it('that is the second one ends at once what does not heed the first', async () => {
    const script = `
      import { guard } from ${JSON.stringify(join(dirname(program), 'interruption.js'))};
      import { setTimeout } from 'node:timers/promises';
      await guard(() => {
        process.stdout.write('guarded');
        return setTimeout(60_000);
      });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
    const ending = finish(child);
    await once(child.stdout, 'data');
    child.kill('SIGHUP');
    await setTimeout(300);
    expect(child.exitCode).toBe(null);
    child.kill('SIGTERM');
    expect(await ending).toMatchObject({ code: 143, signal: null, err: '' });
  });
});

describe('a run', () => {
  it('leaves the same bytes with one worker or two, beside another one, from any folder, and after an interruption and a kill', async () => {
    mkdirSync('elsewhere');
    // Of two at once one is refused, and does no harm.
    const whole = ['run', '../lengthy.yaml', '--blas', 'embedded', '--workers', '2'];
    const both = [start(whole, 'elsewhere'), start(whole, 'elsewhere')];
    const endings = await Promise.all(both.map(finish));
    const [done, refused] = endings.sort((a, b) => a.code! - b.code!);
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(refused).toMatchObject({ code: 2, out: '' });
    const owner = both.find(({ exitCode }) => exitCode === 0)!.pid;
    expect(refused!.err).toContain(`descent: out/lengthy is being written by process ${owner} on `);
    expect(refused!.err).toContain(`(descent ${whole.join(' ')}); wait for it (--wait-for-lock)`);

    const command = ['run', 'lengthy.yaml', '--blas', 'embedded', '--workers', '1'];
    const interrupted = start(command);
    const ending = finish(interrupted);
    await someBlocks('out');
    interrupted.kill('SIGINT');
    const { code, signal, out, err } = await ending;
    expect({ code, signal }).toEqual({ code: 130, signal: null });
    expect(out).toBe('');
    expect(err).toBe('descent: interrupted; finished blocks are kept, the same command resumes\n');

    const killed = start(command);
    const death = finish(killed);
    await someBlocks('out');
    killed.kill('SIGKILL');
    expect(await death).toMatchObject({ signal: 'SIGKILL' });
    expect(existsSync('out/lengthy/lock.json')).toBe(true);

    expect(existsSync('out/lengthy/results.json')).toBe(false);
    expect(await finish(start(command))).toMatchObject({ code: 0, err: '' });
    expect(outputs('out')).toEqual(outputs('elsewhere/out'));
    expect(readdirSync('out/lengthy').sort()).toEqual(Object.keys(outputs('out')).sort());
  });

  it('ends soon after an interruption in the midst of a long trial, on any backend', async () => {
    const interrupt = async (blas: string, by: NodeJS.Signals, expected: number) => {
      const child = start(['run', 'endless.yaml', '--blas', blas, '--workers', '1', '--out', blas]);
      const ending = finish(child);
      while (!existsSync(join(blas, 'endless', 'trials.jsonl'))) await setTimeout(5);
      await setTimeout(1500);
      const before = performance.now();
      child.kill(by);
      return { ...(await ending), expected, seconds: (performance.now() - before) / 1000 };
    };
    const endings = [interrupt('embedded', 'SIGINT', 130), interrupt('auto', 'SIGTERM', 143)];
    for (const { code, signal, err, expected, seconds } of await Promise.all(endings)) {
      expect(err).toBe('descent: interrupted; finished blocks are kept, the same command resumes\n');
      expect({ code, signal }).toEqual({ code: expected, signal: null });
      // One, and as much again for a machine under load.
      expect(seconds).toBeLessThan(2);
    }
  });
});
