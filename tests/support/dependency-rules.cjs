/** Who may import whom, and no cycles (types included). Checked by `npm run check`; reasons in ARCHITECTURE.md. */
const notTests = { pathNot: "\\.test\\.tsx?$" }
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "lib-is-pure",
      comment:
        "lib imports lib, zod, yjs and small pure libraries; never Node, the DOM's libraries, server, app or models",
      severity: "error",
      from: { path: "^lib/", ...notTests },
      to: { pathNot: "^(lib/|node_modules/(zod|yjs|lib0|fractional-indexing|perfect-freehand)/)" },
    },
    {
      name: "lib-goes-down",
      comment: "protocol → job, document, provenance → stroke → geometry, random, errors",
      severity: "error",
      from: { path: "^lib/(job|document|provenance|stroke|film|geometry|random)/", ...notTests },
      to: { path: "^lib/protocol/" },
    },
    {
      name: "lib-leaves",
      severity: "error",
      from: { path: "^lib/(geometry|random)/", ...notTests },
      to: { path: "^lib/(job|document|provenance|stroke|film)/" },
    },
    { name: "models-know-no-server", severity: "error", from: { path: "^models/" }, to: { path: "^(server|app)/" } },
    { name: "server-knows-no-app", severity: "error", from: { path: "^server/" }, to: { path: "^app/" } },
    { name: "app-knows-no-server", severity: "error", from: { path: "^app/" }, to: { path: "^(server|models)/" } },
    {
      name: "app-runs-in-browsers",
      severity: "error",
      from: { path: "^app/", ...notTests },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "nothing-imports-tests",
      severity: "error",
      from: { path: "^(lib|models|server|app)/", ...notTests },
      to: { path: "^tests/" },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(\\.next|data)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".js", ".mjs", ".cjs", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
}
