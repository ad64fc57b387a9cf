"""Reference values of the elementwise kernels: python3 test/reference/elementwise.py > test/reference/elementwise.json

Values are those at the doubles given, to 17 digits (needs mpmath)."""
import json
from mpmath import mp, mpf, asin, cos, cosh, erf, ncdf, pi, sin, sinh, sqrt, tanh

mp.dps = 60


def arc_cosine(x):
    return (sqrt(1 - x * x) + (pi / 2 + asin(x)) * x) / (2 * pi)


line = [1e-9, 0.003, 0.0387, 0.1, 0.2, 0.34375, 0.5, 0.643, 0.7854, 1.0, 1.5708, 2.0313, 3.0, 3.1415926, 4.7, 5.5, 6.3]
interval = [1e-9, 0.003, 0.0387, 0.1, 0.34375, 0.5, 0.7, 0.70711, 0.7343, 0.832, 0.95, 0.999, 1 - 1e-9, 1 - 2.0**-53, 1.0]
functions = {
    "tanh": (tanh, line + [9.0, 19.5, 100.0]),
    "erf": (erf, line + [9.0, 40.0]),
    "gelu": (lambda x: x * ncdf(x), line + [9.0, 40.0]),
    "sin": (sin, line + [22.0, 1e4, 999999.5, 1e6 + 1, 1e22]),
    "cos": (cos, line + [22.0, 1e4, 999999.5, 1e6 + 1, 1e22]),
    "sinh": (sinh, line + [20.0, 37.5, 300.0, 708.9]),
    "cosh": (cosh, line + [20.0, 37.5, 300.0, 708.9]),
    "asin": (asin, interval),
    "arcCosine": (arc_cosine, interval),
}
table = {
    name: [[x, float(function(mpf(x)))] for size in sizes for x in (size, -size)]
    for name, (function, sizes) in functions.items()
}
lines = (f'  "{name}": {json.dumps(rows)}' for name, rows in table.items())
print("{\n" + ",\n".join(lines) + "\n}")
