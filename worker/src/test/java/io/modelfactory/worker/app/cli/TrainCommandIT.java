package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.worker.PlatformFixture;
import io.modelfactory.worker.app.worker.Worker;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.config.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** From a file to a model card, with a worker at the other end of the topic. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainCommandIT {
    private static final String RUN = "local";

    /** For many seconds of training on any machine: how far it has come is written once a second. */
    private static final int ROUNDS_TO_WATCH = 10_000;

    private final PlatformTenant tenant = new PlatformTenant("train_it");

    /** On one thread: several of them spend a busy machine's time waiting for each other. */
    private final Worker worker =
            Worker.start(tenant.configurationWith("threads: 0 ", "threads: 1 "), tenant.schemas());

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    void addTheDataset() throws Exception {
        String file = Path.of(Objects.requireNonNull(TrainCommandIT.class.getResource("/data/credit_data.csv"))
                        .toURI())
                .toString();
        CommandResult added = run(
                "dataset",
                "add",
                file,
                "--label",
                "Status",
                "--positive",
                "bad",
                "--number-rows",
                "--label-asof",
                "1999-12-31",
                "--name",
                "credit");
        assertThat(added.exitCode()).as(added.err()).isZero();
    }

    @AfterAll
    void stopWorker() {
        worker.close();
    }

    @Test
    void aDatasetsNameIsEnoughToTrainAndPublishAndItsWorkingFolderMeansTheSameRun() throws IOException {
        CommandResult first = run("train", "credit", "--json");
        CommandResult again = run("train", "credit", "--json");

        assertThat(first.exitCode()).as(first.toString()).isZero();
        assertThat(first.document().path("status").textValue()).isEqualTo("DONE");
        assertThat(again.document().path("status").textValue()).isEqualTo("ALREADY_PUBLISHED");
        assertThat(runKey(again)).isEqualTo(runKey(first));
        Path own = folder.resolve("same");
        assertThat(run("init", own.toString(), "--dataset", "credit").exitCode())
                .isZero();
        CommandResult there = inFolder(own, "train", "--json");
        assertThat(there.exitCode()).as(there.toString()).isZero();
        assertThat(runKey(there)).isEqualTo(runKey(first));
        assertThat(own.resolve("cards").resolve(runKey(first) + ".html")).isNotEmptyFile();
        CommandResult card = tenant.run("card", runKey(first));
        assertThat(card.out()).contains("min_auc_roc", "mf.governance_profile.starter");
    }

    @Test
    void anEditedProfileIsAnotherRunUnderAnotherReference() throws IOException {
        Path own = folder.resolve("edited");
        CommandResult made = run("init", own.toString(), "--dataset", "credit");
        assertThat(made.exitCode()).as(made.err()).isZero();

        Path request = own.resolve("request.yaml");
        Files.writeString(request, Files.readString(request).replace("config_revision: r1", "config_revision: r2"));
        CommandResult before = run("train", "--folder", own.toString(), "--json");
        Path profile = own.resolve("training_profile.yaml");
        Files.writeString(
                profile,
                Files.readString(profile)
                        .replace("rounds: 150", "rounds: " + ROUNDS_TO_WATCH)
                        .replaceFirst("learning_rate: \\S+", "learning_rate: 0.0007")
                        .replace("early_stopping_rounds: 30", "early_stopping_rounds: 1000"));
        CommandResult after = run("train", "--folder", own.toString(), "--json");

        assertThat(before.exitCode()).as(before.toString()).isZero();
        assertThat(after.exitCode()).as(after.toString()).isZero();
        assertThat(after.document().path("status").textValue()).isEqualTo("DONE");
        assertThat(runKey(after)).isNotEqualTo(runKey(before));
        assertThat(after.err())
                .containsPattern(
                        "\\.\\.\\. training, round [0-9]+ of " + ROUNDS_TO_WATCH + ", validation log_loss 0\\.[0-9]+");
        String ref = "profiles/" + Sha256.hex(Files.readAllBytes(profile)) + ".yaml";
        assertThat(tenant.run("runs", "show", runKey(after), "--json").out()).contains(ref);
        assertThat(Files.readString(tenant.store().resolve(ref))).isEqualTo(Files.readString(profile));
    }

    @Test
    void aFileInTheStoreThatIsNotWhatItIsNamedByIsNoProfile() throws IOException {
        Path profiles = Files.createDirectories(tenant.store().resolve("profiles"));
        Files.writeString(profiles.resolve("0".repeat(64) + ".yaml"), "policy_id: other");
        Path own = folder.resolve("forged");
        assertThat(run("init", own.toString(), "--dataset", "credit").exitCode())
                .isZero();
        Path request = own.resolve("request.yaml");
        Files.writeString(
                request,
                Files.readString(request)
                        .replace("\"governance_profile.yaml\"", "profiles/" + "0".repeat(64) + ".yaml"));

        CommandResult refused = run("train", "--folder", own.toString());

        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err()).contains("GOVERNANCE_PROFILE_UNRESOLVED", "is not the one that it is named by");
    }

    @Test
    void outsideLocalAProfileOfOnesOwnIsRefusedWithWhatToDoAndNothingIsWritten() throws IOException {
        Path own = folder.resolve("shared");
        assertThat(run("init", own.toString(), "--dataset", "credit").exitCode())
                .isZero();
        Files.writeString(
                own.resolve("training_profile.yaml"), Files.readString(own.resolve("training_profile.yaml")) + "# x\n");
        Path request = own.resolve("request.yaml");
        Files.writeString(
                request,
                Files.readString(request)
                        .replace("intent_kind: baseline_train", "intent_kind: candidate_eval")
                        .replace("publish_allowed: true", "publish_allowed: false"));
        Set<Path> before = stored();

        CommandResult refused = runUnder("launcher_policy_v0.yaml", own);

        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err())
                .contains(
                        "PROFILE_NOT_ALLOWED",
                        "a grant with the prefix profiles/",
                        "runbooks/from-my-laptop-to-production.md");
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void aGrantWithThePrefixOfOwnProfilesAllowsThem() throws IOException {
        Path own = folder.resolve("granted");
        assertThat(run("init", own.toString(), "--dataset", "credit").exitCode())
                .isZero();
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                policy_id: mf.launcher_policy.own
                revision: r1
                launcher: {max_publish_retry_attempts: 3, request_poll_seconds: 1, request_batch_limit: 500}
                authorisation:
                  grants:
                    - principal_prefixes: ["HUMAN::"]
                      commands: [train_build]
                      intents: [baseline_train]
                      publish: true
                      training_profiles: {ref_prefixes: [profiles/]}
                      governance_profiles: {ref_prefixes: [profiles/]}
                """);

        CommandResult asked = tenant.runWith(
                PlatformFixture.profileRef("launcher_policy_local_v0.yaml"),
                policy.toString(),
                "train",
                "--folder",
                own.toString(),
                "--json");

        // The worker runs under another policy, and says so: the request got as far as that.
        assertThat(asked.out()).contains("RUN_CONFIG_DIGEST_MISMATCH");
    }

    @Test
    void initWritesFilesThatTheProductTakesAndReplacesNone() throws IOException {
        Path own = folder.resolve("new/folder");

        CommandResult made = run("init", own.toString(), "--dataset", "credit");
        CommandResult again = run("init", own.toString(), "--dataset", "credit");

        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(again.exitCode()).isEqualTo(ExitCode.USAGE_ERROR);
        assertThat(again.err()).contains("request.yaml already");
        for (String name : List.of("training_profile.yaml", "governance_profile.yaml", "request.yaml")) {
            String text = Files.readString(own.resolve(name));
            assertThat(Yaml.parse(Files.readAllBytes(own.resolve(name))).isObject())
                    .isTrue();
            assertThat(text)
                    .doesNotContain(folder.toString(), tenant.store().toString(), System.getProperty("user.home"));
        }
        // The tenant's profile has a password.
        assertThat(own.resolve("profile.yaml")).doesNotExist();
        assertThat(made.err()).contains("has a password");
    }

    @Test
    void anUnknownDatasetIsAnsweredWithThoseThatThereAre() {
        CommandResult unknown = run("train", "credti");

        assertThat(unknown.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(unknown.err()).contains("MANIFEST_UNRESOLVED: credti", "there are credit");
        assertThat(tenant.run("train", "credit").err()).contains("give --platform-run");
        assertThat(tenant.run("train", "--folder", folder.toString()).exitCode())
                .isEqualTo(ExitCode.USAGE_ERROR);
    }

    private CommandResult runUnder(String policy, Path own) {
        return tenant.runWith(
                Map.of("launcher_policy_local_v0.yaml", policy, "profile_id: local", "profile_id: shared"),
                "train",
                "--folder",
                own.toString());
    }

    private CommandResult run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--folder")) {
            all.add("--platform-run");
            all.add(RUN);
        }
        return tenant.run(all.toArray(String[]::new));
    }

    /** As who has gone there: the folder is not named. */
    private CommandResult inFolder(Path own, String... arguments) throws IOException {
        Path profile = Files.writeString(folder.resolve("tenant.yaml"), tenant.text());
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--profile", profile.toString()));
        return new CommandProcess(own, Map.of("HOME", folder.toString())).run(all.toArray(String[]::new));
    }

    private static String runKey(CommandResult result) {
        return result.document().at("/receipt/run_key").asText();
    }

    private Set<Path> stored() throws IOException {
        Set<Path> names = new HashSet<>();
        try (Stream<Path> files =
                Files.list(Files.createDirectories(tenant.store().resolve("profiles")))) {
            files.forEach(names::add);
        }
        return names;
    }
}
