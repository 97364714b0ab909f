"""Trains a regression on scikit-learn's diabetes data and writes it to the folder model.

Prints one line of JSON: the score on held-out data, a sample and what the model says of it.
"""

import json
import pathlib

import joblib
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split

folder = pathlib.Path(__file__).parent / "model"

features, target = load_diabetes(return_X_y=True)
train_x, test_x, train_y, test_y = train_test_split(features, target, test_size=0.2, random_state=0)
model = Ridge(alpha=0.1).fit(train_x, train_y)

folder.mkdir(exist_ok=True)
joblib.dump(model, folder / "model.joblib")

sample = test_x[:2].tolist()
print(json.dumps({"r2": model.score(test_x, test_y), "sample": sample, "prediction": model.predict(sample).tolist()}))
