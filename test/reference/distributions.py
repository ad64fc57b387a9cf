"""Reference values of distribution tails and quantiles: python3 test/reference/distributions.py > test/reference/distributions.json

Tails are exact to the digits printed for the doubles given; quantiles are the exact roots for the double `tail`."""
import json
from mpmath import mp, mpf, erfc, sqrt, gammainc, betainc, findroot, log, quad, inf

mp.dps = 60


def normal_tail(z):
    return erfc(mpf(z) / sqrt(2)) / 2


def student_tail(t, nu):
    t, nu = mpf(t), mpf(nu)
    return betainc(nu / 2, mpf(1) / 2, 0, nu / (nu + t * t), regularized=True) / 2


def root(function, tail):
    """The root of function(u) = ln tail in u, by bisection: certain, and speed does not matter here."""
    low, high = mpf(-60), mpf(60)
    for _ in range(220):
        middle = (low + high) / 2
        if function(middle) > log(tail):
            low = middle
        else:
            high = middle
    return mp.exp((low + high) / 2)


def number(x):
    return float(mp.nstr(x, 25))


tails = [0.4, 0.1, 0.025, 1e-3, 1.25e-6, 1e-12, 1e-40]
degrees = [1, 1.7, 2, 3, 7.5, 15, 63, 255.5, 10000]
print(json.dumps({
    "normalTail": [[z, number(normal_tail(z))] for z in [0.01, 0.5, 1, 1.7, 1.75, 2, 4, 7, 12, 30]],
    "normalQuantile": [[p, number(root(lambda u: log(normal_tail(mp.exp(u))), mpf(p)))] for p in tails],
    "studentTail": [[t, nu, number(student_tail(t, nu))] for nu in degrees for t in [0.1, 1, 2, 4.5, 12]],
    "studentQuantile": [[p, nu, number(root(lambda u: log(student_tail(mp.exp(u), nu)), mpf(p)))]
                        for nu in degrees for p in tails[:6]],
    "chiSquaredTail": [[x, f, number(gammainc(mpf(f) / 2, mpf(x) / 2, inf, regularized=True))]
                       for f, xs in [(0.6, [0.01, 1, 50]), (1, [0.5, 3, 25, 60]), (4.3, [1, 6, 40, 90]),
                                     (40, [20, 41, 42, 80, 140]), (2500, [2400, 2501, 3000])] for x in xs],
}, indent=1))
