package io.modelfactory.worker.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.FailureCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EvidenceLinksTest {
    private static final String RUN_KEY = "tr_" + "0".repeat(32);

    private final Map<ArtifactName, JsonNode> contents = new EnumMap<>(ArtifactName.class);
    private Evidence evidence = Evidence.none();

    @ParameterizedTest
    @EnumSource
    void everyDocumentIsLinked(EvidenceDocument document) {
        assertThat(EvidenceLinks.of(document)).isNotEmpty();
    }

    @Test
    void everyJsonDocumentOfARunIsInTheChain() {
        EnumSet<ArtifactName> others = EnumSet.allOf(ArtifactName.class);
        others.removeIf(name -> EvidenceDocument.find(name).isPresent());

        assertThat(others).allMatch(name -> name.isAttachment() || name == ArtifactName.MODEL);
    }

    @Test
    void nothingIsComparedWithWhatIsNotThere() {
        assertThat(flaws(EvidenceLinks.all())).isEmpty();
    }

    @Test
    void aDocumentAboutAnotherRunHasAFlawThatNamesThePlace() {
        contents.put(ArtifactName.SCORING_SAMPLE, json("{'run_key': 'tr_other'}"));

        assertThat(flaws(EvidenceLinks.of(EvidenceDocument.SCORING_SAMPLE)))
                .singleElement()
                .satisfies(flaw -> {
                    assertThat(flaw.toFailure().code()).isEqualTo(FailureCode.TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION);
                    assertThat(flaw.toFailure())
                            .hasMessageContainingAll("scoring_sample", "/run_key", "tr_other", RUN_KEY);
                });
    }

    /** Only checks that passed make a gate that passed, and there must be some. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{'verdict': 'PASS'}, {'verdict': 'PASS'}] | PASS",
                "[{'verdict': 'PASS'}, {'verdict': 'FAIL'}] | FAIL",
                "[{'verdict': 'PASS'}, {'verdict': 'INCONCLUSIVE'}] | FAIL",
                "[{'verdict': 'PASS'}, {'verdict': 'pass'}] | FAIL",
                "[{'verdict': 'PASS'}, {}] | FAIL",
                "[] | FAIL"
            })
    void theChecksDecideWhetherTheGateWasPassed(String checks, String decision) {
        contents.put(
                ArtifactName.GATE_RECEIPT,
                json("{'run_key': '%s', 'platform_run_id': 'platform', 'checks': %s, 'reason_codes': []}"
                        .formatted(RUN_KEY, checks)));
        String other = decision.equals("PASS") ? "FAIL" : "PASS";
        contents.put(ArtifactName.EVAL_REPORT, json("{'gate_decision': '" + other + "'}"));

        assertThat(decisionFlaws(EvidenceDocument.EVAL_REPORT)).singleElement().satisfies(flaw -> {
            assertThat(flaw.expected()).isEqualTo("\"" + decision + "\"");
            assertThat(flaw.toFailure().code()).isEqualTo(FailureCode.GATE_DECISION_MISMATCH);
        });

        contents.put(ArtifactName.EVAL_REPORT, json("{'gate_decision': '" + decision + "'}"));
        assertThat(decisionFlaws(EvidenceDocument.EVAL_REPORT)).isEmpty();
    }

    @Test
    void aListOfArtifactsIsCompleteAndHasNoOther() {
        write(ArtifactName.RESOLVED_TRAIN_PLAN);
        write(ArtifactName.MODEL);
        contents.put(ArtifactName.EVIDENCE_PACK, pack(ArtifactName.MODEL, ArtifactName.RESOLVED_TRAIN_PLAN));
        assertThat(flaws(EvidenceLinks.of(EvidenceDocument.EVIDENCE_PACK))).isEmpty();

        contents.put(ArtifactName.EVIDENCE_PACK, pack(ArtifactName.MODEL));
        assertThat(flaws(EvidenceLinks.of(EvidenceDocument.EVIDENCE_PACK)))
                .extracting(flaw -> flaw.link().pointer())
                .containsExactly("/evidence/*/name", "/evidence/resolved_train_plan");

        contents.put(ArtifactName.EVIDENCE_PACK, json("""
                        {'run_key': '%s', 'evidence': [{'name': 'model', 'ref': 'x', 'sha256': 'y', 'bytes': 1},
                         {'name': 'unknown'}]}""".formatted(RUN_KEY)));
        assertThat(flaws(EvidenceLinks.of(EvidenceDocument.EVIDENCE_PACK)))
                .extracting(flaw -> flaw.link().pointer())
                .containsExactly("/evidence/*/name", "/evidence/resolved_train_plan", "/evidence/model");
    }

    private void write(ArtifactName name) {
        evidence = evidence.with(name, reference(name));
    }

    private static ArtifactRef reference(ArtifactName name) {
        return new ArtifactRef("run/" + name.key(), Sha256.hex(name.key()), 1);
    }

    private static JsonNode pack(ArtifactName... names) {
        var pack = Json.object().put("run_key", RUN_KEY);
        var list = pack.putArray("evidence");
        for (ArtifactName name : names) {
            list.add(Json.objectTree(reference(name)).put("name", name.key()));
        }
        return pack;
    }

    private static JsonNode json(String text) {
        try {
            return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<EvidenceFlaw> decisionFlaws(EvidenceDocument document) {
        return flaws(EvidenceLinks.of(document).stream()
                .filter(link -> link.pointer().equals("/gate_decision"))
                .toList());
    }

    private List<EvidenceFlaw> flaws(List<EvidenceLink> links) {
        EvidenceContext context = new EvidenceContext() {
            @Override
            public RunFacts facts() {
                return new RunFacts(
                        RUN_KEY,
                        "platform",
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        evidence);
            }

            @Override
            public Optional<JsonNode> content(ArtifactName document) {
                return Optional.ofNullable(contents.get(document));
            }
        };
        return links.stream().flatMap(link -> link.flaw(context).stream()).toList();
    }
}
