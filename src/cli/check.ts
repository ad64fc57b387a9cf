/** `descent check`: claims of one's own against the engine at once, and against a simulation that is planned for them. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { stringify } from 'yaml';
import { clip, InputError } from '../errors.ts';
import { replaceFiles } from '../execution/files.ts';
import { modelNamed, models, signatureOf, signatures } from '../models/registry.ts';
import { planCases } from '../pipeline/cases.ts';
import { certificateText, certify, readCertificate } from '../pipeline/certificate.ts';
import { checkVerdict, claimants, judgedClaims } from '../pipeline/check.ts';
import { type Checked, checkReport, claimTable } from '../pipeline/checkReport.ts';
import { type RunOptions, runScenario } from '../pipeline/run.ts';
import { rawScenario } from '../pipeline/savedResults.ts';
import { simulating } from '../pipeline/steps.ts';
import { plainDocument } from '../scenario/document.ts';
import { loadScenario, resolveScenario } from '../scenario/load.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { rawTheories } from '../scenario/theories.ts';
import { engineName, type PreciseRequest } from '../theories/theory.ts';
import { figureFor } from './checkFigure.ts';
import { type Planned, planLine, readPlanning, usualBudget } from './checkPlan.ts';
import type { Command, Given, Terminal } from './command.ts';
import { digitsOption, readDigits } from './digits.ts';
import { guard } from './interruption.ts';
import {
  checkFile,
  checkFolder,
  kebab,
  readBeside,
  readText,
  refuseUnused,
  textOf,
  unused,
} from './options.ts';
import { parameterNotes, parameterOptions, type parametersOf, readScan } from './parameterOptions.ts';
import { pluginWords } from './plugin.ts';
import { progressBar } from './progressBar.ts';
import { waiting, waitOption } from './resultsFolder.ts';
import { drawing, type External, executorOf, simulatorOptions } from './simulator.ts';
import { theoriesGiven, theoryOptions } from './theoriesGiven.ts';

const defaults = { tolerance: 0.03, significance: 1e-4 };

export const check: Command = {
  options: [
    ...parameterOptions(models),
    ...theoryOptions,
    digitsOption,
    {
      name: 'tolerance',
      of: 'command',
      group: 'Decision',
      meaning: `relative deviation that still counts as agreement [default ${defaults.tolerance}, or the file’s]`,
    },
    {
      name: 'significance',
      of: 'command',
      group: 'Decision',
      meaning: `probability of refuting a right theory [default ${defaults.significance}, or the file’s]`,
    },
    {
      name: 'claim',
      of: 'command',
      group: 'Decision',
      meaning:
        'limit, or size: what holds at the largest simulated size as such, within the tolerance [default limit, or of data and of sizes that cannot be scaled size]',
    },
    {
      name: 'budget',
      of: 'command',
      group: 'Simulation',
      meaning: `time for which the simulation is planned, such as 90s or 10m [default ${usualBudget}]`,
    },
    {
      name: 'plan',
      of: 'command',
      group: 'Simulation',
      meaning: 'plan.json of an earlier check: the same simulation again, bit by bit',
    },
    {
      name: 'seed',
      of: 'command',
      group: 'Simulation',
      meaning: 'seed of every random stream [default 1, or the file’s]',
    },
    {
      name: 'workers',
      of: 'command',
      group: 'Simulation',
      meaning: 'worker threads [default: one a core]',
    },
    {
      name: 'blas',
      of: 'command',
      group: 'Simulation',
      meaning: 'auto, embedded, embedded-fma, or the path of a BLAS [default auto]',
    },
    ...simulatorOptions('command'),
    {
      name: 'fresh',
      of: 'simulation',
      kind: 'flag',
      group: 'Simulation',
      meaning: 'forget the trials that an earlier check stored',
    },
    {
      name: 'dry-run',
      of: 'command',
      kind: 'flag',
      group: 'Output',
      meaning: 'claims, engine and plan; simulate nothing',
    },
    {
      name: 'json',
      of: 'command',
      kind: 'flag',
      group: 'Output',
      meaning: 'one object: the verdict, and every claim with its own',
    },
    {
      name: 'certificate',
      of: 'simulation',
      group: 'Output',
      meaning: 'file to write, which descent verify verifies; implies --blas embedded',
    },
    {
      name: 'out',
      of: 'simulation',
      group: 'Output',
      meaning: 'folder for results, one folder a check in it [default out]',
    },
    { ...waitOption, of: 'simulation', group: 'Output' },
  ],
  notes: [
    parameterNotes(models),
    'A word with a / or .yaml is a scenario file instead; its own simulation is used unless --budget or --plan is given.',
    'Writes OUT/check-NAME with the scenario, the plan, the results and the figure.',
    'Exit codes: 0 agree, 2 bad input, 3 disagree, 4 undecided or nothing that can be tested.',
  ].join(' '),
  execute: drawing(execute),
};

async function execute(
  given: Given,
  terminal: Terminal,
  workers: number,
  external: External | null,
): Promise<number> {
  const read = readCheck(given);
  const out = textOf(given, 'out') ?? 'out';
  const dry = given.options.has('dry-run');
  refuseUnused(given, check.options, {
    simulation: dry ? '--dry-run runs nothing, and writes nothing' : undefined,
  });
  if (!dry) checkFolder('--out', out);
  const scenario = external ? await external.join(read) : read;
  const certificate = textOf(given, 'certificate') ?? null;
  if (certificate !== null && external)
    throw unused('certificate', 'trials of a program of one’s own cannot be drawn again by others');
  const blas = readBlas(given, certificate);
  const plan = readPlanning(scenario, given, { workers, blas, external });
  const json = given.options.has('json');
  const tell = (text: string) => (json ? undefined : terminal.tell(text));
  const own = [...claimants(scenario)].some((name) => name !== engineName);
  const request = readDigits(given, own);
  tell(`${claimTable(scenario, planCases(scenario), request)}\n\n`);
  const planned = await plan();
  const ready = simulating(scenario, planned.simulation);
  tell(`${planLine(ready, planned, external)}\n`);
  if (dry) {
    if (json)
      terminal.out(
        `${JSON.stringify({ verdict: null, claims: judgedClaims(ready, planCases(ready), { ...planned, results: null, request }), plan: planned })}\n`,
      );
    return 0;
  }
  const fresh = given.options.has('fresh');
  const options = { out, workers, blas, certificate, request, fresh, ...waiting(given, terminal) };
  const { files, ...checked } = await decide(
    ready,
    planned,
    { ...options, ...executorOf(external), drawnBy: external?.command },
    terminal,
  );
  const { claims, verdict } = checked;
  if (json) terminal.out(`${JSON.stringify({ verdict, claims, plan: planned, files })}\n`);
  else {
    const again = `${runAgain(out, ready.name)}${external ? ` --simulator '${external.command}'` : ''}`;
    const about = { ...checked, planned: !given.options.has('plan'), run: again };
    terminal.tell(`${checkReport(ready, about)}\n${files.map((file) => `  ${file}`).join('\n')}\n`);
  }
  return verdict === 'agree' ? 0 : verdict === 'disagree' ? 3 : 4;
}

/** The command that runs the scenario that a check leaves behind. */
function runAgain(out: string, name: string): string {
  const file = join(out, name, `${name}.yaml`);
  return `descent run ${file}${out === 'out' ? '' : ` --out ${out}`}${pluginWords()}`;
}

