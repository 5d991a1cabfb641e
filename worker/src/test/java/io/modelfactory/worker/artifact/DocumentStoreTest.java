package io.modelfactory.worker.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.folder.LocalArtifactStore;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that were found valid are not judged again, and no others pass for them. */
class DocumentStoreTest {
    private static final String KEY = "run/mf/eligibility.json";
    private static final DocumentStore.FailureCodes CODES = new DocumentStore.FailureCodes(
            FailureCode.EVIDENCE_UNRESOLVED,
            FailureCode.GATE_INVALID,
            FailureCode.PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION);

    @TempDir
    Path folder;

    private LocalArtifactStore artifacts;
    private DocumentStore documents;

    @BeforeEach
    void open() {
        artifacts = new LocalArtifactStore(folder);
        documents = new DocumentStore(artifacts, new JsonSchemas());
    }

    @AfterEach
    void close() {
        artifacts.close();
    }

    @Test
    void aDocumentIsReadAsItWasWrittenHoweverOften() {
        ArtifactRef written = write();

        for (int time = 0; time < 3; time++) {
            assertThat(CanonicalJson.text(documents.read(ContractDocument.PUBLISH_ELIGIBILITY, written, CODES)))
                    .isEqualTo(CanonicalJson.text(document()));
        }
    }

    @Test
    void theSameBytesAreNoValidDocumentOfAnotherKind() {
        ArtifactRef written = write();

        assertThatThrownBy(() -> documents.read(ContractDocument.GATE_RECEIPT, written, CODES))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.GATE_INVALID));
    }

    @Test
    void bytesThatWereChangedAfterTheyWereFoundValidAreRefused() throws IOException {
        ArtifactRef written = write();
        documents.read(ContractDocument.PUBLISH_ELIGIBILITY, written, CODES);
        Files.writeString(folder.resolve(KEY), "{}");

        assertThatThrownBy(() -> documents.read(ContractDocument.PUBLISH_ELIGIBILITY, written, CODES))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        failure -> assertThat(failure.code())
                                .isEqualTo(FailureCode.PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION));
        assertThatThrownBy(() -> documents.read(ContractDocument.PUBLISH_ELIGIBILITY, KEY, CODES))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.GATE_INVALID));
    }

    private ArtifactRef write() {
        return documents.write(
                ContractDocument.PUBLISH_ELIGIBILITY,
                KEY,
                document(),
                FailureCode.GATE_INVALID,
                FailureCode.PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION);
    }

    private static ObjectNode document() {
        ObjectNode document = Json.object()
                .put("schema_version", "learning.mf_publish_eligibility.v0")
                .put("run_key", "tr_" + "0".repeat(32))
                .put("eligibility", "ELIGIBLE");
        document.putArray("reason_codes");
        document.set("gate_receipt", Json.tree(new ArtifactRef("gate_receipt.json", "b".repeat(64), 1)));
        return document;
    }
}
