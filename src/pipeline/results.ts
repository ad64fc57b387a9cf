/** What a run leaves behind, as plain data: results.json holds it whole, results.csv as rows. */
import { type FigureJudgement, type Judgement, judge, type Verdict } from '../comparison/judge.ts';
import type { Cautioned } from '../models/cautions.ts';
import type { Predicted } from '../models/model.ts';
import type { Point } from '../problem/parameter.ts';
import type { CanonicalScenario, Scenario } from '../scenario/scenario.ts';
import type { Case } from './cases.ts';
import type { CaseClaim } from './claims.ts';
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
}

export interface Results {
  readonly scenario: CanonicalScenario;
  readonly source: Source;
  readonly seed: string | null;
  readonly versions: Readonly<Record<string, string>>;
  /** Identity of the linear algebra backend; null without simulation. */
  readonly backend: string | null;
  /** Null without simulation. */
  readonly verdict: Verdict | null;
  readonly omnibus: FigureJudgement['omnibus'];
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
  const judged = claims.length > 0 ? judge(claims, scenario.comparison) : null;
  const pairs = claims.map((claim, i) => ({ claim, judgement: judged!.judgements[i]! }));
  return {
    scenario: scenario.canonical,
    source,
    seed: scenario.simulation?.seed ?? null,
    versions: { descent: version, node: process.versions.node },
    backend: claims.length > 0 ? backend : null,
    verdict: judged?.verdict ?? null,
    omnibus: judged?.omnibus ?? null,
    theory: cases.map(({ point, prediction }) => ({ parameters: point, prediction })),
    cells: pairs.flatMap(({ claim, judgement }) => cellsOf(claim, judgement)),
    limits: pairs.map(({ claim, judgement: { levels: _, id: __, ...rest } }) => ({
      parameters: claim.case.point,
      quantity: claim.quantity,
      ...rest,
      cautions: claim.case.prediction.cautions,
    })),
  };
}

function cellsOf({ case: item, quantity, levels }: CaseClaim, judgement: Judgement): ResultCell[] {
  return item.sizes.map((sized, i) => {
    const { summary, theory, z } = judgement.levels[i]!;
    return {
      parameters: item.point,
      size: sized.size,
      sizes: sized.sizes,
      ratios: sized.ratios,
      trials: summary.trials,
      testPoints: sized.testPoints,
      quantity,
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
