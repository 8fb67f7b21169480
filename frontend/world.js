// The countries of the world as paths in one projection, for the server, which draws maps with them.
// Shapes: Natural Earth, as world-atlas has them. Equal Earth, so that areas can be compared; turned
// so that its edge runs through the Bering Strait, and no country but Antarctica is cut in two.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { geoArea, geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";

const WIDTH = 4000;

// Writes the file, and gives the packages that stand in it.
export function writeWorld(root, file) {
  const read = (path) => JSON.parse(readFileSync(join(root, "node_modules", path), "utf8"));
  const atlas = read("world-atlas/countries-50m.json");
  const codes = new Map(read("i18n-iso-countries/codes.json").map(([, alpha3, number]) => [number, alpha3]));
  const projection = geoEqualEarth().rotate([-11, 0]).fitWidth(WIDTH, { type: "Sphere" });
  const finer = read("world-atlas/countries-10m.json"); // has islands that the other leaves out
  const features = [atlas, finer].flatMap((one) => feature(one, one.objects.countries).features);
  const coarse = new Set(atlas.objects.countries.geometries.map(({ id }) => id));
  const world = { width: WIDTH, height: Math.ceil(geoPath(projection).bounds({ type: "Sphere" })[1][1]), countries: {}, others: [] };
  for (const [at, one] of features.entries()) {
    const code = codes.get(one.id);
    const known = at >= atlas.objects.countries.geometries.length && (coarse.has(one.id) || !code);
    if (code === "ATA" || known) continue;
    const path = written(projection, one);
    if (!code || world.countries[code]) world.others.push(path); // land of no code, or apart from its country
    else world.countries[code] = { path, ...placed(projection, one) };
  }
  const sorted = Object.entries(world.countries).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = sorted.map(([code, country]) => `${JSON.stringify(code)}: ${JSON.stringify(country)}`);
  const head = `{"width": ${world.width}, "height": ${world.height},\n"others": ${JSON.stringify(world.others)},\n`;
  writeFileSync(file, `${head}"countries": {\n${lines.join(",\n")}\n}}\n`);
  return ["node_modules/world-atlas/", "node_modules/i18n-iso-countries/"];
}

// Where a country lies: the middle, the box and the area of its largest part.
function placed(projection, { geometry }) {
  const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const polygons = parts.map((coordinates) => ({ type: "Polygon", coordinates }));
  const largest = polygons.reduce((best, one) => (geoArea(one) > geoArea(best) ? one : best));
  const path = geoPath(projection);
  const [[left, top], [right, bottom]] = path.bounds(largest);
  return {
    middle: path.centroid(largest).map(Math.round),
    box: [left, top, right, bottom].map(Math.round),
    area: Math.round(path.area(largest)),
  };
}

// A path in whole units, each point once, each step relative to the one before.
function written(projection, one) {
  let said = "";
  let ring = [];
  const end = () => {
    if (ring.length > 2) {
      const [[x, y], ...rest] = ring;
      let at = [x, y];
      const steps = rest.map(([a, b]) => {
        const step = [a - at[0], b - at[1]];
        at = [a, b];
        return step;
      });
      const text = steps.flat().map((n, i) => (i && n >= 0 ? ` ${n}` : `${n}`)).join("");
      said += `M${x} ${y}l${text}z`;
    }
    ring = [];
  };
  const add = (x, y) => {
    const point = [Math.round(x), Math.round(y)];
    const last = ring.at(-1);
    if (!last || last[0] !== point[0] || last[1] !== point[1]) ring.push(point);
  };
  const context = { moveTo: (x, y) => (end(), add(x, y)), lineTo: add, closePath: end, arc() {} };
  geoPath(projection, context)(one);
  end();
  return said;
}
