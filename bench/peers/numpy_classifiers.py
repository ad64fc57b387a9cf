"""Classifiers on random features in numpy and scikit-learn, as a theorist writes them: to be timed beside Descent.

    python3 numpy_classifiers.py [--d 200] [--alpha 3] [--psi1 2] [--ridge 0.01] [--gap 1e-9]

tanh features of Gaussian inputs, f = w.phi/sqrt(N), labels sign(b.x), objective sum log(1 + exp(-y f)) + (ridge/2)|w|^2. A fit counts once its
duality gap |g|^2/(2 ridge) is at most `gap` of the objective: Newton's method ends there, and scikit-learn's L-BFGS is given the largest tolerance
1e-3, 1e-4, ... with which it does; so are its SVC (libsvm, whose fit has an intercept) and LinearSVC (liblinear, without) for the hinge, sum max(0, 1 - y f) in
the place of the logistic loss, or where none does that of the least gap. A trial is a draw, a fit by Newton's method and the errors on 2048 fresh inputs.

Prints JSON: the least milliseconds of a fit by each, their gaps, and the least milliseconds of a trial.
"""

import argparse
import json
import time
import warnings

import numpy as np

try:
    import sklearn
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import SVC, LinearSVC
except ImportError:
    sklearn = None


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--d", type=int, default=200)
    parser.add_argument("--alpha", type=float, default=3.0)
    parser.add_argument("--psi1", type=float, default=2.0)
    parser.add_argument("--ridge", type=float, default=0.01)
    parser.add_argument("--gap", type=float, default=1e-9)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def slopes(z, y, w, ridge):
    """The gradient of the objective, sigma(-u) and the relative duality gap."""
    u = y * (z @ w)
    s = 1 / (1 + np.exp(u))
    gradient = ridge * w - z.T @ (y * s)
    objective = np.logaddexp(0, -u).sum() + ridge / 2 * (w @ w)
    return gradient, s, gradient @ gradient / (2 * ridge) / objective


def by_newton(z, y, ridge, gap):
    w = np.zeros(z.shape[1])
    for _ in range(100):
        gradient, s, reached = slopes(z, y, w, ridge)
        if reached <= gap:
            break
        hessian = (z.T * (s * (1 - s))) @ z + ridge * np.eye(len(w))
        w -= np.linalg.solve(hessian, gradient)
    return w


def by_lbfgs(z, y, ridge, tolerance):
    model = LogisticRegression(C=1 / ridge, fit_intercept=False, tol=tolerance, max_iter=100000)
    return model.fit(z, y).coef_[0]


def draw(rng, d, n, features, test_points=2048):
    weights = rng.standard_normal((features, d))
    weights /= np.linalg.norm(weights, axis=1, keepdims=True)
    beta = rng.standard_normal(d)
    beta /= np.linalg.norm(beta)
    x, fresh = rng.standard_normal((n, d)), rng.standard_normal((test_points, d))

    def of(inputs):
        return np.tanh(inputs @ weights.T) / np.sqrt(features)

    return of(x), np.sign(x @ beta), of(fresh), np.sign(fresh @ beta)


def trial(rng, a, n, features):
    z, y, z_test, y_test = draw(rng, a.d, n, features)
    w = by_newton(z, y, a.ridge, a.gap)
    f = z_test @ w
    return (np.sign(f) != y_test).mean(), np.logaddexp(0, -y_test * f).mean()


def least(run, seconds=1.0):
    best, end = np.inf, time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return 1000 * best


def lbfgs_at(z, y, ridge, gap):
    """Milliseconds with the largest tolerance that has this gap, and that gap; None where none has."""
    if sklearn is None:
        return None
    for power in range(3, 15):
        tolerance = 10.0**-power
        reached = slopes(z, y, by_lbfgs(z, y, ridge, tolerance), ridge)[2]
        if reached <= gap:
            return {"ms": least(lambda: by_lbfgs(z, y, ridge, tolerance)), "gap": reached, "tol": tolerance}
    return None


def hinge_objective(z, y, w, b, ridge):
    return np.maximum(0, 1 - y * (z @ w + b)).sum() + ridge / 2 * (w @ w)


def svc_gap(model, z, y, ridge):
    """The relative duality gap by the dual coefficients of libsvm."""
    dual = ridge * model.dual_coef_[0]
    w = model.coef_[0]
    primal = hinge_objective(z, y, w, model.intercept_[0], ridge)
    v = z[model.support_].T @ dual / ridge
    return (primal - np.abs(dual).sum() + ridge / 2 * (v @ v)) / primal


def hinge_at(make, gaps_of, z, y, gap):
    """Milliseconds with the largest tolerance that has this gap, or with that of the least gap."""
    tolerances = [10.0**-power for power in range(3, 12)]
    models = [make(tolerance).fit(z, y) for tolerance in tolerances]
    gaps = gaps_of(models)
    place = next((i for i, each in enumerate(gaps) if each <= gap), int(np.argmin(gaps)))
    ms = least(lambda: make(tolerances[place]).fit(z, y))
    return {"ms": ms, "gap": gaps[place], "tol": tolerances[place]}


def hinges(z, y, ridge, gap):
    if sklearn is None:
        return {"svc": None, "linear": None}

    def svc_gaps(models):
        return [svc_gap(model, z, y, ridge) for model in models]

    def linear_gaps(models):
        # liblinear keeps its dual coefficients: the least objective of all tolerances stands for their bound.
        objectives = [hinge_objective(z, y, model.coef_[0], 0, ridge) for model in models]
        return [(each - min(objectives)) / each for each in objectives]

    def svc(tolerance):
        return SVC(kernel="linear", C=1 / ridge, tol=tolerance)

    def linear(tolerance):
        options = {"loss": "hinge", "fit_intercept": False, "max_iter": 100000, "random_state": 0}
        return LinearSVC(C=1 / ridge, tol=tolerance, **options)

    return {"svc": hinge_at(svc, svc_gaps, z, y, gap), "linear": hinge_at(linear, linear_gaps, z, y, gap)}


def main():
    warnings.filterwarnings("ignore")
    a = options()
    n, features = round(a.alpha * a.d), round(a.psi1 * a.d)
    rng = np.random.default_rng(a.seed)
    z, y, _, _ = draw(rng, a.d, n, features)
    newton = {
        "ms": least(lambda: by_newton(z, y, a.ridge, a.gap)),
        "gap": slopes(z, y, by_newton(z, y, a.ridge, a.gap), a.ridge)[2],
    }
    lbfgs = lbfgs_at(z, y, a.ridge, a.gap)
    print(
        json.dumps(
            {
                "numpy": np.__version__,
                "sklearn": None if sklearn is None else sklearn.__version__,
                "newton": newton,
                "lbfgs": lbfgs,
                **hinges(z, y, a.ridge, a.gap),
                "trial": least(lambda: trial(rng, a, n, features), 3.0),
            }
        )
    )


main()
