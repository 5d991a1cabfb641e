package io.modelfactory.worker.negative;

import static io.modelfactory.worker.negative.NegativePath.unreadable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Records that nobody can read. What each entry says is found in the dead letter's {@code error.message}. */
final class DeadLetterNegativePaths {
    private DeadLetterNegativePaths() {}

    static List<NegativePath> all() {
        return List.of(
                unreadable("the record is a text")
                        .given(scene -> scene.replaceMessage("not avro at all".getBytes(StandardCharsets.UTF_8)))
                        .says("not the Confluent wire format"),
                unreadable("the record is empty")
                        .given(scene -> scene.replaceMessage(new byte[0]))
                        .says("not the Confluent wire format"),
                unreadable("the record was written by a schema that nobody registered")
                        .given(scene -> scene.replaceMessage(
                                ByteBuffer.allocate(16).putInt(1, 999_999).array()))
                        .says("999999"),
                unreadable("the record breaks off")
                        .given(scene -> {
                            byte[] whole = scene.encodedMessage();
                            scene.replaceMessage(Arrays.copyOf(whole, whole.length / 2));
                        })
                        .says("not a message of schema"),
                unreadable("the record is larger than the launcher policy allows")
                        .given(scene -> {
                            scene.trainBuild().put("policy_revision", "x".repeat(70_000));
                            scene.replaceMessage(scene.encodedMessage());
                        })
                        .says("allowed are 65536"));
    }
}