async function decide(
  scenario: Scenario,
  planned: Planned,
  options: Pick<RunOptions, 'out' | 'workers' | 'blas' | 'executor' | 'fresh' | 'onHeld'> & {
    readonly certificate: string | null;
    readonly request: PreciseRequest | undefined;
    /** The program of one's own that draws, which no scenario names. */
    readonly drawnBy: string | undefined;
  },
  terminal: Terminal,
): Promise<Omit<Checked, 'run' | 'planned'> & { readonly files: readonly string[] }> {
  const progress = await progressBar(scenario.name, terminal);
  const { results, files, store } = await runScenario(scenario, {
    ...options,
    replace: true,
    guard: (work) => guard((signal) => work(signal).finally(progress.stop)),
    onProgress: progress.update,
  });
  const folder = join(options.out, scenario.name);
  const own = {
    [join(folder, `${scenario.name}.yaml`)]: [
      ...(options.drawnBy === undefined
        ? []
        : [
            `# Its trials were drawn with --simulator '${options.drawnBy.replaceAll(/\s+/g, ' ')}'; without it Descent draws its own.`,
          ]),
      stringify(rawScenario(scenario.canonical)),
    ].join('\n'),
    [join(folder, 'plan.json')]: `${JSON.stringify(planned, null, 1)}\n`,
    ...(options.certificate === null
      ? {}
      : { [options.certificate]: certificateText(certify(scenario, results, store?.file ?? null)) }),
  };
  replaceFiles(own);
  return {
    claims: judgedClaims(scenario, planCases(scenario), { ...planned, results, request: options.request }),
    results,
    verdict: checkVerdict(scenario, results),
    files: [...Object.keys(own), ...files],
  };
}

