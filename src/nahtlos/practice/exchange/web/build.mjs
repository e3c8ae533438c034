/* Bundles src/ into ../static and notes in build.json which sources the files are made of. */

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const web = path.dirname(fileURLToPath(import.meta.url));
const target = path.join(web, "..", "static");

const sha256 = (content) => createHash("sha256").update(content).digest("hex");

/** One hash over every source file; tests/unit/practice/test_exchange_build.py computes the same. */
async function hashOfSources() {
  const inSrc = (await readdir(path.join(web, "src"))).map((name) => `src/${name}`);
  const lines = [];
  for (const name of ["build.mjs", "index.html", "package.json", ...inSrc].sort()) {
    lines.push(`${name} ${sha256(await readFile(path.join(web, name)))}\n`);
  }
  return sha256(lines.join(""));
}

/** The bundle with a hash in every name, so that browsers may keep the files for ever. */
async function bundle() {
  const result = await build({
    absWorkingDir: web,
    entryPoints: { app: "src/main.jsx" },
    outdir: target,
    entryNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2020",
    charset: "utf8",
    jsx: "automatic",
    legalComments: "eof",
    metafile: true,
    define: { "process.env.NODE_ENV": '"production"' },
    write: false,
  });
  return { files: result.outputFiles, inputs: Object.keys(result.metafile.inputs) };
}

/** The licence texts of the packages that went into the bundle. */
async function licences(inputs) {
  const packages = new Set(inputs.flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []));
  const texts = [...packages].sort().map(async (name) => {
    const text = await readFile(path.join(web, "node_modules", name, "LICENSE"), "utf8");
    return `${name}\n\n${text}`;
  });
  return (await Promise.all(texts)).join("\n\n");
}

async function page(files) {
  const template = await readFile(path.join(web, "index.html"), "utf8");
  return files.reduce((html, file) => {
    const name = path.basename(file.path);
    return html.replace(`/static/app${path.extname(name)}`, `/static/${name}`);
  }, template);
}

const { files, inputs } = await bundle();
await rm(target, { recursive: true, force: true });
await mkdir(target);
const written = { "index.html": await page(files), "licenses.txt": await licences(inputs) };
for (const file of files) written[path.basename(file.path)] = file.text;
const hashes = {};
for (const [name, text] of Object.entries(written)) {
  await writeFile(path.join(target, name), text);
  hashes[name] = sha256(text);
}
const note = { sources: await hashOfSources(), files: hashes };
await writeFile(path.join(target, "build.json"), `${JSON.stringify(note, null, 2)}\n`);
