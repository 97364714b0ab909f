const tseslint = require("typescript-eslint");
const pulumi = require("@pulumi/eslint-plugin");

const boundaries = require("./eslint.boundaries");

/** Blank lines and comments do not count: a doc comment is never shortened for a limit. */
const atMost = (max) => ["error", { max, skipBlankLines: true, skipComments: true }];

module.exports = tseslint.config(
  { ignores: ["dist/", "coverage/", ".local-azure/", "**/node_modules/"] },
  ...tseslint.configs.recommended,
  ...boundaries,
  {
    files: ["**/*.ts"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: __dirname } },
    plugins: { "@pulumi": pulumi },
    rules: {
      "@pulumi/no-output-in-template-literal": "error",
      "@pulumi/no-output-instance-in-template-literal": "off",
      // What is imported as a type leaves no trace in the JavaScript: no module is loaded for it.
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { fixStyle: "inline-type-imports", disallowTypeAnnotations: false },
      ],
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
      "no-restricted-syntax": [
        "error",
        {
          selector: ":not(TSTypeQuery) > TSImportType",
          message:
            "import the type at the top, where the rules for imports see it; typeof import() beside a late load may stay",
        },
      ],
      eqeqeq: ["error", "always"],
    },
  },
  { files: ["{src,packages/*/src}/**/*.ts"], rules: { "max-lines": atMost(300) } },
  { files: ["{test,packages/*/test}/**/*.ts"], rules: { "max-lines": atMost(450) } },
  { files: ["src/**"], rules: { "no-console": "error" } },
  { files: ["**/*.js"], rules: { "@typescript-eslint/no-require-imports": "off" } },
);
