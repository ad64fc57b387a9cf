/** From stored trials to what is judged: per-trial values of every quantity, and the theory that they are held against. */
import type { Claim, Level, Origin } from '../comparison/claim.ts';
import { type Demand, seriesKey } from '../execution/plan.ts';
import type { Store } from '../execution/store.ts';
import { sizedPlace } from '../models/host.ts';
import type { Model } from '../models/model.ts';
import { modelNamed, signatureOf } from '../models/registry.ts';
import type { Point } from '../parts/parameter.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { canonicalJson, designOf, readerOf } from '../simulators/simulator.ts';
import { quantityOf } from '../theories/engine.ts';
import { surroundingsOf, theoryFrom } from '../theories/plan.ts';
import { tableTheory } from '../theories/table.ts';
import { engineName, type Place, publishedName, shapeAt, speaksOf, type Theory } from '../theories/theory.ts';
import { type Case, demandsOf, type SizedCase } from './cases.ts';
import { ownMeasurements } from './ownMeasurements.ts';

/** A claim, and where it comes from. */
export interface CaseClaim extends Claim {
  readonly case: Case;
  readonly quantity: string;
  /** The name of the theory that claims it. */
  readonly by: string;
  readonly from: Origin;
  /** What is to be known of the theory's value. */
  readonly note: string | null;
  /** What is told of each level. */
  readonly shown: readonly Shown[];
  /** Levels that are drawn, and have no part in the verdict: nothing is known of their errors. */
  readonly drawn: readonly MeasuredLevel[];
}

/** A level as results tell of it. */
export interface Shown {
  /** null: measured at the point as it stands. */
  readonly size: number | null;
  readonly sizes: Readonly<Record<string, number>>;
  readonly ratios: Point;
  readonly testPoints: number;
}

const built = new WeakMap<object, readonly Theory[]>();

/** The theories of a scenario, in its order; made once, as they remember what they have said. */
export function theoriesOf(
  scenario: Pick<Scenario, 'model' | 'theories'> & Partial<Pick<Scenario, 'published'>>,
): readonly Theory[] {
  const { model, theories, published = [] } = scenario;
  const once = (plans: object, make: () => readonly Theory[]) => {
    const made = built.get(plans) ?? make();
    built.set(plans, made);
    return made;
  };
  return [
    ...once(theories, () => {
      const about = surroundingsOf(signatureOf(model));
      return theories.map((plan) => theoryFrom(plan, about));
    }),
    ...(published.length > 0
      ? once(published, () => [tableTheory({ name: publishedName, rows: published })])
      : []),
  ];
}

/** Claims of every theory on every case and compared quantity that the simulation measures. */
export function claimsOf(
  cases: readonly Case[],
  scenario: Scenario,
  store: Pick<Store, 'trials'>,
  backend: string,
): CaseClaim[] {
  const { simulator } = modelNamed(scenario.model);
  const offered = scenario.simulation
    ? designOf(simulator, scenario.simulation, scenario.model).quantities
    : [];
  const quantities = scenario.comparison.quantities.filter((name) => offered.includes(name));
  const demands = new Map(
    demandsOf(cases, scenario).flatMap((demand) =>
      demand.plan.series.map((series) => [canonicalJson(series), demand] as const),
    ),
  );
  const measured = cases.flatMap((item, index) =>
    quantities
      .filter((quantity) => item.sizes.length > 0 && isMeasured(quantity, item))
      .map((quantity) =>
        measure(item, quantity, { id: `${index}:${quantity}`, scenario, demands, store, backend }),
      ),
  );
  const all = [...measured, ...ownMeasurements(cases, scenario)];
  const published = publishedAt(scenario);
  return theoriesOf(scenario).flatMap((theory) =>
    all
      .filter(({ quantity }) => speaksOf(theory, quantity))
      .filter(({ quantity, case: item }) => theory.name !== publishedName || published(item, quantity))
      .map((each) => makeClaim(each, theory, scenario)),
  );
}

