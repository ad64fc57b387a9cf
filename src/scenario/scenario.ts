/** A scenario: which points of a model to evaluate, how to simulate them, and what to draw; resolved and checked. */

import type { HostName } from '../expressions/host.ts';
import type { FigureLook, GridLook } from '../figure/look.ts';
import type { Theme } from '../figure/theme.ts';
import type { Labels } from '../parts/design.ts';
import type { Parameter, Point } from '../parts/parameter.ts';
import type { TheoryPlan } from '../theories/plan.ts';
import type { Axis, Value } from './values.ts';

/** The Monte Carlo runs that go with the theory. */
export interface Simulation {
  /** Ascending; what they count is the model's affair (d or n). null: the parameters are absolute sizes. */
  readonly sizes: readonly number[] | null;
  /** Of absolute sizes: ascending factors on all of them together; absent: as they are. */
  readonly scales?: readonly number[];
  /** Independent draws, one number per size, or one. */
  readonly trials: readonly number[];
  readonly design: string;
  /** Label vectors per draw, or exact: averages over signals and noise in closed form. */
  readonly labels: Labels;
  readonly seed: string;
}

/** What the ladder is made of: sizes, or factors on those of the points. */
export function rungsOf({ sizes, scales = [1] }: Pick<Simulation, 'sizes' | 'scales'>): readonly number[] {
  return sizes ?? scales;
}

/** The simulation at other sizes, or scales where the sizes are absolute, with so many trials each. */
export function atRungs(
  simulation: Simulation,
  rungs: readonly { readonly size: number; readonly trials: number }[],
): Simulation {
  const sizes = rungs.map(({ size }) => size);
  const ladder = simulation.sizes === null ? { scales: sizes } : { sizes };
  return { ...simulation, ...ladder, trials: rungs.map(({ trials }) => trials) };
}

/** How theory and simulation are held against each other. */
export interface Comparison {
  /** Probability of a false alarm of the whole scenario. */
  readonly alpha: number;
  /** Relative deviation that still counts as agreement. */
  readonly tolerance: number;
  /** The theory is multiplied by this before it is compared: a deliberate error, to see it found. */
  readonly theoryFactor: number;
  /** Whether what is claimed is the limit of large sizes, or what holds at the largest one that is measured. */
  readonly claim: 'limit' | 'size';
  readonly quantities: readonly string[];
}

/** Numbers of a paper at one point, rounded to some decimals: right within half a unit of the last. */
export interface Published {
  readonly at: Point;
  readonly values: Readonly<Record<string, number>>;
  readonly decimals: number;
  readonly source?: string;
}

/** One row of measurements from outside: a trial, or a mean with its error. */
export interface Measurement {
  readonly at: Point;
  /** As the model counts it; absent: measured at the point as it stands. */
  readonly size?: number;
  readonly values: Readonly<Record<string, number>>;
  /** Standard errors by quantity, where they are known. */
  readonly errors: Readonly<Record<string, number>>;
}

interface FigureOptions extends FigureLook {
  /** A varying numeric parameter. */
  readonly x: string;
  readonly xScale: 'linear' | 'log';
  readonly yScale: 'linear' | 'log';
  /** null: from the data. */
  readonly xDomain: readonly [number, number] | null;
  readonly yDomain: readonly [number, number] | null;
  /** A venue, or a length such as 86mm. */
  readonly width: string;
  readonly theme: Theme;
  /** The scenario's title unless given. */
  readonly title: string;
  /** A varying parameter with a panel for each of its values. */
  readonly facet?: string;
  readonly grid?: GridLook;
}

/** One quantity or several against x, with a curve of each for each combination of the series' values. */
export interface CurvesPlan extends FigureOptions {
  readonly kind: 'curves';
  readonly y: readonly string[];
  readonly series: readonly string[];
  readonly bands: boolean;
  /** Whether the curve that no rule beats is drawn, too. */
  readonly floor?: true;
}

/** A quantity as colour over two varying parameters. */
export interface HeatmapPlan extends FigureOptions {
  readonly kind: 'heatmap';
  readonly y: string;
  readonly color: string;
  /** x or y: the parameter along which the least value is traced; null: no trace. */
  readonly optimum: string | null;
}

export type FigurePlan = CurvesPlan | HeatmapPlan;

export interface Scenario {
  /** The file's name without its ending. */
  readonly name: string;
  readonly title: string;
  readonly references: readonly string[];
  readonly model: string;
  /** Every parameter of the model and of its inputs: those given, in the file's order, then the others' defaults. */
  readonly axes: readonly Axis[];
  /** What is held against the simulation, the model's own theory unless others are given. */
  readonly theories: readonly TheoryPlan[];
  readonly published: readonly Published[];
  readonly measurements: readonly Measurement[];
  /** null: theory only. */
  readonly simulation: Simulation | null;
  readonly comparison: Comparison;
  readonly figure: FigurePlan | null;
  /** All of the above as plain JSON, for results and provenance. */
  readonly canonical: CanonicalScenario;
}

