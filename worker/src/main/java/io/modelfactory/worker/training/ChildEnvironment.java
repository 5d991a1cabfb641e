package io.modelfactory.worker.training;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The environment variables of a process which trains: what a Java program needs to run and inherits from the process
 * that starts it, no secret of the worker, and how threads wait for each other.
 */
public final class ChildEnvironment {
    /** How the threads of a library wait for each other, as OpenMP defines it. */
    public static final String THREAD_WAIT = "OMP_WAIT_POLICY";

    /**
     * They sleep, after a short look. By default they spin for some milliseconds, in which a thread that another one
     * waits for may be without a processor: one busy neighbour then costs a training a multiple of its share.
     */
    public static final String SLEEPING = "PASSIVE";

    /** How often GNU's OpenMP looks whether a thread need not wait any more before it sleeps. */
    private static final String SPINS = "GOMP_SPINCOUNT";

    /** Some steps of a tree are shorter than waking a thread takes; more looks are felt by a busy neighbour. */
    private static final String FEW_SPINS = "300";

    private static final Set<String> INHERITED_VARIABLES = Set.of(
            "PATH",
            "LANG",
            "LC_ALL",
            "LC_CTYPE",
            "TZ",
            "LD_LIBRARY_PATH",
            "SYSTEMROOT",
            "MF_LOG_LEVEL",
            THREAD_WAIT,
            SPINS);

    private ChildEnvironment() {}

    /** @param environment of the process that starts another one */
    public static Map<String, String> of(Map<String, String> environment) {
        Map<String, String> inherited = new TreeMap<>(environment);
        inherited.keySet().retainAll(INHERITED_VARIABLES);
        if (inherited.putIfAbsent(THREAD_WAIT, SLEEPING) == null) {
            inherited.putIfAbsent(SPINS, FEW_SPINS);
        }
        return inherited;
    }
}