/** Whether a value is published of a quantity at a point. */
export function publishedAt({
  published,
}: Pick<Scenario, 'published'>): (item: Case, quantity: string) => boolean {
  const named = (point: Point, quantity: string) => canonicalJson([quantity, point]);
  const all = new Set(
    published.flatMap(({ at, values }) => Object.keys(values).map((quantity) => named(at, quantity))),
  );
  return ({ point }, quantity) => all.has(named(point, quantity));
}

function isMeasured(quantity: string, { sizes, prediction }: Case): boolean {
  const predicted = quantityOf(prediction, quantity);
  return sizes.every(({ measures }) => measures(quantity, predicted));
}

interface Context {
  readonly id: string;
  readonly scenario: Scenario;
  /** By the content of their series. */
  readonly demands: ReadonlyMap<string, Demand>;
  readonly store: Pick<Store, 'trials'>;
  readonly backend: string;
}

/** What was measured of a quantity at one point, whatever theories say of it. */
export interface Measured {
  readonly id: string;
  readonly case: Case;
  readonly quantity: string;
  readonly from: Origin;
  readonly levels: readonly MeasuredLevel[];
  /** Beside them what is drawn, and has no part in the verdict. */
  readonly drawn?: readonly MeasuredLevel[];
  /** Whether theory speaks of the levels themselves: nothing is extrapolated. */
  readonly exact: boolean;
  readonly untested: string | null;
}

export interface MeasuredLevel extends Omit<Level, 'theory'> {
  /** Where theories are asked of it. */
  readonly place: Place;
  /** What an exact finite-size mean adds to the limit; absent: none is known. */
  readonly shift?: number;
  readonly shown: Shown;
}

function measure(item: Case, quantity: string, context: Context): Measured {
  const shifts = item.sizes.map(({ exactMeans }) => {
    const { mean, limit } = exactMeans?.[quantity] ?? { mean: Number.NaN, limit: Number.NaN };
    return mean - limit;
  });
  const exact = shifts.length > 0 && shifts.every(Number.isFinite);
  const model = modelNamed(context.scenario.model);
  const levels = item.sizes.map((sized, i): MeasuredLevel => {
    const { size, effectiveSize, series, ratios, sizes, testPoints } = sized;
    return {
      ...{ size, effectiveSize },
      draw: drawOf(context.demands.get(canonicalJson(series))!),
      values: valuesOf(sized, quantity, context),
      ...(isEven(item, sized) ? { even: true as const } : {}),
      place: placeOf(model, item, sized),
      // An exact mean lends the theory its finite-size shift, never its value.
      ...(exact ? { shift: shifts[i]! } : {}),
      shown: { size, sizes, ratios, testPoints },
    };
  });
  const reason = item.sizes.find((sized) => sized.untested !== null)?.untested ?? null;
  const partial = item.sizes.some((sized) => sized.partial);
  return {
    id: context.id,
    case: item,
    quantity,
    from: 'simulation',
    levels,
    exact,
    untested: reason ?? (partial ? lacking(quantity, levels) : null),
  };
}

const places = new WeakMap<SizedCase, Place>();

/** Made once: what theories say there is not found again with every seed. */
function placeOf(model: Model, { point }: Case, sized: SizedCase): Place {
  const place = places.get(sized) ?? sizedPlace(model, point, sized);
  places.set(sized, place);
  return place;
}

/**
 * A theory of one's own is held to what it says at the point: to the ratios of the realised sizes, which are rounded, that is carried by the engine's shape, as numbers
 * of a table are, for a formula may be right at the point alone (`excessRisk = 0.25`). The engine, and what it does not speak of, is asked there.
 */
