/** What a check finds of every claim: beside the engine before anything is simulated, and with its verdict after. */
import type { Origin } from '../comparison/claim.ts';
import type { Verdict } from '../comparison/judge.ts';
import { limitPlace } from '../models/host.ts';
import { type Model, predict, resolvePoint } from '../models/model.ts';
import { modelNamed } from '../models/registry.ts';
import type { Point } from '../parts/parameter.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Diagnosis, diagnose } from '../theories/diagnosis.ts';
import { type Digits, digitsOf } from '../theories/digits.ts';
import { quantityOf } from '../theories/engine.ts';
import { engineName, type PreciseRequest, publishedName, type Theory } from '../theories/theory.ts';
import type { Case } from './cases.ts';
import { publishedAt, theoriesOf } from './claims.ts';
import { grouped } from './grouped.ts';
import type { Expectation } from './planning.ts';
import { type ResultCell, type ResultLimit, type Results, worstOf } from './results.ts';

/** One claim: a theory's value of a quantity at a point, and what became of it. */
export interface JudgedClaim {
  readonly theory: string;
  readonly quantity: string;
  readonly parameters: Point;
  /** What the theory says; null with the reason in `gap` where it says nothing. */
  readonly claim: number | null;
  readonly gap: string | null;
  readonly engine: number | null;
  /** What the theory says to many digits, where these are asked for. */
  readonly precise?: Digits;
  /** Where the estimate is from: null where there is none. */
  readonly from: Origin | null;
  /** What is simulated or measured, and its error. */
  readonly estimate: number | null;
  readonly standardError: number | null;
  /** Relative deviation that is excluded at the declared significance. */
  readonly excludes: number | null;
  /** What the estimate is held against, and what it is. */
  readonly basis: string | null;
  readonly verdict: Verdict | null;
  /** Why it is what it is. */
  readonly reason: string;
  /** Of what is refuted: the slips that explain it. */
  readonly diagnosis: Diagnosis | null;
}

/** The names of the theories that make claims of their own. */
export function claimants(scenario: Scenario): Set<string> {
  return new Set(checked(scenario).flatMap(({ name }) => (name === publishedName ? [] : [name])));
}

/** What is checked: theories of one's own, or where there is none the engine, and published values. */
function checked(scenario: Scenario): readonly Theory[] {
  const all = theoriesOf(scenario);
  const own = all.filter(({ name }) => name !== engineName);
  return own.some(({ name }) => name !== publishedName) ? own : all;
}

/** The worst verdict on what is checked; null where nothing is tested. */
export function checkVerdict(scenario: Scenario, { theories }: Pick<Results, 'theories'>): Verdict | null {
  const names = new Set(checked(scenario).map(({ name }) => name));
  return worstOf(theories.flatMap(({ name, verdict }) => (names.has(name) && verdict ? [verdict] : [])));
}

/** A claim before it is judged. */
export interface Stated {
  readonly theory: Theory;
  readonly quantity: string;
  readonly item: Case;
  readonly claim: number | null;
  readonly gap: string | null;
  readonly engine: number | null;
  readonly precise?: Digits;
}

export function statedClaims(scenario: Scenario, cases: readonly Case[], request?: PreciseRequest): Stated[] {
  return checked(scenario).flatMap((theory) =>
    (theory.quantities ?? scenario.comparison.quantities).flatMap((quantity) =>
      placesOf(theory, quantity, cases, scenario).map((item) => {
        const { value = null, gap = null } = theory.state(quantity, item.place);
        const engine = item.place.engine(quantity);
        const stated = { theory, quantity, item, claim: value, gap, engine };
        return request ? { ...stated, precise: digitsOf(theory, quantity, item.place, request) } : stated;
      }),
    ),
  );
}

/** Published values stand at their points alone. */
function placesOf(
  { name }: Theory,
  quantity: string,
  cases: readonly Case[],
  scenario: Scenario,
): readonly Case[] {
  if (name !== publishedName) return cases;
  const published = publishedAt(scenario);
  return cases.filter((item) => published(item, quantity));
}

/** What is known when claims are judged. */
export interface Known {
  /** null: of a dry run. */
  readonly results: Pick<Results, 'limits' | 'cells'> | null;
  /** What the plan says, where there is one. */
  readonly expected?: readonly Expectation[];
  readonly request?: PreciseRequest | undefined;
}

