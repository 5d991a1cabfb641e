package io.modelfactory.worker.training.process.spark;

import io.modelfactory.worker.training.ChildEnvironment;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The command line of a job's driver: what {@code spark-submit} runs, in client mode, with the same Java as this
 * process. Nothing in it is secret, for the cluster's web interface shows it.
 */
record SparkCommandLine(SparkSettings settings, JobTag tag, String jobClass) {
    static final String TRAINING = "io.modelfactory.spark.SparkTrainingJob";
    static final String REHEARSAL = "io.modelfactory.spark.RehearsalJob";
    static final String JOB_JAR = "mf-spark.jar";
    private static final long MB = 1 << 20;
    /** The rest is the library's own. */
    private static final int HEAP_DIVISOR = 3;
    /** Spark refuses less. */
    private static final long LEAST_HEAP_MB = 512;

    /** The round that a training has come to comes with its executors' heartbeats. */
    private static final String ROUNDS_INTERVAL = "2s";

    /** What Spark opens of Java's own packages: {@code org.apache.spark.launcher.JavaModuleOptions} of Spark 4.0. */
    private static final List<String> OPENED_PACKAGES = List.of(
            "java.base/java.lang",
            "java.base/java.lang.invoke",
            "java.base/java.lang.reflect",
            "java.base/java.io",
            "java.base/java.net",
            "java.base/java.nio",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.base/java.util.concurrent.atomic",
            "java.base/jdk.internal.ref",
            "java.base/sun.nio.ch",
            "java.base/sun.nio.cs",
            "java.base/sun.security.action",
            "java.base/sun.util.calendar",
            "java.security.jgss/sun.security.krb5");

    /**
     * @param shards folder of what the job is given
     * @param results folder that the job leaves its model in
     */
    List<String> of(Path shards, Path results) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        OPENED_PACKAGES.forEach(opened -> line.add("--add-opens=" + opened + "=ALL-UNNAMED"));
        Stream.of(
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djdk.reflect.useDirectMethodHandle=false",
                        "-Djava.io.tmpdir=" + results,
                        "-cp",
                        Path.of(settings.home(), "conf") + File.pathSeparator + Path.of(settings.home(), "jars", "*"),
                        "org.apache.spark.deploy.SparkSubmit",
                        "--master",
                        settings.master(),
                        "--deploy-mode",
                        "client",
                        "--name",
                        tag.jobName(),
                        "--class",
                        jobClass,
                        "--jars",
                        libraries())
                .forEach(line::add);
        configuration().forEach((key, value) -> {
            line.add("--conf");
            line.add(key + "=" + value);
        });
        Stream.of(
                        Path.of(settings.jobJars(), JOB_JAR).toString(),
                        shards.toString(),
                        results.toString(),
                        String.valueOf(settings.tasks()),
                        String.valueOf(settings.taskThreads()),
                        String.valueOf(settings.startSeconds()),
                        String.valueOf(settings.acceptsUnencryptedCollective()))
                .forEach(line::add);
        return line;
    }

    private String libraries() throws IOException {
        try (Stream<Path> jars = Files.list(Path.of(settings.jobJars()))) {
            return jars.map(Path::toString)
                    .filter(name -> name.endsWith(".jar") && !name.endsWith(JOB_JAR))
                    .sorted()
                    .collect(Collectors.joining(","));
        }
    }

    /** An executor for each task, and nothing tried twice: what fails is the ledger's to try again. */
    private Map<String, String> configuration() {
        long memoryMb = settings.taskMemoryBytes() / MB;
        long heapMb = Math.max(LEAST_HEAP_MB, memoryMb / HEAP_DIVISOR);
        String threads = String.valueOf(settings.taskThreads());
        // A thread that waits for others of the pool works, too.
        int helpers = settings.taskThreads() - 1;
        Map<String, String> configuration = new TreeMap<>(Map.of(
                "spark.executor.instances",
                String.valueOf(settings.tasks()),
                "spark.executor.cores",
                threads,
                "spark.task.cpus",
                threads,
                "spark.cores.max",
                String.valueOf(settings.tasks() * settings.taskThreads()),
                "spark.executor.memory",
                heapMb + "m",
                "spark.executor.memoryOverhead",
                Math.max(LEAST_HEAP_MB, memoryMb - heapMb) + "m",
                "spark.dynamicAllocation.enabled",
                "false",
                "spark.task.maxFailures",
                "1",
                "spark.stage.maxConsecutiveAttempts",
                "1",
                "spark.speculation",
                "false"));
        configuration.put("spark.barrier.sync.timeout", String.valueOf(settings.startSeconds()));
        configuration.put("spark.executor.heartbeatInterval", ROUNDS_INTERVAL);
        configuration.put("spark.log.level", "WARN");
        configuration.put("spark.executorEnv.OMP_NUM_THREADS", threads);
        configuration.put("spark.executorEnv." + ChildEnvironment.THREAD_WAIT, ChildEnvironment.SLEEPING);
        configuration.put(
                "spark.executor.extraJavaOptions",
                "-XX:+UseSerialGC -Djava.util.concurrent.ForkJoinPool.common.parallelism=" + helpers);
        settings.driverHost().ifPresent(host -> configuration.put("spark.driver.host", host));
        return configuration;
    }
}
