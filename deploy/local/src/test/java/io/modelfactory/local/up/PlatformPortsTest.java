package io.modelfactory.local.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.local.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformPortsTest {
    @TempDir
    private Path temp = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = temp.resolve("ports.json");
    }

    @Test
    void theNextStartHasTheSamePorts() {
        PlatformPorts first = PlatformPorts.choose(file, OptionalInt.empty());

        assertThat(PlatformPorts.choose(file, OptionalInt.empty())).isEqualTo(first);
    }

    @Test
    void aPortThatAnotherProgramHasTakenIsReplaced() throws IOException {
        PlatformPorts first = PlatformPorts.choose(file, OptionalInt.empty());
        try (ServerSocket taken = new ServerSocket(first.kafka(), 1, InetAddress.getLoopbackAddress())) {
            PlatformPorts next = PlatformPorts.choose(file, OptionalInt.empty());

            assertThat(next.kafka()).isNotEqualTo(taken.getLocalPort());
            assertThat(next.database()).isEqualTo(first.database());
        }
    }

    @Test
    void aFixedPortThatIsTakenIsNamed() throws IOException {
        int first = FreePorts.find();
        try (ServerSocket taken = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> PlatformPorts.choose(file, OptionalInt.of(taken.getLocalPort())))
                    .isInstanceOf(UpException.class)
                    .hasMessageContaining("port " + first + " is in use");
        }
    }
}
