package io.modelfactory.worker.app.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkingFolderTest {
    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void writeRequest() throws IOException {
        Files.writeString(
                folder.resolve(WorkingFolder.REQUEST),
                "{training_config_ref: training_profile.yaml, governance_profile_ref: profiles/shipped.yaml}");
    }

    @Test
    void aProfileOfTheFolderIsNamedByItsDigestAndAnotherIsLeftAsItIs() throws IOException {
        Files.writeString(folder.resolve(WorkingFolder.TRAINING_PROFILE), "policy_id: p");

        WorkingFolder.OwnRequest request = new WorkingFolder(folder).request();

        assertThat(request.profiles()).singleElement().satisfies(profile -> {
            assertThat(profile.name()).isEqualTo("training_profile.yaml");
            assertThat(request.document().path("training_config_ref").asText()).isEqualTo(profile.ref());
        });
        assertThat(request.document().path("governance_profile_ref").asText()).isEqualTo("profiles/shipped.yaml");
    }

    @Test
    void aProfileThatIsNoUtf8IsRefusedByItsName() throws IOException {
        Files.write(folder.resolve(WorkingFolder.TRAINING_PROFILE), "policy_id: p".getBytes(StandardCharsets.UTF_16));

        assertThatThrownBy(() -> new WorkingFolder(folder).request())
                .isInstanceOfSatisfying(
                        FailureException.class,
                        refused -> assertThat(refused.code()).isEqualTo(FailureCode.TRAINING_PROFILE_INVALID))
                .hasMessage("training_profile.yaml: is no UTF-8 text");
    }

    @Test
    void aRefusalNamesTheFileWhereItNamedItsCopyInTheStore() throws IOException {
        Files.writeString(folder.resolve(WorkingFolder.TRAINING_PROFILE), "policy_id: p");
        WorkingFolder.OwnRequest request = new WorkingFolder(folder).request();
        FailureException refusal = new FailureException(
                FailureCode.TRAINING_PROFILE_INVALID,
                request.profiles().get(0).ref() + ": rounds: must be at least 1; profiles/shipped.yaml is another");

        assertThat(request.namingFiles(refusal))
                .hasMessage("training_profile.yaml: rounds: must be at least 1; profiles/shipped.yaml is another")
                .hasCause(refusal)
                .returns(FailureCode.TRAINING_PROFILE_INVALID, FailureException::code);
    }
}
