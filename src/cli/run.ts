/** `descent run`: scenarios in; results, figures and a table of verdicts out. */
import { clip, IncompleteError, InputError } from '../errors.ts';
import { signatures } from '../models/registry.ts';
import type { Results, Source } from '../pipeline/results.ts';
import { loadAnyScenario } from '../scenario/load.ts';
import { look } from '../scenario/look.ts';
import { isLaw, type LawScenario, type Scenario } from '../scenario/scenario.ts';
import type { Absent, Command, Given, Terminal } from './command.ts';
import { drawScenario } from './drawScenario.ts';
import { dryRun } from './dryRun.ts';
import { checkFolder, readBeside, readSeconds, readText, refuseUnused, textOf, unused } from './options.ts';
import { folderName, folderOptions, readName, waiting } from './resultsFolder.ts';
import { readSharing, shareScenario, sharingOptions } from './share.ts';
import { drawing, type External, executorOf, simulatorOptions } from './simulator.ts';

export const run: Command = {
  options: [
    {
      name: 'set',
      of: 'command',
      kind: 'several',
      meaning: 'path=value: override a key of the scenarios; may be repeated',
    },
    {
      name: 'workers',
      of: 'simulation',
      meaning: 'worker threads [default: one a core; of a task on Slurm one]',
    },
    { name: 'seed', of: 'trials', meaning: 'seed of every random stream [default: the scenario’s]' },
    ...folderOptions('a scenario', 'the file’s, and what the command line changes'),
    {
      name: 'blas',
      of: 'simulation',
      meaning: 'auto, embedded, embedded-fma, or the path of a BLAS [default auto]',
    },
    ...simulatorOptions('simulation'),
    ...sharingOptions,
    {
      name: 'dry-run',
      of: 'command',
      kind: 'flag',
      meaning: 'list cells, trials, time and memory; run nothing',
    },
    { name: 'theory-only', of: 'simulable', kind: 'flag', meaning: 'no simulation' },
    { name: 'fresh', of: 'trials', kind: 'flag', meaning: 'forget stored trials and start over' },
    { name: 'strict', of: 'trials', kind: 'flag', meaning: 'exit 3 on undecided, too' },
    {
      name: 'until-decided',
      of: 'trials',
      kind: 'flag',
      meaning: 'add trials and sizes where claims are undecided, until none is or --budget is over',
    },
    {
      name: 'budget',
      of: 'looks',
      meaning: 'time for --until-decided, such as 90s or 10m [default 10m]',
    },
  ],
  notes: [
    'Results go to OUT/NAME, where the same command replaces its earlier ones, also after the file was edited.',
    'With --set, --seed or --theory-only they go to a folder of their own, such as OUT/NAME+seed=2, which reuses the trials of OUT/NAME.',
    'A folder that holds the results of another file or of other changes, as it may with --name, is replaced with --replace only.',
    'Exit codes: 0 agree or undecided, 2 bad input, 3 theory and simulation disagree, 5 blocks are missing (--follow), 129, 130 or 143 interrupted (SIGHUP, SIGINT or SIGTERM).',
  ].join(' '),
  execute: drawing(execute),
};

async function execute(
  given: Given,
  terminal: Terminal,
  workers: number,
  external: External | null,
): Promise<number> {
  const options = {
    workers,
    blas: textOf(given, 'blas') ?? 'auto',
    out: textOf(given, 'out') ?? 'out',
    fresh: given.options.has('fresh'),
    replace: given.options.has('replace'),
    ...waiting(given, terminal),
    ...executorOf(external),
    ...(given.options.has('until-decided')
      ? { untilDecided: { budget: readSeconds(given, 'budget', '10m') } }
      : {}),
  };
  const read = readRequests(given);
  const simulations = read.map(({ scenario }) => scenario);
  checkLaws(read, given);
  refuseUnused(given, run.options, absentFrom(simulations, given));
  const requests = given.options.has('theory-only')
    ? read.map(({ scenario, source }) => ({ scenario: changed(scenario, { simulation: null }), source }))
    : read;
  const dry = given.options.has('dry-run');
  const sharing = readSharing(given);
  if (!dry) checkFolder('--out', options.out);
  const verdicts: Results['verdict'][] = [];
  const later: (() => Promise<Results['verdict']>)[] = [];
  for (const { scenario, source } of requests) {
    const ready = external && scenario.simulation ? await external.join(scenario as Scenario) : scenario;
    if (dry) terminal.out(`${await dryRun(ready, options)}\n`);
    else if (sharing && ready.simulation)
      later.push(...(await shareScenario(ready, sharing, { ...options, source }, terminal)));
    else verdicts.push(await drawScenario(ready, { ...options, source }, terminal));
  }
  const { found, missing } = await finishAll(later);
  verdicts.push(...found);
  const failed =
    verdicts.includes('disagree') || (given.options.has('strict') && verdicts.includes('undecided'));
  if (missing.length > 0 && !failed) throw new IncompleteError(missing);
  for (const line of missing) terminal.err(`descent: ${line}\n`);
  return failed ? 3 : 0;
}

