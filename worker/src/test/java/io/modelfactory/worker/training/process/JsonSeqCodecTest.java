package io.modelfactory.worker.training.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.training.BuildSpec;
import io.modelfactory.worker.training.process.child.BuildCommand;
import io.modelfactory.worker.training.process.child.BuildReply;
import io.modelfactory.worker.training.process.child.BuildStep;
import io.modelfactory.worker.training.process.child.JsonSeqCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What the worker and its trainer processes exchange arrives unchanged. */
class JsonSeqCodecTest {
    @Test
    void aSpecificationArrivesUnchanged() throws IOException {
        BuildSpec spec = BuildSpecFixture.of(1_000, 5);

        BuildCommand arrived = sent(BuildCommand.of(BuildStep.BEGIN, spec), BuildCommand.class);

        assertThat(arrived.step()).isEqualTo(BuildStep.BEGIN);
        assertThat(Json.convert(arrived.argument(), BuildSpec.class)).isEqualTo(spec);
    }

    @Test
    void theSplitOfAChampionArrivesToo() throws IOException {
        BuildSpec spec = BuildSpecFixture.besideAChampion();

        BuildCommand arrived = sent(BuildCommand.of(BuildStep.BEGIN, spec), BuildCommand.class);

        assertThat(Json.convert(arrived.argument(), BuildSpec.class)).isEqualTo(spec);
    }

    @Test
    void failuresKeepCodeAndMessage() throws IOException {
        BuildReply failed =
                sent(new BuildReply.Failed(FailureCode.DATASET_INVALID, "no \u00e4 in \u001e\n it"), BuildReply.class);
        BuildReply fault = sent(new BuildReply.TransientFault("disk"), BuildReply.class);
        BuildReply spent = sent(new BuildReply.AttemptSpent("memory"), BuildReply.class);

        assertThatThrownBy(failed::result)
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.DATASET_INVALID))
                .hasMessage("no \u00e4 in \u001e\n it");
        assertThatThrownBy(fault::result)
                .isInstanceOf(TransientFaultException.class)
                .hasMessage("disk");
        assertThatThrownBy(spent::result)
                .isInstanceOf(AttemptFailedException.class)
                .hasMessage("memory");
    }

    @Test
    void numbersKeepEveryBit() throws IOException {
        BuildReply done =
                sent(new BuildReply.Completed(Json.object().put("third", 1 / 3d).put("float", 0.1f)), BuildReply.class);

        assertThat(done.result().path("third").doubleValue()).isEqualTo(1 / 3d);
        assertThat(done.result().path("float").doubleValue()).isEqualTo(0.1f);
    }

    @Test
    void whatNativeCodePrintsIsNoMessage() throws IOException {
        assertThat(JsonSeqCodec.read("[12:00:00] WARNING: something", BuildReply.class))
                .isEmpty();
        assertThat(JsonSeqCodec.read("no line end" + line(new BuildReply.TransientFault("disk")), BuildReply.class))
                .contains(new BuildReply.TransientFault("disk"));
    }

    private static <T> T sent(Object message, Class<T> type) throws IOException {
        return JsonSeqCodec.read(line(message), type).orElseThrow();
    }

    private static String line(Object message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonSeqCodec.write(out, message);
        return out.toString(StandardCharsets.US_ASCII).stripTrailing();
    }
}
