/** `descent run`: scenarios in; results, figures and a table of verdicts out. */
import { availableParallelism } from 'node:os';
import type { Argv } from 'yargs';
import { InputError } from '../errors.ts';
import type { Results } from '../pipeline/results.ts';
import type { RunOptions } from '../pipeline/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { readText, single, wholeNumber } from './options.ts';

interface Arguments {
  readonly files: readonly string[];
  readonly set: readonly string[];
  readonly workers: number;
  readonly seed: string | undefined;
  readonly out: string;
  readonly blas: string;
  readonly dryRun: boolean;
  readonly theoryOnly: boolean;
  readonly fresh: boolean;
  readonly strict: boolean;
}

export function run(parser: Argv): Argv {
  return parser.command(
    'run <files..>',
    'evaluate and simulate scenarios, compare, and draw their figures',
    (args) =>
      args
        .positional('files', { type: 'string', array: true, describe: 'scenario files (YAML)' })
        .option('set', {
          type: 'string',
          array: true,
          nargs: 1,
          default: [],
          describe: 'path=value: override a key of the scenario',
        })
        .option('workers', {
          type: 'string',
          coerce: wholeNumber('workers'),
          describe: 'worker threads (default: one a core)',
        })
        .option('seed', { type: 'string', coerce: single('seed'), describe: 'seed of every random stream' })
        .option('out', {
          type: 'string',
          default: 'out',
          coerce: single('out'),
          describe: 'folder for results',
        })
        .option('blas', {
          type: 'string',
          default: 'auto',
          coerce: single('blas'),
          describe: 'auto, embedded, or a library path',
        })
        .option('dry-run', {
          type: 'boolean',
          default: false,
          describe: 'list cells, trials, time and memory; run nothing',
        })
        .option('theory-only', { type: 'boolean', default: false, describe: 'no simulation' })
        .option('fresh', { type: 'boolean', default: false, describe: 'forget stored trials and start over' })
        .option('strict', { type: 'boolean', default: false, describe: 'exit 3 on undecided, too' })
        .epilog(
          'Exit codes: 0 agree or undecided, 2 bad input, 3 theory and simulation disagree, 130 interrupted.',
        ),
    (args) => runFiles({ ...args, workers: args.workers ?? availableParallelism() } as unknown as Arguments),
  );
}

async function runFiles(args: Arguments): Promise<void> {
  const { loadScenario } = await import('../scenario/load.ts');
  const { signatures } = await import('../models/registry.ts');
  const overrides = [
    ...args.set,
    ...(args.seed === undefined ? [] : [`simulation.seed=${JSON.stringify(args.seed)}`]),
  ];
  const scenarios = args.files.map((file) => loadScenario(file, readText(file), signatures, overrides));
  const names = scenarios.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new InputError(`two of the files are named ${twice}: their results would overwrite each other`);
  if (args.dryRun) {
    const { dryRun } = await import('./dryRun.ts');
    for (const scenario of scenarios) process.stdout.write(`${dryRun(scenario, args)}\n`);
    return;
  }
  const verdicts: (string | null)[] = [];
  for (const scenario of scenarios) verdicts.push(await runOne(scenario, args));
  const failed = verdicts.includes('disagree') || (args.strict && verdicts.includes('undecided'));
  process.exitCode = failed ? 3 : 0;
}

async function runOne(scenario: Scenario, args: Arguments): Promise<Results['verdict']> {
  const { runScenario } = await import('../pipeline/run.ts');
  const { verdictReport } = await import('../report/verdicts.ts');
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const progress = await progressBar(scenario.name);
  try {
    const options: RunOptions = { ...args, signal: controller.signal, onProgress: progress.update };
    const { results, files } = await runScenario(scenario, options);
    progress.stop();
    process.stdout.write(`${verdictReport(results)}\n${files.map((file) => `  ${file}`).join('\n')}\n\n`);
    return results.verdict;
  } finally {
    progress.stop();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

/** A bar with the remaining time on stderr, on a terminal only. */
async function progressBar(name: string): Promise<{ update: (done: number) => void; stop: () => void }> {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const { SingleBar, Presets } = (await import('cli-progress')).default;
  const bar = new SingleBar(
    {
      format: `${name} {bar} {percentage}%  ETA {eta_formatted}`,
      etaBuffer: 20,
      clearOnComplete: true,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  let started = false;
  return {
    update: (done) => {
      if (!started) bar.start(1000, 0);
      started = true;
      bar.update(Math.round(1000 * done));
    },
    stop: () => bar.stop(),
  };
}
