package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** One thing to measure. */
interface Benchmark {

    /** Every setting there is, with the value it has unless another is given. */
    Map<String, String> defaults();

    /** Writes what the measurement needs. It runs in another JVM, so that it leaves no trace in what is measured. */
    default void prepare(Path folder, BenchSettings settings) throws IOException {}

    /** @return figures, in seconds, megabytes (2^20 bytes), or as their names say */
    ObjectNode measure(Path folder, BenchSettings settings) throws IOException;
}
