"""A random-features ridge sweep in numpy, as a theorist writes it: to be timed beside Descent.

    python3 numpy_random_features.py [--style naive|careful] [--d 200] [--psi2 3] [--psi1 4.5 ...] [--trials 20]

naive:   one draw and one solve for every (psi1, ridge, noise) cell, as in most papers' notebooks.
careful: per (trial, psi1) one draw and one Gram matrix, all noise levels as right-hand sides, one solve per ridge.
ReLU features, inputs and weights uniform on the sphere, f(x) = b.x with |b| = 1, objective
(1/n) sum (y - f)^2 + (N ridge / d) |a|^2; excess risk on 1000 fresh points.

Prints JSON: wall seconds of the sweep, numpy's BLAS, and mean and standard deviation over trials [psi1][ridge][noise].
"""

import argparse
import json
import time

import numpy as np


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--style", default="careful", choices=["naive", "careful"])
    parser.add_argument("--d", type=int, default=200)
    parser.add_argument("--psi2", type=float, default=3.0)
    parser.add_argument("--psi1", type=float, nargs="+", default=np.geomspace(0.3, 9.0, 20).tolist())
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--ridges", type=float, nargs="+", default=[1e-3, 1e-2, 1e-1])
    parser.add_argument("--noises", type=float, nargs="+", default=[0.0, 0.1, 0.2, 0.5, 1.0])
    return parser.parse_args()


def sphere(rng, rows, d):
    x = rng.standard_normal((rows, d))
    return x * (np.sqrt(d) / np.linalg.norm(x, axis=1, keepdims=True))


def draw(rng, d, n, features, test_points=1000):
    """Features and targets of a training and a test set."""
    train, weights, test = sphere(rng, n, d), sphere(rng, features, d), sphere(rng, test_points, d)
    beta = rng.standard_normal(d)
    beta /= np.linalg.norm(beta)

    def relu(x):
        return np.maximum(x @ weights.T / np.sqrt(d), 0)

    return relu(train), relu(test), train @ beta, test @ beta


def fit(gram, z, y, shift):
    """Ridge coefficients from the Gram matrix of the shorter side of z."""
    shifted = gram + shift * np.eye(len(gram))
    if z.shape[1] <= z.shape[0]:
        return np.linalg.solve(shifted, z.T @ y)
    return z.T @ np.linalg.solve(shifted, y)


def gram_of(z):
    return z.T @ z if z.shape[1] <= z.shape[0] else z @ z.T


def careful(rng, d, n, features, ridges, noises):
    z, z_test, f, f_test = draw(rng, d, n, features)
    y = f[:, None] + np.sqrt(noises)[None, :] * rng.standard_normal(n)[:, None]
    gram = gram_of(z)
    fits = [fit(gram, z, y, n * features * ridge / d) for ridge in ridges]
    return [((z_test @ a - f_test[:, None]) ** 2).mean(0) for a in fits]


def naive(rng, d, n, features, ridges, noises):
    risks = np.zeros((len(ridges), len(noises)))
    for j, ridge in enumerate(ridges):
        for k, noise in enumerate(noises):
            z, z_test, f, f_test = draw(rng, d, n, features)
            y = f + np.sqrt(noise) * rng.standard_normal(n)
            a = fit(gram_of(z), z, y, n * features * ridge / d)
            risks[j, k] = ((z_test @ a - f_test) ** 2).mean()
    return risks


def blas():
    try:
        found = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
        return f"{found['name']} {found['version']}"
    except TypeError:  # numpy before 1.25 only prints
        return "the system's"


def main():
    a = options()
    n = round(a.psi2 * a.d)
    risks = np.zeros((len(a.psi1), len(a.ridges), len(a.noises), a.trials))
    rng = np.random.default_rng(a.seed)
    run = {"careful": careful, "naive": naive}[a.style]
    start = time.perf_counter()
    for i, ratio in enumerate(a.psi1):
        for trial in range(a.trials):
            risks[i, :, :, trial] = run(rng, a.d, n, round(ratio * a.d), a.ridges, a.noises)
    wall = time.perf_counter() - start
    print(
        json.dumps(
            {
                "style": a.style,
                "d": a.d,
                "n": n,
                "wall_seconds": wall,
                "numpy": np.__version__,
                "blas": blas(),
                "psi1": a.psi1,
                "ridges": a.ridges,
                "noises": a.noises,
                "mean": risks.mean(-1).tolist(),
                "deviation": risks.std(-1, ddof=1).tolist() if a.trials > 1 else None,
            }
        )
    )


main()
