package io.modelfactory.worker.algorithm;

import java.util.Locale;

/** Where the rows of a training lie. It is a matter of resources: an algorithm gives the same bytes on each. */
public enum TrainingExecutor {
    /** On the heap, and in the library's own form in native memory. */
    MEMORY,
    /** In files of the scratch folder, of which the system keeps in memory what it has room for. */
    DISK,
    /** In shards in a folder that the machines of a cluster share, a task of Apache Spark for each. */
    SPARK;

    /** As configurations and messages write it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
