/** A certificate verified: everything that follows from its numbers is found again, and some or all of these are drawn again. */
import { existsSync, statSync } from 'node:fs';
import { InputError } from '../errors.ts';
import type { Executor } from '../execution/executor.ts';
import { type Demand, seriesKey, type Task } from '../execution/plan.ts';
import { storedJson } from '../execution/storedLines.ts';
import { openBackend } from '../linalg/select.ts';
import { signatures } from '../models/registry.ts';
import { plainDocument } from '../scenario/document.ts';
import { resolveScenario } from '../scenario/load.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { TrialValues } from '../simulators/simulator.ts';
import { type Case, demandsOf, planCases } from './cases.ts';
import {
  type Block,
  type Certificate,
  certificateText,
  fileHash,
  judgedOf,
  namedFiles,
  rowsHash,
  seriesAndColumns,
  sha256,
} from './certificate.ts';
import { claimsOf } from './claims.ts';
import { differenceText, firstDifference } from './difference.ts';
import { assembleResults, versions as here, type Results } from './results.ts';
import { rawScenario } from './savedResults.ts';
import { varyingParameters, whereText } from './verdicts.ts';

export interface VerifyOptions {
  /** Share of the blocks of every draw that are drawn again, one at least; in (0, 1]. */
  readonly share: number;
  /** Says which. */
  readonly seed: string;
  /** On the embedded backend. */
  readonly executor: Executor;
}

export interface Verification {
  /** The first difference, if there is one. */
  readonly difference: string | null;
  readonly claims: number;
  /** Blocks that were drawn again, of so many. */
  readonly drawn: number;
  readonly blocks: number;
  /** What is different here without being wrong. */
  readonly notes: readonly string[];
}

/** Judgements may differ by this part of themselves. */
const rounding = 1e-12;

/**
 * @param file  where the text is from, for messages
 * @throws {InputError} where nothing can be verified: a named file is missing, the scenario is none, or the linear algebra is another one
 */
export async function verifyCertificate(
  file: string,
  text: string,
  certificate: Certificate,
  options: VerifyOptions,
): Promise<Verification> {
  const blocks = certificate.draws.flatMap((draw) => draw.blocks).length;
  const found = { claims: certificate.limits.length, drawn: 0, blocks, notes: otherVersions(certificate) };
  const changed = wrongFile(certificate);
  if (changed !== null) return { ...found, difference: changed };
  const backend = openBackend('embedded').identity;
  if (certificate.backend !== backend)
    throw new InputError(
      `${file}: its trials are of ${certificate.backend}; this version of Descent has ${backend}`,
    );
  const scenario = resolved(file, certificate);
  const cases = planCases(scenario);
  const demands = demandsOf(cases, scenario);
  const planned = wrongScenario(certificate, scenario) ?? wrongPlan(certificate, demands);
  if (planned !== null) return { ...found, difference: planned };
  const all = drawnBlocks(certificate, demands);
  const altered = all.find(({ block }) => rowsHash(block.rows) !== block.sha256);
  if (altered) {
    const difference = (await drawAgain([altered], options)) ?? wrongHash(altered);
    return { ...found, drawn: 1, difference };
  }
  const results = judgeAgain(certificate, scenario, cases, demands);
  const wrong = wrongJudgement(certificate, scenario, results) ?? wrongText(text, certificate);
  if (wrong !== null) return { ...found, difference: wrong };
  const sample = sampled(all, options);
  const difference = await drawAgain(sample, options);
  return { ...found, drawn: sample.length, difference };
}

/** Of files that the scenario names and that are regular ones: what a stranger's certificate names is not read for its own sake. */
function wrongFile({ files, scenario: { parameters, inputs } }: Certificate): string | null {
  const named = Object.values({ ...parameters, ...inputs })
    .flat()
    .map(String);
  for (const [path, file] of Object.entries(files)) {
    if (!named.some((text) => text.includes(path))) return `files.${path}: the scenario names no such file`;
    if (!existsSync(path) || !statSync(path).isFile()) return `files.${path}: there is no such file here`;
    const again = fileHash(path);
    if (file !== again) return `files.${path}: SHA-256 ${file} in the file, ${again} here`;
  }
  return null;
}

