/** A model whose trials a program of the user's draws: its theories and sizes stay, and of its own trials nothing is assumed. */
import { InputError } from '../errors.ts';
import type { Point } from '../parts/parameter.ts';
import { canonicalJson, type Simulator, type TrialPlan } from '../simulators/simulator.ts';
import type { Model, Realisation } from './model.ts';

interface ProgramSeries {
  /** What the program is told, beside the trial and its seed. */
  readonly request: {
    readonly parameters: Point;
    readonly size: number;
    /** The integers that theory is asked at, by their usual letters. */
    readonly sizes: Readonly<Record<string, number>>;
  };
  /** Operations of a trial of the model's own, as a guess of how its cost grows. */
  readonly operations: number;
}

/** Quantities that are 0, 1 or averages of these. */
type Proportions = readonly string[];

/** @param quantities  those that the program answers @param designs  the names by which scenarios may call what it draws */
export function drawnByProgram(
  model: Model,
  quantities: readonly string[],
  designs: readonly string[] = ['direct'],
): Model {
  const proportions = model.observables.quantities
    .filter(({ trials }) => trials === 'proportion')
    .map(({ name }) => name);
  return {
    ...model,
    simulator: simulatorOf(model.name, quantities, designs),
    realise: (point, size): Realisation<ProgramSeries, Proportions> => {
      // An exact mean is of the model's own trials.
      const { exactMeans: _, spectrum: __, ...own } = model.realise(point, size);
      const request = { parameters: point, size, sizes: own.sizes };
      const operations = operationsOf(model, own, size);
      return { ...own, series: { request, operations }, readout: proportions, testPoints: 0 };
    },
  };
}

function operationsOf({ simulator }: Model, { series, readout }: Realisation, size: number): number {
  const { designs } = simulator;
  const [name, design] =
    Object.entries(designs).find(([each]) => each === 'direct') ?? Object.entries(designs)[0]!;
  const [plan] = design.plans([{ series, readout, size }], { design: name, labels: 1, seed: '' });
  return design.operations(plan!);
}

function simulatorOf(
  model: string,
  columns: readonly string[],
  designs: readonly string[],
): Simulator<TrialPlan<ProgramSeries>, Proportions> {
  const nameOf = ({ request }: ProgramSeries) => canonicalJson(request);
  const design: Simulator<TrialPlan<ProgramSeries>, Proportions>['designs'][string] = {
    name: 'program',
    version: 1,
    columns,
    quantities: columns,
    refuses: () => null,
    plans: (cases, { design: asked, seed }) => {
      const all = new Map(cases.map(({ series }) => [nameOf(series), series]));
      return [...all.values()].map((series) => ({ design: asked, seed, series: [series] }));
    },
    draw: ({ series }) => nameOf(series[0]!),
    run: () => {
      throw new TypeError('trials of a program are run by its executor');
    },
    bytes: () => 0,
    operations: ({ series }) => series[0]!.operations,
  };
  return {
    name: model,
    module: import.meta.url,
    designs: Object.fromEntries(designs.map((name) => [name, design])),
    content: ({ request }) => request,
    read: (column, proportions, quantity) => {
      const value = column(quantity);
      if (!proportions.includes(quantity) || (value >= 0 && value <= 1)) return value;
      throw new InputError(`a trial has ${quantity} ${value}; expected a number from 0 to 1`);
    },
  };
}