/** A certificate is of the linear algebra that has the same bits everywhere. */
function readBlas(given: Given, certificate: string | null): string {
  const blas = textOf(given, 'blas');
  if (certificate === null) return blas ?? 'auto';
  checkFile('--certificate', certificate);
  if (existsSync(certificate) && !isCertificate(certificate))
    throw new InputError(
      `--certificate ${certificate}: this file is there, and is no certificate; choose another name`,
    );
  if (blas !== undefined && blas !== 'embedded')
    throw new InputError(
      `--blas ${clip(blas)} and --certificate exclude each other: numbers that others can draw again need embedded`,
    );
  return 'embedded';
}

function isCertificate(file: string): boolean {
  try {
    readCertificate(file, readText(file));
    return true;
  } catch {
    return false;
  }
}

function readCheck(given: Given): Scenario {
  const [subject] = given.words as [string];
  const isFile = /[/\\]|\.ya?ml$/.test(subject);
  const scenario = isFile ? fileCheck(subject, given) : modelCheck(subject, given);
  const seed = textOf(given, 'seed');
  const { simulation } = scenario;
  return seed === undefined || simulation === null ? scenario : simulating(scenario, { ...simulation, seed });
}

/** The file's scenario with the theories of the command line beside its own. */
function fileCheck(file: string, given: Given): Scenario {
  const loaded = loadScenario(file, readText(file), signatures, [], readBeside(file));
  const reason = `${basename(file)} has its own parameters`;
  refuseUnused(given, check.options, { model: reason, fit: reason, draws: reason });
  const signature = signatureOf(loaded.model);
  const theories = [...loaded.theories, ...theoriesGiven(given, signature, loaded.axes)];
  const raw = {
    ...rawScenario(loaded.canonical),
    theories: rawTheories(theories),
    comparison: comparisonOf(given, loaded.comparison),
  };
  return resolveScenario(`check-${loaded.name}`, plainDocument(raw, file), signatures);
}

/** A scan on the command line, with the theories that are given, or else the engine. */
function modelCheck(name: string, given: Given): Scenario {
  const model = modelNamed(name);
  refuseUnused(given, check.options, {});
  const { axes } = readScan(model, given, check.options);
  const signature = signatureOf(name);
  const own = theoriesGiven(given, signature, axes).filter((plan) => plan !== engineName);
  const theories = [engineName, ...own] as const;
  const section = (parameters: ReturnType<typeof parametersOf>) =>
    Object.fromEntries(
      axes
        .filter((axis) => parameters.some((each) => each.name === axis.name))
        .filter((axis) => given.options.has(kebab(axis.name)))
        .map((axis) => [axis.name, axis.values.length === 1 ? axis.values[0] : axis.values]),
    );
  const raw = {
    title: `check of ${name}`,
    model: name,
    parameters: section(model.parameters),
    inputs: section(model.inputs),
    theories: rawTheories(theories),
    comparison: comparisonOf(given, {}),
    figure: figureFor(signature, axes, theories),
  };
  return resolveScenario(`check-${name}`, plainDocument(raw, 'the command line'), signatures);
}

function comparisonOf(given: Given, own: Partial<Scenario['comparison']>): object {
  const claim = textOf(given, 'claim');
  if (claim !== undefined && claim !== 'limit' && claim !== 'size')
    throw new InputError(`--claim ${clip(claim)}: limit or size is needed`);
  const number = (option: string, fallback: number) => {
    const text = textOf(given, option);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (value > 0 && value < 1 && text.trim() !== '') return value;
    throw new InputError(`--${option} ${clip(text)}: a number > 0 and < 1 is needed`);
  };
  return {
    ...own,
    tolerance: number('tolerance', own.tolerance ?? defaults.tolerance),
    alpha: number('significance', own.alpha ?? defaults.significance),
    ...(claim === undefined ? {} : { claim }),
  };
}