/** Every claim with what the comparison says of it, a row for each origin of what it is held against. */
export function judgedClaims(
  scenario: Scenario,
  cases: readonly Case[],
  { results, expected = [], request }: Known,
): JudgedClaim[] {
  const model = modelNamed(scenario.model);
  const found = grouped(results?.limits ?? [], (limit) => keyOf(limit.by, limit.quantity, limit.parameters));
  const sizes = grouped(results?.cells ?? [], (cell) => keyOf(cell.by, cell.quantity, cell.parameters));
  const foreseen = new Map(
    expected.map(({ by, quantity, parameters, untested }) => [keyOf(by, quantity, parameters), untested]),
  );
  const stated = statedClaims(scenario, cases, request);
  const tested = grouped(stated, ({ theory, quantity }) => JSON.stringify([theory.name, quantity]));
  return stated.flatMap(({ theory, quantity, item, ...rest }) => {
    const key = keyOf(theory.name, quantity, item.point);
    const limits: readonly (ResultLimit | null)[] = found.get(key) ?? [null];
    return limits.map((limit) => ({
      theory: theory.name,
      quantity,
      parameters: item.point,
      ...rest,
      from: limit?.from ?? null,
      estimate: limit?.estimate ?? null,
      standardError: limit?.standardError ?? null,
      excludes: limit?.excludes ?? null,
      basis: limit && basisOf(limit, sizes.get(key)!),
      verdict: limit?.verdict ?? null,
      reason: limit?.reason ?? rest.gap ?? foreseen.get(key) ?? whyNot(scenario, item, results === null),
      diagnosis:
        limit?.verdict === 'disagree' && ![engineName, publishedName].includes(theory.name)
          ? diagnosisOf(
              model,
              theory,
              quantity,
              tested.get(JSON.stringify([theory.name, quantity]))!.map((each) => each.item.point),
            )
          : null,
    }));
  });
}

/** Why a claim is held against nothing. */
function whyNot({ model, simulation }: Scenario, { point, simulated }: Case, dry: boolean): string {
  if (dry) return 'a dry run simulates nothing';
  if (!simulated || modelNamed(model).simulates?.(point) === false)
    return 'no trials are drawn at this point';
  return simulation === null ? 'no trials could test it' : 'the simulation does not measure it here';
}

function keyOf(by: string, quantity: string, parameters: Point): string {
  return JSON.stringify([by, quantity, parameters]);
}

function basisOf({ method, from }: ResultLimit, cells: readonly ResultCell[]): string {
  const sizes = new Set(
    cells.flatMap((cell) => (cell.from === from && cell.size !== null ? [cell.size] : [])),
  );
  const list = [...sizes].join(', ');
  if (method === 'exact') return from === 'measurements' ? 'measured as it stands' : `exact mean at ${list}`;
  if (method === 'ladder') return `limit of sizes ${list}`;
  const largest = [...sizes].at(-1);
  if (method === 'proportion') return `proportion at size ${largest}`;
  if (method === 'order-statistics') return `mean at least, by the order of trials at size ${largest}`;
  if (method === 'size') return `as such at size ${largest}`;
  return method === 'single-size' ? `at size ${list} alone` : 'untested';
}

const diagnoses = new WeakMap<Theory, Map<string, Diagnosis>>();

/** Of all points together, found once. */
function diagnosisOf(model: Model, theory: Theory, quantity: string, points: readonly Point[]): Diagnosis {
  const known = diagnoses.get(theory) ?? new Map<string, Diagnosis>();
  diagnoses.set(theory, known);
  const before = known.get(quantity);
  if (before) return before;
  const resolved = points.map((point) => resolvePoint(model, point));
  const diagnosis = diagnose({
    quantity,
    points: resolved,
    parameters: [...model.parameters, ...model.inputs],
    claimAt: (values, at) => {
      const place = limitPlace(model, at);
      const changed = Object.entries(values).filter(
        (entry): entry is [string, number] => typeof entry[1] === 'number',
      );
      const numbers = { ...place.numbers, ...Object.fromEntries(changed) };
      return theory.state(quantity, { ...place, numbers }).value ?? null;
    },
    engineAt: (point, asked) => {
      model.check?.(point);
      return quantityOf(predict(model, point), asked);
    },
    form: theory.sparse ? 'table' : 'formula',
  });
  known.set(quantity, diagnosis);
  return diagnosis;
}
