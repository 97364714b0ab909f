import type { Toolchain } from "../toolchain";
import { folderOf } from "./programs";

/** What a container image brings: programs, a working directory, a default command. */
export interface Image {
  workingDirectory: string;
  command: string[];
  environment: (root: string) => Record<string, string>;
  bin: (toolchain: Toolchain) => string;
  /** The user that the image names, where that is not root. */
  user?: string;
  /** Programs of this machine that stand for those of the image, where it needs any. */
  programs?: readonly string[];
}

// docker-library/caddy: WORKDIR /srv, and its data and configuration under /data and /config.
const caddy: Image = {
  workingDirectory: "/srv",
  command: ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"],
  environment: (root) => ({ XDG_CONFIG_HOME: `${root}/config`, XDG_DATA_HOME: `${root}/data` }),
  bin: ({ bin }) => bin,
};

// Azure ML's inference images: the app below /var/azureml-app, the server on port 5001. Unbuffered, so that what an
// entry script prints is in the logs when they are read.
const azureml: Image = {
  workingDirectory: "/var/azureml-app",
  command: ["gunicorn", "--bind", "0.0.0.0:5001", "azureml_inference_server_http.server.entry:app"],
  environment: () => ({ PYTHONUNBUFFERED: "1" }),
  bin: ({ bin }) => bin,
};

// curl/curl-container: the user's home as WORKDIR, `curl` as the command, and Alpine's shell. Here it is the curl and the
// shell of this machine: where the tests run, dash or whatever else /bin/sh is.
const curl: Image = {
  workingDirectory: "/home/curl_user",
  user: "curl_user",
  command: ["curl"],
  environment: () => ({}),
  bin: () => folderOf("curl") ?? "",
  programs: ["curl", "sh"],
};

// docker-library/buildpack-deps, the variants that end in -curl: Debian as root with curl, dash and mawk.
const buildpackDeps: Image = {
  workingDirectory: "/",
  command: ["bash"],
  environment: () => ({}),
  bin: () => folderOf("curl") ?? "",
  programs: ["curl", "sh", "awk"],
};

/** The programs that stand for an image; undefined for an image that this machine cannot stand in for. */
export function findImage(reference: string): Image | undefined {
  const segments = repository(reference).split("/");
  if (segments.at(-1) === "caddy") {
    return caddy;
  }
  if (segments.at(-1) === "curl") {
    return curl;
  }
  if (segments.at(-1) === "buildpack-deps") {
    return buildpackDeps;
  }
  return segments.slice(0, -1).includes("azureml") ? azureml : undefined;
}

/** The reference without digest and tag; a colon before the last slash belongs to a registry's port. */
function repository(reference: string): string {
  const [name = ""] = reference.split("@");
  const colon = name.lastIndexOf(":");
  return colon > name.lastIndexOf("/") ? name.slice(0, colon) : name;
}
