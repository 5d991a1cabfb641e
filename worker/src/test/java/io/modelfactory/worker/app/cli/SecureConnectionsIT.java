package io.modelfactory.worker.app.cli;

import static io.modelfactory.worker.app.cli.SecurePlatform.DATABASE_PASSWORD;
import static io.modelfactory.worker.app.cli.SecurePlatform.KAFKA_PASSWORD;
import static io.modelfactory.worker.app.cli.SecurePlatform.REGISTRY_PASSWORD;
import static io.modelfactory.worker.app.cli.SecurePlatform.STORE_PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.app.cli.answer.ExitCode;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every connection is encrypted, knows whom it talks to and says who it is: by configuration, against real servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecureConnectionsIT {
    private static final String[] SECRETS = {
        KAFKA_PASSWORD, STORE_PASSWORD, DATABASE_PASSWORD, REGISTRY_PASSWORD, "a-wrong-password"
    };

    private final SecurePlatform platform = SecurePlatform.SHARED;
    private final SecureProfile profile = platform.profile("secure_it");

    @Test
    void aWholeRunWithPasswordsOverTls() {
        RequestDocuments requests = new RequestDocuments(profile.store());
        String request = requests.file(requests.passing("mf.secure.pass.01"));
        CommandResult sent = profile.run("request", "train-build", request);
        assertThat(sent.exitCode()).as(sent.toString()).isZero();

        CommandResult run = profile.run("worker", "run", "--drain", "--timeout", "10m");

        assertThat(run.exitCode()).as(run.toString()).isZero();
        assertThat(profile.store().resolve(RequestDocuments.RUN + "/mf/job_invocations/mf.secure.pass.01.json"))
                .content()
                .contains("DONE");
    }

    @Test
    void theBrokerKnowsTheWorkerByItsCertificate() {
        CommandResult run = byCertificate(platform.kafkaProperties(platform.server, platform.client))
                .run("worker", "run", "--drain", "--timeout", "10m");

        assertThat(run.exitCode()).as(run.toString()).isZero();
    }

    Stream<Arguments> whatIsWrong() {
        return Stream.of(
                wrong(
                        "database: password",
                        "FAIL  database: wiring.database.user, password",
                        sound -> sound.setting("password_file", file("a-wrong-password"))),
                wrong(
                        "database: untrusted issuer",
                        "FAIL  database: wiring.database.url",
                        sound -> sound.setting(
                                "database:\n    url", platform.databaseUrl("secure_it", platform.untrusted))),
                wrong(
                        "database: in clear text",
                        "FAIL  database: wiring.database.",
                        sound -> sound.setting(
                                "database:\n    url", platform.database().plainUrl("secure_it") + "?sslmode=disable")),
                wrong(
                        "broker: password",
                        "FAIL  broker: wiring.kafka.properties.* invalid credentials",
                        sound -> sound.setting(
                                "properties_file",
                                file(platform.kafkaProperties(platform.server, "a-wrong-password")))),
                wrong(
                        "broker: untrusted issuer",
                        "FAIL  broker: wiring.kafka.properties.*certification path",
                        sound -> sound.setting(
                                "properties_file", file(platform.kafkaProperties(platform.untrusted, KAFKA_PASSWORD)))),
                wrong(
                        "broker: another broker's certificate",
                        "FAIL  broker: wiring.kafka.properties.*do not trust each other",
                        sound -> byCertificate(platform.kafkaProperties(platform.server, platform.untrusted))),
                wrong(
                        "registry: password",
                        "FAIL  schema registry: .*401",
                        sound -> registry(sound, platform.registryProperties(platform.server, "a-wrong-password"))),
                wrong(
                        "registry: untrusted issuer",
                        "FAIL  schema registry: .*certification path",
                        sound -> registry(sound, platform.registryProperties(platform.untrusted, REGISTRY_PASSWORD))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatIsWrong")
    void whatIsWrongIsNamedWithoutItsSecret(String what, String said, UnaryOperator<SecureProfile> change) {
        CommandResult run = change.apply(profile).run("doctor");

        assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).containsPattern(said);
        assertThat(run.out() + run.err()).doesNotContain(SECRETS);
    }

    private static Arguments wrong(String what, String said, UnaryOperator<SecureProfile> change) {
        return Arguments.of(what, said, change);
    }

    private SecureProfile byCertificate(String properties) {
        return profile.setting("bootstrap_servers", platform.kafkaByCertificate())
                .setting("properties_file", file(properties));
    }

    private SecureProfile registry(SecureProfile sound, String properties) {
        return sound.setting("auto.register.schemas: true\n    properties_file", file(properties));
    }

    private String file(String content) {
        return platform.secretFile(content).toString();
    }
}
