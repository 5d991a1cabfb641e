package io.modelfactory.worker.app.worker;

import ch.qos.logback.classic.LoggerContext;
import io.modelfactory.worker.config.Configuration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** What distinguishes this process from others: for {@code /info}, for every structured log line, for a collector. */
final class ProcessInfo {
    private static final String WORKER = "worker";
    private static final String RELEASE = "release";
    private static final List<String> LOGGED =
            List.of(WORKER, RELEASE, "profile_id", "run_config_digest", "launcher_policy_revision");

    private ProcessInfo() {}

    static Map<String, String> of(Configuration configuration, String workerId) {
        Map<String, String> info = new LinkedHashMap<>();
        info.put(WORKER, workerId);
        info.put(RELEASE, configuration.profile().policy().serviceReleaseId());
        info.put("profile_id", configuration.profile().profileId());
        info.put("stream_id", configuration.profile().policy().streamId());
        info.put("run_config_digest", configuration.runConfigDigest());
        info.put("launcher_policy_id", configuration.launcherPolicy().policyId());
        info.put("launcher_policy_revision", configuration.launcherPolicy().revision());
        info.put("java_version", Runtime.version().toString());
        info.put("started_at_utc", Instant.now().toString());
        return info;
    }

    /** The resource that meters and spans belong to, by OpenTelemetry's conventions. */
    static Map<String, String> resource(Map<String, String> info) {
        return Map.of(
                "service.name", "model-factory",
                "service.instance.id", info.getOrDefault(WORKER, ""),
                "service.version", info.getOrDefault(RELEASE, ""));
    }

    /** Has every structured log line of the process carry the worker and what it runs under. */
    static void addToLogs(Map<String, String> info) {
        // Some libraries know the JDK's logging only, which would write lines of its own form between ours.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            LOGGED.forEach(name -> context.putProperty(name, info.getOrDefault(name, "")));
        }
    }
}
