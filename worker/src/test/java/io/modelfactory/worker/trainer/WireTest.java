package io.modelfactory.worker.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.build.BuildOrder;
import io.modelfactory.worker.failure.AttemptSpentException;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.trainer.child.Command;
import io.modelfactory.worker.trainer.child.Reply;
import io.modelfactory.worker.trainer.child.Step;
import io.modelfactory.worker.trainer.child.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is sent between the worker and its trainers arrives as it was. */
class WireTest {
    @Test
    void anOrderArrivesAsItWas() throws IOException {
        BuildOrder order = Orders.of(1_000, 5);

        Command arrived = sent(Command.of(Step.BEGIN, order), Command.class);

        assertThat(arrived.step()).isEqualTo(Step.BEGIN);
        assertThat(Json.convert(arrived.argument(), BuildOrder.class)).isEqualTo(order);
    }

    @Test
    void failuresKeepCodeAndMessage() throws IOException {
        Reply failed = sent(new Reply.Failed(FailureCode.DATASET_INVALID, "no \u00e4 in \u001e\n it"), Reply.class);
        Reply fault = sent(new Reply.Fault("disk"), Reply.class);
        Reply spent = sent(new Reply.Spent("memory"), Reply.class);

        assertThatThrownBy(failed::result)
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.DATASET_INVALID))
                .hasMessage("no \u00e4 in \u001e\n it");
        assertThatThrownBy(fault::result)
                .isInstanceOf(TransientFaultException.class)
                .hasMessage("disk");
        assertThatThrownBy(spent::result)
                .isInstanceOf(AttemptSpentException.class)
                .hasMessage("memory");
    }

    @Test
    void numbersKeepEveryBit() throws IOException {
        Reply done = sent(new Reply.Done(Json.object().put("third", 1 / 3d).put("float", 0.1f)), Reply.class);

        assertThat(done.result().path("third").doubleValue()).isEqualTo(1 / 3d);
        assertThat(done.result().path("float").doubleValue()).isEqualTo(0.1f);
    }

    @Test
    void whatNativeCodePrintsIsNoMessage() throws IOException {
        assertThat(Wire.read("[12:00:00] WARNING: something", Reply.class)).isEmpty();
        assertThat(Wire.read("no line end" + line(new Reply.Fault("disk")), Reply.class))
                .contains(new Reply.Fault("disk"));
    }

    private static <T> T sent(Object message, Class<T> type) throws IOException {
        return Wire.read(line(message), type).orElseThrow();
    }

    private static String line(Object message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Wire.write(out, message);
        return out.toString(StandardCharsets.US_ASCII).stripTrailing();
    }
}
