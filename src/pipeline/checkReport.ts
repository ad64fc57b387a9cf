/** What a check says to people: every claim beside the engine, then with its verdict, and what would decide more. */
import type { Verdict } from '../comparison/judge.ts';
import { show, showWithError, toTable } from '../report/table.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Diagnosis } from '../theories/diagnosis.ts';
import { type PreciseRequest, publishedName } from '../theories/theory.ts';
import type { Case } from './cases.ts';
import { type JudgedClaim, statedClaims } from './check.ts';
import type { Results } from './results.ts';
import { counted, publishedLines, varyingParameters, verdictWord, whereText } from './verdicts.ts';

/** Claim against engine, a row a point; with a request how many digits of the claim are right. */
export function claimTable(scenario: Scenario, cases: readonly Case[], request?: PreciseRequest): string {
  const stated = statedClaims(scenario, cases, request).map(({ theory, item, ...rest }) => ({
    ...rest,
    theory: theory.name,
    parameters: item.point,
    from: null,
  }));
  const heading = columnsOf(scenario, stated);
  const rows = stated.map((each) => [
    ...heading.map((name) => cellOf(name, each)),
    show(each.claim),
    show(each.engine),
    difference(each.claim, each.engine),
    ...(request ? [show(each.precise?.correct)] : []),
  ]);
  const gaps = stated.flatMap(({ theory, gap, precise }) =>
    [gap, precise?.gap ?? null].flatMap((each) => (each === null ? [] : [`gap of ${theory}: ${each}`])),
  );
  const columns = [...heading, 'claim', 'engine', 'difference', ...(request ? ['digits'] : [])];
  return [toTable(columns, rows), ...new Set(gaps)].join('\n');
}

function difference(claim: number | null, engine: number | null): string {
  if (claim === null || engine === null) return '–';
  if (engine === 0) return claim === 0 ? '0' : 'engine 0';
  const relative = (claim - engine) / Math.abs(engine);
  return Math.abs(relative) < 1e-13 ? '0' : `${show(100 * relative, 3)} %`;
}

type Named = Pick<JudgedClaim, 'theory' | 'quantity' | 'parameters' | 'from'>;

const distinctions = ['quantity', 'theory', 'from'] as const;

/** What tells one row from another. */
function columnsOf({ canonical: { parameters, inputs } }: Scenario, claims: readonly Named[]): string[] {
  const points = claims.map((claim) => claim.parameters);
  return [
    ...varyingParameters({ ...parameters, ...inputs }, points),
    ...distinctions.filter((name) => new Set(claims.flatMap((claim) => claim[name] ?? [])).size > 1),
  ];
}

function cellOf(name: string, claim: Named): string {
  const distinction = distinctions.find((each) => each === name);
  return show(distinction ? claim[distinction] : claim.parameters[name]);
}

/** What was checked, and how. */
export interface Checked {
  readonly claims: readonly JudgedClaim[];
  readonly verdict: Verdict | null;
  readonly results: Results;
  /** How the scenario that is left behind is run. */
  readonly run: string;
  /** Whether the simulation was planned here, for a budget. */
  readonly planned: boolean;
}

/** The table of verdicts, and what follows from them. */
export function checkReport(scenario: Scenario, checked: Checked): string {
  const { claims, results } = checked;
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
  const origins = new Set(claims.flatMap(({ from }) => from ?? []));
  const held = origins.size > 1 ? 'estimate' : origins.has('measurements') ? 'measured' : 'simulation';
  return [
    '',
    toTable([...heading, 'claim', 'engine', held, 'verdict', 'excluded', 'basis'], rows),
    ...reasons(claims, heading),
    ...diagnosisLines(claims),
    ...publishedLines(results),
    summary(scenario, checked),
  ].join('\n');
}

const mostReasons = 8;

function reasons(claims: readonly JudgedClaim[], heading: readonly string[]): string[] {
  const open = claims.filter(({ verdict }) => verdict !== 'agree');
  const shown = open.slice(0, mostReasons).map((claim) => {
    const where = whereText(heading, (name) => cellOf(name, claim));
    return `  ${claim.verdict ?? 'untested'}${where}: ${claim.gap ?? claim.reason}`;
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

/** Published values are counted apart: they are no claims of one's own. */
function summary(scenario: Scenario, checked: Checked): string {
  const { claims, verdict, results } = checked;
  const { alpha, tolerance } = scenario.comparison;
  const verdictsOf = (published: boolean) =>
    claims.flatMap((claim) => ((claim.theory === publishedName) === published ? [claim.verdict] : []));
  const own = verdictsOf(false);
  const apart = verdictsOf(true);
  const refuted = (by: string) =>
    claims.some(({ theory, verdict: single }) => theory === by && single === 'disagree');
  const together = results.theories.filter(
    ({ name, omnibus }) =>
      omnibus?.rejected && !refuted(name) && claims.some(({ theory }) => theory === name),
  );
  const decided = verdict === 'agree' || verdict === 'disagree';
  return [
    ...together.map(
      ({ name, omnibus }) =>
        `  all of ${name} together: they would differ so much with p = ${show(omnibus!.pValue, 2)}`,
    ),
    ...(apart.length > 0 ? [`published values: ${counted(apart)}`] : []),
    `${verdictWord(verdict, [...own, ...apart])}: ${counted(own)}, at significance ${alpha}, tolerance ${tolerance}`,
    ...(decided ? [] : [`  next: ${nextStep(scenario, checked)}`]),
  ].join('\n');
}

/** What would decide more. */
function nextStep({ model, simulation }: Scenario, { claims, run, planned }: Checked): string {
  const open = claims.filter(({ verdict }) => verdict !== 'agree');
  if (open.every(({ gap }) => gap !== null)) return 'points at which what is claimed has a value';
  if (open.every(({ estimate, verdict }) => verdict === null && estimate === null)) {
    return open.some(({ reason }) => reason.includes('threshold'))
      ? `points farther from the threshold${simulation === null ? '' : `; ${run} has quantiles there`}`
      : `a quantity that trials measure: descent describe ${model}`;
  }
  if (open.every(({ from }) => from === 'measurements')) return 'more measurements, or more precise ones';
  if (open.some(({ basis }) => basis?.startsWith('at size')))
    return 'several sizes, or --claim size for what holds at this one';
  return planned
    ? 'the same command with a larger --budget'
    : 'the same command without --plan, and with a --budget';
}
