/** Slurm's commands as scripts that only keep a list: for tests of what is asked of them, without a scheduler. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const scripts: Readonly<Record<string, string>> = {
  sbatch: `
case "$*" in
*--partition=nowhere*) echo 'sbatch: error: invalid partition specified: nowhere' >&2
  echo 'sbatch: error: Batch job submission failed: Invalid partition name specified' >&2; exit 1 ;;
*--time=never*merge) echo 'sbatch: error: Batch job submission failed: Job violates accounting/QOS policy' >&2; exit 1 ;;
esac
echo "sbatch $*" >>calls
wc -l <calls | tr -d ' '`,
  squeue: 'cat queue',
  scancel: 'echo "scancel $*" >>calls',
  scontrol: `
case $1 in
show) echo 'MaxArraySize            = 5' ;;
*) echo "scontrol $*" >>calls ;;
esac`,
};

export interface FakeSlurm {
  /** What was asked for since the last time, a line a command. */
  readonly calls: () => string[];
  /** Lines that squeue says. */
  readonly queue: (lines: readonly string[]) => void;
}

/** Writes the commands into the folder, and puts it before the others of PATH. */
export function fakeSlurm(folder: string): FakeSlurm {
  mkdirSync(folder, { recursive: true });
  const path = (name: string) => join(folder, name);
  for (const [name, text] of Object.entries(scripts))
    writeFileSync(path(name), `#!/bin/sh\ncd '${resolve(folder)}'\n${text.trim()}\n`, { mode: 0o755 });
  const queue = (lines: readonly string[]) =>
    writeFileSync(path('queue'), lines.map((line) => `${line}\n`).join(''));
  queue([]);
  process.env['PATH'] = `${resolve(folder)}${delimiter}${process.env['PATH']}`;
  return {
    queue,
    calls: () => {
      const text = existsSync(path('calls')) ? readFileSync(path('calls'), 'utf8') : '';
      writeFileSync(path('calls'), '');
      return text.split('\n').filter((line) => line !== '');
    },
  };
}
