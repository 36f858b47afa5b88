// Run in this folder. The schema of the Compose specification: https://github.com/compose-spec/compose-spec, Apache-2.0.
const { readFileSync } = require("node:fs");
const { schema } = require("@stoplight/spectral-functions");

const { $schema: dialect, ...composeFile } = JSON.parse(readFileSync("compose-spec.json", "utf8"));   // an address that is not known

module.exports = {
  rules: {
    "compose-file": {
      given: "$",
      severity: "error",
      then: {
        function: schema,
        functionOptions: { schema: composeFile },
      },
    },
  },
};