/** The resolved scenario as plain JSON; a parameter that does not vary is a bare value. */
export interface CanonicalScenario {
  readonly name: string;
  readonly title: string;
  readonly references: readonly string[];
  readonly model: string;
  readonly parameters: Readonly<Record<string, Value | readonly Value[]>>;
  readonly inputs: Readonly<Record<string, Value | readonly Value[]>>;
  readonly theories: readonly TheoryPlan[];
  readonly published: readonly Published[];
  readonly measurements: readonly Measurement[];
  readonly simulation: Simulation | null;
  readonly comparison: Comparison;
  readonly figure: FigurePlan | null;
}

/** What a scenario may observe instead of risks: the law of many numbers. */
export const lawNames = ['spectrum', 'margins'] as const;
export type LawName = (typeof lawNames)[number];

/** The matrices whose eigenvalues are shown, and what they are for people. */
export const matrices = {
  covariance: 'p × p, ZᵀZ/n: the sample covariance of the features, uncentred',
  gram: 'n × n, K/n: the kernel matrix of the samples, in units of the ridge',
  hessian:
    'p × p, ZᵀZ/n: the Hessian of (1/2n) Σ (y − f)² in the fitted parameters, at its minimum as anywhere; the atom at 0 are its flat directions',
} as const;

export type MatrixName = keyof typeof matrices;

/** How a law is to be shown. */
export interface LawPlan {
  /** Of a spectrum; absent: the covariance, or the Gram matrix where there are infinitely many features. */
  readonly matrix?: MatrixName;
  /** Points of the grid, over all bulks. */
  readonly points: number;
  /** Of a spectrum; absent: log where the support spans three decades or reaches 0. */
  readonly scale?: 'linear' | 'log';
}

/** Points of a law's grid unless it is said. */
export const usualPoints: Readonly<Record<LawName, number>> = { spectrum: 2000, margins: 400 };
export const mostPoints = 100_000;

/** The limiting law at every point of a scan, over the histogram of simulated problems. */
export interface LawScenario extends LawParts {
  readonly axes: readonly Axis[];
  /** All of it as plain JSON, for results and provenance. */
  readonly canonical: CanonicalLaw;
}

interface LawParts extends Pick<Scenario, 'name' | 'title' | 'references' | 'model'> {
  readonly observe: LawName;
  readonly law: LawPlan;
  /** null: theory only. */
  readonly simulation: LawSimulation | null;
  /** null: nothing is judged. */
  readonly comparison: LawComparison | null;
  readonly figure: LawFigurePlan;
}

export type LawSimulation = Pick<Simulation, 'sizes' | 'trials' | 'seed'>;
export type LawComparison = Pick<Comparison, 'alpha' | 'tolerance'>;

/** By what a spectrum is judged unless it is said. */
export const usualLawComparison: LawComparison = { alpha: 1e-4, tolerance: 0.03 };

export interface LawFigurePlan extends FigureLook {
  readonly width: string;
  readonly theme: Theme;
  /** null: what is observed, of which model. */
  readonly title: string | null;
}

export interface CanonicalLaw extends LawParts, Pick<CanonicalScenario, 'parameters' | 'inputs'> {}

/** Whether a scenario is of a law. */
export function isLaw(scenario: Scenario | LawScenario): scenario is LawScenario {
  return 'observe' in scenario;
}

/** What the loader must know of a model. */
export interface ModelSignature {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly inputs: readonly Parameter[];
  /** Points have sizes of their own: there are no simulation.sizes. */
  readonly absolute?: true;
  /** What a new scenario begins with; absent: the usual ones. */
  readonly exampleSizes?: readonly number[];
  /** @throws {InputError} when the values of a point do not go together */
  readonly check?: (point: Point) => void;
  /** Training samples of a point whose sizes are absolute; null where they are ratios. */
  readonly absoluteSize: (point: Point) => number | null;
  /** The same problem at so many times its absolute sizes; null where there is none. */
  readonly scaled?: (point: Point, scale: number) => Point | null;
  readonly quantities: readonly string[];
  /** What the model supplies to expressions, beside its parameters. */
  readonly hosted?: readonly HostName[];
  /** The designs that its trials may have beside the usual ones. */
  readonly designs?: readonly string[];
  /** Whether a rule that no other beats is known. */
  readonly floor?: unknown;
  /** Those that the simulation measures, too. */
  readonly simulated: readonly string[];
  /** The laws that are known of it, and its parameters as they act on these. */
  readonly laws?: Readonly<Partial<Record<LawName, readonly Parameter[]>>>;
  /** Those that only one design measures, by that design. */
  readonly measuredBy?: Readonly<Record<string, readonly string[]>>;
}
