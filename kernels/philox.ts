/**
 * Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011), four
 * counters at a time. A stream is (key0, key1, role, trial): role and trial are the high words of the counter, and
 * its low words count blocks of 128 bits, which are used as two 64-bit words each.
 */

const MULTIPLIER_0: u32 = 0xd2511f53;
const MULTIPLIER_1: u32 = 0xcd9e8d57;
const WEYL_0: u32 = 0x9e3779b9;
const WEYL_1: u32 = 0xbb67ae85;
const ROUNDS: i32 = 10;

/** 64-bit words of four blocks, what one turn of the generator yields. */
const GROUP: i32 = 8;
const BUFFERED_GROUPS: i32 = 64;
const buffer = memory.data(BUFFERED_GROUPS * GROUP * 8, 16);

let key0: u32 = 0, key1: u32 = 0, role: u32 = 0, trial: u32 = 0;
/** The group that the buffer would be filled from next. */
let group: u64 = 0;
/** Addresses of the next unused word in the buffer and of the buffer's end. */
export let next: usize = buffer;
export let end: usize = buffer;

/** Continue stream (key0, key1, role, trial) after its first `position` words. */
export function seek(k0: u32, k1: u32, streamRole: u32, streamTrial: u32, position: u64, wanted: i32): void {
  key0 = k0;
  key1 = k1;
  role = streamRole;
  trial = streamTrial;
  group = position / GROUP;
  refill(wanted + GROUP);
  next = buffer + <usize>(position % GROUP) * 8;
}

/** Number of words that the stream has given so far. */
export function tell(): u64 {
  return group * GROUP - (<u64>(end - next) >> 3);
}

/** The words up to `address` have been used. */
// @ts-ignore: decorator
@inline
export function advance(address: usize): void {
  next = address;
}

export function nextWord(): u64 {
  if (next == end) refill(GROUP);
  const word = load<u64>(next);
  next += 8;
  return word;
}

/** Use up at most `bytes` of words: refills an empty buffer, then moves `next` past them; returns how far. */
export function take(bytes: usize): usize {
  if (next == end) refill(<i32>(bytes >> 3));
  const usable = min(bytes, end - next);
  next += usable;
  return usable;
}

/** Fill the buffer with at least `wanted` further words, or as many as it holds. */
export function refill(wanted: i32): void {
  const groups = min((wanted + GROUP - 1) / GROUP, BUFFERED_GROUPS);
  next = buffer;
  end = buffer;
  for (let g = 0; g < groups; g++) {
    generate(group * 4, end);
    end += GROUP * 8;
    group++;
  }
}

/** Blocks counter … counter + 3 (counter a multiple of four) to `target`. */
// @ts-ignore: decorator
@inline
function generate(counter: u64, target: usize): void {
  const m0 = i32x4.splat(MULTIPLIER_0), m1 = i32x4.splat(MULTIPLIER_1);
  let c0 = i32x4.add(i32x4.splat(<u32>counter), i32x4(0, 1, 2, 3));
  let c1 = i32x4.splat(<u32>(counter >>> 32));
  let c2 = i32x4.splat(role);
  let c3 = i32x4.splat(trial);
  let k0 = key0, k1 = key1;
  for (let round = 0; round < ROUNDS; round++) {
    const p0 = i64x2.extmul_low_i32x4_u(c0, m0), q0 = i64x2.extmul_high_i32x4_u(c0, m0);
    const p1 = i64x2.extmul_low_i32x4_u(c2, m1), q1 = i64x2.extmul_high_i32x4_u(c2, m1);
    const low0 = v128.shuffle<i32>(p0, q0, 0, 2, 4, 6), high0 = v128.shuffle<i32>(p0, q0, 1, 3, 5, 7);
    const low1 = v128.shuffle<i32>(p1, q1, 0, 2, 4, 6), high1 = v128.shuffle<i32>(p1, q1, 1, 3, 5, 7);
    c0 = v128.xor(v128.xor(high1, c1), i32x4.splat(k0));
    c1 = low1;
    c2 = v128.xor(v128.xor(high0, c3), i32x4.splat(k1));
    c3 = low0;
    k0 += WEYL_0;
    k1 += WEYL_1;
  }
  // From four vectors of one word each to four blocks of four words each.
  const first01 = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5), last01 = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7);
  const first23 = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5), last23 = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<i64>(first01, first23, 0, 2));
  v128.store(target, v128.shuffle<i64>(first01, first23, 1, 3), 16);
  v128.store(target, v128.shuffle<i64>(last01, last23, 0, 2), 32);
  v128.store(target, v128.shuffle<i64>(last01, last23, 1, 3), 48);
}
