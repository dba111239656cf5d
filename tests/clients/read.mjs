// Reads RIS with citation-js, and renders CSL-JSON with citeproc-js, a style and
// a locale that stand in the registry's packages.
//
// usage: node read.mjs FOLDER < {"ris": FILE, ..., "csl-json": FILE}
//
// FOLDER holds node_modules. Prints {"ris": {NAME: [item]}, "apa": [entry]}.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const require = createRequire(join(resolve(process.argv[2]), "index.js"));
const { plugins } = require("@citation-js/core");
require("@citation-js/plugin-ris");
const CSL = require("citeproc");

const files = JSON.parse(readFileSync(0, "utf8"));
const items = JSON.parse(readFileSync(files["csl-json"], "utf8"));

const ris = {};
for (const [name, file] of Object.entries(files)) {
  if (name !== "csl-json") {
    ris[name] = plugins.input.chain(readFileSync(file, "utf8"), { forceType: "@ris/file", generateGraph: false });
  }
}

const folder = join(resolve(process.argv[2]), "node_modules/@citation-js/plugin-csl/lib");
const [styles, locales] = ["styles", "locales"].map((name) => JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")));
const byId = new Map(items.map((item) => [item.id, item]));
const system = { retrieveLocale: (language) => locales[language], retrieveItem: (id) => byId.get(id) };
const engine = new CSL.Engine(system, styles.apa, "en-US");
engine.setOutputFormat("text");
engine.updateItems([...byId.keys()]);
const [{ entry_ids: order }, entries] = engine.makeBibliography();
const rendered = new Map(order.map(([id], at) => [id, entries[at]]));

process.stdout.write(JSON.stringify({ ris, apa: items.map((item) => rendered.get(item.id) ?? "") }));
