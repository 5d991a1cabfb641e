package io.modelfactory.worker.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.modelfactory.worker.failure.FailureCategory;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AdmissionPropertyTest {
    private final AdmissionRules rules = RequestFixture.openRules("d".repeat(64));

    /** Every member of the envelope and of both payloads, in turn, becomes something else. */
    @Property(tries = 2_000)
    void whateverAMemberIsTheMessageIsAdmittedOrRefusedByName(
            @ForAll boolean retry, @ForAll("value") JsonNode value, @ForAll int which) {
        ObjectNode message = retry ? RequestFixture.publishRetryMessage() : RequestFixture.trainBuildMessage();
        List<Runnable> changes = new ArrayList<>();
        collect(message, value, changes);
        changes.get(Math.floorMod(which, changes.size())).run();

        if (rules.admit(message) instanceof Admission.Refused refused) {
            assertThat(refused.code().category()).isIn(FailureCategory.INPUT_ADMISSION, FailureCategory.PUBLISH);
            assertThat(refused.message()).contains(": ").hasSizeLessThan(4_000);
            assertThat(refused.requestId()).matches(TrainBuildRequestReader.REQUEST_ID);
            assertThat(refused.command()).hasSizeLessThanOrEqualTo(128);
            assertThat(refused.requesterPrincipal()).hasSizeLessThanOrEqualTo(128);
        }
    }

    private static void collect(ObjectNode object, JsonNode value, List<Runnable> changes) {
        object.properties().forEach(member -> {
            changes.add(() -> object.set(member.getKey(), value));
            if (member.getValue() instanceof ObjectNode nested) {
                collect(nested, value, changes);
            }
        });
        changes.add(() -> object.set("surprise", value));
    }

    @Provide
    Arbitrary<JsonNode> value() {
        Arbitrary<JsonNode> texts = Arbitraries.strings().ofMaxLength(2_000).map(TextNode::valueOf);
        Arbitrary<JsonNode> others =
                Arbitraries.of(NullNode.getInstance(), BooleanNode.TRUE, IntNode.valueOf(7), TextNode.valueOf(" "));
        Arbitrary<JsonNode> leaf = Arbitraries.oneOf(texts, others);
        Arbitrary<JsonNode> list = leaf.list()
                .ofMaxSize(300)
                .map(values -> JsonNodeFactory.instance.arrayNode().addAll(values));
        Arbitrary<JsonNode> object = Arbitraries.maps(Arbitraries.strings().ofMaxLength(200), leaf)
                .ofMaxSize(100)
                .map(members -> JsonNodeFactory.instance.objectNode().setAll(members));
        return Arbitraries.oneOf(leaf, list, object);
    }
}
