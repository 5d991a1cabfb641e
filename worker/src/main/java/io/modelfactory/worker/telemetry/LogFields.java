package io.modelfactory.worker.telemetry;

import java.util.Map;
import java.util.Optional;
import org.slf4j.MDC;

/**
 * Fields of every line that this thread logs until they are closed. Unlike labels of meters they may hold any value.
 */
public final class LogFields implements AutoCloseable {
    public static final String REQUEST_ID = "request_id";
    public static final String RUN_KEY = "run_key";
    /** Number of the claim under which a worker holds the run, which is its fencing token. */
    public static final String CLAIM = "claim";

    public static final String PLATFORM_RUN_ID = "platform_run_id";
    public static final String POLICY_REVISION = "policy_revision";
    public static final String CONFIG_REVISION = "config_revision";

    private final Map<String, String> fields;

    private LogFields(Map<String, String> fields) {
        this.fields = fields;
    }

    /** Blank values are left out. */
    public static LogFields of(Map<String, String> fields) {
        fields.forEach((name, value) -> {
            if (!value.isBlank()) {
                MDC.put(name, value);
            }
        });
        return new LogFields(fields);
    }

    /** Those of this thread, for another one that speaks for it. */
    public static Map<String, String> current() {
        return Optional.ofNullable(MDC.getCopyOfContextMap()).map(Map::copyOf).orElse(Map.of());
    }

    @Override
    public void close() {
        fields.keySet().forEach(MDC::remove);
    }
}
