"""Learning curves of kernels in low dimension: python3 test/reference/kernel_tails.py > test/reference/kernel_tails.json

Of networks and of exp(-|x-x'|): eigenvalues of degrees below 60 by Gauss-Legendre in the angle with 50 digits; above, from the odd powers of the chords
r = |x - x'| at either end of h, by power series with 50 digits, E r^k P_l = 2^k (-k/2)_l G(d-1) G(k/2+(d-1)/2) / (G((d-1)/2) G(l+k/2+d-1)). Sums over
10^4 to 10^5 degrees one by one, the rest by its first two powers of s. Of rbf: Bessel functions with 50 digits.
Target of degree 1, noise 0.1: excess risk (b2 + 0.1)/(1 - d2/n) - 0.1; of gradient flow by the 14 poles of exp(-x), over all pairs."""
import json
import math

import numpy as np
from mpmath import acos, besseli, cos, exp, gamma, log, mp, mpf, pi, sin, sqrt
from scipy.optimize import brentq

mp.dps = 50
LOW, TERMS, NOISE = 61, 30, 0.1


# Power series in r, as lists.
def mul(a, b):
    return [sum(a[i] * b[k - i] for i in range(k + 1)) for k in range(TERMS)]


def root(a):
    out = [sqrt(a[0])]
    for k in range(1, TERMS):
        out.append((a[k] - sum(out[i] * out[k - i] for i in range(1, k))) / (2 * out[0]))
    return out


def quotient(a, b):
    out = []
    for k in range(TERMS):
        out.append((a[k] - sum(out[i] * b[k - i] for i in range(k))) / b[0])
    return out


def arc_cosines(t):
    """kappa_0 and kappa_1 of a series, which may begin at 1 or -1."""
    one = [mpf(1)] + [mpf(0)] * (TERMS - 1)
    square = mul([a - b for a, b in zip(one, t)], [a + b for a, b in zip(one, t)])
    end = abs(square[0]) < mpf(10) ** -40
    sine = root(square[2:] + [mpf(0)] * 2) if end else root(square)
    slope = [(k + 1) * t[k + 1] for k in range(TERMS - 1)] + [mpf(0)]
    slope = quotient(slope[1:] + [mpf(0)] if end else slope, sine)
    rest = [pi - acos(max(-1, min(1, t[0])))] + [slope[k] / (k + 1) for k in range(TERMS - 1)]
    sine = [mpf(0)] + sine[:-1] if end else sine
    return [a / pi for a in rest], [(a + b) / pi for a, b in zip(sine, mul(rest, t))]


def series(kernel, depth, end):
    if kernel == "laplace":
        return [(-1) ** k / gamma(k + 1) * (end > 0) for k in range(TERMS)]
    t = [mpf(end), mpf(0), mpf(-end) / 2] + [mpf(0)] * (TERMS - 3)
    theta = t
    for _ in range(depth):
        kappa0, kappa1 = arc_cosines(t)
        theta = [a + b for a, b in zip(kappa1, mul(theta, kappa0))]
        t = kappa1
    return t if kernel == "arccos" else theta


def at(kernel, depth, t):
    if kernel == "laplace":
        return exp(-sqrt(2 - 2 * t))
    theta = t
    for _ in range(depth):
        rest = pi - acos(t)
        theta, t = (sqrt((1 - t) * (1 + t)) + rest * t) / pi + theta * rest / pi, min(
            mpf(1), (sqrt((1 - t) * (1 + t)) + rest * t) / pi)
    return t if kernel == "arccos" else theta


def gauss_legendre(n):
    for x in np.polynomial.legendre.leggauss(n)[0]:
        x = mpf(float(x))
        for _ in range(4):
            before, now = mpf(1), x
            for k in range(2, n + 1):
                before, now = now, ((2 * k - 1) * x * now - (k - 1) * before) / k
            slope = n * (x * now - before) / (x * x - 1)
            x -= now / slope
        yield x, 2 / ((1 - x * x) * slope * slope)


NODES = list(gauss_legendre(220))


