import * as fs from "node:fs";
import * as path from "node:path";

const read = (file: string) => fs.readFileSync(path.join(__dirname, "..", "fixtures", "certificates", file), "utf8");

/** A self-signed certificate for tests only; the folder's README says how it was made. */
export const testCertificate = {
  hostname: "score.example.com",
  certificatePem: read("score.example.com.pem"),
  privateKeyPem: read("score.example.com.key.pem"),
};
