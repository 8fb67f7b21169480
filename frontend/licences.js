// The licence of everything that stands in the bundle, told whole as each of them asks.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// Licences that suit a work under Apache-2.0. Another one ends the build.
const SUITED = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"];

const HEAD = `What others wrote of the files beside this one, and under which licence.
Everything else in them is treatygraph's own, under Apache-2.0. The shapes in world.json are those of
Natural Earth 4.1, which are in the public domain, as world-atlas has them.
`;

// Writes the licences of the packages that `inputs` come from: paths of files, as esbuild names them.
export function writeLicences(root, inputs, file) {
  const named = inputs.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
  const names = [...new Set(named.filter(Boolean).flatMap((name) => held(root, name)))].sort();
  writeFileSync(file, [HEAD, ...names.map((name) => told(root, name))].join("\n" + "-".repeat(72) + "\n\n"));
}

// Packages that are published with all that they need inside them.
const WHOLE = ["@zazuko/yasqe"];

// Packages that have no file with their licence, and where it stands here.
const KEPT = { "@zazuko/yasqe": "zazuko-yasgui.txt", "@zazuko/yasgui-utils": "zazuko-yasgui.txt" };

// A package, with those that stand inside it.
function held(root, name, inside = WHOLE.includes(name)) {
  const { dependencies = {} } = about(root, name);
  return [name, ...(inside ? Object.keys(dependencies).flatMap((one) => held(root, one, true)) : [])];
}

function about(root, name) {
  return JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8"));
}

function suits(license) {
  return license.replace(/^\(|\)$/g, "").split(" OR ").some((one) => SUITED.includes(one));
}

function told(root, name) {
  const folder = join(root, "node_modules", name);
  const { version, license, homepage } = about(root, name);
  if (!suits(license)) throw new Error(`${name} is under ${license}, which is not among ${SUITED}`);
  const text = readdirSync(folder).find((one) => /^licen[cs]e(\.(md|txt))?$/i.test(one));
  if (!text && !KEPT[name]) throw new Error(`${name} has no file with its licence`);
  const file = text ? join(folder, text) : join(root, "licences", KEPT[name]);
  const words = readFileSync(file, "utf8").trim();
  return `${name} ${version}, ${license}${homepage ? `, ${homepage}` : ""}\n\n${words}\n`;
}
