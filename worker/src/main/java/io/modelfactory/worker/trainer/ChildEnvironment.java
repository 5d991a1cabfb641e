package io.modelfactory.worker.trainer;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What of the worker's environment a trainer process may see: what a Java program needs to run, and nothing of the worker's. */
final class ChildEnvironment {
    private static final Set<String> HANDED_ON =
            Set.of("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "SYSTEMROOT", "MF_LOG_LEVEL");

    private ChildEnvironment() {}

    static Map<String, String> of(Map<String, String> environment) {
        Map<String, String> handedOn = new TreeMap<>(environment);
        handedOn.keySet().retainAll(HANDED_ON);
        return handedOn;
    }
}
