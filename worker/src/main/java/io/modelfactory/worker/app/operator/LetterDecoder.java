package io.modelfactory.worker.app.operator;

import io.modelfactory.worker.app.wiring.SerdeFactory;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.console.action.LetterPayload;
import io.modelfactory.worker.failure.TransientFaultException;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;

/** Decodes dead letters by the deserializer of a profile, as far as that can be done. */
final class LetterDecoder {
    static final int MAX_BYTES = 1 << 16;
    private static final int MAX_CHARS = 1 << 18;
    private static final String ANY_TOPIC = "dead_letters";

    private final Wiring.SchemaRegistry registry;
    private final Duration timeout;

    /** @param timeout of the registry */
    LetterDecoder(Wiring.SchemaRegistry registry, Duration timeout) {
        this.registry = registry;
        this.timeout = timeout;
    }

    /** @param text of the bytes, as they are shown undecoded */
    LetterPayload decode(String text, byte[] value) {
        if (value.length > MAX_BYTES) {
            return undecoded(text, "it has more than " + MAX_BYTES + " bytes");
        }
        try (Deserializer<Object> deserializer =
                SerdeFactory.forCommand(registry, timeout).deserializer()) {
            String decoded = String.valueOf(deserializer.deserialize(ANY_TOPIC, value));
            return new LetterPayload(
                    text,
                    Optional.of(decoded.length() <= MAX_CHARS ? decoded : decoded.substring(0, MAX_CHARS) + "..."),
                    Optional.empty());
        } catch (TransientFaultException silent) {
            return undecoded(text, "the schema registry does not answer: " + silent.getMessage());
        } catch (KafkaException | ConfigurationException undecodable) {
            return undecoded(text, String.valueOf(undecodable.getMessage()));
        } catch (StackOverflowError nested) {
            return undecoded(text, "it is nested too deeply");
        }
    }

    private static LetterPayload undecoded(String text, String problem) {
        return new LetterPayload(text, Optional.empty(), Optional.of(problem));
    }
}
