// Says in public which workflow, of which commit, made these files: `node attest.js FILE...` in a job that may write
// attestations. `gh attestation verify FILE --repo OWNER/amp-lint` is the other side of it.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { attestProvenance } from "@actions/attest";

const subjects = process.argv.slice(2).map((file) => ({
  name: basename(file),
  digest: { sha256: createHash("sha256").update(readFileSync(file)).digest("hex") },
}));
const { attestationID } = await attestProvenance({ subjects, token: process.env.GH_TOKEN });
console.log(`attestation ${attestationID} for ${subjects.length} files`);
