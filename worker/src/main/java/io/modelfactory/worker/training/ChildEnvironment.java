package io.modelfactory.worker.training;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The environment variables that a process which trains inherits from the one that starts it: what a Java program needs
 * to run, and no secret of the worker.
 */
public final class ChildEnvironment {
    private static final Set<String> INHERITED_VARIABLES =
            Set.of("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "SYSTEMROOT", "MF_LOG_LEVEL");

    private ChildEnvironment() {}

    /** @param environment of the process that starts another one */
    public static Map<String, String> of(Map<String, String> environment) {
        Map<String, String> inherited = new TreeMap<>(environment);
        inherited.keySet().retainAll(INHERITED_VARIABLES);
        return inherited;
    }
}