function resolved(file: string, { scenario }: Certificate): Scenario {
  const document = plainDocument(rawScenario(scenario), `${file}: scenario`);
  return resolveScenario(scenario.name, document, signatures);
}

function wrongScenario({ scenario, files }: Certificate, again: Scenario): string | null {
  const as = (name: string, found: ReturnType<typeof firstDifference>) =>
    found && `${[name, ...found.path].join('.')}: ${differenceText(found, 'as it is resolved')}`;
  return (
    as('scenario', firstDifference(scenario, plain({ ...again.canonical, figure: null }))) ??
    as('files', firstDifference(Object.keys(files).sort(), namedFiles(again)))
  );
}

/** That the blocks are all trials of the plan, each once. */
function wrongPlan({ draws, backend }: Certificate, demands: readonly Demand[]): string | null {
  const expected = demands.map((demand) => seriesAndColumns(demand, backend));
  const held = draws.map(({ blocks: _, ...draw }) => draw);
  const found = firstDifference(held, expected);
  if (found) return `${['draws', ...found.path].join('.')}: ${differenceText(found, 'as planned')}`;
  for (const [d, { trials }] of demands.entries()) {
    const { series, columns, blocks } = draws[d]!;
    let next = 0;
    for (const [b, { first, rows }] of blocks.entries()) {
      const at = `draws.${d}.blocks.${b}`;
      if (first !== next) return `${at}.first: ${first} in the file, ${next} as planned`;
      const count = rows[0]!.length;
      if (rows.length !== series.length)
        return `${at}.rows: ${rows.length} series in the file, ${series.length} as planned`;
      const odd = rows.findIndex((each) => each.length !== count);
      if (odd >= 0)
        return `${at}.rows.${odd}: ${rows[odd]!.length} trials in the file, ${count} of the series before`;
      const width = rows.flat().find((row) => row.length !== columns.length)?.length;
      if (width !== undefined)
        return `${at}.rows: a trial of ${width} numbers in the file, ${columns.length} as planned`;
      next += count;
    }
    if (next !== trials) return `draws.${d}.blocks: ${next} trials in the file, ${trials} as planned`;
  }
  return null;
}

/** A block of a certificate, and how it is drawn. */
interface DrawnBlock {
  readonly at: string;
  readonly demand: Demand;
  readonly columns: readonly string[];
  readonly block: Block;
}

function drawnBlocks({ draws }: Certificate, demands: readonly Demand[]): DrawnBlock[] {
  return draws.flatMap(({ columns, blocks }, d) =>
    blocks.map((block, b) => ({ at: `draws.${d}.blocks.${b}`, demand: demands[d]!, columns, block })),
  );
}

function wrongHash({ at, block }: DrawnBlock): string {
  return `${at}.sha256: ${block.sha256} in the file, ${rowsHash(block.rows)} of its numbers`;
}

/** Of every draw so many blocks, and one at least: those of the smallest hashes with the seed. */
export function sampled<T extends Pick<DrawnBlock, 'at' | 'demand'>>(
  all: readonly T[],
  { share, seed }: Pick<VerifyOptions, 'share' | 'seed'>,
): T[] {
  const rank = new Map(all.map((each) => [each, sha256(JSON.stringify([seed, each.at]))]));
  const chosen = new Set(
    [...new Set(all.map(({ demand }) => demand))].flatMap((demand) => {
      const own = all.filter((each) => each.demand === demand);
      own.sort((a, b) => (rank.get(a)! < rank.get(b)! ? -1 : 1));
      return own.slice(0, Math.max(1, Math.round(share * own.length)));
    }),
  );
  return all.filter((each) => chosen.has(each));
}

