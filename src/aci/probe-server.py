# Whether the inference server lives, which a busy one does: python -c <this> SECONDS [URL]
#
# gunicorn's first process wakes every second. It replaces workers that end and kills those that hang, so as long as it
# goes on, so does the service, however many requests wait. With a URL the server is ready once it has answered there;
# from then on a busy one stays ready.
import os
import sys
import time

seconds = float(sys.argv[1])
until = time.monotonic() + seconds
home = os.path.join(os.environ.get("TMPDIR") or "/tmp", "azureml-webservice")
ready = os.path.join(home, "ready")

if len(sys.argv) > 2 and not os.path.exists(ready):
    import urllib.request

    urllib.request.urlopen(sys.argv[2], timeout=seconds).read()
    open(ready, "w").close()
    sys.exit()


def read(path):
    with open(path) as file:
        return file.read()


def progress(pid):
    lines = read("/proc/" + pid + "/status").splitlines()
    switches = [line for line in lines if "ctxt_switches" in line]
    # Behind the program's name, which may hold anything: user and system time are the 14th and 15th field of all.
    times = read("/proc/" + pid + "/stat").rpartition(")")[2].split()[11:13]
    return switches + times


pid = read(os.path.join(home, "pid"))
os.kill(int(pid), 0)
if not os.path.exists("/proc/self/stat"):
    sys.exit()  # no Linux: that the process is there is all that can be seen

before = progress(pid)
while time.monotonic() < until:
    time.sleep(0.2)
    if progress(pid) != before:
        sys.exit()
sys.exit("the server's first process does not go on")
