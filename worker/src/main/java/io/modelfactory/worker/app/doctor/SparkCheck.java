package io.modelfactory.worker.app.doctor;

import io.modelfactory.worker.app.wiring.SparkSettingsFactory;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.training.process.spark.JobTag;
import io.modelfactory.worker.training.process.spark.SparkCluster;
import io.modelfactory.worker.training.process.spark.SparkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether the cluster that a profile names would train: the release of Spark on this machine, and a rehearsal on the
 * cluster with as many tasks as a training has, all of them at the same time, which trains nothing.
 */
final class SparkCheck implements DoctorCheck {
    private static final String HOME = "spark home";
    private static final String CLUSTER = "spark cluster";

    /** Spark's own jar, with the version of Scala that it was compiled for, and its own. */
    private static final Pattern CORE_JAR = Pattern.compile("spark-core_([0-9.]+)-([0-9.]+)\\.jar");

    private static final String SCALA = "2.13";
    private static final String RELEASE = "4.0.";
    private static final int NEWEST_JAVA = 21;

    private static final Pattern NAME = Pattern.compile("\\b[A-Z]+(?:_[A-Z]+)+(?=: )");
    private static final Map<String, String> FIXES = Map.of(
            "CLUSTER_LOST",
            "start the master, let this host reach it, or correct wiring.training.spark.master",
            "DRIVER_LOST",
            "its log is above; Spark 4.0 needs Java 17 or 21, and memory for one more process on this host",
            "NO_JOB_JAR",
            "build them with mvn package, or correct wiring.training.spark.job_jars",
            "NO_SHARED_FOLDER",
            "mount the folder of wiring.training.spark.shards there, and run Spark's workers as this user",
            "TASK_FAILED",
            "see the executors' logs; they must run the Java of this host's version, and reach wiring.training.spark"
                    + ".driver_host",
            "TOO_FEW_SLOTS",
            "free or add cores and memory of the cluster, or lower tasks, task_threads or task_memory of"
                    + " wiring.training.spark; if it starts slowly, raise start_seconds, and --timeout of this command",
            "UNENCRYPTED_COLLECTIVE",
            "set wiring.training.spark.accept_unencrypted_collective if the network is trusted, or train elsewhere");

    private final Wiring.Spark wiring;
    private final Path scratch;
    private final Duration timeout;

    /** @param timeout for the start of the executors, if the profile allows them more */
    SparkCheck(Wiring.Training training, Duration timeout) {
        this.wiring = training.spark();
        this.scratch = training.scratch();
        this.timeout = timeout;
    }

    @Override
    public String subject() {
        return CLUSTER;
    }

    @Override
    public List<DoctorFinding> examine() throws IOException {
        List<DoctorFinding> findings = new ArrayList<>();
        DoctorFinding home = home(Runtime.version().feature());
        findings.add(home);
        if (home.verdict() != DoctorFinding.Severity.FAIL) {
            findings.add(rehearse());
        }
        return findings;
    }

    /** @param java of this process, which a driver runs in, too */
    DoctorFinding home(int java) throws IOException {
        Path jars = wiring.home().resolve("jars");
        Optional<MatchResult> core = coreJar(jars);
        if (core.isEmpty()) {
            return DoctorFinding.fail(
                    HOME,
                    "there is no Apache Spark in " + jars,
                    "install a release of Spark 4.0 on this host, or correct wiring.training.spark.home");
        }
        String scala = core.get().group(1);
        String version = core.get().group(2);
        String fact = "Spark %s for Scala %s in %s, Java %d".formatted(version, scala, wiring.home(), java);
        if (!scala.equals(SCALA)) {
            return DoctorFinding.fail(HOME, fact, "install the release for Scala " + SCALA);
        }
        return version.startsWith(RELEASE) && java <= NEWEST_JAVA
                ? DoctorFinding.ok(HOME, fact)
                : DoctorFinding.warn(
                        HOME, fact, "trainings are tested on Spark 4.0 with Java 17 and 21; use those, or try it out");
    }

    private static Optional<MatchResult> coreJar(Path jars) throws IOException {
        if (!Files.isDirectory(jars)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(jars)) {
            return files.map(file -> CORE_JAR.matcher(String.valueOf(file.getFileName())))
                    .filter(Matcher::matches)
                    .map(Matcher::toMatchResult)
                    .findFirst();
        }
    }

    private DoctorFinding rehearse() {
        SparkSettings settings = SparkSettingsFactory.of(wiring);
        SparkSettings bounded =
                settings.startingWithin((int) Math.min(settings.startSeconds(), Math.max(1, timeout.toSeconds())));
        try {
            String hosts = new SparkCluster(bounded, scratch, new JobTag("doctor", 0)).rehearse();
            return DoctorFinding.ok(
                    CLUSTER,
                    "%s has started %d tasks of %d threads at the same time, on %s%s"
                            .formatted(
                                    settings.master(),
                                    settings.tasks(),
                                    settings.taskThreads(),
                                    hosts,
                                    settings.readsFromStore() ? "" : ", which see " + settings.shards()));
        } catch (AttemptFailedException | TransientFaultException refused) {
            String fact = String.valueOf(refused.getMessage());
            return DoctorFinding.fail(CLUSTER, fact, fix(fact));
        }
    }

    static String fix(String fact) {
        Matcher name = NAME.matcher(fact);
        return name.find()
                ? FIXES.getOrDefault(name.group(), "see runbooks/train-on-spark.md")
                : "see runbooks/train-on-spark.md";
    }
}
