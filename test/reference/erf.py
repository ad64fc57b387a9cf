"""
Prints the coefficients in src/numerics/erf.ts and the reference values in erf.test.ts (needs mpmath).

Each function is the quotient of two polynomials that equals the true function at the Chebyshev nodes of its interval,
which is within a small factor of the best quotient of that degree. All coefficients come out positive, so that the
polynomials are evaluated without cancellation.
"""
from mpmath import mp, mpf, matrix, lu_solve, cos, pi, erf, erfc, exp, sqrt, ncdf, nstr

mp.dps = 60


def rational(function, a, b, degree_p, degree_q):
    count = degree_p + degree_q + 1
    nodes = [(a + b) / 2 + (b - a) / 2 * cos(pi * (2 * i + 1) / (2 * count)) for i in range(count)]
    system, right = matrix(count, count), matrix(count, 1)
    for row, x in enumerate(nodes):
        for j in range(degree_p + 1):
            system[row, j] = x**j
        for j in range(1, degree_q + 1):
            system[row, degree_p + j] = -function(x) * x**j
        right[row] = function(x)
    solution = list(lu_solve(system, right))
    p, q = solution[: degree_p + 1], [mpf(1)] + solution[degree_p + 1 :]
    assert all(c > 0 for c in p + q)
    value = lambda c, x: sum(c[j] * x**j for j in range(len(c)))
    grid = [a + (b - a) * mpf(i) / 400 for i in range(1, 401)]
    worst = max(abs(value(p, x) / value(q, x) / function(x) - 1) for x in grid)
    return p, q, worst


tiny = mpf("1e-30")
pieces = {
    "centre: erf(x)/x in x^2, x <= 1/2": (lambda t: erf(sqrt(t)) / sqrt(t), tiny, mpf("0.25"), 4, 4),
    "middle: erfcx(x) in x, 1/2 <= x <= 4": (lambda x: erfc(x) * exp(x * x), mpf("0.5"), mpf(4), 8, 9),
    "tail: sqrt(pi) x erfcx(x) in 1/x^2, x >= 4": (
        lambda u: sqrt(pi / u) * erfc(1 / sqrt(u)) * exp(1 / u), mpf("1e-6"), mpf("0.0625"), 6, 6),
}
for name, piece in pieces.items():
    p, q, worst = rational(*piece)
    print("//", name, "relative error", nstr(worst, 2))
    for letter, c in (("p", p), ("q", q)):
        print(letter, "= [" + ", ".join(repr(float(v)) for v in c) + "]")

for name, function, points in (
    ("erf", erf, [1e-300, 1e-10, 0.1, 0.25, 0.4999, 0.5, 0.5001, 0.9, 1.3, 2, 3, 4.5, 5.9]),
    ("erfc", erfc, [-6, -2, -0.7, -0.3, 1e-17, 0.2, 0.49, 0.5, 0.51, 1, 1.7, 2.9, 3.99, 4, 4.01, 5.5, 9.3, 14.2, 20.7, 26]),
    ("normalCdf", ncdf, [-37, -30.3, -21.7, -12.1, -6.3, -5.6, -3.3, -1.9, -0.8, -0.7, -0.3, 0, 1e-3, 0.6, 0.75, 1.96, 4, 8]),
):
    for x in points:
        print(f"  ['{name}', {x!r}, {float(function(mpf(x)))!r}],")