def low_degrees(kernel, depth, d):
    total, sums = mpf(0), [mpf(0)] * LOW
    for x, weight in NODES:
        t = cos(pi * (x + 1) / 2)
        weight *= sin(pi * (x + 1) / 2) ** (d - 2)
        total += weight
        value, before, now = weight * at(kernel, depth, t), mpf(1), t
        sums[0] += value
        for l in range(1, LOW):
            sums[l] += value * now
            before, now = now, ((2 * l + d - 2) * t * now - l * before) / (l + d - 2)
    return [float(s / total) if abs(s) > mpf(10) ** -30 else 0.0 for s in sums]


def spectrum(kernel, depth, d, count):
    l = np.arange(LOW, count, dtype=float)
    sign = np.where(np.arange(LOW, count) % 2 == 0, 1.0, -1.0)
    first, last = series(kernel, depth, 1), series(kernel, depth, -1)
    s = np.zeros(len(l))
    for k in range(1, 24, 2):
        p = mpf(k) / 2
        factor = 4**p * gamma(d - 1) * gamma(p + mpf(d - 1) / 2) / gamma(mpf(d - 1) / 2) / gamma(-p)
        product = np.ones(len(l))
        for i in range(k + d - 1):
            product *= l - k / 2 + i
        s += (float(first[k] * factor) + sign * float(last[k] * factor)) / product
    s[s < 1e-12 * s.max() * (LOW / l) ** (d + 2)] = 0
    s = np.concatenate([low_degrees(kernel, depth, d), s])
    l = np.arange(count, dtype=float)
    harmonics = np.full(count, 2.0) if d == 2 else (2 * l + d - 2) / (d - 2)
    for i in range(1, d - 2):
        harmonics *= (l + i) / i
    harmonics[0] = 1
    return s, harmonics