/** What is missing of one does not end the waiting for others. */
async function finishAll(later: readonly (() => Promise<Results['verdict']>)[]) {
  const found: Results['verdict'][] = [];
  const missing: string[] = [];
  for (const finish of later) {
    try {
      found.push(await finish());
    } catch (error) {
      if (!(error instanceof IncompleteError)) throw error;
      missing.push(...error.lines);
    }
  }
  return { found, missing };
}

/** A scenario under the name of its folder, and what it is of. */
interface Request {
  readonly scenario: AnyScenario;
  readonly source: Source;
}

function readRequests(given: Given): Request[] {
  const seed = textOf(given, 'seed');
  if (seed !== undefined && seed.length > 100)
    throw new InputError(`--seed ${clip(seed)}: a text of 1 to 100 characters is needed`);
  const overrides = given.options.get('set') ?? [];
  const theoryOnly = given.options.has('theory-only');
  const changes = [
    ...overrides.filter((text) => !isOfLook(text)),
    ...(seed === undefined ? [] : [`seed=${seed}`]),
    ...(theoryOnly ? ['theory-only'] : []),
    ...(given.options.has('until-decided') ? ['until-decided'] : []),
    ...(given.options.get('simulator') ?? []).map((command) => `simulator=${command}`),
  ];
  const name = readName(given);
  const requests = given.words
    .map((file) => loadAnyScenario(file, readText(file), signatures, overrides, readBeside(file)))
    .map((scenario) => ({
      scenario: changed(withSeed(scenario, seed), { name: name ?? folderName(scenario.name, changes) }),
      source: { scenario: scenario.name, changes },
    }));
  const names = requests.map(({ source }) => source.scenario);
  const twice = names.find((each, i) => names.indexOf(each) !== i);
  if (twice === undefined) return requests;
  throw new InputError(`two of the files are named ${twice}: their results would overwrite each other`);
}

/** Whether a `--set` changes only how results look: they have the same folder then. */
function isOfLook(text: string): boolean {
  const [section, key = ''] = text.split(/[.=]/);
  return section === 'figure' && key in look;
}

type AnyScenario = Scenario | LawScenario;

/** The scenario with something else in the place of a part of it. */
function changed<S extends AnyScenario>(scenario: S, change: Partial<Pick<S, 'name' | 'simulation'>>): S {
  return { ...scenario, ...change, canonical: { ...scenario.canonical, ...change } };
}

/** The scenario with another seed. */
function withSeed<S extends AnyScenario>(scenario: S, seed: string | undefined): S {
  const { simulation } = scenario;
  return seed === undefined || simulation === null
    ? scenario
    : changed(scenario, { simulation: { ...simulation, seed } });
}

function absentFrom(scenarios: readonly AnyScenario[], { options }: Given): Absent {
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
    jobs:
      options.get('executor')?.[0] === 'slurm' ? undefined : 'without --executor slurm nothing is submitted',
    looks: options.has('until-decided')
      ? undefined
      : 'without --until-decided the scenario says what is simulated',
    results: dry,
  };
}

/** What adds or draws trials in ways that are known of risks only. */
const ofRisks = ['until-decided', 'simulator'];

/** @throws {InputError} for options that a scenario of a law has no use for */
function checkLaws(requests: readonly Request[], { options }: Given): void {
  const name = ofRisks.find((each) => options.has(each));
  for (const { scenario, source } of requests) {
    if (name !== undefined && isLaw(scenario))
      throw unused(name, `it is for risks, and ${source.scenario} observes ${scenario.observe}`);
  }
}
