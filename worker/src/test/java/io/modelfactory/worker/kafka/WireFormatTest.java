package io.modelfactory.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class WireFormatTest {

    @Test
    void theSchemaIdFollowsTheMagicByteBigEndian() {
        assertThat(WireFormat.header(0x01020304)).containsExactly(0, 1, 2, 3, 4);
        assertThat(WireFormat.schemaId(new byte[] {0, 1, 2, 3, 4, 99})).isEqualTo(0x01020304);
    }

    @Test
    void bytesOfAnotherFormatAreRefusedByWhatIsWrongWithThem() {
        assertRefused(new byte[0], "0 bytes are shorter than its header");
        assertRefused(new byte[] {0, 0, 0, 1}, "4 bytes are shorter than its header");
        assertRefused(new byte[] {'{', 0, 0, 0, 1, 5}, "begins with byte 123, not 0");
        assertRefused(new byte[] {0, 0, 0, 0, 0, 5}, "no schema has the id 0");
        assertRefused(new byte[] {0, -1, 0, 0, 0, 5}, "no schema has the id -16777216");
    }

    private static void assertRefused(byte[] message, String why) {
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> WireFormat.schemaId(message))
                .withMessageStartingWith("not the Confluent wire format: ")
                .withMessageEndingWith(why);
    }
}
