"""Azure ML entry script: init() once at start, run() for each request."""

import json
import os

import joblib
from azureml_inference_server_http.api.aml_response import AMLResponse

model = None


def init():
    global model
    model = joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "model.joblib"))


def run(raw_data):
    """Takes {"data": [[ten numbers], ...]} and answers with one prediction a row."""
    try:
        rows = json.loads(raw_data)["data"]
        return model.predict(rows).tolist()
    except (KeyError, TypeError, ValueError):
        return AMLResponse({"error": 'send {"data": [[...]]} with ten numbers a row'}, 400, json_str=True)
