# Unpacks the local files and becomes the inference server: python -c <this> ARCHIVE PORT COUNT TIMEOUT PRELOAD LEAST_TIMEOUT
#
# The server's own start command listens on all addresses and has no option against it, so its application is run under
# gunicorn directly, with what that command reads from the environment: WORKER_COUNT, WORKER_TIMEOUT, WORKER_PRELOAD.
import os
import shutil
import sys
import tarfile

archive, port, default_count, default_timeout, default_preload, least_timeout = sys.argv[1:]
home = os.path.join(os.environ.get("TMPDIR") or "/tmp", "azureml-webservice")


def setting(name, default):
    value = os.environ.get(name) or default
    if not value.isdecimal() or int(value) < 1:
        # The value may come out of a secret variable.
        sys.exit(name + " is not a whole number of 1 or more; change the variable or leave it out")
    return value


workers = setting("WORKER_COUNT", default_count)
timeout = setting("WORKER_TIMEOUT", default_timeout)

if int(timeout) < int(least_timeout):
    print("WORKER_TIMEOUT should be at least " + least_timeout + ": predictions that take longer are cut off")

# A container may be started again where it ended.
shutil.rmtree(home, ignore_errors=True)
os.makedirs(home)
with tarfile.open(archive) as files:
    # Python's own check of archives, where this version has it.
    checks = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
    files.extractall(home, **checks)

app = os.path.join(home, "app")
os.environ["AML_APP_ROOT"] = app
model = os.path.join(home, "model")
if os.path.isdir(model):
    os.environ["AZUREML_MODEL_DIR"] = model
os.chdir(app)
# This process is gunicorn's first one from here on, which the probes look at.
with open(os.path.join(home, "pid"), "w") as file:
    file.write(str(os.getpid()))

command = ["gunicorn", "--bind", "127.0.0.1:" + port, "--workers", workers, "--timeout", timeout]
command += ["--access-logfile", "-"]
if (os.environ.get("WORKER_PRELOAD") or default_preload).lower() == "true":
    command.append("--preload")
command.append("azureml_inference_server_http.server.entry:app")
sys.stdout.flush()
os.execvp(command[0], command)
