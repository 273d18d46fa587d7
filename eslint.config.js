// What lint asks of this repository. The laws (imports, purity) are in scripts/lint; test/import-law.test.ts proves them.

import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";
import { importLaw } from "./scripts/lint/import-law.js";
import { pureRules } from "./scripts/lint/pure.js";

export default defineConfig(
  globalIgnores(["**/dist/", "**/node_modules/", "packages/engine/src/{backends,forward}/wasm/kernels/"]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    plugins: { selfsame: { rules: { "import-law": importLaw } } },
    rules: {
      "selfsame/import-law": "error",
      "no-warning-comments": ["error", { terms: ["todo", "fixme"], location: "anywhere" }],
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-eval": "error",
      "no-new-func": "error",
    },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // An index that the loop's bounds already prove is written xs[i]!.
      "@typescript-eslint/no-non-null-assertion": "off",
      // A leading _ says "not used, on purpose"; the compiler checks the rest.
      "@typescript-eslint/no-unused-vars": "off",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/only-throw-error": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/consistent-type-imports": "error",
    },
  },
  { files: ["packages/{engine,face}/src/**/*.ts"], rules: pureRules },
  // AssemblyScript compiles this file, too, into the kernels.
  { files: ["packages/engine/src/numbers/elementary.ts"], rules: { eqeqeq: "off" } },
  {
    files: ["packages/cli/src/**/*.ts"],
    rules: {
      "no-restricted-globals": ["error", "document", "window", "self", "navigator", "location"],
      "no-restricted-syntax": ["error", { selector: "ExportDefaultDeclaration", message: "Exports have names." }],
    },
  },
);
