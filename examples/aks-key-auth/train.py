"""Trains two regressions on scikit-learn's diabetes data and writes them to the folders model/blue and model/green.

Prints one line of JSON: a sample, and for each model its score on held-out data and what it says of the sample.
"""

import json
import pathlib

import joblib
from sklearn.datasets import load_diabetes
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split

folder = pathlib.Path(__file__).parent / "model"

features, target = load_diabetes(return_X_y=True)
train_x, test_x, train_y, test_y = train_test_split(features, target, test_size=0.2, random_state=0)
sample = test_x[:2].tolist()
told = {"sample": sample}

for name, model in {"blue": Ridge(alpha=0.1), "green": GradientBoostingRegressor(random_state=0)}.items():
    model.fit(train_x, train_y)
    (folder / name).mkdir(parents=True, exist_ok=True)
    joblib.dump(model, folder / name / "model.joblib")
    told[name] = {"r2": model.score(test_x, test_y), "prediction": model.predict(sample).tolist()}

print(json.dumps(told))
