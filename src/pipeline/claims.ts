/** From stored trials to what is judged: per-trial values of every quantity, and the theory that they are held against. */
import type { Claim, Level } from '../comparison/claim.ts';
import { type Demand, seriesKey } from '../execution/plan.ts';
import type { Store } from '../execution/store.ts';
import { predictLimit, quantityOf } from '../models/model.ts';
import { modelNamed } from '../models/registry.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { canonicalJson, designOf, readerOf } from '../simulators/simulator.ts';
import { type Case, demandsOf, type SizedCase } from './cases.ts';

/** A claim, and where it comes from. */
export interface CaseClaim extends Claim {
  readonly case: Case;
  readonly quantity: string;
}

/** Claims of every case and compared quantity that the simulation measures. */
export function claimsOf(
  cases: readonly Case[],
  scenario: Scenario,
  store: Pick<Store, 'trials'>,
  backend: string,
): CaseClaim[] {
  const { simulator } = modelNamed(scenario.model);
  const measured = scenario.simulation
    ? designOf(simulator, scenario.simulation, scenario.model).quantities
    : [];
  const quantities = scenario.comparison.quantities.filter((name) => measured.includes(name));
  const demands = new Map(
    demandsOf(cases, scenario).flatMap((demand) =>
      demand.plan.series.map((series) => [canonicalJson(series), demand] as const),
    ),
  );
  return cases.flatMap((item, index) =>
    quantities
      .filter((quantity) => item.sizes.length > 0 && isMeasured(quantity, item))
      .map((quantity) =>
        makeClaim(item, quantity, { id: `${index}:${quantity}`, scenario, demands, store, backend }),
      ),
  );
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

function makeClaim(item: Case, quantity: string, context: Context): CaseClaim {
  const factor = context.scenario.comparison.theoryFactor;
  const means = item.sizes.map((sized) => sized.exactMeans?.[quantity]);
  const exact = means.length > 0 && means.every((mean) => mean !== undefined);
  const levels = item.sizes.map((sized, i): Level => {
    const limit = quantityOf(predictLimit(sized.limit), quantity);
    const theory = (limit ?? Number.NaN) * factor;
    const mean = exact ? means[i] : undefined;
    return {
      size: sized.size,
      effectiveSize: sized.effectiveSize,
      draw: drawOf(context.demands.get(canonicalJson(sized.series))!),
      values: valuesOf(sized, quantity, context),
      // An exact mean lends the theory its finite-size shift, never its value.
      theory: mean ? theory + (mean.mean - mean.limit) : theory,
    };
  });
  const limit = quantityOf(item.prediction, quantity);
  const claim = {
    id: context.id,
    case: item,
    quantity,
    levels,
    exact,
    theory: limit === null ? null : limit * factor,
  };
  const reason = item.sizes.find((sized) => sized.untested !== null)?.untested ?? null;
  const partial = item.sizes.some((sized) => sized.partial);
  const untested = reason ?? (partial ? lacking(quantity, levels) : null);
  return untested === null ? claim : { ...claim, untested };
}

function drawOf({ simulator, plan }: Demand): string {
  return designOf(simulator, plan).draw(plan);
}

/** A mean over some of the trials only would be a mean of something else. */
function lacking(quantity: string, levels: readonly Level[]): string | null {
  const all = levels.flatMap(({ values }) => [...values]);
  const without = all.filter(Number.isNaN).length;
  return without === 0 ? null : `${without} of ${all.length} trials have no ${quantity}`;
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
