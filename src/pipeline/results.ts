/** What a run leaves behind, as plain data: results.json holds it whole, results.csv as rows. */
import { type FigureJudgement, type Judgement, judge, type Verdict } from '../comparison/judge.ts';
import type { Cautioned } from '../models/cautions.ts';
import type { Predicted } from '../models/model.ts';
import type { Point } from '../problem/parameter.ts';
import type { CanonicalScenario, Scenario } from '../scenario/scenario.ts';
import { testPoints } from '../simulation/measure.ts';
import { engineName, type Theory } from '../theories/theory.ts';
import { type Case, sizesOf } from './cases.ts';
import { type CaseClaim, theoriesOf } from './claims.ts';
import { version } from './version.ts';

/** What results are of: a scenario file by its name, and what the command line changed of it. */
export interface Source {
  readonly scenario: string;
  readonly changes: readonly string[];
}

/** One quantity at one point and one size. Mean, error and quantiles are null where they are not finite. */
export interface ResultCell extends Cautioned {
  readonly parameters: Point;
  /** As the model counts it in simulation.sizes. */
  readonly size: number;
  readonly sizes: Readonly<Record<string, number>>;
  /** The ratios that the sizes realise. */
  readonly ratios: Point;
  readonly trials: number;
  /** Fresh inputs per trial on which the risk is measured; 0 where it is exact. */
  readonly testPoints: number;
  readonly quantity: string;
  /** The name of the theory that it is held against. */
  readonly by: string;
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
  readonly theories: readonly ResultTheory[];
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
): Results {
  const theories = theoriesOf(scenario).map((theory) => {
    const own = claims.filter(({ by }) => by === theory.name);
    return { theory, own, judged: own.length > 0 ? judge(own, scenario.comparison) : null };
  });
  const pairs = theories.flatMap(({ own, judged }) =>
    own.map((claim, i) => ({ claim, judgement: judged!.judgements[i]! })),
  );
  return {
    scenario: scenario.canonical,
    source,
    seed: scenario.simulation?.seed ?? null,
    versions: { descent: version, node: process.versions.node },
    backend: claims.length > 0 ? backend : null,
    verdict: worstOf(theories.flatMap(({ judged }) => judged?.verdict ?? [])),
    theories: theories.map(({ theory, judged }) => ({
      name: theory.name,
      source: theory.source,
      verdict: judged?.verdict ?? null,
      omnibus: judged?.omnibus ?? null,
      statements:
        theory.name === engineName ? [] : statementsOf(theory, cases, scenario.comparison.theoryFactor),
    })),
    theory: cases.map(({ point, prediction }) => ({ parameters: point, prediction })),
    cells: pairs.flatMap(({ claim, judgement }) => cellsOf(claim, judgement)),
    limits: pairs.map(({ claim, judgement: { levels: _, id: __, ...rest } }) => ({
      parameters: claim.case.point,
      quantity: claim.quantity,
      by: claim.by,
      ...rest,
      cautions: claim.case.prediction.cautions,
    })),
  };
}

function worstOf(verdicts: readonly Verdict[]): Verdict | null {
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

function cellsOf({ case: item, quantity, by, levels }: CaseClaim, judgement: Judgement): ResultCell[] {
  return item.sizes.map((sized, i) => {
    const { summary, theory, z } = judgement.levels[i]!;
    return {
      parameters: item.point,
      size: sized.size,
      sizes: sizesOf(sized),
      ratios: sized.ratios,
      trials: summary.trials,
      testPoints: testPoints(sized.cell, sized.readout.classifier !== undefined),
      quantity,
      by,
      notFinite: Array.from(levels[i]!.values).filter((value) => !Number.isFinite(value)).length,
      mean: finite(summary.mean),
      standardError: finite(summary.standardError),
      quantiles: Object.fromEntries(
        Object.entries(summary.quantiles).map(([level, value]) => [level, finite(value)]),
      ),
      theory: finite(theory),
      z,
      verdict: judgement.verdict,
      cautions: item.prediction.cautions,
    };
  });
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
