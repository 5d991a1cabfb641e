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

    private final SparkSettings settings;
    private final Path scratch;
    private final JobTag tag;
    private final ShardPlace shards;
    private final String jobClass;
    private Optional<Process> driver = Optional.empty();

    /** @param jobClass of what the driver does */
    SparkTraining(SparkSettings settings, Path scratch, JobTag tag, ShardPlace shards, String jobClass) {
        this.settings = settings;
        this.scratch = scratch;
        this.tag = tag;
        this.shards = shards;
        this.jobClass = jobClass;
    }

    @Override
    public Path folder() {
        return shards.folder();
    }

    @Override
    public void publish(Path shard) throws IOException {
        shards.publish(shard);
    }

    @Override
    public byte[] train(ProgressListener progress) {
        try (TemporaryFolder results = TemporaryFolder.create(scratch, "spark-")) {
            Process started = start(results.path());
            driver = Optional.of(started);
            LOG.info(
                    "the job \"{}\" is submitted to {} for {} tasks; its driver is process {}",
                    tag.jobName(),
                    settings.master(),
                    settings.tasks(),
                    started.pid());
            await(started, results.path(), progress);
            return model(started, results.path());
        } catch (IOException e) {
            throw new TransientFaultException("the job \"" + tag.jobName() + "\" cannot be submitted", e);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new TransientFaultException("the training was stopped", stop);
        }
    }

    /** Its standard input stays open for as long as this process lives, of which it inherits no secret. */
    private Process start(Path results) throws IOException {
        List<String> line = new SparkCommandLine(settings, tag, jobClass).of(shards.folder(), results);
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

    private byte[] model(Process ended, Path results) throws IOException {
        Path failure = results.resolve("failure");
        if (Files.exists(failure)) {
            throw failed(Files.readString(failure));
        }
        Path model = results.resolve("model");
        if (!Files.exists(model)) {
            throw failed(
                    "DRIVER_LOST: its driver ended with exit code " + ended.exitValue() + " before the model came");
        }
        return Files.readAllBytes(model);
    }

    /**
     * That there is no cluster, or none with room, says nothing about the run, which a later attempt may finish;
     * whatever else ends a job may be the run's own doing.
     */
    private RuntimeException failed(String reason) {
        String message = "the Spark job \"" + tag.jobName() + "\" failed: " + reason;
        return FAULTS_OF_CLUSTER.stream().anyMatch(reason::startsWith)
                ? new TransientFaultException(message, new IOException(reason))
                : new AttemptFailedException(message);
    }

    @Override
    public void close() {
        driver.ifPresent(SparkTraining::end);
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
