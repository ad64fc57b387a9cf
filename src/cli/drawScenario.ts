/** A scenario run, with a progress bar, and what is told of it. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { trialsName } from '../execution/store.ts';
import { openBackend } from '../linalg/select.ts';
import { demandsOf, planCases } from '../pipeline/cases.ts';
import { workOf } from '../pipeline/pilot.ts';
import { foreseePower, powerText } from '../pipeline/power.ts';
import type { Results } from '../pipeline/results.ts';
import { type RunOptions, runScenario } from '../pipeline/run.ts';
import type { Look } from '../pipeline/untilDecided.ts';
import { verdictReport } from '../pipeline/verdicts.ts';
import { isLaw, type LawScenario, type Scenario } from '../scenario/scenario.ts';
import type { Terminal } from './command.ts';
import { guard } from './interruption.ts';
import { drawLaw } from './law.ts';
import { progressBar } from './progressBar.ts';
import { damageReport } from './resultsFolder.ts';

/** @returns the verdict on it */
export async function drawScenario(
  scenario: Scenario | LawScenario,
  options: RunOptions,
  terminal: Terminal,
): Promise<Results['verdict']> {
  if (!isLaw(scenario)) return drawRisks(scenario, options, terminal);
  const { name, observe, model } = scenario;
  const { untilDecided: _, onResults: __, ...rest } = options;
  return drawLaw(scenario, rest, terminal, `${name}: ${observe} of ${model}\n`);
}

async function drawRisks(
  scenario: Scenario,
  options: RunOptions,
  terminal: Terminal,
): Promise<Results['verdict']> {
  const progress = await progressBar(scenario.name, terminal);
  const { untilDecided } = options;
  const power =
    options.fresh || !existsSync(join(options.out, scenario.name, trialsName))
      ? await foreseen(scenario, options)
      : null;
  if (power !== null) terminal.tell(`${scenario.name}: ${power}\n`);
  const { results, files } = await runScenario(scenario, {
    ...options,
    ...(untilDecided
      ? { untilDecided: { ...untilDecided, onLook: (look) => terminal.tell(lookLine(look)) } }
      : {}),
    // The bar hides the cursor: it must be gone before signals end the process at once again.
    guard: (work) => guard((signal) => work(signal).finally(progress.stop)),
    onProgress: progress.update,
    onResults: (found, store) => terminal.tell(`${verdictReport(found)}\n${damageReport(store)}`),
  });
  terminal.tell(`${files.map((file) => `  ${file}`).join('\n')}\n\n`);
  return results.verdict;
}

/** Of less work than this nothing is foreseen: it is done at once. */
const leastWork = 3e10;

/** What a simulation that takes some time will be able to see. */
async function foreseen(scenario: Scenario, { blas, workers, executor }: RunOptions): Promise<string | null> {
  // A program of one's own has a pace of its own, and parts of others are only read.
  if (executor !== undefined || workOf(demandsOf(planCases(scenario), scenario)) < leastWork) return null;
  const power = await foreseePower(scenario, openBackend(blas));
  return power && `about ${Number((power.seconds / workers).toPrecision(2))} s; ${powerText(power)}`;
}

function lookLine({ trials, undecided, refuted }: Look): string {
  return `${trials} trials: ${undecided} claims undecided, ${refuted} refuted\n`;
}
