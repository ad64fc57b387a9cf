/**
 * A check as one file that others can verify: what was asked, every number that was drawn, and what follows from them. It is JSON, an entry a line, whose last
 * line seals the lines before it by their SHA-256:
 *
 *     {"format":"descent-certificate",
 *     …
 *     "digest":"HEX"}
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { InputError } from '../errors.ts';
import { blockSize, columnsOf, type Demand, seriesKey } from '../execution/plan.ts';
import { readStore, type Store } from '../execution/store.ts';
import { storedJson, storedNumber } from '../execution/storedLines.ts';
import { openBackend } from '../linalg/select.ts';
import { modelNamed } from '../models/registry.ts';
import { files as userFiles } from '../parts/inputs/files.ts';
import type { CanonicalScenario, Scenario } from '../scenario/scenario.ts';
import { designOf, type TrialValues } from '../simulators/simulator.ts';
import { demandsOf, planCases } from './cases.ts';
import { checkVerdict } from './check.ts';
import { type Results, versions } from './results.ts';
import { parseJson } from './savedResults.ts';

const format = 'descent-certificate';
const version = 1;
const needed = 'a certificate of descent check --certificate';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const block = z.strictObject({
  first: z.int().min(0),
  sha256: hash,
  rows: z.array(z.array(z.array(storedNumber)).min(1)).min(1),
});
const draw = z.strictObject({
  series: z.array(z.record(z.string(), z.unknown())).min(1),
  columns: z.array(z.string()),
  blocks: z.array(block).min(1),
});
const values = z.record(z.string(), z.unknown());
/** As much of a resolved scenario as making a scenario file of it needs. */
const scenario = z.looseObject({
  name: z.string(),
  figure: z.null(),
  theories: z.array(
    z.union([
      z.string(),
      z.looseObject({ quantities: values }),
      z.looseObject({ rows: z.array(z.looseObject({ at: values, values })) }),
    ]),
  ),
  published: z.array(z.looseObject({ values })),
  measurements: z.array(z.looseObject({ at: values, values, errors: values })),
});
const shape = z.strictObject({
  format: z.literal(format),
  version: z.literal(version),
  versions: z.strictObject({ descent: z.string(), node: z.string() }),
  backend: z.string(),
  scenario,
  files: z.record(z.string(), hash),
  draws: z.array(draw),
  theories: z.array(z.unknown()),
  published: z.array(z.unknown()),
  limits: z.array(z.unknown()),
  conclusion: z.strictObject({
    verdict: z.enum(['agree', 'disagree', 'undecided']).nullable(),
    significance: z.number(),
    tolerance: z.number(),
  }),
  digest: hash,
});

/** Consecutive trials of a draw: for each of its series the rows of the trials, and the hash of all of them. */
export interface Block {
  readonly first: number;
  readonly sha256: string;
  readonly rows: readonly (readonly TrialValues[])[];
}

/** All that is read off one draw. */
interface Draw {
  /** What each series is by content. */
  readonly series: readonly object[];
  readonly columns: readonly string[];
  readonly blocks: readonly Block[];
}

/** What results say, without what their figures show. */
export interface Judged extends Pick<Results, 'theories' | 'published'> {
  readonly limits: readonly object[];
  /** What is checked comes to this, at the probability of refuting what is right, and within the deviation that counts as agreement. */
  readonly conclusion: {
    readonly verdict: Results['verdict'];
    readonly significance: number;
    readonly tolerance: number;
  };
}

export interface Certificate extends Judged {
  readonly format: typeof format;
  readonly version: typeof version;
  readonly versions: typeof versions;
  /** Identity of the linear algebra. */
  readonly backend: string;
  /** Without the figure. Its simulation is the plan. */
  readonly scenario: CanonicalScenario;
  /** SHA-256 of the files that the parameters name. */
  readonly files: Readonly<Record<string, string>>;
  readonly draws: readonly Draw[];
}

/** The certificate of a check on the embedded linear algebra, whose trials are in this file; null: there are none. */
export function certify(scenario: Scenario, results: Results, trials: string | null): Certificate {
  const backend = openBackend('embedded').identity;
  const demands = demandsOf(planCases(scenario), scenario);
  const none: Pick<Store, 'trials'> = { trials: () => new Map() };
  const store = trials === null ? none : readStore(trials, columnsOf(demands, backend));
  return certificateOf(scenario, results, backend, store);
}

