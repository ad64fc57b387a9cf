/** `descent run`: scenarios in; results, figures and a table of verdicts out. */
import { availableParallelism } from 'node:os';
import { InputError } from '../errors.ts';
import { signatures } from '../models/registry.ts';
import type { Results } from '../pipeline/results.ts';
import { type RunOptions, runScenario } from '../pipeline/run.ts';
import { verdictReport } from '../pipeline/verdicts.ts';
import { loadScenario } from '../scenario/load.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Absent, Command, Given, Terminal } from './command.ts';
import { dryRun } from './dryRun.ts';
import { checkFolder, readText, refuseUnused, textOf, wholeNumber } from './options.ts';

const mostWorkers = 256;

export const run: Command = {
  options: [
    {
      name: 'set',
      of: 'command',
      kind: 'several',
      meaning: 'path=value: override a key of the scenarios; may be repeated',
    },
    { name: 'workers', of: 'simulation', meaning: 'worker threads [default: one a core]' },
    { name: 'seed', of: 'trials', meaning: 'seed of every random stream [default: the scenario’s]' },
    { name: 'out', of: 'results', meaning: 'folder for results [default out]' },
    {
      name: 'blas',
      of: 'simulation',
      meaning: 'auto, embedded, embedded-fma, or the path of a BLAS [default auto]',
    },
    {
      name: 'dry-run',
      of: 'command',
      kind: 'flag',
      meaning: 'list cells, trials, time and memory; run nothing',
    },
    { name: 'theory-only', of: 'simulable', kind: 'flag', meaning: 'no simulation' },
    { name: 'fresh', of: 'trials', kind: 'flag', meaning: 'forget stored trials and start over' },
    { name: 'strict', of: 'trials', kind: 'flag', meaning: 'exit 3 on undecided, too' },
  ],
  notes: 'Exit codes: 0 agree or undecided, 2 bad input, 3 theory and simulation disagree, 130 interrupted.',
  execute: async (given, terminal) => {
    const options = {
      workers: wholeNumber(given, 'workers', mostWorkers) ?? availableParallelism(),
      blas: textOf(given, 'blas') ?? 'auto',
      out: textOf(given, 'out') ?? 'out',
      fresh: given.options.has('fresh'),
    };
    const read = readScenarios(given);
    refuseUnused(given, run.options, absentFrom(read, given));
    const scenarios = given.options.has('theory-only')
      ? read.map((scenario) => withSimulation(scenario, null))
      : read;
    if (given.options.has('dry-run')) {
      for (const scenario of scenarios) terminal.out(`${dryRun(scenario, options)}\n`);
      return 0;
    }
    checkFolder('--out', options.out);
    const verdicts: Results['verdict'][] = [];
    for (const scenario of scenarios) verdicts.push(await runOne(scenario, options, terminal));
    const failed =
      verdicts.includes('disagree') || (given.options.has('strict') && verdicts.includes('undecided'));
    return failed ? 3 : 0;
  },
};

function readScenarios(given: Given): Scenario[] {
  const seed = textOf(given, 'seed');
  if (seed !== undefined && seed.length > 100)
    throw new InputError(`--seed ${seed}: a text of 1 to 100 characters is needed`);
  const overrides = given.options.get('set') ?? [];
  const scenarios = given.words
    .map((file) => loadScenario(file, readText(file), signatures, overrides))
    .map((scenario) => withSeed(scenario, seed));
  const names = scenarios.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return scenarios;
  throw new InputError(`two of the files are named ${twice}: their results would overwrite each other`);
}

/** The scenario with another seed. */
function withSeed(scenario: Scenario, seed: string | undefined): Scenario {
  return seed === undefined || scenario.simulation === null
    ? scenario
    : withSimulation(scenario, { ...scenario.simulation, seed });
}

function withSimulation(scenario: Scenario, simulation: Scenario['simulation']): Scenario {
  return { ...scenario, simulation, canonical: { ...scenario.canonical, simulation } };
}

function absentFrom(scenarios: readonly Scenario[], { options }: Given): Absent {
  const none = scenarios.every(({ simulation }) => simulation === null);
  const unsimulated = none
    ? 'no scenario has a simulation'
    : options.has('theory-only')
      ? '--theory-only simulates nothing'
      : undefined;
  const dry = options.has('dry-run') ? '--dry-run runs nothing, and writes nothing' : undefined;
  return {
    simulable: none ? unsimulated : undefined,
    simulation: unsimulated,
    trials: unsimulated ?? dry,
    results: dry,
  };
}

async function runOne(
  scenario: Scenario,
  options: RunOptions,
  terminal: Terminal,
): Promise<Results['verdict']> {
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const progress = await progressBar(scenario.name, terminal);
  try {
    const { results, files } = await runScenario(scenario, {
      ...options,
      signal: controller.signal,
      onProgress: progress.update,
    });
    progress.stop();
    terminal.out(`${verdictReport(results)}\n${files.map((file) => `  ${file}`).join('\n')}\n\n`);
    return results.verdict;
  } finally {
    progress.stop();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

interface Progress {
  readonly update: (done: number) => void;
  readonly stop: () => void;
}

/** A bar with the remaining time, if somebody watches. */
async function progressBar(name: string, { watched }: Terminal): Promise<Progress> {
  if (!watched) return { update: () => undefined, stop: () => undefined };
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
