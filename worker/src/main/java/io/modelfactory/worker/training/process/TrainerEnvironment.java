package io.modelfactory.worker.training.process;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What of the worker's environment a trainer process may see: what a Java program needs to run, and nothing of the worker's. */
final class TrainerEnvironment {
    private static final Set<String> INHERITED_VARIABLES =
            Set.of("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "SYSTEMROOT", "MF_LOG_LEVEL");

    private TrainerEnvironment() {}

    static Map<String, String> of(Map<String, String> environment) {
        Map<String, String> handedOn = new TreeMap<>(environment);
        handedOn.keySet().retainAll(INHERITED_VARIABLES);
        return handedOn;
    }
}
