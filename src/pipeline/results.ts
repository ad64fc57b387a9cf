/** What a run leaves behind, as plain data: results.json holds it whole, results.csv as rows. */
import type { Origin } from '../comparison/claim.ts';
import { type FigureJudgement, type Judgement, judge, type Verdict } from '../comparison/judge.ts';
import { summarise } from '../comparison/summary.ts';
import type { Cautioned } from '../models/cautions.ts';
import type { Point } from '../parts/parameter.ts';
import type { CanonicalScenario, Scenario } from '../scenario/scenario.ts';
import { canonicalJson } from '../simulators/simulator.ts';
import type { Predicted } from '../theories/engine.ts';
import { engineName, publishedName, speaksOf, type Theory } from '../theories/theory.ts';
import type { Case } from './cases.ts';
import { type CaseClaim, type Shown, theoriesOf } from './claims.ts';
import type { Look, Looked } from './untilDecided.ts';
import { version } from './version.ts';

/** What computes here. */
export const versions: Readonly<Record<'descent' | 'node', string>> = {
  descent: version,
  node: process.versions.node,
};

/** What results are of: a scenario file by its name, and what the command line changed of it. */
export interface Source {
  readonly scenario: string;
  readonly changes: readonly string[];
}

/** One quantity at one point and one size. Mean, error and quantiles are null where they are not finite. */
export interface ResultCell extends Cautioned {
  readonly parameters: Point;
  /** As the model counts it in simulation.sizes; null: measured elsewhere, at the point as it stands. */
  readonly size: number | null;
  readonly sizes: Readonly<Record<string, number>>;
  /** The ratios that the sizes realise. */
  readonly ratios: Point;
  readonly trials: number;
  /** Fresh inputs per trial on which the risk is measured; 0 where it is exact. */
  readonly testPoints: number;
  readonly quantity: string;
  /** The name of the theory that it is held against. */
  readonly by: string;
  readonly from: Origin;
  /** Trials whose value is not a finite number: it overflowed, or there is none. */
  readonly notFinite: number;
  readonly mean: number | null;
  readonly standardError: number | null;
  readonly quantiles: Readonly<Record<string, number | null>>;
  /** Theory at the realised sizes, theoryFactor included; with an exact finite-size mean, shifted by what that adds to its limit. */
  readonly theory: number | null;
  readonly z: number | null;
  /** The verdict on the cell's point, which all of its sizes decide together; null where means are not judged. */
  readonly verdict: Verdict | null;
}

/** One quantity at one point: what all sizes say together. */
export interface ResultLimit extends Omit<Judgement, 'levels' | 'id'>, Cautioned {
  readonly parameters: Point;
  readonly quantity: string;
  /** The name of the theory that is judged. */
  readonly by: string;
  readonly from: Origin;
}

/** A published value, and what the theories say of it: agree within half a unit of its last decimal. */
export interface ResultPublished {
  readonly parameters: Point;
  readonly quantity: string;
  readonly value: number;
  readonly decimals: number;
  readonly source: string | null;
  readonly theories: readonly {
    readonly by: string;
    readonly value: number | null;
    readonly verdict: 'agree' | 'disagree' | null;
  }[];
}

/** What one theory says at the points of the scan, and what became of it. */
export interface ResultTheory {
  readonly name: string;
  readonly source: string | null;
  /** Of all its claims together; null where none was simulated. */
  readonly verdict: Verdict | null;
  readonly omnibus: FigureJudgement['omnibus'];
  /** Of theories of one's own: a value, or null with the reason, for each point and quantity. The engine's are in `theory`. */
  readonly statements: readonly {
    readonly parameters: Point;
    readonly quantity: string;
    readonly value: number | null;
    readonly gap: string | null;
    readonly residual: number | null;
  }[];
}

export interface Results {
  readonly scenario: CanonicalScenario;
  readonly source: Source;
  readonly seed: string | null;
  readonly versions: Readonly<Record<string, string>>;
  /** Identity of the linear algebra backend; null without simulation. */
  readonly backend: string | null;
  /** The worst of the theories; null without simulation. */
  readonly verdict: Verdict | null;
  /** Of a simulation that went on until claims were decided: what was seen at every look. */
  readonly looks?: readonly Look[];
  readonly theories: readonly ResultTheory[];
  readonly published: readonly ResultPublished[];
  readonly theory: readonly { readonly parameters: Point; readonly prediction: Predicted & Cautioned }[];
  readonly cells: readonly ResultCell[];
  readonly limits: readonly ResultLimit[];
}

