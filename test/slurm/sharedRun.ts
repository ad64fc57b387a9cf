/** A run of some ten seconds that a test shares between jobs, and how its processes are met. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiled } from '../cli/compiled.ts';
import { until } from './privateSlurm.ts';

/** In blocks of some hundredths of a second, of 128 trials of one of four draws. */
export const shared = (trials: number) => `title: A run to be shared
model: linear
parameters: { gamma: [0.5, 2], ridge: [0, 0.1], noise: 0.5 }
simulation: { sizes: [60, 90], trials: ${trials}, labels: 4 }
comparison: { tolerance: 0.5 }
`;

let program: string | undefined;

/** `descent …words` in a process of its own. */
export function descent(...words: readonly string[]): { code: number | null; out: string; err: string } {
  program ??= compiled('program');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

export function submit(out: string, ...more: readonly string[]): ReturnType<typeof descent> {
  return descent('run', 'shared.yaml', '--blas', 'embedded', '--executor', 'slurm', '--out', out, ...more);
}

/** All that the run leaves, byte by byte. */
export function bytes(out: string): string[] {
  const files = ['results.json', 'results.csv', 'trials.jsonl'];
  return files.map((name) => readFileSync(join(out, 'shared', name), 'latin1'));
}

export function log(out: string, name: string): string {
  const file = join(out, 'shared/logs', name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Once a shard has stored some blocks. @returns its process */
export async function drawing(out: string, submission: number, index: number): Promise<number> {
  const folder = join(out, 'shared/parts');
  let pid = 0;
  await until(() => {
    const names = existsSync(folder) ? readdirSync(folder) : [];
    const name = names.filter((each) => each.startsWith(`${submission}-${index}-`)).at(-1);
    if (name === undefined || readFileSync(join(folder, name), 'utf8').split('\n').length < 6) return false;
    pid = Number(/-(\d+)\.jsonl$/.exec(name)![1]);
    return true;
  });
  return pid;
}
