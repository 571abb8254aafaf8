// Prints Lighthouse's scores of pages, on a phone and on a desktop computer, and the audits that
// failed. Exits with 1 if a score is below 100. Search engines must not index some pages, so these
// have no score for SEO.
//
//   cargo run --release -- serve --listen 127.0.0.1:8080 --public-url http://127.0.0.1:8080
//   node scripts/lighthouse.js http://127.0.0.1:8080              each kind of page of the sample notes
//   node scripts/lighthouse.js http://127.0.0.1:8080 /some/note   other pages
//
// Needs Chromium and openssl. A server of this script takes the place of the host of the
// thumbnails, and no other host is requested.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:https";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const FOLDER = resolve("target/lighthouse");
const VERSION = "12.8.2";
const THUMBNAIL_HOST = "i.ytimg.com";
const THUMBNAIL = '<svg xmlns="http://www.w3.org/2000/svg" width="480" height="360"/>';
/** A busy machine lowers the performance score, so a page below 100 is measured again. */
const MAX_RUNS = 3;
const SAMPLE_PAGES = [
  "/",
  "/acquiredfm",
  "/acquiredfm/amazons_founding_and_early_years",
  "/video/E1cxZuHrwZc",
  "/topics",
  "/topic/moores_law",
  "/map",
  "/search?q=amazon",
  "/history",
];

/** @param {string} file of the packages that npm installs for this script */
const load = (file) => import(pathToFileURL(join(FOLDER, "node_modules", file)).href);

function install() {
  if (existsSync(join(FOLDER, "node_modules/lighthouse"))) return;
  mkdirSync(FOLDER, { recursive: true });
  const args = ["--silent", "--ignore-scripts", "--prefix", FOLDER, `lighthouse@${VERSION}`];
  execFileSync("npm", ["install", ...args]);
}

/** Starts a server that answers each request with a picture. */
async function serveThumbnails() {
  const [keyPath, certPath] = [join(FOLDER, "key.pem"), join(FOLDER, "cert.pem")];
  const kind = ["-x509", "-newkey", "rsa:2048", "-nodes", "-subj", `/CN=${THUMBNAIL_HOST}`];
  const files = ["-keyout", keyPath, "-out", certPath];
  execFileSync("openssl", ["req", ...kind, ...files], { stdio: "ignore" });
  const certificate = { key: readFileSync(keyPath), cert: readFileSync(certPath) };
  const headers = { "Content-Type": "image/svg+xml", "Cache-Control": "max-age=86400" };
  const server = createServer(certificate, (_, response) => {
    response.writeHead(200, headers).end(THUMBNAIL);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(null)));
  return server;
}

/** @param {any} result of Lighthouse */
function summary({ audits, categories }) {
  const isIndexed = audits["is-crawlable"].score === 1;
  /** @type {any[]} */
  const counted = Object.values(categories).filter(({ id }) => id !== "seo" || isIndexed);
  const failed = counted
    .flatMap(({ auditRefs }) => auditRefs)
    .filter(({ id, weight }) => weight > 0 && (audits[id].score ?? 1) < 1)
    .map(({ id }) => `${id} ${audits[id].displayValue ?? ""}`.trim());
  return {
    scores: counted.map(({ id, score }) => `${id} ${Math.round(score * 100)}`).join(", "),
    isFull: counted.every(({ score }) => score === 1),
    failed,
  };
}

install();
const [{ default: lighthouse, desktopConfig }, { launch }] = [
  await load("lighthouse/core/index.js"),
  await load("chrome-launcher/dist/index.js"),
];
const thumbnails = await serveThumbnails();
const { port } = /** @type {import("node:net").AddressInfo} */ (thumbnails.address());
const hosts = [`MAP ${THUMBNAIL_HOST} 127.0.0.1:${port}`, "MAP * ~NOTFOUND", "EXCLUDE 127.0.0.1"];
const chrome = await launch({
  chromePath: process.env.CHROME_PATH ?? "/usr/bin/chromium",
  chromeFlags: [
    ...["--headless=new", "--no-sandbox", "--disable-background-networking"],
    ...["--ignore-certificate-errors", `--host-resolver-rules=${hosts.join(", ")}`],
  ],
});
const [site, ...pages] = process.argv.slice(2);
try {
  for (const page of pages.length ? pages : SAMPLE_PAGES) {
    for (const [device, config] of [["phone"], ["desktop", desktopConfig]]) {
      let found;
      for (let run = 0; run < MAX_RUNS && !found?.isFull; run++) {
        const flags = { port: chrome.port, logLevel: "error" };
        found = summary((await lighthouse(new URL(page, site).href, flags, config)).lhr);
      }
      process.stdout.write(`${page}, ${device}: ${found?.scores}\n`);
      for (const audit of found?.failed ?? []) process.stdout.write(`  ${audit}\n`);
      if (!found?.isFull) process.exitCode = 1;
    }
  }
} finally {
  chrome.kill();
  thumbnails.close();
}