def beyond(s, harmonics, power, whole):
    """Sum N s and sum N s^2 over the degrees that are left out; the first from the trace where that is given."""
    trace = square = 0.0
    count = len(s)
    for l in (count - 2, count - 1):
        decay = power - math.log(harmonics[l] / harmonics[l // 2]) / math.log(2)
        middle = ((l + 1) / l)
        trace += harmonics[l] * s[l] * l * middle ** (1 - decay) / (decay - 1) / 2
        square += harmonics[l] * s[l] ** 2 * l * middle ** (1 - decay - power) / (decay + power - 1) / 2
    return trace if whole is None else whole - math.fsum(s * harmonics), square


def ridge_risk(s, m, tail, n, ridge):
    trace, square = tail
    seen = s > 0
    s1, s, m = s[1], s[seen], m[seen]
    top = math.log((np.sum(m * s) + trace) / n + ridge)
    z = lambda k: np.sum(m * (s / (s + k))) + trace / k - square / k**2
    def gap(x):
        return z(math.exp(x)) - n * (1 - ridge / math.exp(x))
    low = top
    while gap(low) < 0:
        low -= 0.25
    k = math.exp(brentq(gap, low, low + 0.25, xtol=1e-15, rtol=1e-15))
    d2 = np.sum(m * (s / (s + k)) ** 2) + square / k**2
    return k, ((k / (s1 + k)) ** 2 + NOISE) / (1 - d2 / n) - NOISE


POLES = [(-8.897683270422746, 16.63108878051866, -7.156381084333059e-5, 1.43615401022345e-4),
         (-3.703215356019705, 13.65646469062486, 9.441068865057467e-3, -1.718495698738774e-2),
         (-0.2087182241648243, 10.99133464873073, -0.3763981614778793, 0.3351716726572137),
         (2.269813194655656, 8.461792363760143, 4.807332311061495, -1.320787820931506),
         (3.993393916994773, 6.004867784553896, -23.49872552724336, -5.809283323475586),
         (5.089367564051825, 3.588844338748066, 46.9337530132887, 45.64577708417692),
         (5.62316478591332, 1.19407555888479, -27.87533114059996, -102.1503287193411)]


def flow_risk(s, m, tail, n, time):
    trace = tail[0]
    z = lambda k: np.sum(m * s / (s + k)) + trace / k
    drop = lambda k: -np.sum(m * s / (s + k) ** 2) - trace / k**2
    kappas, weights, ridges = [], [], []
    for re, im, a, b in POLES:
        zeta, c = complex(re, im), complex(a, b)
        direction = zeta / abs(zeta)
        k = None
        for height in np.linspace(math.log(1e4), math.log(abs(zeta) / time), 400):
            ridge = direction * math.exp(height)
            k = ridge if k is None else k
            for _ in range(40):
                value = k - ridge - k * z(k) / n
                step = value / (1 - z(k) / n - k * drop(k) / n)
                k -= step
                if abs(step) < 1e-15 * abs(k):
                    break
        for conjugate in (False, True):
            kappas.append(k.conjugate() if conjugate else k)
            weights.append((-c / zeta).conjugate() if conjugate else -c / zeta)
            ridges.append((zeta / time).conjugate() if conjugate else zeta / time)
    total = 0
    for k1, a1, l1 in zip(kappas, weights, ridges):
        for k2, a2, l2 in zip(kappas, weights, ridges):
            b1, b2 = k1 / (s[1] + k1), k2 / (s[1] + k2)
            same = k1 == k2
            gain = 1 / (1 - (z(k1) + k1 * drop(k1)) / n) if same else (k1 - k2) / (l1 - l2)
            b = b1 * b1 if same else (k1 * b2 - k2 * b1) / (k1 - k2)
            total += a1 * a2 * ((b + NOISE) * gain - NOISE)
    return total.real


def rbf_risk(d, n):
    """In 50 digits, as only ratios of eigenvalues matter."""
    count = next(l for l in range(10**6) if sum_harmonics(d, l) > n) + 12
    s = [gamma(mpf(d) / 2) * mpf(2) ** (mpf(d) / 2 - 1) * exp(-1) * besseli(l + mpf(d) / 2 - 1, 1) for l in range(count)]
    m = [mpf(round(sum_harmonics(d, l) - sum_harmonics(d, l - 1))) for l in range(count)]
    gap = lambda x: sum(a * b / (b + exp(x)) for a, b in zip(m, s)) - n
    low, high = log(s[-1]), log(s[0])
    for _ in range(400):
        middle = (low + high) / 2
        low, high = (middle, high) if gap(middle) > 0 else (low, middle)
    k = exp(low)
    d2 = sum(a * (b / (b + k)) ** 2 for a, b in zip(m, s))
    return float(((k / (s[1] + k)) ** 2 + NOISE) / (1 - d2 / n) - NOISE)


def sum_harmonics(d, l):
    """Of all degrees up to l."""
    return 0 if l < 0 else math.comb(l + d - 1, d - 1) + (math.comb(l + d - 2, d - 1) if l > 0 else 0)


rows = []
for d, count, power in [(2, 2**18, 2), (3, 2**16, 3), (5, 2**13, 5)]:
    for kernel, depth, extra in [("ntk", 1, 0), ("ntk", 3, 0), ("ntk", 4, 0), ("arccos", 1, 2), ("arccos", 2, 2), ("laplace", 1, 0)]:
        s, m = spectrum(kernel, depth, d, count)
        whole = None if d == 2 or kernel == "arccos" else 1 if kernel == "laplace" else depth + 1
        tail = beyond(s, m, power + extra, whole)
        common = {"kernel": kernel, "depth": depth, "dimension": d}
        for n, ridge in [(30, 1e-3), (1000, 0), (1000, 1e-6), (10000, 0)]:
            if d == 2 and n == 10000:
                continue
            kappa, risk = ridge_risk(s, m, tail, n, ridge)
            rows.append({**common, "n": n, "ridge": ridge, "kappa": kappa, "excessRisk": risk})
        if depth == 3 and d == 3:
            for time in (30, 1e4):
                rows.append({**common, "n": 1000, "ridge": 0, "time": time, "excessRisk": flow_risk(s, m, tail, 1000, time)})
for d, n in [(2, 300), (2, 301), (2, 1000), (3, 30000)]:
    rows.append({"kernel": "rbf", "depth": 1, "dimension": d, "n": n, "ridge": 0, "excessRisk": rbf_risk(d, n)})
print("[\n" + ",\n".join(" " + json.dumps(row) for row in rows) + "\n]")
