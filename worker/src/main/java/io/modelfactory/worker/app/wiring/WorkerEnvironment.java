package io.modelfactory.worker.app.wiring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.duckdb.DuckDbVersion;
import io.modelfactory.worker.release.WorkerRelease;

/** What this worker is and runs on, for the ledger to record with the work that it does. */
final class WorkerEnvironment {
    private WorkerEnvironment() {}

    static ObjectNode describe() {
        return describe(WorkerRelease.current());
    }

    static ObjectNode describe(WorkerRelease release) {
        ObjectNode environment = Json.object();
        ObjectNode built = environment
                .putObject("release")
                .put("version", release.version())
                .put("dirty", release.dirty());
        release.commit().ifPresent(commit -> built.put("commit", commit));
        release.jarSha256().ifPresent(digest -> built.put("jar_sha256", digest));
        environment
                .putObject("java")
                .put("version", Runtime.version().toString())
                .put("vendor", System.getProperty("java.vendor", ""));
        ObjectNode libraries = environment.putObject("libraries").put("duckdb", DuckDbVersion.read());
        TrainerRegistry.discover()
                .providers()
                .forEach(provider -> libraries.put(provider.format().library(), provider.libraryVersion()));
        environment
                .putObject("platform")
                .put("os", System.getProperty("os.name", ""))
                .put("os_version", System.getProperty("os.version", ""))
                .put("arch", System.getProperty("os.arch", ""));
        return environment;
    }
}
