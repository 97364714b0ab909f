import * as fs from "node:fs";
import * as path from "node:path";

const read = (file: string) => fs.readFileSync(path.join(__dirname, "..", "fixtures", file), "utf8");

/**
 * A self-signed certificate for tests only, valid for a hundred years:
 * `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj /CN=score.example.com
 * -addext subjectAltName=DNS:score.example.com,DNS:localhost`.
 */
export const testCertificate = {
  hostname: "score.example.com",
  certificatePem: read("score.example.com.pem"),
  privateKeyPem: read("score.example.com.key.pem"),
};
