/** Certificates: what is written verifies, and what was changed in it does not. */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { inProcess } from '../../src/execution/inProcess.ts';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import {
  type Certificate,
  certificateOf,
  certificateText,
  readCertificate,
  rowsHash,
} from '../../src/pipeline/certificate.ts';
import { sampled, verifyCertificate } from '../../src/pipeline/verification.ts';
import { openStream } from '../../src/random/stream.ts';
import { draw, judged, type Memory, planOf } from './inProcess.ts';

/** Everything that a certificate may hold: several theories, published and measured numbers, a ladder, two series a draw. */
const text = `model: random-features
parameters: { psi1: [0.5, 3], psi2: 2, ridge: [0.1, 1], noise: 0.2 }
theories:
  - engine
  - {name: mine, source: draft, excessRisk: "0.3 + 0.1*ridge", trainError: "noise"}
published:
  - {at: {psi1: 3, ridge: 1}, excessRisk: 0.4, decimals: 1, source: Table 1}
measurements:
  rows: [{psi1: 3, ridge: 1, excessRisk: 0.42, "excessRisk:standardError": 0.01}]
simulation: { sizes: [10, 20], trials: [300, 150], labels: 2, seed: "4" }
comparison: { tolerance: 0.2, quantities: [excessRisk, trainError] }
`;
const backend = openEmbedded().identity;
const plan = planOf(text);
const known: Memory = new Map();
draw(plan, known);

function certificateFrom(trials: Memory): Certificate {
  const store = { trials: (series: string) => trials.get(series)! };
  return certificateOf(plan.scenario, judged(plan, trials), backend, store);
}

const whole = certificateText(certificateFrom(known));

async function verify(file: string, share = 0.01, seed = '1') {
  const executor = inProcess({ blas: 'embedded' });
  return verifyCertificate('c.json', file, readCertificate('c.json', file), { share, seed, executor });
}

