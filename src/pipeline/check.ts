/** What a check says of every claim: beside the engine before anything is simulated, and with its verdict after. */
import type { Verdict } from '../comparison/judge.ts';
import { limitPlace } from '../models/host.ts';
import { type Model, predict, resolvePoint } from '../models/model.ts';
import { modelNamed } from '../models/registry.ts';
import type { Point } from '../problem/parameter.ts';
import { show, showWithError, toTable } from '../report/table.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Diagnosis, diagnose } from '../theories/diagnosis.ts';
import { quantityOf } from '../theories/engine.ts';
import { engineName, type Theory } from '../theories/theory.ts';
import type { Case } from './cases.ts';
import { theoriesOf } from './claims.ts';
import type { ResultLimit } from './results.ts';

/** One claim: a theory's value of a quantity at a point, and what became of it. */
export interface JudgedClaim {
  readonly theory: string;
  readonly quantity: string;
  readonly parameters: Point;
  /** What the theory says; null with the reason in `gap` where it says nothing. */
  readonly claim: number | null;
  readonly gap: string | null;
  readonly engine: number | null;
  /** What is simulated, and its error. */
  readonly estimate: number | null;
  readonly standardError: number | null;
  /** Relative deviation that is excluded at the declared significance. */
  readonly excludes: number | null;
  /** What the estimate is held against, and what it is. */
  readonly basis: string | null;
  readonly verdict: Verdict | null;
  readonly reason: string | null;
  /** Of what is refuted: the slips that explain it. */
  readonly diagnosis: Diagnosis | null;
}

/** What is checked: theories of one's own, or where there is none the engine. */
function checked(scenario: Scenario): Theory[] {
  const all = theoriesOf(scenario);
  const own = all.filter(({ name }) => name !== engineName);
  return own.length > 0 ? own : all;
}

interface Stated {
  readonly theory: Theory;
  readonly quantity: string;
  readonly item: Case;
  readonly claim: number | null;
  readonly gap: string | null;
  readonly engine: number | null;
}

function statedClaims(scenario: Scenario, cases: readonly Case[]): Stated[] {
  return checked(scenario).flatMap((theory) =>
    (theory.quantities ?? scenario.comparison.quantities).flatMap((quantity) =>
      cases.map((item) => {
        const { value = null, gap = null } = theory.state(quantity, item.place);
        return { theory, quantity, item, claim: value, gap, engine: item.place.engine(quantity) };
      }),
    ),
  );
}

/** Claim against engine, a row a point. */
export function claimTable(scenario: Scenario, cases: readonly Case[]): string {
  const stated = statedClaims(scenario, cases);
  const heading = columnsOf(
    scenario,
    stated.map(({ theory, quantity }) => ({ theory: theory.name, quantity })),
  );
  const rows = stated.map(({ theory, quantity, item, claim, engine }) => [
    ...heading.map((name) => cellOf(name, { theory: theory.name, quantity, parameters: item.point })),
    show(claim),
    show(engine),
    difference(claim, engine),
  ]);
  const gaps = stated.flatMap(({ theory, gap }) => (gap === null ? [] : [`gap of ${theory.name}: ${gap}`]));
  return [toTable([...heading, 'claim', 'engine', 'difference'], rows), ...new Set(gaps)].join('\n');
}

function difference(claim: number | null, engine: number | null): string {
  if (claim === null || engine === null) return '–';
  if (engine === 0) return claim === 0 ? '0' : 'engine 0';
  const relative = (claim - engine) / Math.abs(engine);
  return Math.abs(relative) < 1e-13 ? '0' : `${show(100 * relative, 3)} %`;
}

type Named = Pick<JudgedClaim, 'theory' | 'quantity'>;

/** What tells one row from another. */
function columnsOf({ axes }: Scenario, claims: readonly Named[]): string[] {
  const several = (['quantity', 'theory'] as const).filter(
    (name) => new Set(claims.map((claim) => claim[name])).size > 1,
  );
  return [...axes.filter(({ values }) => values.length > 1).map(({ name }) => name), ...several];
}

function cellOf(name: string, claim: Named & Pick<JudgedClaim, 'parameters'>): string {
  return show(name === 'quantity' || name === 'theory' ? claim[name] : claim.parameters[name]);
}