function makeClaim(measured: Measured, theory: Theory, { model, comparison }: Scenario): CaseClaim {
  const { id, case: item, quantity, from } = measured;
  const factor = comparison.theoryFactor;
  const stated = theory.state(quantity, item.place);
  const ofLimit = isOfLimit(theory, item.point, model);
  const exact = measured.exact && (from === 'measurements' || ofLimit);
  const valueAt = (place: Place): number => {
    const shape = ofLimit && theory.name !== engineName ? shapeAt(place, quantity) : null;
    if (shape !== null && stated.gap === undefined) return stated.value * shape;
    return theory.state(quantity, place).value ?? Number.NaN;
  };
  const levels = measured.levels.map(({ place, shift = 0, shown: _, ...level }): Level => {
    return { ...level, theory: valueAt(place) * factor + (exact ? shift : 0) };
  });
  const said = {
    id: theory.name === engineName ? id : `${theory.name}:${id}`,
    ...{ case: item, quantity, by: theory.name, from, levels, exact },
    ...(comparison.claim === 'size' && !exact ? { asSuch: true as const } : {}),
    ...trialsOf(quantity, model),
    note: stated.gap === undefined ? (stated.note ?? null) : null,
    shown: measured.levels.map(({ shown }) => shown),
    drawn: measured.drawn ?? [],
  };
  if (stated.gap !== undefined) {
    // What the engine has no limit of may have exact means all the same.
    const untested = measured.untested ?? (theory.name === engineName ? null : stated.gap);
    return { ...said, theory: null, ...(untested === null ? {} : { untested }) };
  }
  const { value, rounding, standardError, alternatives } = stated;
  const atPoint = measured.levels.map(({ place }) => value * (shapeAt(place, quantity) ?? 1) * factor);
  const claim = {
    ...said,
    theory: value * factor,
    ...(rounding === undefined ? {} : { rounding: rounding * factor }),
    ...(standardError === undefined ? {} : { standardError: standardError * factor }),
    ...(alternatives ? { alternatives: () => alternatives().map((each) => each * factor) } : {}),
    ...(measured.untested === null ? {} : { untested: measured.untested }),
  };
  if (ofLimit || atPoint.every((each, l) => alike(each, levels[l]!.theory))) return claim;
  const readAtPoint = levels.map((level, l) => ({ ...level, theory: atPoint[l]! }));
  return { ...claim, readings: [{ ...claim, levels: readAtPoint }] };
}

/** Whether the realised ratios are those of the point. */
function isEven({ place }: Case, { ratios }: SizedCase): boolean {
  return Object.entries(ratios).every(
    ([name, value]) => typeof value !== 'number' || alike(value, place.numbers[name] ?? value),
  );
}

const alike = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.abs(b);

/** What trials of the quantity can be. */
function trialsOf(quantity: string, model: string): Pick<Claim, 'nonnegative' | 'proportion'> {
  const { quantities } = modelNamed(model).observables;
  const trials = quantities.find(({ name }) => name === quantity)?.trials;
  return trials === undefined ? {} : { [trials]: true };
}

/**
 * Whether what the theory says is the limit for certain. Of absolute sizes a formula may be that or a finite-size mean: its differences from the simulation
 * are extrapolated, which is right for both. Where it has numbers in the place of some sizes, as `noise*20/(n-20)` has, it says
 * another thing at scaled ones: that it is the limit of its own sizes is a second reading.
 */
function isOfLimit(theory: Theory, point: Point, model: string): boolean {
  return theory.name === engineName || modelNamed(model).absoluteSize(point) === null;
}

function drawOf({ simulator, plan }: Demand): string {
  return designOf(simulator, plan).draw(plan);
}

/**
 * A mean over some of the trials only would be a mean of something else: those without a value are not just any, such as fits near the threshold. What
 * they may add is bounded for probabilities alone, and at the sizes themselves, not where these are extrapolated.
 */
function lacking(quantity: string, levels: readonly Pick<Level, 'values'>[]): string | null {
  const all = levels.flatMap(({ values }) => [...values]);
  const without = all.filter(Number.isNaN).length;
  return without === 0
    ? null
    : `${without} of ${all.length} trials ${without === 1 ? 'has' : 'have'} no ${quantity}`;
}

/** What every trial says of the quantity. */
function valuesOf(sized: SizedCase, quantity: string, { demands, store, backend }: Context): Float64Array {
  const { series, readout, trials } = sized;
  const demand = demands.get(canonicalJson(series))!;
  const key = seriesKey(demand, series, backend);
  const stored = store.trials(key);
  const reader = readerOf(designOf(demand.simulator, demand.plan).columns);
  return Float64Array.from({ length: trials }, (_, trial) => {
    const values = stored.get(trial);
    if (!values) throw new Error(`trial ${trial} of ${key} is missing from the store`);
    return demand.simulator.read(reader(values), readout, quantity);
  });
}
