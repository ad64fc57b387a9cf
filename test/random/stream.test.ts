import { describe, expect, it } from 'vitest';
import { instantiateKernels } from '../../src/linalg/kernels.ts';
import { openStream, type Stream, type StreamKey, streamKey } from '../../src/random/stream.ts';
import { philox, streamWords } from './philox.ts';

const KEY: StreamKey = [20260101, 7];
const KINDS = ['normals', 'uniforms', 'signs'] as const;

function draw(stream: Stream, kind: (typeof KINDS)[number], count: number): Float64Array {
  const out = new Float64Array(count);
  stream[kind](out);
  return out;
}

function mean(values: Float64Array, power = 1): number {
  return values.reduce((sum, x) => sum + x ** power, 0) / values.length;
}

describe('words', () => {
  it('of the reference are those that the authors publish', () => {
    const all = (value: bigint, count: number) => Array<bigint>(count).fill(value);
    const hex = (words: bigint[]) => words.map((word) => word.toString(16).padStart(8, '0')).join(' ');
    expect(hex(philox(all(0n, 4), all(0n, 2)))).toBe('6627e8d5 e169c58d bc57ac4c 9b00dbd8');
    expect(hex(philox(all(0xffffffffn, 4), all(0xffffffffn, 2)))).toBe('408f276d 41c83b0e a20bc7c6 6d5451fd');
    const pi = [0x243f6a88n, 0x85a308d3n, 0x13198a2en, 0x03707344n];
    expect(hex(philox(pi, [0xa4093822n, 0x299f31d0n]))).toBe('d16cfe09 94fdcceb 5001e420 24126ea1');
  });

  it.each([
    [0, 0, 0, 0],
    [1, 2, 3, 4],
    [0xffffffff, 0xfffffffe, 0xffffffff, 0xffffffff],
    [0xa4093822, 0x299f31d0, 0x13198a2e, 0x03707344],
  ])('of stream (%i, %i), %i, %i are those of the reference', (k0, k1, role, trial) => {
    const words = streamWords([k0, k1], role, trial, 1500);
    const uniforms = draw(openStream([k0, k1], role, trial), 'uniforms', 1500);
    const signs = draw(openStream([k0, k1], role, trial), 'signs', 1500);
    words.forEach((word, i) => {
      expect(uniforms[i]).toBe(Number(word >> 11n) * 2 ** -53);
      expect(signs[i]).toBe(word >> 63n ? -1 : 1);
    });
  });

  it('go on as they should beyond 2^32 blocks', () => {
    const kernels = instantiateKernels();
    const out = kernels.allocate(9);
    const position = 2 * 2 ** 32 - 5;
    expect(kernels.uniforms(5, 6, 7, 8, position, out, 9)).toBe(position + 9);
    const [a, b, c, d] = philox([1n, 1n, 7n, 8n], [5n, 6n]) as [bigint, bigint, bigint, bigint];
    const uniforms = new Float64Array(kernels.memory.buffer, out, 9);
    expect(uniforms[7]).toBe(Number(((b << 32n) | a) >> 11n) * 2 ** -53);
    expect(uniforms[8]).toBe(Number(((d << 32n) | c) >> 11n) * 2 ** -53);
  });
});

describe('a stream', () => {
  it.each(KINDS)('gives the same %s however the arrays are split', (kind) => {
    const whole = draw(openStream(KEY, 1, 2), kind, 12000);
    const stream = openStream(KEY, 1, 2);
    const pieces = [1, 1, 7, 0, 8, 511, 512, 513, 2047, 2048, 2049, 4303].flatMap((n) => [
      ...draw(stream, kind, n),
    ]);
    expect(pieces).toEqual([...whole]);
  });

  it('does not notice other streams, nor the kinds drawn by them', () => {
    const [a, b] = [openStream(KEY, 1, 2), openStream(KEY, 1, 2)];
    const other = openStream(KEY, 1, 3);
    for (const kind of [...KINDS, ...KINDS]) {
      const alone = draw(a, kind, 100);
      draw(other, 'normals', 33);
      expect(draw(b, kind, 100)).toEqual(alone);
      draw(other, 'signs', 5);
    }
  });

  it('goes on after one kind with words not used before', () => {
    const stream = openStream(KEY, 0, 0);
    draw(stream, 'signs', 13);
    expect(draw(stream, 'uniforms', 5)).toEqual(draw(openStream(KEY, 0, 0), 'uniforms', 18).subarray(13));
  });

  it('fills views into larger arrays, and nothing around them', () => {
    const array = new Float64Array(20).fill(9);
    openStream(KEY, 0, 0).normals(array.subarray(5, 15));
    expect(array.filter((x) => x === 9)).toHaveLength(10);
    expect(array.subarray(5, 15)).toEqual(draw(openStream(KEY, 0, 0), 'normals', 10));
  });

  it.each([-1, 0.5, 2 ** 32, Number.NaN])('refuses %d as a name', (bad) => {
    expect(() => openStream(KEY, bad, 0)).toThrow(`${bad} cannot name`);
    expect(() => openStream(KEY, 0, bad)).toThrow('integer from 0 to 2^32 - 1');
    expect(() => openStream([bad, 0], 0, 0)).toThrow(`${bad} cannot name`);
  });
});

