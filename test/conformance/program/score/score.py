"""Answers which deployment it is."""

import os


def init():
    print("the model is in", os.listdir(os.environ["AZUREML_MODEL_DIR"]))


def run(raw_data):
    return {"deployment": os.environ["SERVICE_NAME"]}
