package io.modelfactory.worker.intake;

import java.io.ByteArrayOutputStream;

/** What is done to the bytes of a message, at a place that is taken modulo their number. */
record MessageChange(Kind kind, int place, byte value) {
    enum Kind {
        SET,
        INSERT,
        REMOVE,
        CUT,
        REPEAT,
        /** Makes what is most likely a length the largest that its bytes can say. */
        LENGTHEN
    }

    byte[] to(byte[] message) {
        if (message.length == 0) {
            return new byte[] {value};
        }
        int at = Math.floorMod(place, message.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(message, 0, at);
        switch (kind) {
            case SET -> out.write(value);
            case INSERT -> {
                out.write(value);
                out.write(message[at]);
            }
            case REPEAT -> {
                out.write(message, at, message.length - at);
                out.write(message[at]);
            }
            case LENGTHEN -> out.writeBytes(new byte[] {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f});
            case REMOVE, CUT -> {}
        }
        if (kind != Kind.CUT) {
            out.write(message, at + 1, message.length - at - 1);
        }
        return out.toByteArray();
    }
}
