/** Every named metric in one place, in a registry of this server's own: several servers in one test do not mix. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client"

export interface Metrics extends ReturnType<typeof createMetrics> {}

export function createMetrics(options: { readonly withProcess?: boolean } = {}) {
  const registry = new Registry()
  const registers = [registry]
  if (options.withProcess) collectDefaultMetrics({ register: registry, prefix: "emulsion_" })
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter<L>({ name: `emulsion_${name}`, help, labelNames, registers })
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge<L>({ name: `emulsion_${name}`, help, labelNames, registers })
  const histogram = <L extends string>(name: string, help: string, buckets: number[], labelNames: readonly L[] = []) =>
    new Histogram<L>({ name: `emulsion_${name}`, help, buckets, labelNames, registers })

  return {
    registry,
    // documents
    syncConnections: gauge("sync_connections", "Open sync sockets", ["document"]),
    documentsLoaded: gauge("documents_loaded", "Documents in memory"),
    documentsIdle: gauge("documents_idle", "Documents in memory that nobody is connected to"),
    updatesApplied: counter("updates_applied_total", "Updates people sent that were applied", ["document"]),
    updatesRefused: counter("updates_refused_total", "Updates people sent that were not applied", ["reason"]),
    presenceRefused: counter("presence_refused_total", "Presence entries that were not spread", ["reason"]),
    rateLimited: counter("rate_limited_total", "Messages or requests held or refused for their rate", ["what"]),
    syncClosed: counter("sync_closed_total", "Sync sockets closed by the server", ["code"]),
    updatesAppended: counter("updates_appended_total", "Rows of the update log that reached the disk"),
    appendFailures: counter("append_failures_total", "Group commits of the update log that failed"),
    commitSeconds: histogram(
      "commit_seconds",
      "Duration of one group commit",
      [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1],
    ),
    compactions: counter("compactions_total", "Snapshots written"),
    // http
    httpRequests: counter("http_requests_total", "Requests to /api", ["method", "status"]),
    assetBytes: counter("asset_bytes_total", "Bytes of pictures stored", ["kind"]),
    assetsRefused: counter("assets_refused_total", "Pictures refused", ["code"]),
    // jobs and engines (server/jobs writes these)
    browserConnections: gauge("browser_connections", "Open socket.io connections of browsers"),
    enginesConnected: gauge("engines_connected", "Engines that said hello"),
    jobsByState: gauge("jobs", "Jobs by state", ["state"]),
    jobsQueued: gauge("jobs_queued", "Jobs waiting for an engine"),
    jobsEnded: counter("jobs_ended_total", "Jobs that came to their end", ["state", "code"]),
    jobSeconds: histogram("job_seconds", "Duration of a picture, start to result", [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64]),
    stepSeconds: histogram("step_seconds", "Time between two steps", [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8]),
    previewBytes: counter("preview_bytes_total", "Bytes of previews sent to browsers"),
    previewsSent: counter("previews_sent_total", "Previews sent to browsers"),
    previewsSkipped: counter("previews_skipped_total", "Previews not sent because the browser reads too slowly"),
  }
}
