// Completion from what the release has: its classes and properties, its things, our prefixes.
const MOST = 60;
const TYPES = ["a", "rdf:type"];

// Registers the completers with Yasqe in place of those that ask other hosts; returns their names.
export function completers(Yasqe, address) {
  let held;
  const terms = () => (held ??= fetch(address).then((answer) => answer.json()).then(prepared));
  Yasqe.forkAutocompleter("prefixes", {
    name: "ours",
    persistenceId: null,
    get: async () => Object.entries((await terms()).prefixes).map(([name, iri]) => `${name}: <${iri}>`),
  });
  Yasqe.registerAutocompleter({
    name: "terms",
    bulk: false,
    autoShow: true,
    persistenceId: null,
    isValidCompletionPosition: valid,
    get: async (yasqe, token) => found(await terms(), yasqe, token),
    preProcessToken: (yasqe, token) => token,
    postprocessHints: (yasqe, hints) => hints.map((hint) => ({ ...hint, ...shown(hint.text) })),
  });
  return ["variables", "ours", "terms"];
}

const labels = new Map();

function prepared(read) {
  const names = Object.entries(read.prefixes).sort((a, b) => b[1].length - a[1].length);
  const short = (iri) => {
    const [prefix, space] = names.find(([, one]) => iri.startsWith(one)) ?? [];
    const local = prefix === undefined ? "" : iri.slice(space.length);
    return /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?$/u.test(local) ? `${prefix}:${local}` : `<${iri}>`;
  };
  const list = (terms) => terms.map(([iri, label]) => {
    const text = short(iri);
    labels.set(text, label);
    return { text, words: `${text} ${iri} ${label}`.toLowerCase() };
  });
  return {
    prefixes: read.prefixes,
    classes: list(read.classes),
    properties: list(read.properties),
    things: list(read.things),
  };
}

function shown(text) {
  const label = labels.get(text);
  const render = (place) => {
    place.append(Object.assign(document.createElement("code"), { textContent: text }));
    if (label) place.append(Object.assign(document.createElement("span"), { textContent: label }));
  };
  return { displayText: text, render };
}

// A place for a term: something is typed, and it is neither a variable nor text nor a keyword.
function valid(yasqe) {
  const token = yasqe.getCompleteToken();
  const word = token.string.trim();
  if (word.length < 2 || /^[?$"'#@0-9{}().;,]/.test(word)) return false;
  if (["comment", "string", "keyword"].includes(token.type)) return false;
  const before = yasqe.getPreviousNonWsToken(yasqe.getCursor().line, token);
  return before.string?.toUpperCase() !== "PREFIX" && before.string?.slice(-1) !== ":";
}

function found(terms, yasqe, token) {
  const word = token.string.trim().replace(/^<|>$/g, "").toLowerCase();
  const before = yasqe.getPreviousNonWsToken(yasqe.getCursor().line, token);
  const pools = TYPES.includes(before.string) || TYPES.includes(before.state?.lastProperty)
    ? [terms.classes]
    : token.state.possibleCurrent?.includes("a")
      ? [terms.properties, terms.classes, terms.things]
      : [terms.things, terms.classes, terms.properties];
  const all = pools.flat();
  const begun = all.filter((one) => one.text.toLowerCase().startsWith(word));
  const within = all.filter((one) => one.words.includes(word) && !begun.includes(one));
  return [...begun, ...within].slice(0, MOST).map((one) => one.text);
}
