/** What all kinds of figures need: the axes of the scan, theories between its points, and what was simulated. */
import type { Origin } from '../../comparison/claim.ts';
import { limitPlace } from '../../models/host.ts';
import type { Model } from '../../models/model.ts';
import { isInDomain, type Parameter, type Point } from '../../parts/parameter.ts';
import type { Axis } from '../../scenario/values.ts';
import { engine, engineName, speaksOf, type Theory } from '../../theories/theory.ts';
import { theoriesOf } from '../claims.ts';
import { parameterOf, textTex } from '../labels.ts';
import type { ResultCell, Results } from '../results.ts';
import type { CommonParts } from './kinds.ts';

/** The scan's axes from a resolved scenario. */
export function axesOf({ scenario }: Results): Axis[] {
  return Object.entries({ ...scenario.parameters, ...scenario.inputs }).map(([name, values]) => ({
    name,
    values: [values].flat() as Axis['values'],
  }));
}

/** The figure's x, or the first parameter of which there are several numbers; null where there is none. */
export function scannedAxis(results: Results): string | null {
  const varying = axesOf(results).filter(
    ({ values }) => values.length > 1 && values.every((value) => typeof value === 'number'),
  );
  const { figure } = results.scenario;
  return (varying.find(({ name }) => name === figure?.x) ?? varying[0])?.name ?? null;
}

export function axisValues(results: Results, name: string): Axis['values'] {
  return axesOf(results).find((candidate) => candidate.name === name)!.values;
}

/** What is shown of an axis: its domain or the extent of its values, and around one value alone a factor of two to either side. */
export function rangeOf(
  results: Results,
  name: string,
  domain: readonly [number, number] | null,
): { low: number; high: number } {
  if (domain) return { low: domain[0], high: domain[1] };
  const values = axisValues(results, name) as readonly number[];
  const [low, high] = [Math.min, Math.max].map((most) => values.reduce((a, b) => most(a, b))) as [
    number,
    number,
  ];
  if (low < high) return { low, high };
  return low === 0 ? { low, high: 1 } : { low: low - Math.abs(low) / 2, high: high + Math.abs(high) };
}

/** Theories in the scenario's order; those that know single points only are drawn there. */
export function drawnTheories({ scenario }: Results): {
  readonly drawn: readonly Theory[];
  readonly several: boolean;
} {
  const drawn = theoriesOf(scenario);
  return { drawn, several: drawn.length > 1 || drawn[0]!.name !== engineName };
}

/** The theory that maps show, and whose verdicts marks have: the first one that is known between points, too. */
export function markedBy(theories: readonly Theory[], quantity: string): Theory {
  const speaking = theories.filter((theory) => speaksOf(theory, quantity));
  return speaking.find(({ sparse }) => !sparse) ?? speaking[0] ?? engine;
}

export interface Asked {
  readonly model: Model;
  /** Parameters on axes, which may reach beyond their domains. */
  readonly axes: readonly string[];
  readonly quantity: string;
  readonly factor: number;
  readonly theory: Theory;
}

/** The theory at a point; a gap where it diverges, or where an axis reaches beyond its parameter's domain. */
export function theoryAt(point: Point, { model, axes, quantity, factor, theory }: Asked): number | null {
  const beyond = axes.some((name) => {
    const parameter = parameterOf(model, name);
    return parameter.kind !== 'number' || !isInDomain(Number(point[name]), parameter);
  });
  const value = beyond ? undefined : theory.state(quantity, limitPlace(model, point)).value;
  return value === undefined ? null : value * factor;
}

/** Evaluations between the points of the scan that a theory may take in a figure: of slow ones, some five seconds. */
const mostWork = 2e7;

/** How many points of a figure the theory has time for, by what it took at those of the scan. */
export function affordable(points: readonly Point[], { model, quantity, theory }: Asked): number {
  if (theory.quantities === null || theory.sparse) return Number.POSITIVE_INFINITY;
  const work = points.map((point) => theory.state(quantity, limitPlace(model, point)).work ?? 0);
  const mean = work.reduce((sum, each) => sum + each, 0) / Math.max(1, work.length);
  return Math.floor(mostWork / Math.max(1, mean));
}

/** What is told of theories that are too slow to be asked at all points of the figure. */
export function slowly(
  common: CommonParts,
  names: readonly string[],
): Pick<CommonParts, 'note' | 'description'> {
  if (names.length === 0) return common;
  const slow = [...new Set(names)];
  const note = slow.map((name) => `\\text{${textTex(name)}: at few points}`).join(',\\; ');
  return {
    note: common.note === undefined ? note : `${common.note},\\; ${note}`,
    description: `${common.description} ${slow.join(', ')}: evaluated at few points and joined, for want of time.`,
  };
}

/** The value of an axis that the parameter can take: a whole number where it has to be one. */
export function realised(parameter: Parameter, value: number): number {
  return parameter.kind === 'number' && parameter.whole ? Math.round(value) : value;
}

/** The cells of the largest size at every point of one curve: one of a simulation, of measurements as many as there are. */
export function largestCells(
  results: Results,
  quantity: string,
  fixed: Point,
  theory: Theory,
  from: Origin = 'simulation',
): ResultCell[] {
  const largest = new Map<string, ResultCell[]>();
  for (const cell of results.cells) {
    const matches = Object.entries(fixed).every(([name, value]) => cell.parameters[name] === value);
    // Where they are not finite there is no mark.
    const isOwn =
      cell.quantity === quantity &&
      (cell.by ?? engineName) === theory.name &&
      (cell.from ?? 'simulation') === from;
    if (!(isOwn && matches && cell.mean !== null && cell.standardError !== null)) continue;
    const key = JSON.stringify(cell.parameters);
    const before = largest.get(key);
    if (before && before[0]!.size === cell.size) before.push(cell);
    else largest.set(key, [cell]);
  }
  return [...largest.values()].flat();
}

/** Where the cell stands: at the ratio that its sizes realise. */
export function positionOf(cell: ResultCell, name: string): number {
  return Number(cell.ratios[name] ?? cell.parameters[name]);
}
