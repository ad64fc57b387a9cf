/** `--simulator COMMAND`: a program of one's own in the place of the model's simulator. */
import { availableParallelism } from 'node:os';
import { InputError, unknownName } from '../errors.ts';
import { openProgram, type Program } from '../execution/program.ts';
import { drawnByProgram } from '../models/program.ts';
import { modelNamed, models, replaceModel } from '../models/registry.ts';
import { demandsOf, planCases } from '../pipeline/cases.ts';
import { simulating, stepsOf } from '../pipeline/steps.ts';
import type { Scenario, Simulation } from '../scenario/scenario.ts';
import type { Command, Given, Option, Subject, Terminal } from './command.ts';
import { mostWorkers, readSeconds, textOf, unused, wholeNumber } from './options.ts';

export function simulatorOptions(of: Subject): readonly Option[] {
  return [
    {
      name: 'simulator',
      of,
      group: 'Simulation',
      meaning:
        'command that draws the trials in the place of the model’s simulator: a line of JSON a trial in, one of quantities out (docs/simulators.md)',
    },
    {
      name: 'simulator-timeout',
      of,
      group: 'Simulation',
      meaning: 'time that it may take for a trial, such as 90s or 10m [default 60s]',
    },
  ];
}

export interface External {
  readonly program: Program;
  readonly command: string;
  /** The scenario as the program draws it, which is asked once what it measures. */
  join(scenario: Scenario): Promise<Scenario>;
}

/** A command that draws trials, on workers or by the program that is given. */
export function drawing(
  execute: (given: Given, terminal: Terminal, workers: number, external: External | null) => Promise<number>,
): Command['execute'] {
  return async (given, terminal) => {
    const workers = wholeNumber(given, 'workers', mostWorkers) ?? availableParallelism();
    return withSimulator(given, workers, (external) => execute(given, terminal, workers, external));
  };
}

/** Work with the program that is given, or null where there is none; then its processes end, and the models have their own simulators again. */
async function withSimulator<T>(
  given: Given,
  processes: number,
  work: (external: External | null) => Promise<T>,
): Promise<T> {
  const command = textOf(given, 'simulator');
  if (command === undefined) {
    if (given.options.has('simulator-timeout')) throw unused('simulator-timeout', 'there is no --simulator');
    return work(null);
  }
  if (given.options.has('blas')) throw unused('blas', '--simulator draws the trials');
  const timeout = readSeconds(given, 'simulator-timeout', '60s');
  const own = new Map(models.map((model) => [model.name, model]));
  // Until it is known what it measures, it may be anything, by any design that a scenario names.
  const restore = models.map((model) => {
    const quantities = model.observables.quantities.map(({ name }) => name);
    const designs = [...Object.keys(model.simulator.designs), 'direct'];
    return replaceModel(drawnByProgram(model, quantities, designs));
  });
  const program = openProgram({ command, processes, timeout });
  try {
    return await work({
      program,
      command,
      join: async (scenario) => {
        const ready = simulating(scenario, drawnBy(scenario.simulation));
        const quantities = await measuredBy(program, command, ready);
        replaceModel(drawnByProgram(own.get(scenario.model)!, quantities));
        return ready;
      },
    });
  } finally {
    program.close();
    for (const each of restore) each();
  }
}

export function executorOf(external: External | null): { readonly executor?: Program } {
  return external ? { executor: external.program } : {};
}

/** There is one way in which a program draws. */
export function drawnBy(simulation: Simulation | null): Simulation | null {
  return simulation && { ...simulation, design: 'direct', labels: 1 };
}

/** What it answers to a first trial, which must be of the model, and compared. */
async function measuredBy(program: Program, command: string, scenario: Scenario): Promise<string[]> {
  const cases = planCases(scenario);
  const [demand] =
    scenario.simulation === null
      ? stepsOf(scenario, cases, 0).steps[0]!.draws[0]!
      : demandsOf(cases, scenario);
  if (demand === undefined) throw new InputError(`${command}: there is no point to be simulated`);
  const found = await program.quantities({ ...demand, first: 0 });
  const known = modelNamed(scenario.model).observables.quantities.map(({ name }) => name);
  const unknown = found.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const { message } = unknownName('quantity', unknown, known);
    throw new InputError(`${command}: ${message}`);
  }
  const { quantities } = scenario.comparison;
  if (found.some((name) => quantities.includes(name))) return found;
  throw new InputError(
    `${command}: it answers ${found.join(', ') || 'nothing'}; expected one of ${quantities.join(', ')}, which are compared`,
  );
}