/** Every claim with what the comparison says of it. @param limits  of the results; empty before a simulation */
export function judgedClaims(
  scenario: Scenario,
  cases: readonly Case[],
  limits: readonly ResultLimit[],
): JudgedClaim[] {
  const model = modelNamed(scenario.model);
  const found = new Map(limits.map((limit) => [keyOf(limit.by, limit.quantity, limit.parameters), limit]));
  const stated = statedClaims(scenario, cases).map((each) => ({
    ...each,
    limit: found.get(keyOf(each.theory.name, each.quantity, each.item.point)),
  }));
  return stated.map(({ theory, quantity, item, limit, ...rest }) => {
    const tested = stated.filter((each) => each.theory === theory && each.quantity === quantity);
    return {
      theory: theory.name,
      quantity,
      parameters: item.point,
      ...rest,
      estimate: limit?.estimate ?? null,
      standardError: limit?.standardError ?? null,
      excludes: limit?.excludes ?? null,
      basis: limit ? basisOf(limit, item) : null,
      verdict: limit?.verdict ?? null,
      reason:
        limit?.reason ??
        (cases.length > 0 && limits.length > 0 ? 'the simulation does not measure it here' : null),
      diagnosis:
        limit?.verdict === 'disagree' && theory.name !== engineName
          ? diagnosisOf(
              model,
              theory,
              quantity,
              tested.map((each) => each.item.point),
            )
          : null,
    };
  });
}

function keyOf(by: string, quantity: string, parameters: Point): string {
  return JSON.stringify([by, quantity, parameters]);
}

function basisOf({ method }: ResultLimit, { sizes }: Case): string {
  const list = sizes.map(({ size }) => size).join(', ');
  if (method === 'exact') return `exact mean at ${list}`;
  if (method === 'ladder') return `limit of sizes ${list}`;
  const largest = sizes.at(-1)?.size;
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

/** The table of verdicts, and what follows from them. */
export function checkReport(
  scenario: Scenario,
  claims: readonly JudgedClaim[],
  verdict: Verdict | null,
): string {
  const heading = columnsOf(scenario, claims);
  const rows = claims.map((claim) => [
    ...heading.map((name) => cellOf(name, claim)),
    show(claim.claim),
    show(claim.engine),
    showWithError(claim.estimate, claim.standardError),
    claim.verdict ?? 'untested',
    claim.excludes === null ? '–' : `> ${show(100 * claim.excludes, 2)} %`,
    claim.basis ?? '–',
  ]);
  const header = [...heading, 'claim', 'engine', 'simulation', 'verdict', 'excluded', 'basis'];
  return [
    '',
    toTable(header, rows),
    ...reasons(claims, heading),
    ...diagnosisLines(claims),
    summary(scenario, claims, verdict),
  ].join('\n');
}

const mostReasons = 8;

function reasons(claims: readonly JudgedClaim[], heading: readonly string[]): string[] {
  const open = claims.filter(({ verdict }) => verdict !== 'agree');
  const shown = open.slice(0, mostReasons).map((claim) => {
    const where = heading.map((name) => `${name} ${cellOf(name, claim)}`).join(', ');
    return `  ${claim.verdict ?? 'untested'}${where && ` at ${where}`}: ${claim.gap ?? claim.reason}`;
  });
  return open.length > shown.length
    ? [...shown, `  … and ${open.length - shown.length} more, see results.json`]
    : shown;
}

function diagnosisLines(claims: readonly JudgedClaim[]): string[] {
  const seen = new Set<Diagnosis>();
  return claims.flatMap(({ theory, quantity, diagnosis }) => {
    if (diagnosis === null || seen.has(diagnosis)) return [];
    seen.add(diagnosis);
    if (diagnosis.slips.length === 0)
      return [`  ${quantity} of ${theory}: none of the usual slips makes it the engine’s`];
    const apart = diagnosis.tellApart ? [`    ${diagnosis.tellApart.sentence}`] : [];
    return [...diagnosis.slips.map(({ sentence }) => `  ${quantity} of ${theory}: ${sentence}`), ...apart];
  });
}

function summary(scenario: Scenario, claims: readonly JudgedClaim[], verdict: Verdict | null): string {
  const { comparison } = scenario;
  const count = (wanted: Verdict | null) => claims.filter((claim) => claim.verdict === wanted).length;
  const counts = `${count('agree')} agree, ${count('disagree')} disagree, ${count('undecided')} undecided, ${count(null)} untested`;
  const decided = verdict === 'agree' || verdict === 'disagree';
  const next = decided ? null : nextStep(scenario, claims);
  return `${verdict ?? 'untested'}: ${counts}, at significance ${comparison.alpha}, tolerance ${comparison.tolerance}${next === null ? '' : `\n  next: ${next}`}`;
}

/** What would decide more. */
function nextStep({ name, model }: Scenario, claims: readonly JudgedClaim[]): string {
  const open = claims.filter(({ verdict }) => verdict !== 'agree');
  if (open.every(({ gap }) => gap !== null)) return 'points at which what is claimed has a value';
  if (open.every(({ estimate, verdict }) => verdict === null && estimate === null)) {
    return open.some(({ reason }) => reason?.includes('threshold'))
      ? `points farther from the threshold; descent run out/${name}/${name}.yaml has quantiles there`
      : `a quantity that trials measure: descent describe ${model}`;
  }
  return open.some(({ basis }) => basis?.startsWith('at size'))
    ? 'several sizes, or --claim size for what holds at this one'
    : 'the same command with a larger --budget';
}
