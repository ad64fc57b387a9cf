/** Whatever a person types is a value, a gap with a reason, or refused; it ends soon, and reaches nothing outside. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { functions } from '../../src/expressions/functions.ts';
import { fuzz } from './fuzz.ts';

/** Many times as many in the second gate. */
const times = Number(process.env['FUZZ_TIMES'] ?? 1);

afterEach(() => vi.unstubAllGlobals());

describe('random texts', () => {
  it('neither crash, nor hang, nor reach anything outside', () => {
    const sources: string[] = [];
    class Recorded extends Function {
      constructor(...words: string[]) {
        sources.push(words.at(-1)!);
        super(...words);
      }
    }
    const before = [Reflect.ownKeys(globalThis).length, Reflect.ownKeys(Object.prototype).length];
    vi.stubGlobal('Function', Recorded);
    const tally = fuzz(500 * times, 7);
    vi.unstubAllGlobals();

    expect(Math.min(tally.refused, tally.gaps, tally.values, tally.solved)).toBeGreaterThan(5);
    expect(tally.slowest, tally.slowestText).toBeLessThan(3000);
    expect([Reflect.ownKeys(globalThis).length, Reflect.ownKeys(Object.prototype).length]).toEqual(before);
    // All that compiled code consists of.
    const words = new Set([
      'use',
      'strict',
      'return',
      'v',
      'run',
      'x',
      'Math',
      'pow',
      'NaN',
      'Infinity',
      ...Object.keys(functions),
    ]);
    expect(sources.length).toBeGreaterThan(500);
    const shape = /^"use strict"; return \((?:v, run|x)\) => [\w\s.,()[\]+*/<>=!?:&|-]*;$/;
    expect(sources.filter((source) => !shape.test(source))).toEqual([]);
    const used = new Set(sources.flatMap((source) => source.match(/[A-Za-z_]\w*/g)!));
    expect([...used].filter((each) => !words.has(each) && !/^e\d*$|^inner\d+$/.test(each))).toEqual([]);
  });
});
