package io.modelfactory.worker.negative;

import static io.modelfactory.worker.negative.NegativePath.unreadable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Records that cannot be decoded. The text of each entry is in the dead letter's {@code error.message}. */
final class DeadLetterNegativePaths {
    private DeadLetterNegativePaths() {}

    static List<NegativePath> all() {
        return List.of(
                unreadable("the record is a text")
                        .given(scenario -> scenario.replaceMessage("not avro at all".getBytes(StandardCharsets.UTF_8)))
                        .says("not the Confluent wire format"),
                unreadable("the record is empty")
                        .given(scenario -> scenario.replaceMessage(new byte[0]))
                        .says("not the Confluent wire format"),
                unreadable("the record was written by a schema that is not registered")
                        .given(scenario -> scenario.replaceMessage(
                                ByteBuffer.allocate(16).putInt(1, 999_999).array()))
                        .says("999999"),
                unreadable("the record is truncated")
                        .given(scenario -> {
                            byte[] whole = scenario.encodedMessage();
                            scenario.replaceMessage(Arrays.copyOf(whole, whole.length / 2));
                        })
                        .says("not a message of schema"),
                unreadable("the record is larger than the launcher policy allows")
                        .given(scenario -> {
                            scenario.trainBuild().put("policy_revision", "x".repeat(70_000));
                            scenario.replaceMessage(scenario.encodedMessage());
                        })
                        .says("allowed are 65536"));
    }
}
