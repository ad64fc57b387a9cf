"""Direct simulation of training that stops early, in plain numpy: the reference of test/models/trainingTime.test.ts.

Gradient flow by the eigenvectors of the normal equations, descent step by step, iterated ridge by solving again and again. Every row: the mean
and the standard error over draws of excess risk and training error, with y = x·β + noise, β of unit power.
"""
import json
import sys

import numpy as np

rng = np.random.default_rng(20260101)
DRAWS = 24


def train(z, y, rule):
    """Weights and their rule, for features z (n × p) whose loss is |y − z w|²/(2n)."""
    n, p = z.shape
    if rule["kind"] == "flow":
        s, v = np.linalg.eigh(z.T @ z / n)
        s = np.maximum(s, 0)
        shrink = np.where(s > 1e-12, -np.expm1(-rule["time"] * s) / np.maximum(s, 1e-12), rule["time"])
        return v @ (shrink * (v.T @ (z.T @ y / n)))
    w = np.zeros(p)
    if rule["kind"] == "descent":
        before = w
        for _ in range(rule["steps"]):
            step = -rule["stepSize"] * (z.T @ (z @ w - y)) / n + rule["momentum"] * (w - before)
            before, w = w, w + step
        return w
    for _ in range(rule["count"]):
        w = w + np.linalg.solve(z.T @ z / n + rule["ridge"] * np.eye(p), z.T @ (y - z @ w) / n)
    return w


def linear(n, gamma, noise, blocks):
    p = int(round(gamma * n))
    variances = np.concatenate([np.full(int(round(share * p)), variance) for share, variance, _ in blocks])
    powers = np.concatenate([np.full(int(round(share * p)), power / round(share * p)) for share, _, power in blocks])
    beta = np.sqrt(powers / variances) * rng.choice([-1.0, 1.0], len(variances))
    x = rng.standard_normal((n, len(variances))) * np.sqrt(variances)
    y = x @ beta + np.sqrt(noise) * rng.standard_normal(n)
    return x, y, lambda w: np.sum(variances * (w - beta) ** 2)


def features(d, psi1, psi2, noise):
    """tanh features times √(d/N), of Gaussian inputs and weights on the sphere; the risk on 4000 fresh inputs."""
    n, count = int(round(psi2 * d)), int(round(psi1 * d))
    theta = rng.standard_normal((count, d))
    theta /= np.linalg.norm(theta, axis=1, keepdims=True)
    beta = rng.standard_normal(d)
    beta /= np.linalg.norm(beta)
    scale = np.sqrt(d / count)
    x, fresh = rng.standard_normal((n, d)), rng.standard_normal((4000, d))
    y = x @ beta + np.sqrt(noise) * rng.standard_normal(n)
    z, test = scale * np.tanh(x @ theta.T), scale * np.tanh(fresh @ theta.T)
    return z, y, lambda w: np.mean((test @ w - fresh @ beta) ** 2)


ISOTROPIC = [(1, 1, 1)]
TWO = [(0.5, 1.8, 0.3), (0.5, 0.2, 0.7)]
FLOWS = [{"kind": "flow", "time": t} for t in (0.3, 3, 30)]
STEPS = [
    {"kind": "descent", "steps": 5, "stepSize": 0.3, "momentum": 0},
    {"kind": "descent", "steps": 60, "stepSize": 0.3, "momentum": 0},
    {"kind": "descent", "steps": 20, "stepSize": 0.3, "momentum": 0.7},
]
ITERATED = [{"kind": "iterated", "count": k, "ridge": 0.5} for k in (2, 10)]

rows = []
for name, draw, size, parameters in [
    ("linear", lambda: linear(800, 0.5, 0.4, ISOTROPIC), 800, {"gamma": 0.5, "noise": 0.4}),
    ("linear", lambda: linear(600, 1.5, 0.4, TWO), 600, {"gamma": 1.5, "noise": 0.4, "blocks": "0.5:1.8:0.3,0.5:0.2:0.7"}),
    ("random-features", lambda: features(400, 1.5, 2, 0.2), 400, {"psi1": 1.5, "psi2": 2, "noise": 0.2, "activation": "tanh"}),
    ("random-features", lambda: features(400, 2, 1, 0.2), 400, {"psi1": 2, "psi2": 1, "noise": 0.2, "activation": "tanh"}),
]:
    rules = FLOWS + STEPS + ITERATED
    found = np.zeros((DRAWS, len(rules), 2))
    for i in range(DRAWS):
        z, y, risk = draw()
        for j, rule in enumerate(rules):
            w = train(z, y, rule)
            found[i, j] = risk(w), np.mean((y - z @ w) ** 2)
    for j, rule in enumerate(rules):
        mean, error = found[:, j].mean(0), found[:, j].std(0, ddof=1) / np.sqrt(DRAWS)
        rows.append({"model": name, "size": size, "parameters": parameters, "rule": rule, "excessRisk": [mean[0], error[0]], "trainError": [mean[1], error[1]]})
    print(name, parameters, file=sys.stderr)
json.dump({"generator": "test/reference/training_time.py", "numpy": np.__version__, "draws": DRAWS, "rows": rows}, open(sys.argv[1], "w"), indent=1)
