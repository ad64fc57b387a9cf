import { at } from "./memory";

/** a·b + c in each lane; in the build that says so rounded once, where the machine can. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (isDefined(FMA)) return f64x2.relaxed_madd(a, b, c);
  return f64x2.add(f64x2.mul(a, b), c);
}

/** xᵀ·y over n contiguous doubles. */
// @ts-ignore: decorator
@inline
export function dot(n: i32, x: usize, y: usize): f64 {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    s0 = multiplyAdd(v128.load(x), v128.load(y), s0);
    s1 = multiplyAdd(v128.load(x, 16), v128.load(y, 16), s1);
    x += 32;
    y += 32;
  }
  s0 = f64x2.add(s0, s1);
  let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  for (; i < n; i++) {
    sum += f64.load(x) * f64.load(y);
    x += 8;
    y += 8;
  }
  return sum;
}

/** y ← y + alpha·x over n contiguous doubles. */
// @ts-ignore: decorator
@inline
export function addScaled(n: i32, alpha: f64, x: usize, y: usize): void {
  const a = f64x2.splat(alpha);
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    v128.store(y, multiplyAdd(a, v128.load(x), v128.load(y)));
    x += 16;
    y += 16;
  }
  if (i < n) f64.store(y, f64.load(y) + alpha * f64.load(x));
}

/** x ← alpha·x over n doubles `stride` bytes apart; zero clears even what is not a number. */
export function scale(n: i32, alpha: f64, x: usize, stride: usize): void {
  if (alpha == 1.0) return;
  for (let i = 0; i < n; i++) {
    f64.store(x, alpha == 0.0 ? 0.0 : alpha * f64.load(x));
    x += stride;
  }
}

/** Copy n doubles `stride` bytes apart to contiguous ones. */
export function gather(n: i32, source: usize, stride: usize, target: usize): void {
  for (let i = 0; i < n; i++) {
    f64.store(at(target, i), f64.load(source));
    source += stride;
  }
}
