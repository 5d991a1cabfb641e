package io.modelfactory.spark;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What a cluster must have for a training, and must not promise.
 *
 * @param tasks each of which needs an executor
 * @param startSeconds within which the executors must have started
 * @param unencrypted whether it is accepted that the tasks of a training talk to each other without encryption
 */
record ClusterRequirements(int tasks, int startSeconds, boolean unencrypted) {
    private static final String LOST = "CLUSTER_LOST";
    private static final long POLL_MILLIS = 100;
    /** Settings of those who want what Spark sends to be encrypted. XGBoost's collective knows nothing of them. */
    private static final List<String> ENCRYPTION =
            List.of("spark.ssl.enabled", "spark.ssl.rpc.enabled", "spark.network.crypto.enabled");

    /** @throws JobRefusedException {@code UNENCRYPTED_COLLECTIVE} */
    void requireEncryptionAccepted(SparkConf conf) {
        if (unencrypted) {
            return;
        }
        for (String setting : ENCRYPTION) {
            if (conf.getBoolean(setting, false)) {
                throw new JobRefusedException(
                        "UNENCRYPTED_COLLECTIVE",
                        setting + " is set, but the tasks of a training send sums of gradients to each other without"
                                + " encryption; wiring.training.spark.accept_unencrypted_collective: true accepts it");
            }
        }
    }

    /** @throws JobRefusedException {@code CLUSTER_LOST} if no session with the cluster can be opened */
    @SuppressWarnings("IllegalCatch") // Spark throws checked exceptions that it does not declare
    static JavaSparkContext connect(SparkConf conf) {
        try {
            return new JavaSparkContext(conf);
        } catch (Exception refused) {
            throw new JobRefusedException(
                    LOST, conf.get("spark.master", "the cluster") + " has not taken the job: " + refused);
        }
    }

    /**
     * @throws JobRefusedException {@code TOO_FEW_SLOTS} if too few have started in time, {@code CLUSTER_LOST} if the
     *     cluster has ended the job before
     */
    void awaitExecutors(JavaSparkContext spark) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(startSeconds);
        while (spark.sc().isStopped() || executors(spark) < tasks) {
            if (spark.sc().isStopped()) {
                throw new JobRefusedException(LOST, "the cluster has ended the job; its log says why");
            }
            if (System.nanoTime() > deadline) {
                throw new JobRefusedException(
                        "TOO_FEW_SLOTS",
                        ("%d of %d executors have started within %d s; a training needs one for each of its tasks at the"
                                        + " same time (wiring.training.spark.tasks)")
                                .formatted(executors(spark), tasks, startSeconds));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** The driver is among those that Spark lists. */
    private static int executors(JavaSparkContext spark) {
        return spark.sc().statusTracker().getExecutorInfos().length - 1;
    }
}
