// Takes out of Yasqe what it must not have here: the list of prefixes that it copied from prefix.cc,
// which anybody may write to, and which holds addresses of spam. Ours come from the release.
import { readFileSync } from "node:fs";

const LIST = /madsrdf = "http:[^]*?prefixes_default = \{[^]*?\n\}/g;

export const withoutPrefixes = {
  name: "yasqe-without-prefixes",
  setup(build) {
    build.onLoad({ filter: /@zazuko\/yasqe\/build\/yasqe\.esm\.js$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      const found = source.match(LIST) ?? [];
      if (found.length !== 1) throw new Error(`yasqe has ${found.length} lists of prefixes, not one`);
      return { contents: source.replace(LIST, "prefixes_default = {}"), loader: "js" };
    });
  },
};
