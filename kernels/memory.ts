/**
 * A stack of doubles: allocation moves its top up, `release` moves it back down.
 * The memory is shared, so that growing it leaves the views that JavaScript holds in place.
 */

/** Tells the host that `bytes` more cannot be had; the host throws. */
@external("env", "outOfMemory")
declare function outOfMemory(bytes: f64): void;

const CACHE_LINE: usize = 64;
const PAGE: u64 = 65536;
const MAXIMUM_PAGES: u64 = 65536;
const GROWTH_PAGES: u64 = 256;

let top: usize = (__heap_base + CACHE_LINE - 1) & ~(CACHE_LINE - 1);

/** Make sure that `bytes` (a whole number) can be allocated on top of what there is. */
export function reserve(bytes: f64): void {
  const wanted = <f64>top + bytes;
  if (wanted > <f64>(MAXIMUM_PAGES * PAGE - PAGE)) outOfMemory(bytes);
  const pages = (<u64>wanted + PAGE - 1) / PAGE;
  const present = <u64>memory.size();
  if (pages <= present) return;
  const generous = min(max(pages, present + GROWTH_PAGES), MAXIMUM_PAGES);
  if (memory.grow(<i32>(generous - present)) < 0 && memory.grow(<i32>(pages - present)) < 0) outOfMemory(bytes);
}

/** Address of `count` doubles on a cache line of their own; contents unspecified. */
export function allocate(count: f64): usize {
  const bytes = ceil(count / 8.0) * <f64>CACHE_LINE;
  reserve(bytes);
  const address = top;
  top += <usize>bytes;
  return address;
}

/** The place on the stack to come back to. */
export function mark(): usize {
  return top;
}

/** Free everything allocated since `mark` returned `place`. */
export function release(place: usize): void {
  top = place;
}

/** Address of element `index` of the doubles at `base`. */
// @ts-ignore: decorator
@inline
export function at(base: usize, index: i32): usize {
  return base + (<usize>index << 3);
}
