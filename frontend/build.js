// Builds what the pages run: `make frontend`, or here `npm ci --ignore-scripts && npm run build`.
// One script for each entry, `src/NAME.js` to `bundle/NAME.js`; the same sources give the same bytes.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { writeLicences } from "./licences.js";
import { writeWorld } from "./world.js";
import { withoutPrefixes } from "./yasqe.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const target = resolve(process.argv[2] ?? join(here, "../src/treatygraph/web/static/bundle"));

const entries = readdirSync(join(here, "src")).filter((name) => name.endsWith(".js")).sort();
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: entries.map((name) => `src/${name}`),
  outdir: target,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  charset: "utf8",
  legalComments: "none", // licences stand in one file, whole
  metafile: true,
  plugins: [withoutPrefixes],
  logLevel: "warning",
});
const inputs = [...Object.keys(metafile.inputs), ...writeWorld(here, join(target, "world.json"))];
writeLicences(here, inputs, join(target, "LICENCES.txt"));

const sums = readdirSync(target).sort().map((name) => {
  const sum = createHash("sha256").update(readFileSync(join(target, name))).digest("hex");
  return `${sum}  ${name}\n`;
});
writeFileSync(join(target, "SHA256SUMS"), sums.join(""));
