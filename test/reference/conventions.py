"""Predictions at the training points of ridge fits by the objective as each convention writes it: scikit-learn where it is that of its own
estimators, else numpy's least squares of the objective, term by term. Writes conventions.json."""

import json
import numpy as np
import sklearn
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import Ridge

n, d, N, ridge = 7, 3, 5, 0.37
x = np.array([[np.sin(1 + 3 * i + 7 * j) for j in range(d)] for i in range(n)])
y = np.array([np.cos(2 * i) + x[i, 0] for i in range(n)])
theta = np.array([[np.cos(1 + 2 * k + 5 * j) for j in range(d)] for k in range(N)])
phi = np.tanh(x @ theta.T / np.sqrt(d))
kernel = phi @ phi.T / N


def least(design, data, penalty):
    """f of the least data·|y − design w|² + penalty·|w|²."""
    p = design.shape[1]
    stacked = np.vstack([np.sqrt(data) * design, np.sqrt(penalty) * np.eye(p)])
    w = np.linalg.lstsq(stacked, np.concatenate([np.sqrt(data) * y, np.zeros(p)]), rcond=None)[0]
    return design @ w


def kernel_fit(k, alpha):
    return k @ np.linalg.solve(k + alpha * np.eye(n), y)


rows = {
    "inputs": {
        "mean": least(x, 1 / n, ridge),
        "hastie": least(x, 1 / n, ridge),
        "replica": least(x / np.sqrt(d), 1 / 2, ridge / 2),
        "eigenlearning": kernel_fit(x @ x.T, ridge),
        "sklearn": Ridge(alpha=ridge, fit_intercept=False, solver="cholesky").fit(x, y).predict(x),
        "glmnet": least(x, 1 / (2 * n), ridge / 2),
    },
    "neurons": {
        "mean": least(phi, 1 / n, N * ridge / d),
        "mei-montanari": least(phi, 1 / n, N * ridge / d),
        "replica": least(phi / np.sqrt(N), 1 / 2, ridge / 2),
        # lambda is psi1 = N/d times that of replica.
        "dascoli": least(phi / np.sqrt(N), 1 / 2, ridge / (N / d) / 2),
        "eigenlearning": kernel_fit(kernel, ridge),
        "sklearn": Ridge(alpha=ridge, fit_intercept=False, solver="cholesky").fit(phi, y).predict(phi),
        "glmnet": least(phi, 1 / (2 * n), ridge / 2),
    },
    # |f|² in the norm of the kernel is |w|² of weights on a root of it.
    "kernel": {
        "mean": least(phi / np.sqrt(N), 1 / n, ridge),
        "eigenlearning": kernel_fit(kernel, ridge),
        "sklearn": KernelRidge(alpha=ridge, kernel="precomputed").fit(kernel, y).predict(kernel),
    },
}
out = {
    "source": f"conventions.py, scikit-learn {sklearn.__version__} (Ridge, KernelRidge), numpy {np.__version__}",
    "n": n,
    "d": d,
    "N": N,
    "ridge": ridge,
    "rows": [
        {"fitted": fitted, "convention": name, "predictions": [float(f"{value:.14g}") for value in values]}
        for fitted, by_name in rows.items()
        for name, values in by_name.items()
    ],
}
with open("conventions.json", "w", encoding="utf-8") as file:
    json.dump(out, file, indent=2)
    file.write("\n")
