/**
 * The tester tested: a scenario is simulated under many seeds, and each time judged as a run judges it. Held against the theory, were it right, that says how often
 * what is right is refuted, held against the theory times a factor how often what is wrong is.
 */
import { createHash } from 'node:crypto';
import type { Policy } from '../comparison/claim.ts';
import { judge } from '../comparison/judge.ts';
import { InputError } from '../errors.ts';
import type { Executor } from '../execution/executor.ts';
import { memoryStore } from '../execution/memoryStore.ts';
import { seriesKey } from '../execution/plan.ts';
import { simulate } from '../execution/simulate.ts';
import { storedJson } from '../execution/storedLines.ts';
import { binomialUpperTail } from '../numerics/binomial.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { demandsOf, planCases } from './cases.ts';
import { type CaseClaim, claimsOf } from './claims.ts';

export interface CalibrationOptions {
  /** Simulations, of seeds 1, 2, …. */
  readonly seeds: number;
  /** Error rates at which the theory is judged as it is. */
  readonly alphas: readonly number[];
  /** By which it is multiplied, and judged at the scenario's own error rate. */
  readonly factors: readonly number[];
  readonly executor: Executor;
  /** Identity of the executor's linear algebra. */
  readonly backend: string;
  readonly onProgress?: (done: number) => void;
}

/** What one way to test found, of all seeds. */
export interface CalibratedMethod {
  /** A method of single claims, `together` of all of them, or `figure`: any of these. */
  readonly method: string;
  /** Claims of a figure that are tested so. */
  readonly claims: number;
  /** Figures in which the right theory was refuted so, for each alpha. */
  readonly alarms: readonly number[];
  /** Figures in which the theory times each factor was. */
  readonly refuted: readonly number[];
}

export interface Calibration {
  readonly scenario: string;
  readonly model: string;
  readonly figures: number;
  readonly methods: readonly CalibratedMethod[];
  /** SHA-256 of all numbers that were drawn, in hexadecimal digits. */
  readonly trialsHash: string;
}

/** One figure judged once: which ways to test have something to test, and which of them refute. */
interface Seen {
  readonly claims: ReadonlyMap<string, number>;
  readonly refuted: ReadonlySet<string>;
}

/**
 * @throws {InputError} for a scenario without simulation, or in which nothing is tested
 */
export async function calibrate(scenario: Scenario, options: CalibrationOptions): Promise<Calibration> {
  const { seeds, alphas, factors, backend } = options;
  if (scenario.simulation === null)
    throw new InputError(`${scenario.name}: there is no simulation in it, and nothing to judge`);
  if (scenario.published.length > 0)
    throw new InputError(`${scenario.name}: published values are judged in it; one theory alone is needed`);
  if (scenario.theories.length > 1)
    throw new InputError(`${scenario.name}: several theories are judged in it; one is needed`);
  if (scenario.comparison.theoryFactor !== 1)
    throw new InputError(
      `${scenario.name}: comparison.theoryFactor is ${scenario.comparison.theoryFactor}; factors are tried here, and 1 is needed`,
    );
  const { simulation, comparison } = scenario;
  const cases = planCases(scenario);
  const figures = Array.from({ length: seeds }, (_, i) => ({
    ...scenario,
    simulation: { ...simulation, seed: `${i + 1}` },
  }));
  const store = memoryStore();
  const demands = figures.flatMap((figure) => demandsOf(cases, figure));
  await simulate(demands, store, options);
  const claimsTimes = (theoryFactor: number) =>
    figures.map((figure) =>
      claimsOf(cases, { ...figure, comparison: { ...comparison, theoryFactor } }, store, backend).filter(
        ({ from }) => from === 'simulation',
      ),
    );
  const asItIs = claimsTimes(1);
  const right = alphas.map((alpha) => asItIs.map((claims) => seenBy(claims, { ...comparison, alpha })));
  const wrong = factors.map((factor) => claimsTimes(factor).map((claims) => seenBy(claims, comparison)));
  const all = [...right, ...wrong].flat();
  const methods = [...new Set(all.flatMap(({ claims }) => [...claims.keys()]))].filter(
    (method) =>
      method !== 'order-statistics' ||
      all.every(({ claims }) => claims.size === 2) ||
      all.some(({ refuted }) => refuted.has(method)),
  );
  if (methods.length === 0) throw new InputError(`${scenario.name}: none of its claims can be tested`);
  const count = (method: string, seen: readonly Seen[]) =>
    seen.filter(({ refuted }) => refuted.has(method)).length;
  return {
    scenario: scenario.name,
    model: scenario.model,
    figures: seeds,
    methods: methods.map((method) => ({
      method,
      claims: Math.max(...right.flat().map(({ claims }) => claims.get(method) ?? 0)),
      alarms: right.map((seen) => count(method, seen)),
      refuted: wrong.map((seen) => count(method, seen)),
    })),
    trialsHash: trialsHash(demands, store, backend),
  };
}

function trialsHash(
  demands: ReturnType<typeof demandsOf>,
  store: ReturnType<typeof memoryStore>,
  backend: string,
): string {
  const hash = createHash('sha256');
  for (const demand of demands)
    for (const series of demand.plan.series) {
      const trials = store.trials(seriesKey(demand, series, backend));
      for (let trial = 0; trial < demand.trials; trial++) hash.update(storedJson(trials.get(trial)!));
    }
  return hash.digest('hex');
}

function seenBy(judged: readonly CaseClaim[], policy: Policy): Seen {
  const { verdict, judgements, omnibus } = judge(judged, policy);
  const claims = new Map<string, number>();
  const refuted = new Set<string>();
  for (const judgement of judgements) {
    if (judgement.verdict === 'disagree') refuted.add(judgement.method);
    if (judgement.method === 'untested' || judgement.method === 'order-statistics') continue;
    claims.set(judgement.method, (claims.get(judgement.method) ?? 0) + 1);
  }
  const extrapolated = (claims.get('exact') ?? 0) + (claims.get('ladder') ?? 0);
  const nonnegative = judged.filter((claim) => claim.nonnegative).length;
  if (nonnegative > 0) claims.set('order-statistics', nonnegative);
  if (omnibus !== null) claims.set('together', extrapolated);
  if (omnibus?.rejected) refuted.add('together');
  if (claims.size > 0) claims.set('figure', judgements.length);
  if (verdict === 'disagree') refuted.add('figure');
  return { claims, refuted };
}

/** The probability of so many false alarms or more, were each figure's alpha: small where the tester alarms more often than it declares. */
export function alarmChance(alarms: number, figures: number, alpha: number): number {
  return binomialUpperTail(alarms, figures, alpha);
}