/** What is said of a file that differs, or is none. */
async function refusal(file: string, share?: number): Promise<string | null> {
  try {
    return (await verify(file, share)).difference;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

type Holder = Record<string, unknown>;

/** The certificate with another value at one path, by a forger who seals it anew, or who does not. */
function edited(path: string, change: (value: unknown) => unknown, seals: boolean): string {
  const data = JSON.parse(whole) as Holder;
  const keys = path.split('/');
  const holder = keys.slice(0, -1).reduce((inner, key) => inner[key] as Holder, data);
  const last = keys.at(-1)!;
  holder[last] = change(holder[last]);
  const sealed = certificateText(data as unknown as Certificate);
  return seals ? sealed : sealed.replace(/"digest":.*/, whole.split('\n').at(-2)!);
}

function leaves(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path.slice(1)];
  return Object.entries(value).flatMap(([key, each]) => leaves(each, `${path}/${key}`));
}

/** Every path in the data, those of maps and lists among them. */
function inner(value: unknown, path = ''): string[] {
  const deeper = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [
    ...(path === '' ? [] : [path.slice(1)]),
    ...deeper.flatMap(([key, each]) => inner(each, `${path}/${key}`)),
  ];
}

/** Another value of the same kind, near by. */
function other(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value + 1 : value * (1 + 1e-9);
  if (typeof value === 'boolean') return !value;
  return value === null ? 1 : `${String(value)} `;
}

describe('a certificate', () => {
  it('verifies, in part and as a whole', async () => {
    const blocks = JSON.parse(whole).draws.flatMap((each: { blocks: object[] }) => each.blocks).length;
    expect(blocks).toBe(10);
    // Two theories of two quantities at four points, one published value, and a measurement for each of the three.
    const claims = 2 * 2 * 4 + 1 + 3;
    const equal = { difference: null, claims, blocks, notes: [] };
    expect(await verify(whole)).toEqual({ ...equal, drawn: 4 });
    expect(await verify(whole, 1)).toEqual({ ...equal, drawn: blocks });
  });

  const slips: readonly [path: string, change: (value: never) => unknown, says: RegExp][] = [
    [
      'draws/1/blocks/0/rows/1/7/0',
      (v: number) => v * (1 + 1e-12),
      /^draws\.1\.blocks\.0: trial 7 of series 1, riskSignal: 0\.\d+ in the file, 0\.\d+ drawn again$/,
    ],
    [
      'draws/0/blocks/2/rows/0/3/1',
      () => 'NaN',
      /^draws\.0\.blocks\.2: trial 259 of series 0, \w+: "NaN" in the file, [\d.e-]+ drawn again$/,
    ],
    [
      'draws/0/blocks/1/sha256',
      (v: string) => v.replace(/^./, (c) => (c === '0' ? '1' : '0')),
      /^draws\.0\.blocks\.1\.sha256: \w{64} in the file, \w{64} of its numbers$/,
    ],
    ['draws/0/blocks/1/first', () => 129, /^draws\.0\.blocks\.1\.first: 129 in the file, 128 as planned$/],
    [
      'draws/0/blocks',
      (v: object[]) => v.slice(1),
      /^draws\.0\.blocks\.0\.first: 128 in the file, 0 as planned$/,
    ],
    [
      'draws/0/blocks',
      (v: object[]) => v.slice(0, -1),
      /^draws\.0\.blocks: 256 trials in the file, 300 as planned$/,
    ],
    ['draws/2/series/0/seed', () => '5', /^draws\.2\.series\.0\.seed: "5" in the file, "4" as planned$/],
    [
      'draws/3/columns/0',
      () => 'risk',
      /^draws\.3\.columns\.0: "risk" in the file, "riskSignal" as planned$/,
    ],
    [
      'limits/0/verdict',
      (v: string) => (v === 'agree' ? 'disagree' : 'agree'),
      /^limits\.0\.verdict \(excessRisk of engine at psi1 0\.5, ridge 0\.1, simulation\): "\w+" in the file, "\w+" judged again$/,
    ],
    [
      'limits/9/estimate',
      (v: number) => v * (1 + 1e-11),
      /^limits\.9\.estimate \(\w+ of mine at .*\): [\d.]+ in the file, [\d.]+ judged again$/,
    ],
    ['limits/2/excludes', (v: number) => v / 2, /^limits\.2\.excludes/],
    [
      'limits/4/reason',
      (v: string) => `${v}!`,
      /^limits\.4\.reason \(.*\): "….{20}!" in the file, "….{20}" judged again$/,
    ],
    [
      'limits/4/reason',
      (v: string) => v.slice(0, -1),
      /^limits\.4\.reason \(.*\): "….{20}" in the file, "….{21}" judged again$/,
    ],
    [
      'limits',
      (v: object[]) => v.slice(0, -1),
      /^limits\.19 \(.*\): nothing in the file, \{.* judged again$/,
    ],
    [
      'theories/1/verdict',
      () => 'agree',
      /^theories\.1\.verdict: "agree" in the file, "disagree" judged again$/,
    ],
    [
      'conclusion/verdict',
      () => 'agree',
      /^conclusion\.verdict: "agree" in the file, "disagree" judged again$/,
    ],
    ['published/0/theories/0/value', (v: number) => v + 0.001, /^published\.0\.theories\.0\.value/],
    [
      'scenario/theories/1/quantities/excessRisk',
      () => '0.3 + 0.11*ridge',
      /^limits\.10\.verdict|^limits\.\d+\.(theory|excludes|reason) \(excessRisk of mine/,
    ],
    [
      'scenario/theories/1/quantities/excessRisk',
      () => '0.3 + ',
      /^c\.json: scenario: theories\.1\.excessRisk/,
    ],
    [
      'scenario/comparison/tolerance',
      () => 0.201,
      /^limits|^conclusion\.tolerance: 0\.2 in the file, 0\.201 judged again$/,
    ],
    ['scenario/comparison/alpha', () => 0.001, /^limits/],
    ['scenario/simulation/seed', () => '5', /^draws\.0\.series\.0\.seed: "4" in the file, "5" as planned$/],
    ['scenario/simulation/trials/0', () => 299, /^draws\.0\.blocks: 300 trials in the file, 299 as planned$/],
    ['scenario/simulation/sizes/1', () => 21, /^draws\.\d\.series\.0\.series/],
    ['scenario/parameters/noise', () => 0.21, /^limits/],
    ['scenario/measurements/0/values/excessRisk', () => 0.43, /^limits/],
    ['scenario/published/0/values/excessRisk', () => 0.5, /^(limits|published)/],
    ['scenario/comparison/other', () => 1, /^c\.json: scenario: the key "other" is not known/],
    ['files/x', () => 'a'.repeat(64), /^files\.x: the scenario names no such file$/],
    [
      'backend',
      () => 'embedded-1',
      /^c\.json: its trials are of embedded-1; this version of Descent has embedded-\d+$/,
    ],
    ['version', () => 2, /^c\.json: format version 2; this version of Descent verifies 1$/],
    ['conclusion/verdict', () => 'right', /^c\.json: conclusion\.verdict is missing or not/],
  ];

  it.each(slips)(
    'is refused by one who seals it anew or not, with another %s',
    async (path, change, says) => {
      for (const seals of [true, false])
        expect(await refusal(edited(path, change as (value: unknown) => unknown, seals))).toMatch(says);
    },
  );

  it('is refused with any other value in what was drawn or judged', async () => {
    const all = leaves(JSON.parse(whole)).filter((path) =>
      /^(draws|limits|theories|published|conclusion)\//.test(path),
    );
    const rows = all.filter((path) => path.includes('/rows/'));
    const rest = all.filter((path) => !path.includes('/rows/'));
    const uniforms = new Float64Array(60);
    openStream([7, 7], 0, 0).uniforms(uniforms);
    const paths = Array.from(
      uniforms,
      (u, i) => (i % 2 ? rows : rest)[Math.floor(u * (i % 2 ? rows : rest).length)]!,
    );
    for (const path of paths) {
      const said = await refusal(edited(path, other, true));
      const at = path.split('/').slice(0, 2).join('.');
      expect(said, path).toContain(path.includes('/rows/') ? path.split('/').slice(0, 4).join('.') : at);
    }
  }, 60_000);

  it('is refused with anything else in the place of something', async () => {
    const { draws: _, digest: __, ...rest } = JSON.parse(whole);
    // Words and the figure are not judged: others, or none, are as true.
    const paths = inner(rest).filter(
      (path) => !/^(versions|limits|theories\/\d)|title|references|figure$/.test(path),
    );
    for (const [i, path] of paths.entries()) {
      const strange = [null, 11, 'x', [], {}, [null], { a: 1 }, '__proto__'][i % 8];
      expect(
        await refusal(edited(path, () => strange, true)),
        `${path} ${JSON.stringify(strange)}`,
      ).toBeTypeOf('string');
    }
  }, 60_000);

  it('is refused by its digest alone where only words are other ones', async () => {
    const words = edited('scenario/title', () => 'Another title', false);
    expect(await refusal(words)).toMatch(/^digest: "\w{64}" in the file, "\w{64}" of its content$/);
    // What is sealed anew is true of what it holds.
    expect(await refusal(edited('scenario/title', () => 'Another title', true))).toBeNull();
  });

  it('is refused where it is written in another way', async () => {
    expect(await refusal(whole.replace('"version":1,', '"version": 1,'))).toMatch(
      /^line 2: "\\"version\\": 1,"/,
    );
    expect(await refusal(whole.replace('{"format"', '{"version":2,"format"'))).toMatch(/^line 1/);
    expect(await refusal(`${whole}\n`)).toMatch(/^line \d+: "" in the file/);
  });

  it('tells other versions that wrote it', async () => {
    const { difference, notes } = await verify(edited('versions/node', () => '99.0.0', true));
    expect(difference).toBeNull();
    expect(notes).toEqual([`written with node 99.0.0, verified with ${process.versions.node}`]);
  });
});

describe('a forger who makes all that follows from other trials', () => {
  const forged: Memory = new Map([...known].map(([key, trials]) => [key, new Map(trials)]));
  const key = [...known.keys()].find((each) => known.get(each)!.size === 300)!;
  const row = known.get(key)!.get(200)!;
  forged.get(key)!.set(200, [row[0]! * 1.001, ...row.slice(1)]);
  const file = certificateText(certificateFrom(forged));
  const honest: Certificate = JSON.parse(whole);
  const place = (JSON.parse(file) as Certificate).draws
    .flatMap(({ blocks }, d) =>
      blocks.map((block, b) => ({ at: `draws.${d}.blocks.${b}`, block, true: honest.draws[d]!.blocks[b]! })),
    )
    .filter(({ block, true: real }) => block.sha256 !== real.sha256);

  it('is found by drawing all again', async () => {
    expect(place).toHaveLength(1);
    expect(rowsHash(place[0]!.block.rows)).toBe(place[0]!.block.sha256);
    expect(await refusal(file, 1)).toMatch(
      /^draws\.\d\.blocks\.1: trial 200 of series \d, riskSignal: 0\.\d+ in the file/,
    );
  });

  it('is found by a sample that has the block, and by no other', async () => {
    const all = honest.draws.flatMap((demand, d) =>
      demand.blocks.map((_, b) => ({ at: `draws.${d}.blocks.${b}`, demand: demand as never })),
    );
    const seeds = Array.from({ length: 9 }, (_, i) => `${i}`);
    const holds = seeds.map((seed) =>
      sampled(all, { share: 0.01, seed }).some(({ at }) => at === place[0]!.at),
    );
    expect(new Set(holds)).toEqual(new Set([true, false]));
    for (const [i, seed] of seeds.entries())
      expect((await verify(file, 0.01, seed)).difference !== null, seed).toBe(holds[i]);
  });
});

describe('the sample', () => {
  const demands = [{}, {}] as never[];
  const all = demands.flatMap((demand, d) =>
    Array.from({ length: [40, 3][d]! }, (_, b) => ({ at: `draws.${d}.blocks.${b}`, demand })),
  );
  const of = (share: number, seed: string) => sampled(all, { share, seed });

  it('is of every draw, in the order of the file, and the same for a seed', () => {
    expect(of(0.05, '1').map(({ demand }) => demands.indexOf(demand))).toEqual([0, 0, 1]);
    expect(of(0.5, '1')).toHaveLength(22);
    expect(of(1, '1')).toEqual(all);
    expect(of(0.05, '1')).toEqual(of(0.05, '1'));
    expect(of(0.05, '1')).not.toEqual(of(0.05, '2'));
  });

  it('has every block as often as its share', () => {
    const counts = new Map(all.map((each) => [each, 0]));
    for (let seed = 0; seed < 1000; seed++)
      for (const each of of(0.05, String(seed))) counts.set(each, counts.get(each)! + 1);
    // Binomial counts of mean 50 and 333, within four and a half standard deviations.
    for (const each of all.slice(0, 40)) expect(Math.abs(counts.get(each)! - 50)).toBeLessThan(31);
    for (const each of all.slice(40)) expect(Math.abs(counts.get(each)! - 333)).toBeLessThan(67);
  });
});