describe('distribution', () => {
  const count = 1_000_000;
  const normals = draw(openStream(KEY, 10, 0), 'normals', count);
  const uniforms = draw(openStream(KEY, 11, 0), 'uniforms', count);
  /** Largest deviation accepted, in standard errors: happens to one fixed seed in 10⁵. */
  const limit = 4.4;

  it('normals have the moments of the normal law', () => {
    // E x^2k = (2k − 1)!!, and the variance of the mean of x^k is (E x^2k − (E x^k)²) / count.
    const moment = (power: number) => {
      let product = 1;
      for (let odd = power - 1; odd > 1; odd -= 2) product *= odd;
      return power % 2 ? 0 : product;
    };
    for (const power of [1, 2, 3, 4, 5, 6, 8]) {
      const error = Math.sqrt((moment(2 * power) - moment(power) ** 2) / count);
      expect(Math.abs(mean(normals, power) - moment(power)) / error).toBeLessThan(limit);
    }
  });

  it('normals pass Kolmogorov and Smirnov', () => {
    const sorted = normals.slice().sort();
    const bell = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
    let [x, below, distance] = [-10, 0, 0];
    sorted.forEach((value, i) => {
      const steps = Math.ceil((value - x) / 0.01);
      for (let step = 0; step < steps; step++) {
        const next = step === steps - 1 ? value : x + 0.01;
        below += ((next - x) / 6) * (bell(x) + 4 * bell((x + next) / 2) + bell(next));
        x = next;
      }
      distance = Math.max(distance, Math.abs(below - i / count), Math.abs(below - (i + 1) / count));
    });
    expect(distance * Math.sqrt(count)).toBeLessThan(2.2); // exceeded with probability 1.3·10⁻⁴
    expect(below).toBeLessThan(1);
  });

  it.each([
    [3, 2.699796063260189e-3],
    [3.6541528853610088, 2.58032487653901e-4],
    [4.2, 2.66914980318127e-5],
  ])('normals lie beyond ±%d as often as they should', (edge, probability) => {
    const expected = count * probability;
    const above = normals.filter((x) => x > edge).length;
    const below = normals.filter((x) => x < -edge).length;
    expect(Math.abs(above + below - expected) / Math.sqrt(expected)).toBeLessThan(limit);
    expect(Math.abs(above - below) / Math.sqrt(expected)).toBeLessThan(limit);
  });

  it('normals are spread as they should beyond the last layer of the ziggurat', () => {
    const edge = 3.6541528853610088;
    const stream = openStream(KEY, 13, 0);
    const beyond: number[] = [];
    for (let round = 0; round < 10; round++) {
      for (const x of draw(stream, 'normals', count)) if (Math.abs(x) > edge) beyond.push(Math.abs(x));
    }
    const hazard = Math.exp(-0.5 * edge * edge) / Math.sqrt(2 * Math.PI) / (2.58032487653901e-4 / 2);
    const variance = 1 + edge * hazard - hazard * hazard;
    const deviation = beyond.reduce((sum, x) => sum + x - hazard, 0) / Math.sqrt(variance * beyond.length);
    expect(Math.abs(deviation)).toBeLessThan(3); // Marsaglia's test with y for 2y would miss by six
  });

  it('uniforms fill [0, 1) evenly, independently of the one before', () => {
    const cells = new Float64Array(32 * 32);
    uniforms.forEach((u, i) => {
      if (i % 2) cells[Math.floor(uniforms[i - 1]! * 32) * 32 + Math.floor(u * 32)]! += 1;
    });
    const expected = count / 2 / cells.length;
    const chiSquare = cells.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(Math.abs(chiSquare - (cells.length - 1)) / Math.sqrt(2 * (cells.length - 1))).toBeLessThan(limit);
    expect(uniforms.every((u) => u >= 0 && u < 1)).toBe(true);
  });

  it('signs are +1 and −1 equally often', () => {
    const signs = draw(openStream(KEY, 12, 0), 'signs', count);
    expect(signs.every((sign) => Math.abs(sign) === 1)).toBe(true);
    expect(Math.abs(mean(signs)) * Math.sqrt(count)).toBeLessThan(limit);
  });

  it('streams of another key, role or trial are not correlated, nor is a stream with itself shifted', () => {
    const n = 100_000;
    const first = draw(openStream(KEY, 1, 1), 'normals', n);
    const others = [
      openStream([KEY[0] + 1, KEY[1]], 1, 1),
      openStream([KEY[0], KEY[1] + 1], 1, 1),
      openStream([KEY[1], KEY[0]], 1, 1),
      openStream(KEY, 2, 1),
      openStream(KEY, 1, 2),
      openStream(KEY, 2, 2),
    ].map((stream) => draw(stream, 'normals', n));
    const shifted = [1, 2, 8, 512].map(
      (lag) => new Float64Array([...first.subarray(lag), ...first.subarray(0, lag)]),
    );
    for (const other of [...others, ...shifted]) {
      const correlation = mean(first.map((x, i) => x * other[i]!));
      const ofSquares = mean(first.map((x, i) => (x * x - 1) * (other[i]! ** 2 - 1))) / 2;
      expect(Math.abs(correlation) * Math.sqrt(n)).toBeLessThan(limit);
      expect(Math.abs(ofSquares) * Math.sqrt(n)).toBeLessThan(limit);
    }
  });
});

describe('streamKey', () => {
  it('is the beginning of the SHA-256 of the JSON of both texts', () => {
    expect(streamKey('0', 'cell')).toEqual([934836011, 578186245]);
  });

  it('tells seeds and cells apart, and where one ends', () => {
    const keys = [streamKey('a', 'bc'), streamKey('ab', 'c'), streamKey('', 'abc'), streamKey('abc', '')];
    expect(new Set(keys.map(String)).size).toBe(4);
  });
});