/** Judge the claims and assemble everything. */
export function assembleResults(
  scenario: Scenario,
  cases: readonly Case[],
  claims: readonly CaseClaim[],
  backend: string | null,
  source: Source = { scenario: scenario.name, changes: [] },
  looked?: Pick<Looked, 'judged' | 'looks'>,
): Results {
  const all = theoriesOf(scenario);
  const published = comparePublished(scenario, cases, all);
  const theories = all.map((theory) => {
    const own = claims.filter(({ by }) => by === theory.name);
    const judged =
      looked?.judged.get(theory.name) ?? (own.length > 0 ? judge(own, scenario.comparison) : null);
    const told = published.flatMap((each) => each.theories.filter(({ by }) => by === theory.name));
    const verdicts = [judged?.verdict, ...told.map(({ verdict }) => verdict)];
    return {
      theory,
      own,
      judged,
      verdict: worstOf(verdicts.filter((each) => each !== undefined && each !== null)),
    };
  });
  const pairs = theories.flatMap(({ own, judged }) =>
    own.map((claim, i) => ({ claim, judgement: judged!.judgements[i]! })),
  );
  return {
    scenario: scenario.canonical,
    source,
    seed: scenario.simulation?.seed ?? null,
    versions,
    backend: scenario.simulation !== null && claims.length > 0 ? backend : null,
    verdict: worstOf(theories.flatMap(({ verdict }) => verdict ?? [])),
    ...(looked ? { looks: looked.looks } : {}),
    theories: theories.map(({ theory, judged, verdict }) => ({
      name: theory.name,
      source: theory.source,
      verdict,
      omnibus: judged?.omnibus ?? null,
      statements:
        theory.name === engineName ? [] : statementsOf(theory, cases, scenario.comparison.theoryFactor),
    })),
    published,
    theory: cases.map(({ point, prediction }) => ({ parameters: point, prediction })),
    cells: pairs.flatMap(({ claim, judgement }) => cellsOf(claim, judgement)),
    limits: pairs.map(({ claim, judgement: { levels: _, id: __, reason, ...rest } }) => ({
      parameters: claim.case.point,
      quantity: claim.quantity,
      by: claim.by,
      from: claim.from,
      ...rest,
      reason: claim.note === null ? reason : `${reason}; ${claim.note}`,
      cautions: claim.case.prediction.cautions,
    })),
  };
}

/** Theory against published numbers, which needs no simulation. */
function comparePublished(
  { published, comparison }: Scenario,
  cases: readonly Case[],
  theories: readonly Theory[],
): ResultPublished[] {
  const caseAt = new Map(cases.map((item) => [canonicalJson(item.point), item]));
  return published.flatMap(({ at, values, decimals, source = null }) => {
    const { place } = caseAt.get(canonicalJson(at))!;
    return Object.entries(values).map(([quantity, value]) => ({
      parameters: at,
      quantity,
      value,
      decimals,
      source,
      theories: theories
        .filter((theory) => theory.name !== publishedName && speaksOf(theory, quantity))
        .map((theory) => {
          const stated = theory.state(quantity, place).value;
          const said = stated === undefined ? null : stated * comparison.theoryFactor;
          const room = 0.5 * 10 ** -decimals * (1 + 1e-9);
          const verdict =
            said === null
              ? null
              : Math.abs(said - value) <= room
                ? ('agree' as const)
                : ('disagree' as const);
          return { by: theory.name, value: said, verdict };
        }),
    }));
  });
}

export function worstOf(verdicts: readonly Verdict[]): Verdict | null {
  const order: readonly Verdict[] = ['disagree', 'undecided', 'agree'];
  return order.find((verdict) => verdicts.includes(verdict)) ?? null;
}

function statementsOf(theory: Theory, cases: readonly Case[], factor: number): ResultTheory['statements'] {
  return cases.flatMap(({ point, place }) =>
    (theory.quantities ?? []).map((quantity) => {
      const { value, gap = null, ...rest } = theory.state(quantity, place);
      const residual = 'residual' in rest ? (rest.residual ?? null) : null;
      return {
        parameters: point,
        quantity,
        value: value === undefined ? null : value * factor,
        gap,
        residual,
      };
    }),
  );
}

function cellsOf(claim: CaseClaim, judgement: Judgement): ResultCell[] {
  const { case: item, quantity, by, from, levels, shown, drawn } = claim;
  const cellOf = (
    each: Shown,
    values: ArrayLike<number>,
    { summary, theory, z }: CellJudgement,
  ): ResultCell => ({
    parameters: item.point,
    size: each.size,
    sizes: each.sizes,
    ratios: each.ratios,
    trials: summary.trials,
    testPoints: each.testPoints,
    quantity,
    by,
    from,
    notFinite: Array.from(values).filter((value) => !Number.isFinite(value)).length,
    mean: finite(summary.mean),
    standardError: finite(summary.standardError),
    quantiles: Object.fromEntries(
      Object.entries(summary.quantiles).map(([level, value]) => [level, finite(value)]),
    ),
    theory: finite(theory),
    z,
    verdict: judgement.verdict,
    cautions: item.prediction.cautions,
  });
  const none = { theory: Number.NaN, z: null };
  return [
    ...shown.map((each, i) => cellOf(each, levels[i]!.values, judgement.levels[i]!)),
    ...drawn.map((level) => ({
      ...cellOf(level.shown, level.values, { ...none, summary: summarise(level.values) }),
      verdict: null,
    })),
  ];
}

type CellJudgement = Omit<Judgement['levels'][number], 'size'>;

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
