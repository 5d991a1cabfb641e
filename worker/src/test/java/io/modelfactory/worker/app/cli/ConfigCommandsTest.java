package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.release.WorkerRelease;
import io.modelfactory.worker.signing.KeyPairFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandsTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final String SECRET = "hunter2";
    private static final String KEY_FILE = "key_file: ${MF_SIGNING_KEY_FILE:-}";

    @TempDir
    Path home;

    private String profile = "";

    @BeforeEach
    void readProfile() throws IOException {
        profile = Files.readString(PROJECT.resolve("config/profiles/local.yaml"))
                .replace("config/mf", PROJECT + "/config/mf")
                .replace("${MF_DATABASE_PASSWORD:-}", SECRET)
                .replace("properties: {}", "properties: {sasl.jaas.config: 'user=\"a\" password=\"" + SECRET + "\"'}");
    }

    @Test
    void theConfigurationIsShownWithoutItsSecrets() throws IOException {
        CommandResult text = run("show");
        CommandResult json = run("show", "--json");

        assertThat(text.exitCode()).as(text.toString()).isZero();
        assertThat(text.out())
                .contains("stream_id: mf-local", "password: '***'")
                .doesNotContain(SECRET);
        assertThat(json.document().at("/wiring/database/password").textValue()).isEqualTo("***");
        assertThat(json.document()
                        .at("/wiring/kafka/properties/sasl.jaas.config")
                        .textValue())
                .isEqualTo("***");
        assertThat(json.document().at("/launcher_policy/policy_id").textValue())
                .isEqualTo("mf.launcher_policy.local.v0");
    }

    @Test
    void aWorkerDoesNotStartUnderTheNameOfAnotherRelease() throws IOException {
        profile = profile.replace("${MF_RELEASE_ID:-}", "git:forged");

        CommandResult worker = CommandResult.of(
                "worker",
                "run",
                "--profile",
                Files.writeString(home.resolve("p.yaml"), profile).toString());

        assertThat(worker.exitCode()).as(worker.toString()).isEqualTo(ExitCode.USAGE_ERROR);
        assertThat(worker.err())
                .contains("names git:forged", WorkerRelease.current().id());
    }

    @Test
    void theDigestIsThatOfTheShownParts() throws IOException {
        JsonNode digest = run("digest", "--json").document();

        assertThat(CanonicalJson.sha256(digest.path("parts")))
                .isEqualTo(digest.path("run_config_digest").textValue());
        assertThat(run("digest").out())
                .contains(digest.path("run_config_digest").textValue(), "launcher_policy_digest");
    }

    @Test
    void aSoundConfigurationIsApproved() throws IOException {
        CommandResult run = run("check");

        assertThat(run.exitCode()).as(run.toString()).isZero();
        assertThat(run.out()).contains("can be used").doesNotContain(SECRET);
    }

    @Test
    void allProblemsAreReportedAtOnce() throws IOException {
        Files.writeString(home.resolve("boundaries.yaml"), "owners: {ofs: them}\noutputs: [eval_report]\n");
        Files.writeString(
                home.resolve("launcher.yaml"), "policy_id: p\nrevision: r\nlauncher: {request_batch_limit: 0}\n");
        profile = profile.replace("stream_id: mf-local", "stream: mf-local")
                .replace("pool_size: 8", "pool_size: many")
                .replace(PROJECT + "/config/mf/launcher_policy_local_v0.yaml", "launcher.yaml")
                .replace(PROJECT + "/config/mf/ownership_boundaries_v0.yaml", "boundaries.yaml");

        CommandResult run = run("check");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE_ERROR);
        assertThat(run.out())
                .contains("policy.stream_id: is missing", "policy.stream: is not known", "did you mean")
                .contains("wiring.database.pool_size: must be a whole number")
                .contains("launcher.yaml: ", "request_batch_limit")
                .contains("boundaries.yaml: OWNERSHIP_BOUNDARY_VIOLATION", "bundle_publication")
                .doesNotContain(SECRET);
    }

    @Test
    void settingsThatLibrariesRejectAreReportedByPath() throws IOException {
        profile = profile.replace("io.modelfactory.worker.kafka.AvroSerializer", "com.example.Nowhere")
                .replace("${MF_OBJECT_STORE_ROOT:-./.demo/store}", "s3://")
                .replace("sasl.jaas.config: ", "max.in.flight.requests.per.connection: many, sasl.jaas.config: ");

        JsonNode answer = run("check", "--json").document();

        assertThat(answer.path("usable").booleanValue()).isFalse();
        assertThat(answer.path("problems").toString())
                .contains("wiring.schema_registry.serializer", "wiring.object_store.root")
                .doesNotContain(SECRET);
    }

    @Test
    void theSigningKeyIsNamedAndNeverShown() throws IOException {
        KeyPairFiles key = KeyPairFiles.generate(home, "key");
        String content = Files.readString(key.privateKey()).lines().toList().get(1);
        profile = profile.replace(KEY_FILE, "key_file: " + key.privateKey());

        assertThat(run("show").out()).contains("key_file: " + key.privateKey()).doesNotContain(content);
        assertThat(run("show", "--json").out())
                .contains(key.privateKey().toString())
                .doesNotContain(content);
        assertThat(run("check").exitCode()).isZero();
    }

    @Test
    void aSigningKeyThatCannotBeUsedIsNamedAndNotRepeated() throws IOException {
        Path file = Files.writeString(home.resolve("key.pem"), SECRET);
        profile = profile.replace(KEY_FILE, "key_file: " + file);

        CommandResult run = run("check");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE_ERROR);
        assertThat(run.out())
                .contains("wiring.signing.key_file: " + file, "BEGIN PRIVATE KEY")
                .doesNotContain(SECRET);
    }

    @Test
    void aPolicyThatWantsSignaturesWantsAKeyBeforeAWorkerStarts() throws IOException {
        String policy = Files.readString(PROJECT.resolve("config/mf/launcher_policy_local_v0.yaml"));
        Files.writeString(
                home.resolve("strict.yaml"),
                policy.replace("launcher:\n", "launcher:\n  require_signed_bundles: true\n"));
        profile = profile.replace(PROJECT + "/config/mf/launcher_policy_local_v0.yaml", "strict.yaml");

        CommandResult check = run("check");
        CommandResult worker = CommandResult.of(
                "worker", "run", "--profile", home.resolve("profile.yaml").toString());

        assertThat(check.exitCode()).isEqualTo(ExitCode.USAGE_ERROR);
        assertThat(check.out()).contains("wiring.signing.key_file: is missing");
        assertThat(worker.exitCode()).isEqualTo(ExitCode.USAGE_ERROR);
        assertThat(worker.err()).contains("wiring.signing.key_file: is missing");
        assertThat(run("show").exitCode()).as("who only looks needs no key").isZero();
    }

    @Test
    void aProfileThatIsNotThereIsWrongUse() {
        CommandResult run = CommandResult.of("config", "show", "--profile", "nowhere.yaml");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE_ERROR);
        assertThat(run.err()).contains("nowhere.yaml cannot be used", "no such file", "--profile");
    }

    private CommandResult run(String command, String... options) throws IOException {
        Path file = Files.writeString(home.resolve("profile.yaml"), profile);
        return options.length == 0
                ? CommandResult.of("config", command, "--profile", file.toString())
                : CommandResult.of("config", command, "--profile", file.toString(), options[0]);
    }
}
