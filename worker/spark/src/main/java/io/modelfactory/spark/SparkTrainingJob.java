package io.modelfactory.spark;

import io.modelfactory.worker.progress.RoundFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver of a training. It runs on the worker's machine and lives as long as the process that has submitted it:
 * when its standard input ends, which is when that process ends, however it does, the job ends and its shards are
 * deleted.
 */
public final class SparkTrainingJob {
    private static final Logger LOG = LoggerFactory.getLogger(SparkTrainingJob.class);
    /** What the job leaves in the folder of its results: one of both. */
    private static final String MODEL = "model";

    private static final String FAILURE = "failure";
    private static final int ENDED_WITH_SUBMITTER = 4;
    private static final int REFUSED = 5;

    private SparkTrainingJob() {}

    /**
     * @param args folder of what the job is given, folder of the results, tasks, threads of each, seconds that
     *     executors have to start, whether an unencrypted collective is accepted
     */
    @SuppressWarnings("IllegalCatch") // Spark throws checked exceptions that it does not declare
    public static void main(String[] args) throws IOException {
        JobShards shards = JobShards.read(Path.of(args[0]));
        Path results = Path.of(args[1]);
        int tasks = Integer.parseInt(args[2]);
        int threads = Integer.parseInt(args[3]);
        ClusterRequirements required =
                new ClusterRequirements(tasks, Integer.parseInt(args[4]), Boolean.parseBoolean(args[5]));
        endWithStandardInput(shards);
        SparkConf conf = new SparkConf();
        try {
            required.requireEncryptionAccepted(conf);
            try (JavaSparkContext spark = new JavaSparkContext(conf)) {
                required.awaitExecutors(spark);
                leave(
                        results,
                        MODEL,
                        new BarrierTraining(spark, threads, round -> RoundFile.write(results, round))
                                .train(shards, tasks));
            }
        } catch (JobRefusedException refused) {
            fail(results, String.valueOf(refused.getMessage()), refused);
        } catch (Exception e) {
            fail(results, TaskFailure.describe(e), e);
        }
    }

    private static void fail(Path results, String reason, Exception cause) throws IOException {
        LOG.error("the training ends without a model: {}", reason, cause);
        leave(results, FAILURE, reason.lines().findFirst().orElse("").getBytes(StandardCharsets.UTF_8));
        Runtime.getRuntime().halt(REFUSED);
    }

    /** Under another name until all of it is there. */
    private static void leave(Path results, String name, byte[] content) throws IOException {
        Path unfinished = Files.write(results.resolve(name + ".unfinished"), content);
        Files.move(unfinished, results.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void endWithStandardInput(JobShards shards) {
        Thread watch = new Thread(() -> awaitEndOfInput(shards), "submitter");
        watch.setDaemon(true);
        watch.start();
    }

    private static void awaitEndOfInput(JobShards shards) {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said; that it ends says all.
            }
        } catch (IOException gone) {
            LOG.debug("the submitter has gone", gone);
        }
        shards.delete();
        // The cluster ends the executors of an application whose driver has gone.
        Runtime.getRuntime().halt(ENDED_WITH_SUBMITTER);
    }
}