/** The first number that is another one when it is drawn again. */
async function drawAgain(
  blocks: readonly DrawnBlock[],
  { executor }: Pick<VerifyOptions, 'executor'>,
): Promise<string | null> {
  const byTask = new Map<Task, DrawnBlock>(
    blocks.map((each) => {
      const { simulator, plan } = each.demand;
      const { first, rows } = each.block;
      return [{ simulator, plan, first, count: rows[0]!.length }, each] as const;
    }),
  );
  const found = new Map<DrawnBlock, string | null>();
  await executor.run([...byTask.keys()], {
    onBlock: (task, values) => {
      const drawn = byTask.get(task)!;
      found.set(drawn, wrongTrial(drawn, values));
    },
  });
  return blocks.map((each) => found.get(each)!).find((difference) => difference !== null) ?? null;
}

function wrongTrial({ at, columns, block }: DrawnBlock, values: readonly TrialValues[][]): string | null {
  const found = firstDifference(plain(block.rows), plain(values));
  if (found === null) return null;
  const [series, trial, column] = found.path.map(Number) as [number, number, number];
  const place = `trial ${block.first + trial} of series ${series}, ${columns[column]}`;
  return `${at}: ${place}: ${differenceText(found, 'drawn again')}`;
}

function judgeAgain(
  { draws, backend }: Certificate,
  scenario: Scenario,
  cases: readonly Case[],
  demands: readonly Demand[],
): Results {
  const trials = new Map<string, Map<number, TrialValues>>();
  for (const [d, demand] of demands.entries())
    for (const [s, series] of demand.plan.series.entries()) {
      const rows = draws[d]!.blocks.flatMap((block) => block.rows[s]!);
      const key = seriesKey(demand, series, backend);
      trials.set(key, new Map([...(trials.get(key) ?? []), ...rows.entries()]));
    }
  const store = { trials: (series: string) => trials.get(series)! };
  const claims = claimsOf(cases, scenario, store, backend);
  return assembleResults(scenario, cases, claims, backend);
}

function wrongJudgement(certificate: Certificate, scenario: Scenario, results: Results): string | null {
  const again = judgedOf(scenario, results);
  for (const section of ['limits', 'theories', 'published', 'conclusion'] as const) {
    const found = firstDifference(certificate[section], plain(again[section]), rounding, [section]);
    if (found === null) continue;
    const [, index] = found.path;
    const limit = section === 'limits' ? results.limits[Number(index)] : undefined;
    const claim = limit && ` (${limit.quantity} of ${limit.by}${claimPlace(limit, results)}, ${limit.from})`;
    return `${found.path.join('.')}${claim ?? ''}: ${differenceText(found, 'judged again')}`;
  }
  return null;
}

function claimPlace({ parameters }: Results['limits'][number], { limits, scenario }: Results): string {
  const scan = { ...scenario.parameters, ...scenario.inputs };
  const names = varyingParameters(
    scan,
    limits.map((limit) => limit.parameters),
  );
  return whereText(names, (name) => String(parameters[name]));
}

/** What is written, byte by byte, and its seal. */
function wrongText(text: string, certificate: Certificate): string | null {
  const [held, written] = [text, certificateText(certificate)].map((each) => each.split('\n')) as [
    string[],
    string[],
  ];
  const longer = held.length > written.length ? held : written;
  const line = longer.findIndex((_, i) => held[i] !== written[i]);
  if (line < 0) return null;
  const [file, again] = [held[line], written[line]];
  const [seal, right] = [file, again].map((each) => /^"digest":"(\w+)"\}$/.exec(each ?? '')?.[1]);
  return seal && right
    ? `digest: ${differenceText({ file: seal, again: right }, 'of its content')}`
    : `line ${line + 1}: ${differenceText({ file, again }, 'as its content is written')}`;
}

function otherVersions({ versions }: Certificate): string[] {
  const names = ['descent', 'node'] as const;
  return names
    .filter((name) => versions[name] !== here[name])
    .map((name) => `written with ${name} ${versions[name]}, verified with ${here[name]}`);
}

/** As it is when it was written and read. */
function plain(data: unknown): unknown {
  return JSON.parse(storedJson(data));
}
