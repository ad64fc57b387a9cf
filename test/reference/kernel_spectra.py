"""Eigenvalues of kernels on the sphere: python3 test/reference/kernel_spectra.py > test/reference/kernel_spectra.json

s_l = E h(t) P_l(t) by Gauss-Legendre in the angle with 40 digits; of rbf by Bessel functions:
s_l = Gamma(d/2) (2/b)^(d/2-1) exp(-b) I_{l+d/2-1}(b), b = 1/bandwidth^2."""
import json
from mpmath import mp, mpf, acos, besseli, cos, exp, gamma, pi, quad, sin, sqrt

mp.dps = 40


def arc_cosines(t):
    rest = pi - acos(t)
    return rest / pi, (sqrt((1 - t) * (1 + t)) + rest * t) / pi


def arccos(depth):
    def at(t):
        for _ in range(depth):
            t = min(mpf(1), arc_cosines(t)[1])
        return t
    return at


def ntk(depth):
    def at(t):
        sigma = theta = t
        for _ in range(depth):
            kappa0, kappa1 = arc_cosines(min(mpf(1), sigma))
            theta, sigma = kappa1 + theta * kappa0, kappa1
        return theta
    return at


def gegenbauer(d, l, t):
    previous, current = mpf(1), t
    if l == 0:
        return previous
    for m in range(1, l):
        previous, current = current, ((2 * m + d - 2) * t * current - m * previous) / (m + d - 2)
    return current


def eigenvalue(h, d, l):
    ends = [0, pi / 4, pi / 2, 3 * pi / 4, pi]
    weight = quad(lambda a: sin(a) ** (d - 2), ends)
    return quad(lambda a: h(cos(a)) * gegenbauer(d, l, cos(a)) * sin(a) ** (d - 2), ends) / weight


def rbf(bandwidth, d, l):
    b = 1 / mpf(bandwidth) ** 2
    return gamma(mpf(d) / 2) * (2 / b) ** (mpf(d) / 2 - 1) * exp(-b) * besseli(l + mpf(d) / 2 - 1, b)


degrees = [0, 1, 2, 3, 4, 5, 8, 12]
rows = []
for d in [2, 3, 5, 20, 100]:
    for name, make in [("arccos", arccos), ("ntk", ntk)]:
        for depth in [1, 2, 4]:
            values = [eigenvalue(make(depth), d, l) for l in degrees]
            rows.append({"kernel": name, "depth": depth, "dimension": d, "degrees": degrees,
                         "eigenvalues": [0.0 if abs(s) < mpf(10) ** -25 else float(s) for s in values]})
    for bandwidth in ["0.2", "1", "3"]:
        rows.append({"kernel": "rbf", "bandwidth": float(bandwidth), "dimension": d, "degrees": degrees,
                     "eigenvalues": [float(rbf(bandwidth, d, l)) for l in degrees]})
print(json.dumps(rows, indent=1))
