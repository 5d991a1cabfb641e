package io.modelfactory.worker.training.process.spark;

import io.modelfactory.worker.algorithm.ClusterTraining;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.progress.RoundFile;
import io.modelfactory.worker.progress.TrainingRound;
import io.modelfactory.worker.training.ChildEnvironment;
import io.modelfactory.worker.training.TemporaryFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One job, from its shards to its model. */
final class SparkTraining implements ClusterTraining {
    private static final Logger LOG = LoggerFactory.getLogger(SparkTraining.class);
    /** Of Spark 4, whose own scripts set it as well. */
    private static final String SCALA_VERSION = "2.13";

    private static final List<String> FAULTS_OF_CLUSTER = List.of(SparkCluster.LOST, "TOO_FEW_SLOTS");

    private static final long POLL_MILLIS = 250;
    private static final long EXIT_TIMEOUT_SECONDS = 10;

    private final String jobName;
    private final ShardPlace shards;
    private final TemporaryFolder results;
    private final Process driver;

    private SparkTraining(String jobName, ShardPlace shards, TemporaryFolder results, Process driver) {
        this.jobName = jobName;
        this.shards = shards;
        this.results = results;
        this.driver = driver;
    }

    /**
     * Submits the job, whose executors start while the shards are written.
     *
     * @param scratch folder for what need not last
     * @param shards closed with the training, or at once if the job cannot be submitted
     * @param jobClass of what the driver does
     */
    static SparkTraining submit(SparkSettings settings, Path scratch, JobTag tag, ShardPlace shards, String jobClass) {
        TemporaryFolder results = TemporaryFolder.create(scratch, "spark-");
        try {
            List<String> line = new SparkCommandLine(settings, tag, jobClass).of(shards.folder(), results.path());
            Process driver = start(line, settings);
            LOG.info(
                    "the job \"{}\" is submitted to {} for {} tasks; its driver is process {}",
                    tag.jobName(),
                    settings.master(),
                    settings.tasks(),
                    driver.pid());
            return new SparkTraining(tag.jobName(), shards, results, driver);
        } catch (IOException e) {
            results.close();
            shards.close();
            throw new TransientFaultException("the job \"" + tag.jobName() + "\" cannot be submitted", e);
        }
    }

    @Override
    public Path folder() {
        return shards.folder();
    }

    @Override
    public void publish(Path shard) throws IOException {
        requireDriver();
        shards.publish(shard);
    }

    /** What a job is refused by is known before its shards are written to the end. */
    private void requireDriver() throws IOException {
        if (!driver.isAlive()) {
            throw failure();
        }
    }

    @Override
    public byte[] train(ProgressListener progress) {
        try {
            begin();
            await(driver, results.path(), progress);
            return model();
        } catch (IOException e) {
            throw new TransientFaultException("the end of the job \"" + jobName + "\" cannot be read", e);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new TransientFaultException("the training was stopped", stop);
        }
    }

    /** A line says that all shards are there; see {@link #start}. */
    private void begin() {
        try {
            driver.getOutputStream().write('\n');
            driver.getOutputStream().flush();
        } catch (IOException ended) {
            LOG.debug("the driver has ended before the shards were there", ended);
        }
    }

    /**
     * Its standard input stays open for as long as this process lives, of which it inherits no secret.
     *
     * @param line the command line
     */
    private static Process start(List<String> line, SparkSettings settings) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        Map<String, String> own = Map.copyOf(builder.environment());
        builder.environment().clear();
        builder.environment().putAll(ChildEnvironment.of(own));
        builder.environment().put("SPARK_HOME", settings.home());
        builder.environment().put("SPARK_SCALA_VERSION", SCALA_VERSION);
        settings.driverHost().ifPresent(host -> builder.environment().put("SPARK_LOCAL_IP", host));
        Process started = builder.start();
        BasicThreadFactory.builder()
                .namingPattern("spark-log")
                .daemon()
                .build()
                .newThread(() -> copyLog(started.inputReader()))
                .start();
        return started;
    }

    private static void copyLog(BufferedReader lines) {
        try (lines) {
            Optional<String> line = Optional.ofNullable(lines.readLine());
            while (line.isPresent()) {
                LOG.info("Spark: {}", line.get());
                line = Optional.ofNullable(lines.readLine());
            }
        } catch (IOException ended) {
            LOG.debug("the driver has closed its log", ended);
        }
    }

    private static void await(Process started, Path results, ProgressListener progress) throws InterruptedException {
        Optional<TrainingRound> reported = Optional.empty();
        boolean ended = false;
        while (!ended) {
            ended = started.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
            Optional<TrainingRound> round = RoundFile.read(results);
            if (!round.equals(reported)) {
                round.ifPresent(progress::onRound);
                reported = round;
            }
        }
    }

    private byte[] model() throws IOException {
        Path model = results.path().resolve("model");
        if (!Files.exists(model)) {
            throw failure();
        }
        return Files.readAllBytes(model);
    }

    /**
     * Why the driver has ended without a model. That there is no cluster, or none with room, says nothing about the
     * run, which a later attempt may finish; whatever else ends a job may be the run's own doing.
     */
    private RuntimeException failure() throws IOException {
        Path named = results.path().resolve("failure");
        String reason = Files.exists(named)
                ? Files.readString(named)
                : "DRIVER_LOST: its driver ended with exit code " + driver.exitValue() + " before the model came";
        String message = "the Spark job \"" + jobName + "\" failed: " + reason;
        return FAULTS_OF_CLUSTER.stream().anyMatch(reason::startsWith)
                ? new TransientFaultException(message, new IOException(reason))
                : new AttemptFailedException(message);
    }

    @Override
    public void close() {
        end(driver);
        results.close();
        shards.close();
    }

    private static void end(Process process) {
        process.destroyForcibly();
        try {
            if (!process.waitFor(EXIT_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the driver {} has not ended {} s after it was killed", process.pid(), EXIT_TIMEOUT_SECONDS);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