/** The same of trials that are at hand. */
export function certificateOf(
  scenario: Scenario,
  results: Results,
  backend: string,
  store: Pick<Store, 'trials'>,
): Certificate {
  return {
    ...{ format, version, versions, backend },
    scenario: { ...scenario.canonical, figure: null },
    files: Object.fromEntries(namedFiles(scenario).map((path) => [path, fileHash(path)])),
    draws: demandsOf(planCases(scenario), scenario).map((demand) => ({
      ...seriesAndColumns(demand, backend),
      blocks: blocksOf(demand, backend, store),
    })),
    ...judgedOf(scenario, results),
  };
}

const identity = ['by', 'quantity', 'parameters', 'from'] as const;
const decision = ['verdict', 'reason', 'method', 'theory', 'estimate', 'standardError', 'excludes'] as const;

export function judgedOf(scenario: Scenario, results: Results): Judged {
  const { theories, published, limits } = results;
  const { alpha, tolerance } = scenario.comparison;
  return {
    theories,
    published,
    limits: limits.map((limit) =>
      Object.fromEntries([...identity, ...decision].map((key) => [key, limit[key]])),
    ),
    conclusion: { verdict: checkVerdict(scenario, results), significance: alpha, tolerance },
  };
}

/** The text of the file. */
export function certificateText(certificate: Certificate): string {
  const entries = Object.keys(shape.shape)
    .filter((key) => key !== 'digest')
    .map((key) => `${JSON.stringify(key)}:${linesOf(certificate[key as keyof Certificate])}`);
  const body = `{${entries.join(',\n')},\n`;
  return `${body}"digest":"${sha256(body)}"}\n`;
}

function linesOf(value: unknown): string {
  return Array.isArray(value) && value.length > 0
    ? `[\n${value.map(storedJson).join(',\n')}]`
    : storedJson(value);
}

/** What a file holds but for its seal. @throws {InputError} for a file that is no certificate of this format */
export function readCertificate(file: string, text: string): Certificate {
  const data: Partial<Record<keyof Certificate, unknown>> = parseJson(file, text, needed);
  if (data.format === format && data.version !== version)
    throw new InputError(
      `${file}: format version ${JSON.stringify(data.version)}; this version of Descent verifies ${version}`,
    );
  const read = shape.safeParse(data);
  // Else as it is written, in the order of the file.
  if (read.success) return { ...(data as Certificate), draws: read.data.draws };
  const [{ path, code }] = read.error.issues as [z.core.$ZodIssue];
  const problem =
    code === 'unrecognized_keys' ? 'holds an unknown key' : 'is missing or not what is written there';
  throw new InputError(
    `${file}: ${path.length > 0 ? path.join('.') : 'the file'} ${problem}; ${needed} is needed`,
  );
}

/** What the series of a draw are by content, and what their trials hold. */
export function seriesAndColumns(demand: Demand, backend: string): Omit<Draw, 'blocks'> {
  const { columns } = designOf(demand.simulator, demand.plan);
  return { series: keysOf(demand, backend).map((key) => JSON.parse(key)), columns };
}

function keysOf(demand: Demand, backend: string): string[] {
  return demand.plan.series.map((series) => seriesKey(demand, series, backend));
}

function blocksOf(demand: Demand, backend: string, store: Pick<Store, 'trials'>): Block[] {
  const stored = keysOf(demand, backend).map((key) => store.trials(key));
  const size = blockSize(demand);
  return Array.from({ length: Math.ceil(demand.trials / size) }, (_, i) => {
    const first = i * size;
    const length = Math.min(size, demand.trials - first);
    const rows = stored.map((trials) => Array.from({ length }, (__, t) => trials.get(first + t)!));
    return { first, sha256: rowsHash(rows), rows };
  });
}

/** Of the numbers as they are stored. */
export function rowsHash(rows: Block['rows']): string {
  return sha256(storedJson(rows));
}

/** The files that the parameters of a scenario name. */
export function namedFiles({ model, axes }: Scenario): string[] {
  const { parameters, inputs } = modelNamed(model);
  const named = [...parameters, ...inputs].flatMap((parameter) => {
    if (parameter.kind !== 'text' || parameter.files === undefined) return [];
    const values = axes.find(({ name }) => name === parameter.name)?.values ?? [];
    return values.flatMap((value) => parameter.files!(String(value)));
  });
  return [...new Set(named)].sort();
}

/** @throws {InputError} for a file that cannot be read */
export function fileHash(path: string): string {
  return sha256(userFiles(path).bytes(path));
}

/** In hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
