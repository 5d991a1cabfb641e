package io.modelfactory.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver of a job. It runs on the worker's machine and lives as long as the process that has submitted it: when its
 * standard input ends, which is when that process ends, however it does, the job ends and its shards are deleted. A
 * line of it says that all shards are there; until then, executors start and warm up.
 *
 * @param given folder of what the job is given
 * @param results folder that the job leaves one of two files in: its result, or why there is none
 * @param tasks that run together
 * @param threads of each
 * @param required of the cluster
 */
record DriverProcess(Path given, Path results, int tasks, int threads, ClusterRequirements required) {
    private static final Logger LOG = LoggerFactory.getLogger(DriverProcess.class);
    private static final String MODEL = "model";
    private static final String FAILURE = "failure";
    private static final int ENDED_WITH_SUBMITTER = 4;
    private static final int REFUSED = 5;

    /** What a job does once its executors have started, and all is there that it is given. */
    @FunctionalInterface
    interface Work {
        /**
         * @return the result
         * @throws Exception Spark throws checked exceptions that it does not declare
         */
        byte[] result(JavaSparkContext spark) throws Exception;
    }

    /**
     * @param args folder of what the job is given, folder of the results, tasks, threads of each, seconds that
     *     executors have to start, whether an unencrypted collective is accepted
     */
    static DriverProcess of(String[] args) {
        int tasks = Integer.parseInt(args[2]);
        return new DriverProcess(
                Path.of(args[0]),
                Path.of(args[1]),
                tasks,
                Integer.parseInt(args[3]),
                new ClusterRequirements(tasks, Integer.parseInt(args[4]), Boolean.parseBoolean(args[5])));
    }

    /** Does the work once the submitting process says that all is there which the job is given. */
    @SuppressWarnings("IllegalCatch") // whatever ends the work has to be left as a failure
    void run(Work work) throws IOException {
        CountDownLatch allGiven = watchStandardInput();
        SparkConf conf = new SparkConf();
        try {
            required.requireEncryptionAccepted(conf);
            try (JavaSparkContext spark = ClusterRequirements.connect(conf)) {
                required.awaitExecutors(spark);
                new ClusterWarmUp(new CollectiveStage(spark, tasks), threads).run();
                allGiven.await();
                leave(MODEL, work.result(spark));
            }
        } catch (JobRefusedException refused) {
            fail(String.valueOf(refused.getMessage()), refused);
        } catch (Exception e) {
            fail(TaskFailure.describe(e), e);
        }
    }

    private void fail(String reason, Exception cause) throws IOException {
        LOG.error("the job ends without a result: {}", reason, cause);
        leave(FAILURE, reason.lines().findFirst().orElse("").getBytes(StandardCharsets.UTF_8));
        Runtime.getRuntime().halt(REFUSED);
    }

    /** Under another name until all of it is there. */
    private void leave(String name, byte[] content) throws IOException {
        Path unfinished = Files.write(results.resolve(name + ".unfinished"), content);
        Files.move(unfinished, results.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** @return is at 0 when something has been said */
    private CountDownLatch watchStandardInput() {
        CountDownLatch allGiven = new CountDownLatch(1);
        Thread watch = new Thread(() -> awaitEndOfInput(allGiven), "submitter");
        watch.setDaemon(true);
        watch.start();
        return allGiven;
    }

    private void awaitEndOfInput(CountDownLatch allGiven) {
        try {
            while (System.in.read() >= 0) {
                allGiven.countDown();
            }
        } catch (IOException gone) {
            LOG.debug("the submitter has gone", gone);
        }
        JobShards.delete(given);
        // The cluster ends the executors of an application whose driver has gone.
        Runtime.getRuntime().halt(ENDED_WITH_SUBMITTER);
    }
}
