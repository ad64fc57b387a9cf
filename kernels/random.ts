/**
 * Variates from a Philox stream. Each function fills `count` doubles from the stream's word `position` on and
 * returns the position after the last word used.
 */
import { at } from "./memory";
import { advance, end, next, nextWord, refill, seek, take, tell } from "./philox";
import { accepts, slowNormal, value } from "./ziggurat";

/** Independent uniform numbers in [0, 1), multiples of 2⁻⁵³; one word each. */
export function uniforms(
  key0: u32, key1: u32, role: u32, trial: u32, position: f64, out: usize, count: i32,
): f64 {
  seek(key0, key1, role, trial, <u64>position, count);
  for (const last = at(out, count); out < last; ) {
    const usable = take(last - out);
    for (let word = next - usable; word < next; word += 8, out += 8) {
      f64.store(out, <f64>(<i64>(load<u64>(word) >>> 11)) * (1.0 / 9007199254740992.0));
    }
  }
  return <f64>tell();
}

/** Independent signs, +1 or −1 with equal probability; one word each. */
export function signs(
  key0: u32, key1: u32, role: u32, trial: u32, position: f64, out: usize, count: i32,
): f64 {
  seek(key0, key1, role, trial, <u64>position, count);
  const one = reinterpret<u64>(<f64>1.0);
  for (const last = at(out, count); out < last; ) {
    const usable = take(last - out);
    for (let word = next - usable; word < next; word += 8, out += 8) {
      store<u64>(out, one | (load<u64>(word) & 0x8000000000000000));
    }
  }
  return <f64>tell();
}

/** Independent standard normal numbers; 1.02 words each on average. */
export function normals(
  key0: u32, key1: u32, role: u32, trial: u32, position: f64, out: usize, count: i32,
): f64 {
  seek(key0, key1, role, trial, <u64>position, count);
  const last = at(out, count);
  while (out < last) {
    if (next == end) refill(<i32>((last - out) >> 3));
    let word = next;
    const wordEnd = min(end, word + (last - out));
    for (; word < wordEnd; word += 8) {
      const bits = load<u64>(word);
      if (!accepts(bits)) break;
      f64.store(out, value(bits));
      out += 8;
    }
    advance(word);
    if (word < wordEnd) {
      f64.store(out, slowNormal(nextWord()));
      out += 8;
    }
  }
  return <f64>tell();
}
