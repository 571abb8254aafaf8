import js from "@eslint/js";

export default [
  { ignores: ["target/", "node_modules/", "tests/browser/", "docs/"] },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2024, sourceType: "module" },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      // tsc knows the globals of a browser, and of Node in the tests.
      "no-undef": "off",
      eqeqeq: "error",
      "no-console": "error",
      "no-shadow": ["error", { builtinGlobals: false }],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
  // A classic script: it must run before the first paint.
  { files: ["static/js/display.js"], languageOptions: { sourceType: "script" } },
];
