/** `descent run`: scenarios in; results, figures and a table of verdicts out. */
import { availableParallelism } from 'node:os';
import { clip, InputError } from '../errors.ts';
import { signatures } from '../models/registry.ts';
import type { Results } from '../pipeline/results.ts';
import { type RunOptions, runScenario } from '../pipeline/run.ts';
import { verdictReport } from '../pipeline/verdicts.ts';
import { loadScenario } from '../scenario/load.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Command, Given, Terminal } from './command.ts';
import { dryRun } from './dryRun.ts';
import { guard } from './interruption.ts';
import { checkFolder, readText, textOf, wholeNumber } from './options.ts';

const mostWorkers = 256;

export const run: Command = {
  options: [
    { name: 'set', kind: 'several', meaning: 'path=value: override a key of the scenarios; may be repeated' },
    { name: 'workers', meaning: 'worker threads [default: one a core]' },
    { name: 'seed', meaning: 'seed of every random stream [default: the scenario’s]' },
    { name: 'out', meaning: 'folder for results [default out]' },
    { name: 'blas', meaning: 'auto, embedded, embedded-fma, or the path of a BLAS [default auto]' },
    { name: 'dry-run', kind: 'flag', meaning: 'list cells, trials, time and memory; run nothing' },
    { name: 'theory-only', kind: 'flag', meaning: 'no simulation' },
    { name: 'fresh', kind: 'flag', meaning: 'forget stored trials and start over' },
    { name: 'strict', kind: 'flag', meaning: 'exit 3 on undecided, too' },
  ],
  notes:
    'Exit codes: 0 agree or undecided, 2 bad input, 3 theory and simulation disagree, 130 or 143 interrupted (SIGINT or SIGTERM).',
  execute: async (given, terminal) => {
    const options = {
      workers: wholeNumber(given, 'workers', mostWorkers) ?? availableParallelism(),
      blas: textOf(given, 'blas') ?? 'auto',
      out: textOf(given, 'out') ?? 'out',
      fresh: given.options.has('fresh'),
    };
    const scenarios = readScenarios(given);
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
    throw new InputError(`--seed ${clip(seed)}: a text of 1 to 100 characters is needed`);
  const overrides = given.options.get('set') ?? [];
  const scenarios = given.words
    .map((file) => loadScenario(file, readText(file), signatures, overrides))
    .map((scenario) => withSimulation(scenario, given.options.has('theory-only') ? null : seed));
  const names = scenarios.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return scenarios;
  throw new InputError(`two of the files are named ${twice}: their results would overwrite each other`);
}

/** The scenario with another seed, or with no simulation for null; where it has none, it stays without. */
function withSimulation(scenario: Scenario, seed: string | null | undefined): Scenario {
  if (scenario.simulation === null || seed === undefined) return scenario;
  const simulation = seed === null ? null : { ...scenario.simulation, seed };
  return { ...scenario, simulation, canonical: { ...scenario.canonical, simulation } };
}

async function runOne(
  scenario: Scenario,
  options: RunOptions,
  terminal: Terminal,
): Promise<Results['verdict']> {
  const progress = await progressBar(scenario.name, terminal);
  const { results, files } = await runScenario(scenario, {
    ...options,
    // The bar hides the cursor: it must be gone before signals end the process at once again.
    guard: (work) => guard((signal) => work(signal).finally(progress.stop)),
    onProgress: progress.update,
  });
  terminal.out(`${verdictReport(results)}\n${files.map((file) => `  ${file}`).join('\n')}\n\n`);
  return results.verdict;
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
