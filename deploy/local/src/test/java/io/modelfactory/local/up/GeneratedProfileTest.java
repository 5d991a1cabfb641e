package io.modelfactory.local.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedProfileTest {
    private static final Path HOME = Path.of("..", "..");
    private static final PlatformPorts PORTS = new PlatformPorts(1, 2, 3, 4, 5, 6);

    @TempDir
    private Path temp = Path.of("");

    @Test
    void addressesAreWrittenInThePlaceOfVariables() throws IOException {
        String profile = generated(temp, Map.of("MF_DATABASE_URL", "jdbc:postgresql://elsewhere/db"));

        assertThat(profile)
                .contains("bootstrap_servers: \"127.0.0.1:1\"")
                .contains("url: \"http://127.0.0.1:4\"")
                .contains("url: \"jdbc:postgresql://127.0.0.1:3/model_factory\"")
                .contains("password_file: \"" + temp.resolve("password") + "\"")
                .contains("root: \"" + temp.resolve("objects") + "\"")
                .contains("host: \"127.0.0.1\"", "port: 5", "enabled: true", "port: 6")
                .contains("required_platform_run_id: \"local\"")
                .doesNotContain("elsewhere", "${MF_KAFKA", "${MF_DATABASE", "${MF_OBJECT", "${MF_TELEMETRY");
    }

    @Test
    void thePoliciesOfTheStartHoldForAllCommands() throws IOException {
        assertThat(generated(temp, Map.of("MF_LAUNCHER_POLICY", "/etc/mf/policy.yaml")))
                .contains("launcher_policy_ref: \"/etc/mf/policy.yaml\"");
        assertThat(generated(temp, Map.of()))
                .contains("launcher_policy_ref: \"config/mf/launcher_policy_local_v0.yaml\"");
    }

    @Test
    void aFolderMayHaveAnyName() throws IOException {
        Path odd = Files.createDirectories(temp.resolve("a \"b\" #c ${D}"));

        assertThat(generated(odd, Map.of())).contains("root: \"" + temp + "/a \\\"b\\\" #c $${D}/objects\"");
    }

    private static String generated(Path folder, Map<String, String> environment) throws IOException {
        PlatformFolder platform = new PlatformFolder(folder);
        GeneratedProfile.write(platform, PORTS, HOME, environment);
        return Files.readString(platform.profile());
    }
}
